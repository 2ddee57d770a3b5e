from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from pages.base.dates import ApproximateDateField
from pages.base.models import PortalPage
from pages.conventions.forms import ChoicesPanel, DiagnosisPageForm
from pages.conventions.models.axis import Objective
from pages.conventions.models.convention import ConventionPage, Side


class DiagnosisPage(PortalPage):
    """What the Caf and the collectivité each observe, theme by theme, and what they conclude together."""

    date = ApproximateDateField(_("établi"))
    conclusion = models.TextField(_("conclusion partagée"), blank=True)

    base_form_class = DiagnosisPageForm
    fixed_slug = "diagnostic"
    search_kind = "diagnosis"
    template = "conventions/diagnosis_page.html"
    parent_page_types = [ConventionPage]
    max_count_per_parent = 1
    subpage_types = []
    content_panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("date"),
        FieldPanel("body"),
        FieldPanel("conclusion"),
    ]
    finding_panels = [ChoicesPanel("findings", heading=_("Constats"), label=_("Constat"))]

    class Meta:
        verbose_name = _("diagnostic partagé")
        verbose_name_plural = _("diagnostics partagés")

    @property
    def convention(self) -> ConventionPage:
        return self.get_parent().specific

    def get_context(self, request, *args, **kwargs):
        from pages.conventions import findings

        return {**super().get_context(request, *args, **kwargs), **findings.diagnosis(self, request)}

    def search_text(self) -> str:
        found = [
            f"{finding.title} {finding.caf_text} {finding.local_text} {finding.conclusion}"
            for finding in self.findings.all()
        ]
        return " ".join([super().search_text(), self.conclusion, *found])

    def search_details(self) -> dict:
        return self.convention.territory_details()


DiagnosisPage.edit_handler = DiagnosisPage.tabs(
    (DiagnosisPage.content_panels, _("L’essentiel")),
    (DiagnosisPage.finding_panels, _("Constats")),
)


class Finding(Orderable, ClusterableModel):
    """On one theme: what each side sees, with its figures, what both conclude, and the objectives that it led to."""

    diagnosis = ParentalKey(DiagnosisPage, on_delete=models.CASCADE, related_name="findings")
    theme = models.ForeignKey("base.Theme", models.PROTECT, verbose_name=_("thème"), related_name="+")
    title = models.CharField(_("constat"), max_length=200)
    caf_text = models.TextField(_("ce que la Caf observe"), blank=True)
    local_text = models.TextField(_("ce que la collectivité observe"), blank=True)
    conclusion = models.TextField(_("ce que les deux concluent"), blank=True)
    objectives = ParentalManyToManyField(
        Objective, verbose_name=_("objectifs qui en sont issus"), blank=True, related_name="findings"
    )

    panels = [
        FieldRowPanel([FieldPanel("title"), FieldPanel("theme")]),
        FieldRowPanel([FieldPanel("caf_text"), FieldPanel("local_text")]),
        InlinePanel("figures", heading=_("Chiffres"), label=_("Chiffre")),
        FieldPanel("conclusion"),
        FieldPanel("objectives", widget=forms.CheckboxSelectMultiple),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("constat")
        verbose_name_plural = _("constats")

    def __str__(self):
        return self.title

    @property
    def anchor(self) -> str:
        """Return where the finding stands on the diagnosis' page."""
        return f"constat-{self.pk}"


class FindingFigure(Orderable):
    """A figure that one side brings: its value, its unit, when and where it comes from."""

    finding = ParentalKey(Finding, on_delete=models.CASCADE, related_name="figures")
    side = models.CharField(_("apporté par"), max_length=10, choices=Side.choices)
    label = models.CharField(_("ce qui est compté"), max_length=200)
    value = models.DecimalField(_("valeur"), max_digits=14, decimal_places=2)
    unit = models.CharField(_("unité"), max_length=40, blank=True)
    date = ApproximateDateField(_("date"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("side"), FieldPanel("label")]),
        FieldRowPanel([FieldPanel("value"), FieldPanel("unit")]),
        FieldRowPanel([FieldPanel("date"), FieldPanel("source")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("chiffre")
        verbose_name_plural = _("chiffres")
