"""What is measured: an objective or an action has indicators, an indicator has values over time."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from pages.base.dates import ApproximateDateField


class Indicator(Orderable):
    """A label and its unit, where it started, where it should be and when."""

    label = models.CharField(_("indicateur"), max_length=200)
    unit = models.CharField(_("unité"), max_length=40, blank=True, help_text=_("« familles », « % », « places »…"))
    baseline = models.DecimalField(_("valeur de départ"), max_digits=12, decimal_places=2, null=True, blank=True)
    baseline_date = ApproximateDateField(_("mesurée"))
    target = models.DecimalField(_("cible"), max_digits=12, decimal_places=2, null=True, blank=True)
    target_date = ApproximateDateField(_("à atteindre"))

    panels = [
        FieldRowPanel([FieldPanel("label"), FieldPanel("unit")]),
        FieldRowPanel([FieldPanel("baseline"), FieldPanel("baseline_date")]),
        FieldRowPanel([FieldPanel("target"), FieldPanel("target_date")]),
    ]

    class Meta(Orderable.Meta):
        abstract = True
        verbose_name = _("indicateur")
        verbose_name_plural = _("indicateurs")

    def __str__(self):
        return self.label

    def clean(self):
        super().clean()
        if self.baseline_date and self.target_date and self.target_date.last_day < self.baseline_date.first_day:
            raise ValidationError({"target_date": _("La cible est datée avant la valeur de départ.")})

    @property
    def last_measure(self) -> "Measure | None":
        """Return the most recent value; reads the prefetched ``measures`` when they are."""
        return max(self.measures.all(), key=lambda measure: (measure.date, measure.pk), default=None)


class Measure(models.Model):
    """The value of an indicator on a day; written by a service, never by a page's draft."""

    date = models.DateField(_("date"))
    value = models.DecimalField(_("valeur"), max_digits=12, decimal_places=2)
    comment = models.CharField(_("commentaire"), max_length=250, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("auteur"), null=True, editable=False, related_name="+"
    )

    class Meta:
        abstract = True
        verbose_name = _("valeur d’indicateur")
        verbose_name_plural = _("valeurs d’indicateur")
        ordering = ["date", "pk"]

    def __str__(self):
        return f"{self.value} ({self.date:%d/%m/%Y})"
