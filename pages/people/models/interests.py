"""Who stands out of a file for their interests; who is away, and who stands in for them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.people.models.roles import LocalRole


class RecusalQuerySet(models.QuerySet):
    def standing(self) -> "RecusalQuerySet":
        return self.filter(ended_at=None)


class Recusal(models.Model):
    """A person who has an interest in an association stands out of all its requests (*déport*), until it is lifted.

    Whoever has an interest abstains, preparation included (CGCT L.2131-11; law 2013-907, article 2): it wins over
    every role that the person holds.
    """

    # Wagtail would name it among the uses of an organisation, to whoever edits it.
    wagtail_reference_index_ignore = True

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("personne"), related_name="recusals"
    )
    organisation = models.ForeignKey(
        "people.Organisation", models.CASCADE, verbose_name=_("association"), related_name="recusals"
    )
    reason = models.TextField(_("intérêt déclaré"), blank=True, max_length=1000)
    since = models.DateTimeField(_("depuis le"), default=timezone.now)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(_("levé le"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = RecusalQuerySet.as_manager()

    class Meta:
        verbose_name = _("déport")
        verbose_name_plural = _("déports")
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"], condition=models.Q(ended_at=None), name="people_recusal_once"
            )
        ]

    def __str__(self):
        return f"{self.person} – {self.organisation}"


class Absence(models.Model):
    """Someone is away: their deputies stand in for each of their roles until they are back."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("personne"), related_name="absences"
    )
    since = models.DateTimeField(_("depuis le"), default=timezone.now)
    until = models.DateField(_("jusqu’au"), null=True, blank=True, help_text=_("Dernier jour compris."))
    ended_at = models.DateTimeField(_("terminée le"), null=True, blank=True)
    deputies = models.ManyToManyField(LocalRole, verbose_name=_("suppléances"), related_name="+")
    """The roles of deputy that this absence made effective, and that its end puts back."""

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(ended_at=None), name="people_absence_once")
        ]

    def __str__(self):
        return str(self.person)
