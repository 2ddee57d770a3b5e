"""What the administration shows of people: roles, organisations, and the names of what is logged about them."""

from django.urls import path, reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter
from wagtail.permissions import register_permission_policy

from pages.people import account_services, mail_report
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


@hooks.register("register_admin_urls")
def mail_urls():
    return [
        path("rapports/courriels/", mail_report.MailReportView.as_view(), name="mail_report"),
        path(
            "rapports/courriels/resultats/",
            mail_report.MailReportView.as_view(results_only=True),
            name="mail_report_results",
        ),
        path("rapports/courriels/<int:pk>/renvoyer/", mail_report.resend, name="mail_resend"),
    ]


class MailReportItem(MenuItem):
    def is_shown(self, request):
        return mail_report.may_read(request.user)


@hooks.register("register_reports_menu_item")
def mail_report_item():
    return MailReportItem(_("Courriels"), reverse("mail_report"), name="courriels", icon_name="mail", order=200)


@hooks.register("after_create_user")
@hooks.register("after_edit_user")
def follow_address(request, user):
    """Have the account's confirmed address follow what the administrator wrote."""
    account_services.follow_address(user)


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

    @actions.register_action("people.renamed")
    class Renamed(LogFormatter):
        label = _("Changer de nom")
        message = _("La personne a changé son nom")

    @actions.register_action("people.account_closed")
    class AccountClosed(LogFormatter):
        label = _("Fermer un compte")
        message = _("La personne a fermé son compte")

    @actions.register_action("people.mail_resent")
    class MailResent(LogFormatter):
        label = _("Renvoyer un courriel")
        message = _("Courriel remis parmi ceux à envoyer")
