"""The administration's list of conventions, what they lack, and the screens that report on the pages below them."""

from operator import attrgetter
from urllib.parse import urlencode

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q, Subquery
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets import AdminDateInput
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import policy_registry

from pages.base.admin import ToComplete
from pages.base.models import Theme
from pages.base.tree import path_above
from pages.conventions import services
from pages.conventions.models import AxisPage, ConventionPage, ConventionStatus, ObjectiveMeasure
from pages.conventions.models.convention import OVER
from pages.people.admin_views import NOT_OFFERED, LinkedIndexView, ServiceCreateView, ServiceEditView
from pages.people.models import PAIR_ROLES, LocalRole, Role
from pages.territories.models import TerritoryPage


def editable(user):
    """Return the pages, of any type, that a user may edit."""
    return policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")


def convention_above(path: str, steps: int):
    """Return the convention that stands some steps above the page whose path is that outer field, for a subquery."""
    return ConventionPage.objects.filter(path=path_above(OuterRef(path), steps))


def with_pair(conventions):
    """Annotate ``has_caf``, ``has_local`` (a half that someone holds today) and ``pair_complete``, in one query."""
    in_office = LocalRole.objects.on(timezone.localdate()).filter(page=OuterRef("pk"), is_deputy=False)
    caf, local = (Exists(in_office.filter(role=role)) for role in PAIR_ROLES)
    return conventions.annotate(has_caf=caf, has_local=local, pair_complete=Q(has_caf=True) & Q(has_local=True))


def to_complete(user) -> list[ToComplete]:
    """Return the conventions not yet over that lack a half of their pair, among those a user may edit."""
    conventions = ConventionPage.objects.filter(pk__in=editable(user).values("pk")).exclude(status__in=OVER)
    lacking = with_pair(conventions.defer_streamfields()).filter(pair_complete=False).order_by("title")
    above = TerritoryPage.objects.filter(path=path_above(OuterRef("path"), 1))
    lacking = lacking.annotate(territory_title=Subquery(above.values("title")[:1]))
    return [
        ToComplete(
            one.title, one.territory_title or "", reverse("wagtailadmin_pages:edit", args=[one.pk]), tuple(_lacks(one))
        )
        for one in lacking[:100]
    ]


def _lacks(convention):
    for held, role in ((convention.has_caf, Role.CAF_COORDINATOR), (convention.has_local, Role.LOCAL_COORDINATOR)):
        if not held:
            yield _("sans %(role)s") % {"role": role.label[:1].lower() + role.label[1:]}


class ConventionFilterSet(WagtailFilterSet):
    status = django_filters.MultipleChoiceFilter(
        label=_("État"), choices=ConventionStatus.choices, widget=forms.CheckboxSelectMultiple
    )
    territory = django_filters.ModelChoiceFilter(
        label=_("Territoire"), queryset=TerritoryPage.objects.order_by("title"), method="keep_territory"
    )
    themes = django_filters.ModelChoiceFilter(label=_("Thème"), queryset=Theme.objects.all())
    pair_complete = django_filters.BooleanFilter(label=_("Binôme complet"))

    class Meta:
        model = ConventionPage
        fields = ["status", "territory", "themes", "pair_complete"]

    def keep_territory(self, conventions, name, territory):
        return conventions.filter(path__startswith=territory.path)


class ConventionIndexView(IndexView):
    add_item_label = _("Ajouter une convention")

    def get_base_queryset(self):
        return with_pair(super().get_base_queryset())


class ConventionListingViewSet(PageListingViewSet):
    name = "conventions"
    url_prefix = "conventions"
    model = ConventionPage
    icon = "doc-full"
    menu_label = _("Conventions")
    index_view_class = ConventionIndexView
    filterset_class = ConventionFilterSet
    ordering = "title"
    list_display = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Convention"), sort_key="title", classname="title"),
        Column("status", label=_("État"), accessor="get_status_display", sort_key="status"),
        Column("actual_signature", label=_("Signature"), accessor="actual_signature", sort_key="actual_signature"),
        BooleanColumn("pair_complete", label=_("Binôme complet"), accessor="pair_complete"),
        PageStatusColumn("live", label=_("Parution"), sort_key="live", width="12%"),
    ]


