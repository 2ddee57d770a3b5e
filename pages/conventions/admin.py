"""The administration's list of conventions, and what they lack."""

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Length, Substr
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from pages.base.admin import ToComplete
from pages.base.models import Theme
from pages.conventions.models import ConventionPage, ConventionStatus
from pages.conventions.models.convention import OVER
from pages.people.models import PAIR_ROLES, LocalRole, Role
from pages.territories.models import TerritoryPage


def editable(user):
    """Return the pages, of any type, that a user may edit."""
    return policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")


def with_pair(conventions):
    """Annotate ``has_caf``, ``has_local`` (a half that someone holds today) and ``pair_complete``, in one query."""
    in_office = LocalRole.objects.on(timezone.localdate()).filter(page=OuterRef("pk"), is_deputy=False)
    caf, local = (Exists(in_office.filter(role=role)) for role in PAIR_ROLES)
    return conventions.annotate(has_caf=caf, has_local=local, pair_complete=Q(has_caf=True) & Q(has_local=True))


def to_complete(user) -> list[ToComplete]:
    """Return the conventions not yet over that lack a half of their pair, among those a user may edit."""
    conventions = ConventionPage.objects.filter(pk__in=editable(user).values("pk")).exclude(status__in=OVER)
    lacking = with_pair(conventions.defer_streamfields()).filter(pair_complete=False).order_by("title")
    above = TerritoryPage.objects.filter(path=Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen))
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
    menu_order = 110
    add_to_admin_menu = True
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
