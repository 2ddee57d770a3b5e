"""What the administration shows of people: roles, organisations, and the names of what is logged about them."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
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
    actions.register_action("people.role", _("Attribuer un rôle"), _("Rôle attribué ou modifié"))
    actions.register_action("people.role_ended", _("Mettre fin à un rôle"), _("Fin d’un rôle"))
