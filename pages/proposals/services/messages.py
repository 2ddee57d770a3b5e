"""Writing in a request's thread, or noting something for those who examine it."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from pages.people import rights
from pages.people.models import LocalRole, User
from pages.people.refusals import Refused
from pages.proposals import access, files, telling
from pages.proposals.models import Message, MessageFile, Proposal, ProposalSettings
from pages.proposals.models.messages import LONGEST_MESSAGE
from pages.proposals.services.drafts import held

MOST_FILES = 5


def side_of(actor: User, proposal: Proposal) -> str:
    """Return on which side of a request a person is: « association », « staff », the empty string for neither.

    Who acts for the association is on its side, whatever else they are.
    """
    if access.role_in(actor, proposal.association):
        return "association"
    return "staff" if proposal.number and access.may_see(actor, proposal) else ""


@transaction.atomic
def write_message(
    actor: User,
    proposal: Proposal,
    text: str,
    uploads: Iterable[UploadedFile] = (),
    internal: bool = False,
    key: UUID | None = None,
) -> Message:
    """Write to the other side, or a note that the association never reads; sent twice (same ``key``), written once.

    Raises Refused (``fields``): neither side's, a reader of the association, empty, too long, a file that is not taken.
    """
    proposal = held(proposal)
    rights.forget(actor)
    side = side_of(actor, proposal)
    if not side or not proposal.number or (internal and side != "staff"):
        raise Refused(_("Ce dossier n’existe pas."), forbidden=True)
    if side == "association" and (reason := access.may_write_for(actor, proposal.association)):
        raise Refused(reason, forbidden=True)
    if key and (already := Message.objects.filter(key=key, proposal=proposal, author=actor).first()):
        return already
    text = text.replace("\r\n", "\n").strip()
    if not text:
        empty = _("Écrivez votre message.")
        raise Refused(empty, {"text": empty})
    if len(text) > LONGEST_MESSAGE:
        long = _("Votre message a %(count)d caractères : 5 000 au plus.") % {"count": len(text)}
        raise Refused(long, {"text": long})
    uploads = list(uploads)
    if len(uploads) > MOST_FILES:
        many = _("Cinq fichiers par message au plus.")
        raise Refused(many, {"files": many})
    message = Message.objects.create(
        proposal=proposal,
        author=actor,
        from_staff=side == "staff",
        signed_as=_signature(actor, proposal) if side == "staff" else "",
        internal=internal,
        text=text,
        key=key or uuid4(),
    )
    for upload in uploads:
        _join(actor, message, upload)
    log(instance=proposal, action="proposals.note" if internal else "proposals.message", user=actor)
    telling.written(message)
    return message


def _join(actor: User, message: Message, upload: UploadedFile) -> None:
    try:
        checked = files.check(upload, ProposalSettings.load().largest_file)
    except Refused as refusal:
        raise Refused(refusal.reason, {"files": refusal.reason}) from refusal
    files.keep(MessageFile(message=message, sent_by=actor), upload, checked)


def _signature(actor: User, proposal: Proposal) -> str:
    """Return a person's function and organisation on a request's convention, in words."""
    held_there = [one for one in rights.roles_today(actor) if one.page_id == proposal.convention_id]
    if not held_there:
        return _("Administration du portail")
    role = LocalRole.objects.select_related("organisation").get(pk=held_there[0].pk)
    return ", ".join(filter(None, [role.public_name, role.organisation and role.organisation.name]))
