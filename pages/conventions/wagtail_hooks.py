"""What the administration shows of conventions."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.permissions import register_permission_policy

from pages.base.admin import register_to_complete
from pages.conventions import admin_start
from pages.conventions.admin import (
    ObjectiveMeasureViewSet,
    OneAxis,
    ReportPermissionPolicy,
    report_buttons,
    to_complete,
)
from pages.conventions.admin_lists import ConventionsGroup, parts_to_complete
from pages.conventions.models import ObjectiveMeasure

register_permission_policy(ObjectiveMeasure, ReportPermissionPolicy(ObjectiveMeasure, "indicator__objective__axis"))
register_to_complete(_("Conventions"), to_complete, 10)
register_to_complete(_("Diagnostics, instances et phases"), parts_to_complete, 15)


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [ConventionsGroup(), ObjectiveMeasureViewSet()]


@hooks.register("register_page_header_buttons")
def measure_from_the_page(page, user, view_name, next_url=None):
    return _measure_buttons(page, user)


@hooks.register("register_page_listing_more_buttons")
def measure_from_the_listing(page, user, next_url=None):
    return _measure_buttons(page, user)


@hooks.register("register_page_header_buttons")
def start_from_the_page(page, user, view_name, next_url=None):
    return admin_start.page_buttons(page, user)


@hooks.register("register_page_listing_more_buttons")
def start_from_the_listing(page, user, next_url=None):
    return admin_start.page_buttons(page, user)


def _measure_buttons(page, user):
    links = (
        (_("Ajouter une valeur d’indicateur"), "valeurs-des-objectifs:add", "decimal"),
        (_("Voir les valeurs d’indicateur"), "valeurs-des-objectifs:index", "list-ol"),
    )
    return report_buttons(page, user, OneAxis, links)


@hooks.register("register_log_actions")
def log_actions(actions):
    @actions.register_action("conventions.measure")
    class ObjectiveMeasured(LogFormatter):
        label = _("Mesurer un objectif")

        def format_message(self, log_entry):
            return _now("Valeur écrite ou corrigée pour l’indicateur d’objectif « %(indicator)s »") % log_entry.data

    actions.register_action(
        "conventions.start", _("Préparer une convention"), _("Convention préparée à partir d’un modèle")
    )

    @actions.register_action("conventions.next")
    class NextPrepared(LogFormatter):
        label = _("Préparer la convention suivante")

        def format_message(self, log_entry):
            return _now("Convention suivante préparée : « %(title)s »") % log_entry.data
