"""What the administration shows of actions."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.permissions import register_permission_policy

from pages.actions.admin import (
    ActionListingViewSet,
    MeasureViewSet,
    NoteViewSet,
    ReportPermissionPolicy,
    to_complete,
)
from pages.actions.models import ActionMeasure, ActionPage, ProgressNote
from pages.actions.services import may_report
from pages.base.admin import register_to_complete

register_permission_policy(ProgressNote, ReportPermissionPolicy(ProgressNote, "action"))
register_permission_policy(ActionMeasure, ReportPermissionPolicy(ActionMeasure, "indicator__action"))
register_to_complete(_("Actions"), to_complete, 20)


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [ActionListingViewSet(), NoteViewSet(), MeasureViewSet()]


@hooks.register("register_page_header_buttons")
def report_from_the_page(page, user, view_name, next_url=None):
    yield from _report_buttons(page, user)


@hooks.register("register_page_listing_more_buttons")
def report_from_the_listing(page, user, next_url=None):
    yield from _report_buttons(page, user)


def _report_buttons(page, user):
    """Yield what leads from an action to its reports, to whoever may write them."""
    if not issubclass(page.specific_class or type(page), ActionPage) or may_report(user, page):
        return
    asked = urlencode({"action": page.pk})
    for label, name, icon in (
        (_("Ajouter un point d’étape"), "points-d-etape:add", "calendar-check"),
        (_("Voir les points d’étape"), "points-d-etape:index", "list-ul"),
        (_("Ajouter une valeur d’indicateur"), "valeurs:add", "decimal"),
        (_("Voir les valeurs d’indicateur"), "valeurs:index", "list-ol"),
    ):
        yield Button(label, url=f"{reverse(name)}?{asked}", icon_name=icon, priority=5)


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("actions.note", _("Écrire un point d’étape"), _("Point d’étape écrit ou corrigé"))
    actions.register_action("actions.measure", _("Mesurer un indicateur"), _("Valeur d’indicateur écrite ou corrigée"))
