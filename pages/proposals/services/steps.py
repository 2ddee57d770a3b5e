"""Passing the steps of the circuit: admitted, corrected, concluded, signed, refused, closed. Each act is done once:
``state`` is the passage of the step that the person had before their eyes (a TaskState's id), when they had one.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from pages.people import rights
from pages.people.models import PAIR_ROLES, User
from pages.people.refusals import Refused
from pages.proposals import access, circuit, proposal_sections, telling
from pages.proposals.models import Correction, Proposal, ProposalStatus, Signature, Step
from pages.proposals.models.proposals import EXAMINED
from pages.proposals.services.drafts import held
from pages.proposals.services.sending import keep_submission, missing

LONGEST_WAIT = dt.timedelta(days=366)


def at_step(actor: User, proposal: Proposal, step: str, state: int | None) -> Proposal:
    """Return a request held at the step where an actor acts. Raises Refused: it moved on, or the step is another's."""
    proposal = examined(actor, proposal)
    if step and proposal.step != step:
        raise Refused(_("Ce dossier n’est plus à cette étape : rechargez la page."))
    if state is not None and state != proposal.task_state_id:
        raise Refused(_("Ce dossier a changé d’étape entre-temps : rechargez la page."))
    if reason := access.may_examine(actor, proposal):
        raise Refused(reason, forbidden=True)
    return proposal


def examined(actor: User, proposal: Proposal) -> Proposal:
    """Return a request held, at the examination, that an actor may know of. Raises Refused."""
    proposal = held(proposal)
    rights.forget(actor)
    if not access.may_see(actor, proposal) or proposal.association_id in access.barred_from(actor):
        raise Refused(_("Ce dossier n’existe pas."), forbidden=True)
    if proposal.status not in EXAMINED:
        raise Refused(_("Ce dossier n’est pas à l’examen : il a été renvoyé pour correction, décidé ou retiré."))
    return proposal


def required(text: str, field: str, message: str) -> str:
    """Return a text without its blanks. Raises Refused when it is empty."""
    if not text.strip():
        raise Refused(message, {field: message})
    return text.strip().replace("\r\n", "\n")


@transaction.atomic
def admit(actor: User, proposal: Proposal, note: str = "", state: int | None = None) -> Proposal:
    """Find a request eligible: its instruction begins. Raises Refused."""
    proposal = at_step(actor, proposal, Step.ELIGIBILITY, state)
    log(instance=proposal, action="proposals.admitted", user=actor, data={"note": note.strip()})
    circuit.advance(proposal, actor)
    telling.moved(proposal, actor)
    return proposal


@transaction.atomic
def conclude_instruction(actor: User, proposal: Proposal, state: int | None = None) -> Proposal:
    """Close the instruction, once every opinion asked is given or called off. Raises Refused."""
    proposal = at_step(actor, proposal, Step.INSTRUCTION, state)
    if proposal.opinions.waiting().exists():
        raise Refused(_("Des avis sont encore attendus : relancez-les ou renoncez-y avant de conclure."))
    log(instance=proposal, action="proposals.instructed", user=actor)
    circuit.advance(proposal, actor)
    telling.moved(proposal, actor)
    return proposal


@transaction.atomic
def sign(actor: User, proposal: Proposal, half: str = "", state: int | None = None) -> Proposal:
    """Agree for one half of the pair; the second signature passes the step. Signing twice is signing once.

    ``half``: the role signed for, when the actor holds both (a deputy). The same person never signs for both halves.
    Raises Refused.
    """
    proposal = at_step(actor, proposal, Step.APPROVAL, state)
    held_roles = access.roles_on(actor, proposal)
    given = Signature.objects.filter(task_state=proposal.task_state_id)
    signed = {one.half: one.person_id for one in given}
    halves = [role for role in PAIR_ROLES if role in held_roles and half in ("", role)]
    if actor.pk in signed.values():
        if all(signed.get(role) == actor.pk for role in halves):
            return proposal
        raise Refused(_("Vous avez déjà signé pour l’autre moitié du binôme : une autre personne signe pour celle-ci."))
    free = next((role for role in halves if role not in signed), None)
    if free is None:
        raise Refused(_("Cette signature est déjà donnée.") if halves else _("Vous ne signez pas pour cette moitié."))
    as_deputy = all(one.is_deputy for one in held_roles[free])
    Signature.objects.create(
        proposal=proposal, task_state_id=proposal.task_state_id, half=free, person=actor, as_deputy=as_deputy
    )
    log(instance=proposal, action="proposals.signed", user=actor, data={"half": free, "deputy": as_deputy})
    if set(signed) | {free} >= set(PAIR_ROLES):
        circuit.advance(proposal, actor)
        telling.moved(proposal, actor)
    return proposal


# Sending back


