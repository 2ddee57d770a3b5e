"""The mails of a call. They hold nothing that its public page does not, and lead to it."""

from django.utils.translation import gettext as _

from pages.fund.models import CallInquiry, CallInvitation, CallPage
from pages.people import audience
from pages.people.mails import link, send


def send_invitation(invitation: CallInvitation) -> None:
    call = invitation.call
    subject = _("Appel à propositions : %(title)s") % {"title": call.title}
    send("call_invitation", invitation.email, _about(call), subject)


def send_answered(inquiry: CallInquiry) -> None:
    """Tell whoever asked that the answer can be read, if they still may open the page."""
    asker, call = inquiry.asker, inquiry.call
    if asker and asker.is_active and call.live and audience.may_see(audience.reader(asker), call):
        subject = _("Réponse à votre question sur « %(title)s »") % {"title": call.title}
        about = _about(call)
        send("call_answered", asker.email, {**about, "url": f"{about['url']}#questions"}, subject)


def _about(call: CallPage) -> dict:
    return {
        "call": call,
        "convention": call.convention,
        "url": link(call.relative_url(call.get_site())),
    }
