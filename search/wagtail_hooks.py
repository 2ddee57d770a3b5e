"""What the administration keeps of the search: synonyms, results put forward, what people look for."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.admin.viewsets.model import ModelViewSet

from search import usage_report
from search.models import Promotion, Synonyms


class SynonymsViewSet(ModelViewSet):
    """The expressions that say the same, which the portal's administrator keeps; read at each search."""

    name = "synonymes"
    model = Synonyms
    menu_label = _("Synonymes de recherche")
    icon = "search"
    menu_order = 60
    add_to_settings_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = ["expressions"]
    search_fields = ["expressions"]
    search_backend_name = None
    list_per_page = 100
    panels = [FieldPanel("expressions")]


class PromotionViewSet(ModelViewSet):
    """The pages put forward for what people type, which the team keeps; read at each search."""

    name = "resultats-mis-en-avant"
    model = Promotion
    menu_label = _("Résultats mis en avant")
    icon = "pick"
    menu_order = 61
    add_to_settings_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = ["expressions"]
    search_fields = ["expressions"]
    search_backend_name = None
    panels = [FieldPanel("expressions"), PageChooserPanel("page")]


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [SynonymsViewSet(), PromotionViewSet()]


@hooks.register("register_team_permissions")
def team_permissions():
    kept = [f"search.{verb}_promotion" for verb in ("add", "change", "delete")]
    return [*kept, "search.view_queryuse"]


@hooks.register("register_admin_urls")
def report_urls():
    return [
        path("rapports/recherches/", usage_report.UsageReportView.as_view(), name="search_usage"),
        path(
            "rapports/recherches/resultats/",
            usage_report.UsageReportView.as_view(results_only=True),
            name="search_usage_results",
        ),
    ]


class UsageReportItem(MenuItem):
    def is_shown(self, request):
        return usage_report.may_read(request.user)


@hooks.register("register_reports_menu_item")
def usage_report_item():
    return UsageReportItem(_("Recherches"), reverse("search_usage"), name="recherches", icon_name="search", order=210)
