"""The administration's lists of conventions and of what each contains, in one menu, and what they lack."""

import django_filters
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.pages import PageListingViewSet

from pages.base.admin import ToComplete
from pages.base.tree import path_above
from pages.conventions import admin_start
from pages.conventions.admin import ConventionIndexView, ConventionListingViewSet, convention_above, editable
from pages.conventions.forms import KeyChoiceField
from pages.conventions.models import (
    AxisPage,
    CommitteeKind,
    CommitteePage,
    ConventionPage,
    DiagnosisPage,
    EvaluationPage,
    Finding,
    Outcome,
    Phase,
    Seat,
)
from pages.conventions.models.convention import OVER, RUNNING

SHOWN = 100


def within_convention(pages, steps: int):
    """Annotate the title of the convention that stands some steps above each page."""
    return pages.annotate(convention_title=Subquery(convention_above("path", steps).values("title")[:1]))


def _conventions(request):
    return ConventionPage.objects.filter(pk__in=editable(request.user).values("pk")).order_by("title")


class ConventionChoiceField(KeyChoiceField, django_filters.fields.ModelChoiceField):
    pass


class ConventionFilter(django_filters.ModelChoiceFilter):
    field_class = ConventionChoiceField


class WithinFilterSet(WagtailFilterSet):
    """A list narrowed to one convention."""

    convention = ConventionFilter(label=_("Convention"), queryset=_conventions, method="keep_convention")

    def keep_convention(self, pages, name, convention):
        return pages.filter(path__startswith=convention.path)


class WithinIndexView(IndexView):
    """A list of pages that stand ``steps`` below their convention."""

    steps = 1

    def get_base_queryset(self):
        return within_convention(super().get_base_queryset(), self.steps)


def columns(label: str, *middle: Column) -> list:
    return [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=label, sort_key="title", classname="title"),
        Column("convention", label=_("Convention"), accessor="convention_title", sort_key="convention_title"),
        *middle,
        PageStatusColumn("live", label=_("Parution"), sort_key="live", width="12%"),
    ]


# Conventions


class StartableIndexView(ConventionIndexView):
    """The list of conventions, from which one is prepared from the template."""

    @cached_property
    def header_buttons(self):
        return [*super().header_buttons, *admin_start.listing_button(self.request.user)]


class StartableListingViewSet(ConventionListingViewSet):
    index_view_class = StartableIndexView

    def get_urlpatterns(self):
        start = self.construct_view(admin_start.StartView)
        return [*super().get_urlpatterns(), path("modele/", start, name="start")]


# Axes


class AxisFilterSet(WithinFilterSet):
    class Meta:
        model = AxisPage
        fields = ["convention"]


class AxisIndexView(WithinIndexView):
    add_item_label = _("Ajouter un axe")

    def get_base_queryset(self):
        return super().get_base_queryset().annotate(objective_count=Count("objectives"))


class AxisListingViewSet(PageListingViewSet):
    name = "axes"
    url_prefix = "axes"
    model = AxisPage
    icon = "list-ol"
    menu_label = _("Axes")
    index_view_class = AxisIndexView
    filterset_class = AxisFilterSet
    ordering = "title"
    list_display = columns(
        _("Axe"),
        Column("number", label=_("Numéro"), accessor="number", sort_key="number"),
        Column("objectives", label=_("Objectifs"), accessor="objective_count", sort_key="objective_count"),
    )


# Diagnoses


class DiagnosisFilterSet(WithinFilterSet):
    untied = django_filters.BooleanFilter(label=_("Avec un constat sans objectif"), method="keep_untied")

    class Meta:
        model = DiagnosisPage
        fields = ["convention", "untied"]

    def keep_untied(self, pages, name, value):
        return pages.filter(untied_count__gt=0) if value else pages.filter(untied_count=0)


def with_findings(pages):
    """Annotate the number of findings of each diagnosis, and of those that led to no objective."""
    counted = Finding.objects.filter(diagnosis=OuterRef("pk")).order_by().values("diagnosis").annotate(n=Count("pk"))
    untied = counted.filter(objectives=None)
    return pages.annotate(
        finding_count=_or_zero(counted.values("n")),
        untied_count=_or_zero(untied.values("n")),
    )


def _or_zero(counted):
    return Coalesce(Subquery(counted), Value(0))


class DiagnosisIndexView(WithinIndexView):
    add_item_label = _("Ajouter un diagnostic")

    def get_base_queryset(self):
        return with_findings(super().get_base_queryset())


class DiagnosisListingViewSet(PageListingViewSet):
    name = "diagnostics"
    url_prefix = "diagnostics"
    model = DiagnosisPage
    icon = "glasses"
    menu_label = _("Diagnostics")
    index_view_class = DiagnosisIndexView
    filterset_class = DiagnosisFilterSet
    ordering = "title"
    list_display = columns(
        _("Diagnostic"),
        Column("findings", label=_("Constats"), accessor="finding_count", sort_key="finding_count"),
        Column("untied", label=_("Sans objectif"), accessor="untied_count", sort_key="untied_count"),
    )


# Committees


