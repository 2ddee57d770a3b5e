from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from pages.base.models import PortalPage
from pages.conventions import parts
from pages.conventions.models.convention import ConventionPage
from pages.conventions.models.indicators import Indicator, Measure


class AxisPage(PortalPage):
    """A strategic axis of one convention: its number, where it comes from, its objectives."""

    number = models.PositiveSmallIntegerField(_("numéro"))
    source = models.CharField(
        _("d’où il vient"),
        max_length=200,
        blank=True,
        help_text=_("Par exemple la convention d’objectifs et de gestion nationale."),
    )

    search_kind = "axis"
    template = "conventions/axis_page.html"
    parent_page_types = [ConventionPage]
    subpage_types = []
    content_panels = [
        FieldRowPanel([FieldPanel("number"), FieldPanel("title")]),
        FieldPanel("summary"),
        FieldPanel("source"),
        FieldPanel("body"),
    ]
    objective_panels = [InlinePanel("objectives", label=_("Objectif"), heading=_("Objectifs"))]

    class Meta:
        verbose_name = _("axe stratégique")
        verbose_name_plural = _("axes stratégiques")

    @property
    def convention(self) -> ConventionPage:
        return self.get_parent().specific

    @property
    def colour(self) -> int:
        """Return which of the six axis colours this axis takes (1 to 6), always shown beside its number."""
        return (self.number - 1) % 6 + 1

    def parts(self) -> Q:
        return parts.condition_beside(self)

    def get_context(self, request, *args, **kwargs):
        from pages.conventions import findings

        context = super().get_context(request, *args, **kwargs)
        return {**context, "findings_by_objective": findings.by_objective(self, request)}

    def search_text(self) -> str:
        objectives = " ".join(f"{objective.title} {objective.text}" for objective in self.objectives.all())
        return f"{super().search_text()} {objectives}"

    def search_details(self) -> dict:
        return self.convention.territory_details()


AxisPage.edit_handler = AxisPage.tabs(
    (AxisPage.content_panels, _("L’essentiel")),
    (AxisPage.objective_panels, _("Objectifs")),
)


class ObjectiveManager(models.Manager):
    def get_queryset(self):
        """Bring with each objective the number of its axis, which is said before its own."""
        return super().get_queryset().annotate(axis_number=F("axis__number"))


class Objective(Orderable, ClusterableModel):
    """What an axis aims at; actions refer to it."""

    axis = ParentalKey(AxisPage, on_delete=models.CASCADE, related_name="objectives")
    title = models.CharField(_("intitulé"), max_length=200)
    text = models.TextField(_("texte"), blank=True)

    objects = ObjectiveManager()

    panels = [
        FieldPanel("title"),
        FieldPanel("text"),
        InlinePanel("indicators", label=_("Indicateur"), heading=_("Indicateurs")),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("objectif")
        verbose_name_plural = _("objectifs")

    def __str__(self):
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """Return the objective's number in the convention, « 1.2 »: its axis', then its rank from 1."""
        axis = self.__dict__.get("axis_number") or self.axis.number
        return f"{axis}.{(self.sort_order or 0) + 1}"

    @property
    def anchor(self) -> str:
        """Return where the objective stands on the page of its axis."""
        return f"objectif-{self.number}"


class ObjectiveIndicator(Indicator):
    objective = ParentalKey(Objective, on_delete=models.CASCADE, related_name="indicators")


class ObjectiveMeasure(Measure):
    indicator = models.ForeignKey(ObjectiveIndicator, models.CASCADE, related_name="measures")
