"""The administration's lists of listings and forms."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn, ParentPageColumn
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.contrib.forms.utils import get_forms_for_user

from pages.base.models import FormPage, ListingPage


class ListingListingViewSet(PageListingViewSet):
    name = "listes"
    model = ListingPage
    icon = "list-ul"
    menu_label = _("Listes")
    ordering = "title"
    list_display = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Liste"), sort_key="title", classname="title"),
        ParentPageColumn("parent", label=_("Sous")),
        Column("layout", label=_("Présentation"), accessor="get_layout_display", sort_key="layout"),
        PageStatusColumn("live", label=_("Parution"), sort_key="live", width="12%"),
    ]


class FormListingViewSet(PageListingViewSet):
    name = "formulaires"
    model = FormPage
    icon = "form"
    menu_label = _("Formulaires")
    ordering = "title"
    list_display = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Formulaire"), sort_key="title", classname="title"),
        ParentPageColumn("parent", label=_("Sous")),
        Column("keep_months", label=_("Réponses gardées"), accessor="kept_for", sort_key="keep_months"),
        PageStatusColumn("live", label=_("Parution"), sort_key="live", width="12%"),
    ]


class AnswersMenuItem(MenuItem):
    """Leads to the answers of the forms that one may edit; not shown to whoever has none."""

    def is_shown(self, request):
        return get_forms_for_user(request.user).exists()


class ContentsViewSetGroup(ViewSetGroup):
    menu_label = _("Listes et formulaires")
    menu_name = "listes-et-formulaires"
    menu_icon = "form"
    menu_order = 160
    items = (ListingListingViewSet, FormListingViewSet)

    def get_submenu_items(self):
        answers = AnswersMenuItem(
            _("Réponses"), reverse_lazy("wagtailforms:index"), name="reponses", icon_name="mail", order=1000
        )
        return [*super().get_submenu_items(), answers]