class CommitteeFilterSet(WithinFilterSet):
    kind = django_filters.ChoiceFilter(label=_("Nature"), choices=CommitteeKind.choices)
    seated = django_filters.BooleanFilter(label=_("Avec des sièges"), method="keep_seated")

    class Meta:
        model = CommitteePage
        fields = ["convention", "kind", "seated"]

    def keep_seated(self, pages, name, value):
        return pages.filter(seat_count__gt=0) if value else pages.filter(seat_count=0)


class CommitteeIndexView(WithinIndexView):
    steps = 2
    add_item_label = _("Ajouter une instance")

    def get_base_queryset(self):
        return super().get_base_queryset().annotate(seat_count=Count("seats"))


class CommitteeListingViewSet(PageListingViewSet):
    name = "instances"
    url_prefix = "instances"
    model = CommitteePage
    icon = "group"
    menu_label = _("Instances")
    index_view_class = CommitteeIndexView
    filterset_class = CommitteeFilterSet
    ordering = "title"
    list_display = columns(
        _("Instance"),
        Column("kind", label=_("Nature"), accessor="get_kind_display", sort_key="kind"),
        Column("rule", label=_("Se réunit"), accessor="rule_in_words"),
        Column("seats", label=_("Sièges"), accessor="seat_count", sort_key="seat_count"),
    )


# Evaluations


class EvaluationFilterSet(WithinFilterSet):
    kind = django_filters.ChoiceFilter(label=_("Contient"), choices=Outcome.Kind.choices, method="keep_kind")

    class Meta:
        model = EvaluationPage
        fields = ["convention", "kind"]

    def keep_kind(self, pages, name, kind):
        return pages.filter(Exists(Outcome.objects.filter(evaluation=OuterRef("pk"), kind=kind)))


class EvaluationIndexView(WithinIndexView):
    steps = 2
    add_item_label = _("Ajouter une évaluation")

    def get_base_queryset(self):
        return super().get_base_queryset().annotate(outcome_count=Count("outcomes"))


class EvaluationListingViewSet(PageListingViewSet):
    name = "evaluations"
    url_prefix = "evaluations"
    model = EvaluationPage
    icon = "clipboard-list"
    menu_label = _("Évaluations")
    index_view_class = EvaluationIndexView
    filterset_class = EvaluationFilterSet
    ordering = "title"
    list_display = columns(
        _("Évaluation"),
        Column("date", label=_("Date"), accessor="date", sort_key="date"),
        Column("outcomes", label=_("Points"), accessor="outcome_count", sort_key="outcome_count"),
    )


class ConventionsGroup(ViewSetGroup):
    """The conventions and what each contains, two clicks away from any screen."""

    menu_label = _("Conventions")
    menu_icon = "doc-full"
    menu_order = 110
    items = (
        StartableListingViewSet,
        AxisListingViewSet,
        DiagnosisListingViewSet,
        CommitteeListingViewSet,
        EvaluationListingViewSet,
    )


# What they lack


def parts_to_complete(user) -> list[ToComplete]:
    """Return, among what a user may edit, what lacks in three queries.

    Running conventions without phase or diagnosis, diagnoses with findings that led to no objective, committees
    without seat.
    """
    return [*_conventions_lacking(user), *_diagnoses_lacking(user), *_committees_lacking(user)]


def _told(page, context: str, *missing: str) -> ToComplete:
    return ToComplete(page.title, context, reverse("wagtailadmin_pages:edit", args=[page.pk]), missing)


def _conventions_lacking(user):
    running = ConventionPage.objects.filter(pk__in=editable(user).values("pk"), status__in=RUNNING)
    above = path_above("path", 1)
    diagnoses = DiagnosisPage.objects.annotate(above=above).filter(above=OuterRef("path"))
    lacking = running.annotate(
        has_phase=Exists(Phase.objects.filter(convention=OuterRef("pk"))), has_diagnosis=Exists(diagnoses)
    ).exclude(has_phase=True, has_diagnosis=True)
    for one in lacking.defer_streamfields().order_by("title")[:SHOWN]:
        missing = [(one.has_phase, _("sans phase")), (one.has_diagnosis, _("sans diagnostic"))]
        yield _told(one, "", *(word for held, word in missing if not held))


def _diagnoses_lacking(user):
    pages = with_findings(DiagnosisPage.objects.filter(pk__in=editable(user).values("pk")))
    lacking = within_convention(pages.filter(untied_count__gt=0), 1).exclude(_over(1))
    for one in lacking.defer_streamfields().order_by("-untied_count", "title")[:SHOWN]:
        count = one.untied_count
        words = ngettext("%d constat sans objectif", "%d constats sans objectif", count) % count
        yield _told(one, one.convention_title or "", words)


def _committees_lacking(user):
    pages = CommitteePage.objects.filter(pk__in=editable(user).values("pk"))
    pages = pages.filter(~Exists(Seat.objects.filter(committee=OuterRef("pk")))).exclude(_over(2))
    for one in within_convention(pages, 2).defer_streamfields().order_by("title")[:SHOWN]:
        yield _told(one, one.convention_title or "", _("sans siège"))


def _over(steps: int) -> Q:
    """Return the condition that the convention some steps above is over: nothing is asked of it any more."""
    return Q(Exists(convention_above("path", steps).filter(status__in=OVER)))
