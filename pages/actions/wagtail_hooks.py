"""What the administration shows of actions."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from pages.actions.admin import (
    ActionListingViewSet,
    ActionMeasureViewSet,
    NoteViewSet,
    OneAction,
    to_complete,
)
from pages.actions.models import ActionMeasure, ProgressNote
from pages.base.admin import register_to_complete
from pages.conventions.admin import ReportPermissionPolicy, report_buttons

register_permission_policy(ProgressNote, ReportPermissionPolicy(ProgressNote, "action"))
register_permission_policy(ActionMeasure, ReportPermissionPolicy(ActionMeasure, "indicator__action"))
register_to_complete(_("Actions"), to_complete, 20)


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [ActionListingViewSet(), NoteViewSet(), ActionMeasureViewSet()]


@hooks.register("register_page_header_buttons")
def report_from_the_page(page, user, view_name, next_url=None):
    return _report_buttons(page, user)


@hooks.register("register_page_listing_more_buttons")
def report_from_the_listing(page, user, next_url=None):
    return _report_buttons(page, user)


def _report_buttons(page, user):
    links = (
        (_("Ajouter un point d’étape"), "points-d-etape:add", "calendar-check"),
        (_("Voir les points d’étape"), "points-d-etape:index", "list-ul"),
        (_("Ajouter une valeur d’indicateur"), "valeurs:add", "decimal"),
        (_("Voir les valeurs d’indicateur"), "valeurs:index", "list-ol"),
    )
    return report_buttons(page, user, OneAction, links)


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("actions.note", _("Écrire un point d’étape"), _("Point d’étape écrit ou corrigé"))
    actions.register_action("actions.measure", _("Mesurer un indicateur"), _("Valeur d’indicateur écrite ou corrigée"))
