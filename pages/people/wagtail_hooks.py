"""What the administration shows of people: roles, organisations, and the names of what is logged about them."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.permissions import register_permission_policy

from pages.people.admin import (
    OrganisationChooserViewSet,
    OrganisationViewSet,
    RolePermissionPolicy,
    RoleViewSet,
)
from pages.people.models import LocalRole

register_permission_policy(LocalRole, RolePermissionPolicy(LocalRole))


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [RoleViewSet(), OrganisationViewSet(), OrganisationChooserViewSet("organisme-choix")]


@hooks.register("register_team_permissions")
def team_permissions():
    return ["people.add_organisation", "people.change_organisation"]


@hooks.register("register_log_actions")
def log_actions(actions):
    @actions.register_action("people.role")
    class RoleGiven(LogFormatter):
        label = _("Attribuer un rôle")

        def format_message(self, log_entry):
            return _now("Rôle attribué ou modifié : %(role)s") % log_entry.data

    @actions.register_action("people.role_ended")
    class RoleEnded(LogFormatter):
        label = _("Mettre fin à un rôle")

        def format_message(self, log_entry):
            return _now("Fin d’un rôle : %(role)s") % log_entry.data
