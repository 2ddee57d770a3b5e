from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from pages.base.dates import ApproximateDate, ApproximateDateField
from pages.base.models import HomePage, PortalPage
from pages.conventions.models import AxisPage, ConventionPage
from pages.people.models import Organisation

NOT_NEGATIVE = MinValueValidator(0, _("Un montant n’est pas négatif."))


class FundIndexPage(PortalPage):
    """All the funds of the portal."""

    fixed_slug = "fonds"
    template = "fund/fund_index_page.html"
    max_count = 1
    parent_page_types = [HomePage]
    subpage_types = []

    class Meta:
        verbose_name = _("liste des fonds")
        verbose_name_plural = _("listes des fonds")

    def get_context(self, request, *args, **kwargs):
        from pages.fund import presentation

        return {**super().get_context(request, *args, **kwargs), **presentation.funds(request)}


FundIndexPage.edit_handler = FundIndexPage.tabs()


class FundPage(PortalPage):
    """The innovation fund of one convention: for what, with whose money; every amount is read from its ledger."""

    eligibility = models.TextField(_("ce qui peut être soutenu"), blank=True)
    envelope = models.DecimalField(
        _("enveloppe plus large (€)"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[NOT_NEGATIVE]
    )
    envelope_label = models.CharField(
        _("ce qu’est cette enveloppe"), max_length=200, blank=True, help_text=_("À quoi comparer le fonds.")
    )

    fixed_slug = "fonds"
    search_kind = "fund"
    template = "fund/fund_page.html"
    parent_page_types = [ConventionPage]
    max_count_per_parent = 1
    content_panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("eligibility"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("envelope"), FieldPanel("envelope_label")])], heading=_("Point de comparaison")
        ),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("fonds d’innovation sociale")
        verbose_name_plural = _("fonds d’innovation sociale")

    @property
    def convention(self) -> ConventionPage:
        return self.get_parent().specific

    def search_text(self) -> str:
        return f"{super().search_text()} {self.eligibility}"

    def search_details(self) -> dict:
        funders = Organisation.objects.filter(ledger_entries__in=self.entries.standing().filter(kind="contribution"))
        return {
            **self.convention.territory_details(),
            "organisations": tuple(funders.distinct().values_list("slug", flat=True)),
        }

    def get_context(self, request, *args, **kwargs):
        from pages.fund import presentation

        return {**super().get_context(request, *args, **kwargs), **presentation.fund(self, request)}

    def serve(self, request, *args, **kwargs):
        from pages.fund import presentation

        response = super().serve(request, *args, **kwargs)
        calls = response.context_data["calls"] if hasattr(response, "context_data") else []
        return presentation.true_until(response, [moment for call in calls for moment in call.moments])


FundPage.edit_handler = FundPage.tabs()


def _hour(moment: datetime) -> str:
    """Return an hour of the portal's time as « 17 h » or « 17 h 30 »."""
    local = timezone.localtime(moment)
    return f"{local.hour}\u00a0h\u00a0{local.minute:02d}" if local.minute else f"{local.hour}\u00a0h"


def in_words(moment: datetime) -> str:
    """Return an instant as « vendredi 3 décembre 2027 à 17 h »."""
    local = timezone.localtime(moment)
    return gettext("%(weekday)s %(day)s à %(hour)s") % {
        "weekday": date_format(local, "l").lower(),
        "day": ApproximateDate(local.date()),
        "hour": _hour(moment),
    }


