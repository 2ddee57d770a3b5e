"""The audience rule where Wagtail serves and lists pages, and the administration's menu, home and colours."""

from django.http import Http404
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.compare import FieldComparison, register_comparison_class
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.pages import base_page_viewset
from wagtail.log_actions import LogFormatter
from wagtail.models import Page
from wagtail.permissions import policy_registry

from pages.base.admin import ClosedPrivacyView, ThemeViewSet, ToCompletePanel, settle_menu
from pages.base.admin_contents import ContentsViewSetGroup
from pages.base.bulk_audience import ChangeAudienceBulkAction
from pages.base.dates import ApproximateDateField
from pages.base.link_report import LinkReportView
from pages.base.places import would_open
from pages.people import audience
from pages.people.models import Level

register_comparison_class(ApproximateDateField, comparison_class=FieldComparison)
base_page_viewset.set_privacy_view_class = ClosedPrivacyView


@hooks.register("before_serve_page")
def refuse_who_may_not_see(page, request, serve_args, serve_kwargs):
    """Answer 404, as for what does not exist, to whoever may not see a page."""
    if not audience.may_see(audience.reader_for(request), page):
        raise Http404


@hooks.register("construct_page_chooser_queryset")
def choose_among_what_one_sees(pages, request):
    """Keep from the choosers the titles of what another convention shows to its members only."""
    reader = audience.reader_for(request)
    if reader.tokens is None:
        return pages
    return pages.filter(effective_audience__token__in=reader.tokens) | pages.filter(depth=1)


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [ThemeViewSet(), ContentsViewSetGroup()]


@hooks.register("register_admin_menu_item")
def register_home_item():
    return MenuItem(_("Accueil"), reverse("wagtailadmin_home"), name="home", icon_name="home", order=50)


@hooks.register("construct_main_menu", order=1000)
def order_menu(request, menu_items):
    menu_items[:] = settle_menu(menu_items)


@hooks.register("construct_settings_menu")
def name_redirections(request, menu_items):
    for item in menu_items:
        if item.name == "redirects":
            item.label = _("Redirections")


@hooks.register("construct_homepage_panels")
def show_what_is_to_complete(request, panels):
    panels.append(ToCompletePanel(request.user))


@hooks.register("construct_homepage_summary_items", order=1000)
def count_nothing(request, summary_items):
    """Leave the space to what is to be done: numbers of pages and images help nobody."""
    summary_items.clear()


@hooks.register("insert_global_admin_css")
def admin_colours():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


# Editors' tools


@hooks.register("register_admin_urls")
def report_urls():
    return [
        path("rapports/liens/", LinkReportView.as_view(), name="link_report"),
        path("rapports/liens/resultats/", LinkReportView.as_view(results_only=True), name="link_report_results"),
    ]


class LinkReportItem(MenuItem):
    def is_shown(self, request):
        return policy_registry.get_by_type(Page).user_has_permission(request.user, "change")


@hooks.register("register_reports_menu_item")
def link_report_item():
    return LinkReportItem(
        _("Liens à réparer"), reverse("link_report"), name="liens-a-reparer", icon_name="link", order=100
    )


@hooks.register("before_move_page")
def refuse_a_move_that_opens(request, page, destination):
    if reason := would_open(page, destination):
        messages.error(request, reason)
        return redirect("wagtailadmin_pages:move", page.pk)
    return None


@hooks.register("before_bulk_action")
def refuse_moves_that_open(request, action_type, objects, action):
    """Move none of the pages chosen when one of them would be opened by its new place."""
    if action_type != "move":
        return None
    destination = action.cleaned_form.cleaned_data["chooser"]
    reasons = [(page, reason) for page in objects if (reason := would_open(page, destination))]
    for page, reason in reasons:
        messages.error(request, _now("« %(page)s » : %(reason)s") % {"page": page.title, "reason": reason})
    return redirect(action.next_url) if reasons else None


hooks.register("register_bulk_action", ChangeAudienceBulkAction)


@hooks.register("register_log_actions")
def log_actions(actions):
    @actions.register_action("base.audience")
    class AudienceChanged(LogFormatter):
        label = _("Changer qui peut voir")

        def format_message(self, log_entry):
            said = {name: Level(log_entry.data[name]).label for name in ("before", "after")}
            if log_entry.data["at_once"]:
                return _now("Qui peut voir la page : « %(after)s », au lieu de « %(before)s »") % said
            return _now("Qui pourra voir la page, une fois publiée : « %(after)s », au lieu de « %(before)s »") % said
