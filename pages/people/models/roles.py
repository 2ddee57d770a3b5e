from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.people import spaces


class Role(models.TextChoices):
    """The roles held on a convention or on one of its groups (domain.md, « Who sees and does what »)."""

    PARTNER = "partner", _("Partenaire")
    WRITER = "writer", _("Rédacteur")
    COOPERATION_OFFICER = "cooperation_officer", _("Chargé de coopération")
    MODERATOR = "moderator", _("Modérateur")
    CAF_COORDINATOR = "caf_coordinator", _("Coordonnateur Caf")
    LOCAL_COORDINATOR = "local_coordinator", _("Coordonnateur collectivité")
    FUND_INSTRUCTOR = "fund_instructor", _("Instructeur du fonds")
    GROUP_MEMBER = "group_member", _("Membre de groupe de travail")
    FACILITATOR = "facilitator", _("Animateur de groupe de travail")


GROUP_ROLES = (Role.FACILITATOR, Role.GROUP_MEMBER)
CONVENTION_ROLES = tuple(role for role in Role if role not in GROUP_ROLES)
# What staff see: internal notes, drafts. The fund's instructor and the group's members are told what members are.
STAFF_ROLES = frozenset(Role) - {Role.PARTNER, Role.FUND_INSTRUCTOR, Role.GROUP_MEMBER}
# Those who work in the administration.
TEAM_ROLES = STAFF_ROLES | {Role.FUND_INSTRUCTOR}
PUBLISHER_ROLES = frozenset({Role.MODERATOR, Role.CAF_COORDINATOR, Role.LOCAL_COORDINATOR})
PAIR_ROLES = (Role.CAF_COORDINATOR, Role.LOCAL_COORDINATOR)
# Those who follow every request made to their convention; an instructor, only those made to their funder.
REQUEST_ROLES = frozenset({Role.MODERATOR, *PAIR_ROLES})


class LocalRoleQuerySet(models.QuerySet):
    def on(self, day) -> "LocalRoleQuerySet":
        """Keep the roles held on a day (a date)."""
        return self.filter(Q(start=None) | Q(start__lte=day), Q(end=None) | Q(end__gte=day))

    def today(self) -> "LocalRoleQuerySet":
        """Keep the roles held today, deputies only while they stand in."""
        return self.on(timezone.localdate()).filter(Q(is_deputy=False) | Q(standing_in=True))


class LocalRole(models.Model):
    """A role held on one convention or one group, for a period, by a person or by a function not yet filled.

    It gives its rights on the subtree of ``page`` and nowhere else. The pair of coordinators that a convention's page
    shows is read here, so that what is announced and what is allowed cannot differ.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name=_("personne"),
        related_name="local_roles",
        null=True,
        blank=True,
        help_text=_("Facultatif : une fonction peut être annoncée avant que quelqu’un ne l’occupe."),
    )
    role = models.CharField(_("rôle"), max_length=30, choices=Role.choices)
    page = models.ForeignKey(
        "wagtailcore.Page", models.CASCADE, verbose_name=_("convention ou groupe"), related_name="local_roles"
    )
    function = models.CharField(
        _("fonction"),
        max_length=150,
        blank=True,
        help_text=_("Ce que le public lit, par exemple « conseillère territoriale ». Aucun nom n’est publié."),
    )
    organisation = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        verbose_name=_("organisme"),
        related_name="local_roles",
        null=True,
        blank=True,
    )
    start = models.DateField(_("à partir du"), null=True, blank=True)
    end = models.DateField(_("jusqu’au"), null=True, blank=True, help_text=_("Dernier jour compris."))
    is_deputy = models.BooleanField(_("suppléance"), default=False)
    standing_in = models.BooleanField(
        _("supplée en ce moment"), default=False, help_text=_("Une suppléance n’ouvre des droits que cochée.")
    )

    objects = LocalRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rôle")
        verbose_name_plural = _("rôles")
        ordering = ["page", "role", "is_deputy", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start=None) | Q(end=None) | Q(end__gte=models.F("start")),
                name="people_role_dates_in_order",
                violation_error_message=_("La fin précède le début."),
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(function=""),
                name="people_role_named",
                violation_error_message=_("Indiquez une personne ou une fonction."),
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()} – {self.user or self.function}"

    def clean(self):
        super().clean()
        if self.standing_in and not self.is_deputy:
            raise ValidationError({"standing_in": _("Seule une suppléance peut être en cours.")})
        if self.role == Role.FUND_INSTRUCTOR and not self.organisation_id:
            raise ValidationError({"organisation": _("Dites pour quel financeur cette personne instruit.")})
        if self.page_id and self.role not in spaces.roles_on(self.page.specific_class):
            raise ValidationError({"role": _("Ce rôle ne se tient pas sur cette page.")})

    @property
    def public_name(self) -> str:
        """Return what the public may read: the function, never the person's name."""
        return self.function or self.get_role_display()