# Reports on a page: progress notes, values of indicators. The rooms above write theirs by the same screens.


class ReportPermissionPolicy(BasePermissionPolicy):
    """Whoever may edit a page reports on it; a report is corrected, never deleted."""

    def __init__(self, model, page_lookup: str):
        super().__init__(model)
        self.page_lookup = page_lookup

    def page_of(self, report) -> Page:
        return attrgetter(self.page_lookup.replace("__", "."))(report)

    def user_has_permission(self, user, action) -> bool:
        pages = policy_registry.get_by_type(Page)
        return action in ("add", "change", "view") and pages.user_has_permission(user, "change")

    def user_has_permission_for_instance(self, user, action, instance) -> bool:
        return self.user_has_permission(user, action) and self._written_by(user).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user, actions):
        return self._written_by(user)

    def _written_by(self, user):
        return self.model._default_manager.filter(**{f"{self.page_lookup}__in": editable(user).values("pk")})

    def users_with_any_permission(self, actions):
        if not set(actions) & {"add", "change", "view"}:
            return get_user_model().objects.none()
        return policy_registry.get_by_type(Page).users_with_any_permission({"change"})


class OnePage:
    """A screen that its address may bring to one page (``?action=12``).

    A page that the reader may not edit does not exist here (404).
    """

    page_model: type[Page]
    parameter: str

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.asked = request.GET.get(self.parameter) or request.POST.get(self.parameter) or ""
        self.asked_page = None
        if self.asked:
            number = int(self.asked) if self.asked.isdecimal() and len(self.asked) < 10 else 0
            pages = self.page_model.objects.filter(pk__in=editable(request.user).values("pk"))
            self.asked_page = get_object_or_404(pages, pk=number)

    @classmethod
    def about(cls, url: str, page: Page) -> str:
        """Return the address of a screen, brought to one page."""
        return f"{url}?{urlencode({cls.parameter: page.pk})}"

    def back_to(self, page: Page) -> str:
        return self.about(reverse(self.index_url_name), page)


def report_buttons(page, user, screens: type[OnePage], links):
    """Yield what leads from a page to its reports, to whoever may write them. A link: label, address name, icon."""
    if not issubclass(page.specific_class or type(page), screens.page_model) or services.may_report(user, page):
        return
    for label, name, icon in links:
        yield Button(label, url=screens.about(reverse(name), page), icon_name=icon, priority=5)


class ReportIndexView(LinkedIndexView):
    """A list of reports; to be mixed with a OnePage."""

    def get_base_queryset(self):
        found = self.permission_policy.instances_user_has_any_permission_for(self.request.user, ["change"])
        if self.asked_page:
            found = found.filter(**{self.permission_policy.page_lookup: self.asked_page})
        return found.select_related("author")

    def get_add_url(self):
        url = super().get_add_url()
        return self.about(url, self.asked_page) if url and self.asked_page else url

    def get_page_subtitle(self):
        return self.asked_page.title if self.asked_page else super().get_page_subtitle()


class ReportViewSet(ModelViewSet):
    """Screens that write through a service: no copy, no deletion, no permission given by hand."""

    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50

    def get_form_class(self, for_update=False):
        return self.form_class

    def get_edit_handler(self):
        return None

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(**{**NOT_OFFERED, **kwargs})

    def get_permissions_to_register(self):
        return Permission.objects.none()

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("resultats/", self.index_results_view, name="index_results"),
            path("nouveau/", self.add_view, name="add"),
            path("<int:pk>/", self.edit_view, name="edit"),
        ]


# The values of an indicator

MEASURE_COLUMNS = [
    Column("date", label=_("Date"), accessor="date", sort_key="date"),
    Column("value", label=_("Valeur"), accessor="value"),
    Column("comment", label=_("Commentaire"), accessor="comment"),
    Column("author", label=_("Auteur"), accessor="author"),
]


