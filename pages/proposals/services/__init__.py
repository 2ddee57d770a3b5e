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
from pages.proposals.services.drafts import Conflict, attach, detach, discard, renew, save_draft, start
from pages.proposals.services.profiles import add_document, remove_document, save_profile, subscribe
from pages.proposals.services.sending import submit, withdraw

__all__ = [
    "Conflict",
    "Refused",
    "accept_invitation",
    "accept_own_invitation",
    "add_document",
    "answer_join_request",
    "ask_to_join",
    "attach",
    "cancel_invitation",
    "change_member",
    "detach",
    "discard",
    "end_membership",
    "invite",
    "leave_everything",
    "register_association",
    "remove_document",
    "renew",
    "save_draft",
    "save_profile",
    "start",
    "submit",
    "subscribe",
    "withdraw",
]