@transaction.atomic
def request_correction(
    actor: User,
    proposal: Proposal,
    sections: Iterable[str],
    message: str,
    due_on: dt.date | None = None,
    state: int | None = None,
) -> Correction:
    """Send a request back to its association, which may change these sections and nothing else.

    The corrected version comes back to the step that asked. Raises Refused (``fields``).
    """
    proposal = at_step(actor, proposal, "", state)
    known = [one.slug for one in proposal_sections.sections_of(proposal)]
    wanted = set(sections)
    if not wanted or not wanted <= set(known):
        message_of = _("Choisissez au moins une partie à corriger.")
        raise Refused(message_of, {"sections": message_of})
    message = required(message, "message", _("Dites ce que l’association doit corriger."))
    today = timezone.localdate()
    if due_on and not today <= due_on <= today + LONGEST_WAIT:
        late = _("Cette date est passée, ou à plus d’un an.")
        raise Refused(late, {"due_on": late})
    correction = Correction.objects.create(
        proposal=proposal,
        task_state_id=proposal.task_state_id,
        sections=[slug for slug in known if slug in wanted],
        message=message,
        due_on=due_on,
        asked_by=actor,
    )
    circuit.send_back(proposal, actor)
    proposal.refresh_from_db()
    proposal.status = ProposalStatus.TO_CORRECT
    proposal.save()
    log(instance=proposal, action="proposals.correction", user=actor, data={"sections": correction.sections})
    telling.to_correct(correction)
    return correction


@transaction.atomic
def resubmit(actor: User, proposal: Proposal) -> Proposal:
    """Send the corrected version, kept beside the former ones; it comes back to the step that asked. Raises Refused.

    Sent twice, it is sent once.
    """
    proposal = held(proposal)
    if reason := access.may_send(actor, proposal):
        raise Refused(reason, forbidden=True)
    correction = access.open_correction(proposal)
    if proposal.status != ProposalStatus.TO_CORRECT or correction is None:
        if proposal.status in EXAMINED and proposal.corrections.exists():
            return proposal
        raise Refused(_("Aucune correction n’est demandée."))
    lacking = missing(proposal)["proposal"]
    if lacking:
        fields = {section: ", ".join(one.label for one in found) for section, found in lacking.items()}
        raise Refused(_("Il manque encore des renseignements : rien n’est envoyé."), fields)
    now = timezone.now()
    correction.answered_at = now
    correction.save()
    proposal.save_revision(user=actor)
    submission = keep_submission(actor, proposal, now)
    circuit.come_back(proposal, actor)
    log(instance=proposal, action="proposals.resubmitted", user=actor, data={"rank": submission.rank})
    telling.resubmitted(proposal, actor)
    return proposal


# Ending


def _end(actor: User, proposal: Proposal, status: str, reasons: str, action: str, state: int | None) -> Proposal:
    proposal = at_step(actor, proposal, "", state)
    reasons = required(reasons, "reasons", _("Donnez les raisons : l’association les lira."))
    if proposal.step == Step.DECISION:
        raise Refused(_("À cette étape, chaque financeur accorde ou refuse par son propre acte."))
    proposal.closing_reasons, proposal.decided_at = reasons, timezone.now()
    circuit.stop(proposal, actor, status)
    proposal.opinions.waiting().update(withdrawn_at=timezone.now())
    log(instance=proposal, action=action, user=actor)
    telling.ended(proposal)
    return proposal


@transaction.atomic
def refuse(actor: User, proposal: Proposal, reasons: str, state: int | None = None) -> Proposal:
    """Refuse a request, for reasons that its association reads. It does not start again. Raises Refused."""
    return _end(actor, proposal, ProposalStatus.REFUSED, reasons, "proposals.refused", state)


@transaction.atomic
def close(actor: User, proposal: Proposal, reasons: str, state: int | None = None) -> Proposal:
    """Close a request without follow-up. Raises Refused."""
    return _end(actor, proposal, ProposalStatus.CLOSED, reasons, "proposals.closed", state)


def note_seen(actor: User, proposal: Proposal) -> None:
    """Keep that the services opened a request for the first time: the association reads the day, not who.

    Raises Refused to whoever does not follow nor examine it.
    """
    if not access.may_see(actor, proposal) or proposal.association_id in access.barred_from(actor):
        raise Refused(_("Ce dossier n’existe pas."), forbidden=True)
    now = timezone.now()
    with transaction.atomic():
        if Proposal.objects.filter(pk=proposal.pk, seen_at=None).update(seen_at=now):
            log(instance=proposal, action="proposals.seen", user=actor)


# Who sees to it


def candidates(proposal: Proposal) -> list[User]:
    """Return who may be given the present step: those who hold it today, without those who stand out of the file."""
    found = []
    for user in telling.holders(proposal):
        if user not in found:
            found.append(user)
    return found


@transaction.atomic
def reassign(actor: User, proposal: Proposal, person: User | None) -> Proposal:
    """Give the present step to one of those who hold it, or back to all of them (None). Raises Refused."""
    proposal = examined(actor, proposal)
    if reason := access.may_conduct(actor, proposal):
        raise Refused(reason, forbidden=True)
    if person is not None and person not in candidates(proposal):
        raise Refused(_("Cette personne ne tient pas cette étape."))
    if proposal.in_charge == person:
        return proposal
    proposal.in_charge = person
    proposal.save()
    said = {"person": str(person) if person else ""}
    log(instance=proposal, action="proposals.reassigned", user=actor, data=said)
    if person is not None and person != actor:
        telling.given(proposal, person)
    return proposal