class MeasureForm(forms.ModelForm):
    """Offer the indicators of one page when it is known, else of every page that the actor may edit."""

    page_lookup: str
    """From an indicator to its page."""

    class Meta:
        fields = ["indicator", "date", "value", "comment"]
        localized_fields = ["value"]
        widgets = {"date": AdminDateInput}

    def __init__(self, *args, actor, page: Page | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.page = page
        field = self.fields["indicator"]
        indicators = field.queryset.filter(**{f"{self.page_lookup}__in": editable(actor).values("pk")})
        if page:
            indicators = indicators.filter(**{self.page_lookup: page})
        field.queryset = self.arrange(indicators)
        field.label = _("Indicateur")
        field.label_from_instance = self.name_indicator

    def arrange(self, indicators):
        """Return the indicators in the order of the list, with what names them."""
        raise NotImplementedError

    def name_owner(self, indicator) -> str:
        """Return what the indicator measures: an action, an objective."""
        raise NotImplementedError

    def name_indicator(self, indicator) -> str:
        unit = f" ({indicator.unit})" if indicator.unit else ""
        return f"{self.name_owner(indicator)} : {indicator.label}{unit}"


class MeasureIndexView(ReportIndexView):
    first_column = {"name": "indicator", "label": _("Indicateur"), "accessor": "indicator.label"}
    page_title = _("Valeurs d’indicateur")
    add_item_label = _("Ajouter une valeur")
    default_ordering = ("-date", "-pk")

    def get_base_queryset(self):
        return super().get_base_queryset().select_related(self.permission_policy.page_lookup)


class MeasureCreateView(ServiceCreateView):
    page_title = _("Ajouter une valeur")
    success_message = _("Valeur enregistrée.")
    error_message = _("La valeur n’est pas enregistrée : voyez les champs signalés.")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "page": self.asked_page}

    def get_initial(self):
        return {"date": timezone.localdate()}

    def get_add_url(self):
        url = super().get_add_url()
        return self.about(url, self.asked_page) if self.asked_page else url

    def get_success_url(self):
        return self.back_to(self.permission_policy.page_of(self.object))


class MeasureEditView(ServiceEditView):
    """Correct a value; it stays on the page whose indicator was measured."""

    page_title = _("Corriger une valeur")
    success_message = _("Valeur corrigée.")
    error_message = _("La valeur n’est pas enregistrée : voyez les champs signalés.")

    def get_queryset(self):
        found = self.permission_policy.instances_user_has_any_permission_for(self.request.user, ["change"])
        return found.select_related(self.permission_policy.page_lookup)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "page": self.permission_policy.page_of(self.object)}

    def get_success_url(self):
        return self.back_to(self.permission_policy.page_of(self.object))


class MeasureViewSet(ReportViewSet):
    icon = "decimal"


# The values of the objectives' indicators


class OneAxis(OnePage):
    page_model = AxisPage
    parameter = "axe"


class ObjectiveMeasureForm(MeasureForm):
    page_lookup = "objective__axis"

    class Meta(MeasureForm.Meta):
        model = ObjectiveMeasure

    def arrange(self, indicators):
        title = convention_above("objective__axis__path", 1).values("title")[:1]
        return (
            indicators.select_related("objective__axis")
            .annotate(convention_title=Subquery(title))
            .order_by("convention_title", "objective__axis__number", "objective__sort_order", "sort_order")
        )

    def name_owner(self, indicator):
        objective = str(indicator.objective)
        return objective if self.page else f"{indicator.convention_title}, {objective}"


class ObjectiveMeasureIndexView(OneAxis, MeasureIndexView):
    def get_base_queryset(self):
        title = convention_above("indicator__objective__axis__path", 1).values("title")[:1]
        return super().get_base_queryset().annotate(convention_title=Subquery(title))


class ObjectiveMeasureCreateView(OneAxis, MeasureCreateView):
    service = services.record_measure


class ObjectiveMeasureEditView(OneAxis, MeasureEditView):
    service = services.record_measure


class ObjectiveMeasureViewSet(MeasureViewSet):
    name = "valeurs-des-objectifs"
    model = ObjectiveMeasure
    form_class = ObjectiveMeasureForm
    index_view_class = ObjectiveMeasureIndexView
    add_view_class = ObjectiveMeasureCreateView
    edit_view_class = ObjectiveMeasureEditView
    list_display = [
        Column("objective", label=_("Objectif"), accessor="indicator.objective"),
        Column("convention", label=_("Convention"), accessor="convention_title"),
        *MEASURE_COLUMNS,
    ]
