"""The administration's screens on structures (équipements)."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from pages.territories.models import Structure, StructureKind, TerritoryPage


class StructureFilterSet(WagtailFilterSet):
    kind = django_filters.MultipleChoiceFilter(
        label=_("Nature"), choices=StructureKind.choices, widget=forms.CheckboxSelectMultiple
    )
    territory = django_filters.ModelChoiceFilter(
        label=_("Territoire"), queryset=TerritoryPage.objects.order_by("title")
    )

    class Meta:
        model = Structure
        fields = ["kind", "territory"]


class StructureViewSet(ModelViewSet):
    name = "equipements"
    model = Structure
    icon = "home"
    menu_name = "structures"
    menu_order = 150
    add_to_admin_menu = True
    copy_view_enabled = False
    filterset_class = StructureFilterSet
    list_per_page = 50
    ordering = ["name"]
    list_display = [
        "name",
        Column("kind", label=_("Nature"), accessor="get_kind_display", sort_key="kind"),
        Column("territory", label=_("Territoire"), accessor="territory.title", sort_key="territory__title"),
        Column("manager", label=_("Gestionnaire"), accessor="manager", sort_key="manager__name"),
        Column("approved_until", label=_("Agréé jusqu’à"), accessor="approved_until", sort_key="approved_until"),
    ]


class StructureChooserViewSet(ChooserViewSet):
    model = Structure
    icon = "home"
    page_title = _("Choisir un équipement")
    choose_one_text = _("Choisir un équipement")
    choose_another_text = _("En choisir un autre")
    edit_item_text = _("Modifier cet équipement")
