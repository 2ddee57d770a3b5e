"""The audience rule where Wagtail serves and lists pages, and the administration's menu, home and colours."""

from django.http import Http404
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.compare import FieldComparison, register_comparison_class
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.pages import base_page_viewset

from pages.base.admin import ClosedPrivacyView, ThemeViewSet, ToCompletePanel, settle_menu
from pages.base.dates import ApproximateDateField
from pages.people import audience

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
    return ThemeViewSet()


@hooks.register("register_admin_menu_item")
def register_home_item():
    return MenuItem(_("Accueil"), reverse("wagtailadmin_home"), name="home", icon_name="home", order=50)


@hooks.register("construct_main_menu", order=1000)
def order_menu(request, menu_items):
    menu_items[:] = settle_menu(menu_items)


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
