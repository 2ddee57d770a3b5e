"""Writing a request: starting it, saving it section by section, joining files, taking up last year's."""

from collections.abc import Mapping

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from pages.conventions.models import ConventionPage
from pages.fund.models import AskedDocument, CallPage
from pages.people import audience
from pages.people.models import Organisation, User
from pages.people.refusals import Refused
from pages.proposals import access, files
from pages.proposals.models import (
    AssociationProfile,
    Attachment,
    BudgetLine,
    CoFinancing,
    Proposal,
    ProposalSettings,
    ProposalStatus,
    Target,
)
from pages.proposals.models.proposals import Recurrence
from pages.proposals.proposal_sections import Files, section_of
from pages.proposals.services.writing import Conflict, Saved, save_section

__all__ = ["Conflict", "Saved", "attach", "detach", "discard", "held", "renew", "save_draft", "start"]

MOST_DRAFTS = 50
"""Drafts of one association at once: beyond any need, short of a flood."""
TAKEN_UP = (
    "form",
    "purpose",
    "period",
    "years",
    "title",
    "summary",
    "needs",
    "objectives",
    "description",
    "axis_id",
    "beneficiaries",
    "people_expected",
    "territory",
    "human_means",
    "material_means",
    "partners",
    "evaluation",
    "budget_note",
)


def may_receive(convention: ConventionPage, call: CallPage | None) -> str:
    """Return why a convention does not receive a request now, for a call or outside any, the empty string when it
    does. It opens with the call; its end is not looked at here (see ``sending.still_in_time``).
    """
    if call is None:
        return "" if convention.receives_proposals else _("Cette convention ne reçoit pas de proposition hors appel.")
    if call.is_open:
        return ""
    return _("Cet appel est clos.") if call.is_over else _("Cet appel n’est pas encore ouvert.")


@transaction.atomic
def start(
    actor: User,
    association: Organisation,
    convention: ConventionPage | None = None,
    call: CallPage | None = None,
    renews: Proposal | None = None,
) -> Proposal:
    """Start a draft for a call, or for a convention outside any call. Raises Refused.

    Asked twice at once (double click), the draft that nobody has written in yet is given back, or the one that takes
    up the same request.
    """
    if reason := access.may_write_for(actor, association):
        raise Refused(reason, forbidden=True)
    target = call or convention
    if target is None or not target.live or not audience.may_see(audience.reader(actor), target):
        raise Refused(_("Cet appel n’existe pas."))
    convention = call.convention if call else convention
    if reason := may_receive(convention, call):
        raise Refused(reason)
    # The association's row is held: a second click waits for the first, then finds its draft.
    Organisation.objects.select_for_update().get(pk=association.pk)
    drafts = Proposal.objects.filter(association=association, status=ProposalStatus.DRAFT)
    same = drafts.filter(convention=convention, call=call, renews=renews)
    if already := (same if renews else same.filter(sections={})).first():
        return already
    if drafts.count() >= MOST_DRAFTS:
        raise Refused(_("Votre association a déjà beaucoup de brouillons : envoyez-en ou supprimez-en."))
    profile, _created = AssociationProfile.objects.get_or_create(organisation=association)
    proposal = Proposal(
        association=association,
        convention=convention,
        call=call,
        renews=renews,
        created_by=actor,
        signatory_name=profile.representative_name,
        signatory_function=profile.representative_function,
    )
    proposal.save()
    log(instance=proposal, action="proposals.started", user=actor)
    return proposal


def held(proposal: Proposal) -> Proposal:
    """Return a request read again, its row held until the end of the caller's transaction."""
    locked = Proposal.objects.select_for_update(of=("self",))
    return locked.select_related("association", "convention", "call").get(pk=proposal.pk)


def _writable(actor: User, proposal: Proposal, section: str = "") -> Proposal:
    proposal = held(proposal)
    if reason := access.may_write(actor, proposal, section):
        raise Refused(reason, forbidden=bool(access.may_write_for(actor, proposal.association)))
    return proposal


