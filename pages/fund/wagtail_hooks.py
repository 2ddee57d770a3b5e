"""What the administration shows of the fund, and what it refuses to do to a ledger."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from pages.base.admin import register_to_complete
from pages.fund import admin, admin_calls
from pages.fund.models import CallInquiry, LedgerEntry

register_permission_policy(LedgerEntry, admin.LedgerPermissionPolicy(LedgerEntry))
register_permission_policy(CallInquiry, admin_calls.InquiryPermissionPolicy(CallInquiry, "call"))
register_to_complete(_("Fonds"), admin.to_complete, 40)


@hooks.register("register_admin_viewset")
def register_viewsets():
    return admin.FundGroup()


@hooks.register("register_page_header_buttons")
def write_from_the_page(page, user, view_name, next_url=None):
    return [*admin.entry_buttons(page, user), *admin_calls.call_buttons(page, user)]


@hooks.register("register_page_listing_more_buttons")
def write_from_the_listing(page, user, next_url=None):
    return [*admin.entry_buttons(page, user), *admin_calls.call_buttons(page, user)]


@hooks.register("before_delete_page")
def keep_what_the_ledger_names(request, page):
    if reason := admin.refusal_to_delete([page]):
        return admin.refuse(request, reason, page)


@hooks.register("before_move_page")
def keep_in_its_fund(request, page, destination):
    if reason := admin.refusal_to_move([page], destination):
        return admin.refuse(request, reason, page)


@hooks.register("before_bulk_action")
def keep_what_the_ledger_names_in_bulk(request, action_type, pages, view):
    if view.model._meta.label != "wagtailcore.Page" or not pages:
        return None
    if action_type == "delete":
        reason = admin.refusal_to_delete(pages)
    elif action_type == "move" and request.method == "POST":
        reason = admin.refusal_to_move(pages, view.cleaned_form.cleaned_data["chooser"])
    else:
        reason = ""
    return admin.refuse(request, reason, pages[0].get_parent()) if reason else None


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("fund.entry", _("Écrire dans un fonds"), _("Écriture du fonds"))
    actions.register_action("fund.reversal", _("Annuler une écriture"), _("Écriture du fonds annulée"))
    actions.register_action("fund.invitation", _("Inviter à un appel"), _("Associations invitées à l’appel"))
    actions.register_action("fund.inquiry", _("Poser une question"), _("Question posée sur l’appel"))
    actions.register_action("fund.answer", _("Répondre à une question"), _("Réponse à une question sur l’appel"))
