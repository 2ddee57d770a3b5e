"""What the administration shows of groups, meetings and decisions."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from pages.base.admin import register_to_complete
from pages.conventions.admin import ReportPermissionPolicy
from pages.groups.admin import MeetingsViewSetGroup, buttons, to_complete
from pages.groups.models import Decision

register_permission_policy(Decision, ReportPermissionPolicy(Decision, "minutes"))
register_to_complete(_("Instances et réunions"), to_complete, 15)


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [MeetingsViewSetGroup()]


@hooks.register("register_page_header_buttons")
def write_up_from_the_page(page, user, view_name, next_url=None):
    return buttons(page, user)


@hooks.register("register_page_listing_more_buttons")
def write_up_from_the_listing(page, user, next_url=None):
    return buttons(page, user, in_list=True)


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("groups.minutes", _("Rédiger le compte rendu"), _("Compte rendu ouvert en brouillon"))
    actions.register_action("groups.decision", _("Noter une décision"), _("Décision notée ou corrigée"))
    actions.register_action("groups.decision_state", _("Suivre une décision"), _("État d’une décision changé"))