class CallPage(PortalPage):
    """A call for proposals, open from one instant to another."""

    opens_at = models.DateTimeField(_("ouverture"))
    closes_at = models.DateTimeField(_("clôture"))
    amount = models.DecimalField(
        _("montant disponible (€)"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[NOT_NEGATIVE]
    )
    documents_asked = models.TextField(_("pièces demandées"), blank=True, help_text=_("Une par ligne."))

    search_kind = "call"
    template = "fund/call_page.html"
    parent_page_types = [FundPage, ConventionPage]
    content_panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
        FieldPanel("amount"),
        FieldPanel("body"),
        FieldPanel("documents_asked"),
    ]

    class Meta:
        verbose_name = _("appel à propositions")
        verbose_name_plural = _("appels à propositions")
        indexes = [models.Index(fields=["closes_at"], name="fund_call_closes")]

    def clean(self):
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("La clôture précède l’ouverture.")})

    @property
    def convention(self) -> ConventionPage:
        return ConventionPage.objects.ancestor_of(self).get()

    def get_context(self, request, *args, **kwargs):
        from pages.fund import presentation

        return {**super().get_context(request, *args, **kwargs), **presentation.call(self, request)}

    def serve(self, request, *args, **kwargs):
        from pages.fund import presentation

        return presentation.true_until(super().serve(request, *args, **kwargs), self.moments)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Return the instants when what the page says of itself changes."""
        return self.opens_at, self.closes_at

    @property
    def is_open(self) -> bool:
        return self.opens_at <= timezone.now() < self.closes_at

    @property
    def is_over(self) -> bool:
        return self.closes_at <= timezone.now()

    @property
    def status_kind(self) -> str:
        """Return how the state is drawn (see components/status.html)."""
        if self.is_open:
            return "going"
        return "abandoned" if self.is_over else "planned"

    @property
    def status_label(self) -> str:
        if self.is_open:
            return gettext("Ouvert")
        return gettext("Clos") if self.is_over else gettext("À venir")

    @property
    def period(self) -> str:
        """Return what matters today of the two instants, in words."""
        if self.is_over:
            return gettext("clos le %(moment)s") % {"moment": in_words(self.closes_at)}
        if self.is_open:
            return gettext("jusqu’au %(moment)s") % {"moment": in_words(self.closes_at)}
        return gettext("à partir du %(moment)s") % {"moment": in_words(self.opens_at)}

    @property
    def time_left(self) -> str:
        """Return how long one may still answer, or has to wait; the empty string once it is over."""
        if self.is_over:
            return ""
        moment = self.closes_at if self.is_open else self.opens_at
        days = (timezone.localtime(moment).date() - timezone.localdate()).days
        hour = {"hour": _hour(moment)}
        if self.is_open:
            said = (gettext("Clôture aujourd’hui à %(hour)s"), gettext("Clôture demain à %(hour)s"))
            later = ngettext("Encore %(days)d jour", "Encore %(days)d jours", days) % {"days": days}
        else:
            said = (gettext("Ouverture aujourd’hui à %(hour)s"), gettext("Ouverture demain à %(hour)s"))
            later = ngettext("Ouverture dans %(days)d jour", "Ouverture dans %(days)d jours", days) % {"days": days}
        return said[days] % hour if days in (0, 1) else later

    def search_text(self) -> str:
        return f"{super().search_text()} {self.documents_asked}"

    def search_details(self) -> dict:
        closes = timezone.localtime(self.closes_at).date()
        return {**self.convention.territory_details(), "year": closes.year, "date": closes}


CallPage.edit_handler = CallPage.tabs()


class ProjectStatus(models.TextChoices):
    GRANTED = "granted", _("Accordé")
    ONGOING = "ongoing", _("En cours")
    DONE = "done", _("Réalisé")
    ABANDONED = "abandoned", _("Abandonné")


class FundedProjectPage(PortalPage):
    """A project that the fund supports: who carries it, how far it is, what came of it; the ledger has its amounts."""

    beneficiary = models.ForeignKey(
        "people.Organisation", models.PROTECT, verbose_name=_("bénéficiaire"), related_name="funded_projects"
    )
    call = models.ForeignKey(
        CallPage, models.SET_NULL, verbose_name=_("appel"), null=True, blank=True, related_name="projects"
    )
    axis = models.ForeignKey(
        AxisPage, models.SET_NULL, verbose_name=_("axe"), null=True, blank=True, related_name="funded_projects"
    )
    status = models.CharField(_("état"), max_length=10, choices=ProjectStatus.choices, default=ProjectStatus.GRANTED)
    start = ApproximateDateField(_("début"))
    end = ApproximateDateField(_("fin"))
    people_reached = models.PositiveIntegerField(_("personnes touchées"), null=True, blank=True)
    results = models.TextField(_("résultats"), blank=True)
    final_report = models.ForeignKey(
        "base.PortalDocument", models.SET_NULL, verbose_name=_("bilan final"), null=True, blank=True, related_name="+"
    )

    served_with = (
        *PortalPage.served_with,
        "beneficiary",
        "call__effective_audience",
        "axis__effective_audience",
        "final_report",
    )

    search_kind = "project"
    template = "fund/funded_project_page.html"
    parent_page_types = [FundPage]
    content_panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("beneficiary"), FieldPanel("status")]),
        FieldRowPanel([FieldPanel("call"), FieldPanel("axis")]),
        FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
        FieldPanel("body"),
    ]
    result_panels = [FieldPanel("people_reached"), FieldPanel("results"), FieldPanel("final_report")]

    class Meta:
        verbose_name = _("projet soutenu")
        verbose_name_plural = _("projets soutenus")
        indexes = [models.Index(fields=["status"], name="fund_project_status")]

    def clean(self):
        super().clean()
        if self.start and self.end and self.end.last_day < self.start.first_day:
            raise ValidationError({"end": _("La fin précède le début.")})

    @property
    def fund(self) -> FundPage:
        return self.get_parent().specific

    def get_context(self, request, *args, **kwargs):
        from pages.fund import presentation

        return {**super().get_context(request, *args, **kwargs), **presentation.project(self, request)}

    @property
    def status_kind(self) -> str:
        """Return how the status is drawn (see components/status.html)."""
        return {"granted": "planned", "ongoing": "going"}.get(self.status, self.status)

    def search_text(self) -> str:
        return f"{super().search_text()} {self.beneficiary.name} {self.results}"

    def search_details(self) -> dict:
        convention = ConventionPage.objects.ancestor_of(self).get()
        return {
            **convention.territory_details(),
            "status": self.status,
            "year": self.start.year if self.start else None,
            "date": self.start.first_day if self.start else None,
            "organisations": (self.beneficiary.slug,),
        }


FundedProjectPage.edit_handler = FundedProjectPage.tabs(
    (FundedProjectPage.content_panels, _("L’essentiel")),
    (FundedProjectPage.result_panels, _("Résultats")),
)
