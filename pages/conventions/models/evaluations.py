from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from pages.base.dates import ApproximateDateField
from pages.base.models import PortalPage
from pages.conventions.forms import ChoicesPanel, EvaluationPageForm
from pages.conventions.models.axis import Objective, ObjectiveIndicator
from pages.conventions.models.convention import ConventionPage


class EvaluationIndexPage(PortalPage):
    """The evaluations of one convention, which it contains."""

    fixed_slug = "evaluation"
    search_kind = "page"
    template = "conventions/evaluation_index_page.html"
    parent_page_types = [ConventionPage]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("évaluations")
        verbose_name_plural = _("évaluations")

    @property
    def convention(self) -> ConventionPage:
        return self.get_parent().specific

    def get_context(self, request, *args, **kwargs):
        from pages.conventions import evaluations

        return {**super().get_context(request, *args, **kwargs), **evaluations.index(self, request)}

    def search_details(self) -> dict:
        return self.convention.territory_details()


EvaluationIndexPage.edit_handler = EvaluationIndexPage.tabs()


class EvaluationPage(PortalPage):
    """What came of the convention at one time: its results, what was not reached, what is corrected."""

    date = ApproximateDateField(_("date"))
    scope = models.TextField(_("ce qui est évalué"), blank=True)

    base_form_class = EvaluationPageForm
    search_kind = "evaluation"
    template = "conventions/evaluation_page.html"
    parent_page_types = [EvaluationIndexPage]
    subpage_types = []
    content_panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("date"),
        FieldPanel("scope"),
        FieldPanel("body"),
    ]
    outcome_panels = [ChoicesPanel("outcomes", heading=_("Ce qui en ressort"), label=_("Point"))]

    class Meta:
        verbose_name = _("évaluation")
        verbose_name_plural = _("évaluations")

    @property
    def convention(self) -> ConventionPage:
        return ConventionPage.objects.get(path=self.path[: -2 * self.steplen])

    def get_context(self, request, *args, **kwargs):
        from pages.conventions import evaluations

        return {**super().get_context(request, *args, **kwargs), **evaluations.evaluation(self, request)}

    def search_text(self) -> str:
        return " ".join([super().search_text(), self.scope, *(outcome.text for outcome in self.outcomes.all())])

    def search_details(self) -> dict:
        return {
            **self.convention.territory_details(),
            "year": self.date.year if self.date else None,
            "date": self.date.first_day if self.date else None,
        }


EvaluationPage.edit_handler = EvaluationPage.tabs(
    (EvaluationPage.content_panels, _("L’essentiel")),
    (EvaluationPage.outcome_panels, _("Résultats et corrections")),
)


class Outcome(Orderable):
    """A result, an objective not reached or a corrective action, tied to an objective and to an indicator."""

    class Kind(models.TextChoices):
        RESULT = "result", _("Résultat")
        NOT_REACHED = "not_reached", _("Objectif non atteint")
        CORRECTION = "correction", _("Action corrective")

    evaluation = ParentalKey(EvaluationPage, on_delete=models.CASCADE, related_name="outcomes")
    kind = models.CharField(_("nature"), max_length=12, choices=Kind.choices)
    text = models.TextField(_("texte"))
    objective = models.ForeignKey(
        Objective, models.SET_NULL, verbose_name=_("objectif"), null=True, blank=True, related_name="outcomes"
    )
    indicator = models.ForeignKey(
        ObjectiveIndicator, models.SET_NULL, verbose_name=_("indicateur"), null=True, blank=True, related_name="+"
    )

    panels = [
        FieldPanel("kind"),
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("objective"), FieldPanel("indicator")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("point d’évaluation")
        verbose_name_plural = _("points d’évaluation")

    def clean(self):
        super().clean()
        if self.indicator and self.objective_id and self.indicator.objective_id != self.objective_id:
            raise ValidationError({"indicator": _("Cet indicateur est celui d’un autre objectif.")})
