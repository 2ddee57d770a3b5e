"""What the administration shows of actions."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.permissions import register_permission_policy

from pages.actions import copying
from pages.actions.admin import ActionsGroup, OneAction, draft_button, to_complete
from pages.actions.models import ActionMeasure, ProgressNote
from pages.base.admin import register_to_complete
from pages.conventions.admin import ReportPermissionPolicy, report_buttons

register_permission_policy(ProgressNote, ReportPermissionPolicy(ProgressNote, "action"))
register_permission_policy(ActionMeasure, ReportPermissionPolicy(ActionMeasure, "indicator__action"))
register_to_complete(_("Actions"), to_complete, 20)


@hooks.register("register_admin_viewset")
def register_viewsets():
    return ActionsGroup()


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
    yield from report_buttons(page, user, OneAction, links)
    yield from draft_button(page, user)


@hooks.register("after_copy_page")
def settle_copied_actions(request, page, new_page):
    copying.settle(new_page)


@hooks.register("register_log_actions")
def log_actions(actions):
    @actions.register_action("actions.note")
    class NoteWritten(LogFormatter):
        label = _("Écrire un point d’étape")

        def format_message(self, log_entry):
            day = date_format(date.fromisoformat(log_entry.data["date"]), "j F Y")
            return _now("Point d’étape du %(day)s écrit ou corrigé") % {"day": day}

    @actions.register_action("actions.measure")
    class IndicatorMeasured(LogFormatter):
        label = _("Mesurer un indicateur")

        def format_message(self, log_entry):
            return _now("Valeur écrite ou corrigée pour l’indicateur « %(indicator)s »") % log_entry.data

    @actions.register_action("actions.sheet")
    class SheetDrafted(LogFormatter):
        label = _("Rédiger une fiche")

        def format_message(self, log_entry):
            return _now("Brouillon de fiche d’expérience rédigé d’après « %(source)s »") % log_entry.data
