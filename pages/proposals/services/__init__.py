"""What is done with associations and their requests: each service takes the acting user first, checks the user and
the object, logs, and raises ``Refused`` with a French reason.
"""

from pages.people.refusals import Refused
from pages.proposals.services.associations import (
    accept_invitation,
    accept_own_invitation,
    answer_join_request,
    ask_to_join,
    cancel_invitation,
    change_member,
    end_membership,
    invite,
    leave_everything,
    register_association,
)
from pages.proposals.services.decisions import decide, record_payment, revoke_decision
from pages.proposals.services.drafts import Conflict, attach, detach, discard, renew, save_draft, start
from pages.proposals.services.interests import come_back, delegate, lift_recusal, recuse
from pages.proposals.services.messages import write_message
from pages.proposals.services.opinions import ask_opinion, call_off_opinion, give_opinion, record_committee_opinion
from pages.proposals.services.profiles import add_document, remove_document, save_profile, subscribe
from pages.proposals.services.reports import (
    answer_note,
    answer_report,
    give_note,
    give_note_by_link,
    join_to_report,
    lift_report_block,
    propose_page_update,
    save_report,
    send_report,
    take_from_report,
)
from pages.proposals.services.sending import submit, withdraw
from pages.proposals.services.steps import (
    admit,
    close,
    conclude_instruction,
    note_seen,
    reassign,
    refuse,
    request_correction,
    resubmit,
    sign,
)

__all__ = [
    "Conflict",
    "Refused",
    "accept_invitation",
    "accept_own_invitation",
    "add_document",
    "admit",
    "answer_join_request",
    "answer_note",
    "answer_report",
    "ask_opinion",
    "ask_to_join",
    "attach",
    "call_off_opinion",
    "cancel_invitation",
    "change_member",
    "close",
    "come_back",
    "conclude_instruction",
    "decide",
    "delegate",
    "detach",
    "discard",
    "end_membership",
    "give_note",
    "give_note_by_link",
    "give_opinion",
    "invite",
    "join_to_report",
    "leave_everything",
    "lift_recusal",
    "lift_report_block",
    "note_seen",
    "propose_page_update",
    "reassign",
    "record_committee_opinion",
    "record_payment",
    "recuse",
    "refuse",
    "register_association",
    "remove_document",
    "renew",
    "request_correction",
    "resubmit",
    "revoke_decision",
    "save_draft",
    "save_profile",
    "save_report",
    "send_report",
    "sign",
    "start",
    "submit",
    "subscribe",
    "take_from_report",
    "withdraw",
    "write_message",
]