@transaction.atomic
def save_draft(actor: User, proposal: Proposal, section: str, data: Mapping, version: int, tab: str = "") -> Saved:
    """Save one section of a request, however incomplete. Raises Refused; Conflict when it was saved elsewhere.

    ``data`` is what a browser posts (a QueryDict); ``version``: the section's when it was shown; ``tab``: the browser
    tab's own mark. What cannot be understood is not kept, and told by the form's faults.
    """
    proposal = _writable(actor, proposal, section)
    chosen = section_of(proposal, section)
    if chosen is None:
        raise Refused(_("Cette partie n’existe pas dans cette proposition."))
    return save_section(actor, proposal, chosen, data, version, tab)


@transaction.atomic
def attach(
    actor: User, proposal: Proposal, upload: UploadedFile, asked: AskedDocument | None = None, label: str = ""
) -> Attachment:
    """Join a file to a request, read by the worker afterwards. Raises Refused, with why the file is not taken.

    The same file sent twice for the same purpose (a retry) is kept once.
    """
    limits = ProposalSettings.load()
    checked = files.check(upload, limits.largest_file)
    proposal = _writable(actor, proposal, Files.slug)
    if asked is not None and (proposal.call is None or asked.call_id != proposal.call_id):
        raise Refused(_("Cette pièce n’est pas demandée par l’appel."))
    kept = proposal.attachments.filter(removed_at=None)
    if already := kept.filter(sha256=checked.sha256, asked=asked).first():
        return already
    if kept.count() >= limits.most_files:
        raise Refused(_("Une proposition compte %(most)d pièces au plus.") % {"most": limits.most_files})
    attachment = Attachment(
        proposal=proposal, asked=asked, label=(label.strip() or (asked.label if asked else ""))[:150], sent_by=actor
    )
    files.keep(attachment, upload, checked)
    proposal.save()
    log(instance=proposal, action="proposals.attached", user=actor, data={"file": attachment.name})
    return attachment


@transaction.atomic
def detach(actor: User, attachment: Attachment) -> None:
    """Take a file out of a request; it is kept for what was sent with it, erased when nothing was. Raises Refused."""
    proposal = _writable(actor, attachment.proposal, Files.slug)
    if proposal.submissions.exists():
        attachment.removed_at = timezone.now()
        attachment.save()
    else:
        files.erase(attachment)
    proposal.save()
    log(instance=proposal, action="proposals.detached", user=actor, data={"file": attachment.name})


@transaction.atomic
def discard(actor: User, proposal: Proposal) -> None:
    """Delete a draft that was never sent, with its files. Raises Refused."""
    proposal = _writable(actor, proposal)
    if proposal.number:
        raise Refused(_("Cette proposition a été envoyée : elle se retire, elle ne se supprime pas."))
    for attachment in proposal.attachments.all():
        files.erase(attachment)
    log(instance=proposal.association, action="proposals.discarded", user=actor, data={"title": str(proposal)})
    proposal.delete()


@transaction.atomic
def renew(
    actor: User, proposal: Proposal, convention: ConventionPage | None = None, call: CallPage | None = None
) -> Proposal:
    """Start a new draft from a request already sent: « Reprendre mon dossier ». Raises Refused.

    What is said of the action is taken up; dates, files, amounts asked and attestations are this year's.
    """
    if not proposal.number:
        raise Refused(_("Cette proposition n’a pas été envoyée : continuez-la."))
    started = start(actor, proposal.association, convention, call, renews=proposal)
    if started.sections:
        return started
    for name in TAKEN_UP:
        setattr(started, name, getattr(proposal, name))
    if proposal.convention_id != started.convention_id:
        started.axis = None
    started.recurrence = Recurrence.RENEWAL
    started.note_save("action", actor, "")
    started.save()
    started.structures.set(proposal.structures.filter(territory=started.convention.get_parent().pk))
    for model in (Target, BudgetLine, CoFinancing):
        for child in model.objects.filter(proposal=proposal):
            child.pk, child.proposal = None, started
            if model is CoFinancing:
                child.granted = False
            child.save()
    log(instance=started, action="proposals.renewed", user=actor, data={"number": proposal.number})
    return started
