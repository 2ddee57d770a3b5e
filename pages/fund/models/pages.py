from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from pages.base.dates import ApproximateDateField
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
        "fund.CallPage", models.SET_NULL, verbose_name=_("appel"), null=True, blank=True, related_name="projects"
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

        context = {**super().get_context(request, *args, **kwargs), **presentation.project(self, request)}
        return {**context, "contents": presentation.project_contents(self, context)}

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
