from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from pages.base.dates import ApproximateDateField
from pages.base.models import PortalPage
from pages.conventions.models.convention import ConventionPage
from pages.conventions.presentation import since


class CommitteeIndexPage(PortalPage):
    """The committees of one convention, which it contains."""

    fixed_slug = "instances"
    search_kind = "page"
    template = "conventions/committee_index_page.html"
    parent_page_types = [ConventionPage]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("instances")
        verbose_name_plural = _("instances")

    @property
    def convention(self) -> ConventionPage:
        return self.get_parent().specific

    def get_context(self, request, *args, **kwargs):
        from pages.conventions import committees

        return {**super().get_context(request, *args, **kwargs), **committees.index(self, request)}

    def search_details(self) -> dict:
        return self.convention.territory_details()


CommitteeIndexPage.edit_handler = CommitteeIndexPage.tabs()


class CommitteeKind(models.TextChoices):
    STEERING = "steering", _("Comité de pilotage")
    OPERATIONAL = "operational", _("Comité opérationnel")
    THEMATIC = "thematic", _("Comité thématique")


class CommitteePage(PortalPage):
    """A committee by its own label (the title): what it is for, who sits on it, how often it must meet."""

    kind = models.CharField(_("nature"), max_length=12, choices=CommitteeKind.choices)
    mandate = models.TextField(_("mandat"), blank=True)
    yearly_minimum = models.PositiveSmallIntegerField(
        _("au moins … fois par an"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1, _("Au moins une fois.")), MaxValueValidator(52, _("Au plus 52 fois."))],
        help_text=_("Sans nombre, l’instance se réunit quand il le faut et n’est jamais dite en retard."),
    )
    yearly_maximum = models.PositiveSmallIntegerField(
        _("et au plus"), null=True, blank=True, validators=[MaxValueValidator(52, _("Au plus 52 fois."))]
    )
    rule_from = ApproximateDateField(
        _("à partir de"), help_text=_("Le jour où cette règle commence à valoir, par exemple la signature.")
    )
    born_of = models.ForeignKey(
        "wagtailcore.Page",
        models.SET_NULL,
        verbose_name=_("née de"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("L’action dont cette instance est issue, s’il y en a une."),
    )

    served_with = (*PortalPage.served_with, "born_of__effective_audience")

    search_kind = "committee"
    names_below = True
    template = "conventions/committee_page.html"
    parent_page_types = [CommitteeIndexPage]
    content_panels = [
        FieldRowPanel([FieldPanel("title"), FieldPanel("kind")]),
        FieldPanel("summary"),
        FieldPanel("mandate"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("yearly_minimum"), FieldPanel("yearly_maximum")]), FieldPanel("rule_from")],
            heading=_("Règle de réunion"),
        ),
        FieldPanel("born_of"),
        FieldPanel("body"),
    ]
    seat_panels = [InlinePanel("seats", heading=_("Sièges"), label=_("Siège"))]

    class Meta:
        verbose_name = _("instance")
        verbose_name_plural = _("instances")

    def clean(self):
        super().clean()
        errors = {}
        if self.yearly_maximum and not self.yearly_minimum:
            errors["yearly_minimum"] = _("Dites aussi combien de fois au moins.")
        if self.yearly_minimum and self.yearly_maximum and self.yearly_maximum < self.yearly_minimum:
            errors["yearly_maximum"] = _("Le plus grand nombre est inférieur au plus petit.")
        if self.yearly_minimum and not self.rule_from:
            errors["rule_from"] = _("Dites à partir de quand cette règle vaut.")
        if self.born_of and not self.born_of.path.startswith(self._convention_path()):
            errors["born_of"] = _("Choisissez une page de la même convention.")
        if errors:
            raise ValidationError(errors)

    @property
    def convention(self) -> ConventionPage:
        return ConventionPage.objects.get(path=self.path[: -2 * self.steplen])

    def _convention_path(self) -> str:
        """Return the path of the convention, known from the page above while this one is being created."""
        above = self.get_parent() if self.path or hasattr(self, "_cached_parent_obj") else None
        return above.path[: -self.steplen] if above else ""

    @property
    def rule_in_words(self) -> str:
        """Return the meeting rule as « 2 à 3 fois par an, depuis avril 2009 »; without one, « quand il le faut »."""
        least, most = self.yearly_minimum, self.yearly_maximum
        if not least:
            return gettext("quand il le faut")
        if most == least:
            often = ngettext("%d fois par an", "%d fois par an", least) % least
        elif most:
            often = gettext("%(least)d à %(most)d fois par an") % {"least": least, "most": most}
        else:
            often = ngettext("au moins %d fois par an", "au moins %d fois par an", least) % least
        if not self.rule_from:
            return often
        begun = self.rule_from.first_day <= timezone.localdate()
        said = gettext("%(often)s, depuis %(date)s") if begun else gettext("%(often)s, dès %(date)s")
        return said % {"often": often, "date": since(self.rule_from)}

    def get_context(self, request, *args, **kwargs):
        from pages.conventions import committees

        context = {**super().get_context(request, *args, **kwargs), **committees.committee(self, request)}
        return {**context, "contents": committees.contents(self, context)}

    def meeting_due(self, last: date | None) -> date | None:
        """Return the day by which the committee must meet by its own rule, None without a rule.

        ``last`` is the day of its last meeting; the count begins when the rule does (the whole of an approximate date).
        """
        if not self.yearly_minimum or not self.rule_from:
            return None
        begun = self.rule_from.last_day
        since = max(last, begun) if last else begun
        times = self.yearly_minimum
        return since + (relativedelta(months=12 // times) if 12 % times == 0 else timedelta(days=365 // times))

    def search_details(self) -> dict:
        organisations = [seat.organisation for seat in self.seats.all()]
        return {
            **self.convention.territory_details(),
            "status": self.kind,
            "organisations": tuple(dict.fromkeys(one.slug for one in organisations if one)),
        }

    def search_text(self) -> str:
        seats = " ".join(seat.function for seat in self.seats.all())
        return " ".join([super().search_text(), self.get_kind_display(), self.mandate, seats])


CommitteePage.edit_handler = CommitteePage.tabs(
    (CommitteePage.content_panels, _("L’essentiel")),
    (CommitteePage.seat_panels, _("Sièges")),
)


class College(models.TextChoices):
    ELECTED = "elected", _("Élus")
    SERVICES = "services", _("Services de la collectivité")
    CAF = "caf", _("Caf")
    PARTNERS = "partners", _("Partenaires")
    ASSOCIATIONS = "associations", _("Associations")
    RESIDENTS = "residents", _("Habitants")


class Seat(Orderable):
    """A seat: a function and, unless it is a resident's, an organisation; the person, when known, is not published."""

    committee = ParentalKey(CommitteePage, on_delete=models.CASCADE, related_name="seats")
    college = models.CharField(_("collège"), max_length=12, choices=College.choices)
    function = models.CharField(_("fonction"), max_length=200, help_text=_("Aucun nom n’est publié."))
    organisation = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        verbose_name=_("organisme"),
        null=True,
        blank=True,
        related_name="seats",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("personne"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Facultatif, jamais publié : reçoit les convocations."),
    )

    panels = [
        FieldRowPanel([FieldPanel("college"), FieldPanel("function")]),
        FieldRowPanel([FieldPanel("organisation"), FieldPanel("person")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("siège")
        verbose_name_plural = _("sièges")

    def __str__(self):
        return f"{self.function}, {self.organisation.name}" if self.organisation else self.function

    def clean(self):
        super().clean()
        if self.college != College.RESIDENTS and not self.organisation_id:
            raise ValidationError({"organisation": _("Dites quel organisme ; seuls les habitants n’en ont pas.")})
