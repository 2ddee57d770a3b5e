"""Sending a request, once, and withdrawing it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from pages.fund.models.calls import in_words
from pages.people.models import User
from pages.people.refusals import Refused
from pages.proposals import access, circuit, mails, profile_sections, proposal_sections, snapshot, telling
from pages.proposals.models import (
    AssociationProfile,
    CommitmentKind,
    FinalReport,
    NumberCounter,
    Proposal,
    ProposalSettings,
    ProposalStatus,
    Submission,
)
from pages.proposals.services.drafts import held
from search import index


def still_in_time(proposal: Proposal, now: datetime) -> str:
    """Return why a request can no longer be sent, the empty string when it can.

    After a call's closing, a draft begun before it may still be sent during the grace that the settings give.
    """
    call = proposal.call
    if call is None:
        if proposal.convention.live and proposal.convention.receives_proposals:
            return ""
        return _("Cette convention ne reçoit plus de proposition hors appel.")
    if not call.live and now < call.closes_at:
        return _("Cet appel n’est plus publié : votre brouillon est gardé.")
    if now < call.opens_at:
        return _("Cet appel n’est pas encore ouvert : votre brouillon est gardé.")
    if now < call.closes_at:
        return ""
    grace = timedelta(minutes=ProposalSettings.load().grace_minutes)
    if proposal.created_at < call.closes_at and call.may_finish(now, grace):
        return ""
    return _("Cet appel est clos : cette proposition ne peut plus être envoyée. Votre brouillon est gardé.")


def time_left(proposal: Proposal, now: datetime) -> str:
    """Return until when a request can be sent, in words; the empty string when nothing limits it or it is over."""
    call = proposal.call
    if call is None or still_in_time(proposal, now):
        return ""
    if now < call.closes_at:
        return f"{call.time_left}, {call.period}."
    last = call.closes_at + timedelta(minutes=ProposalSettings.load().grace_minutes)
    return _("L’appel est clos. Ce brouillon, commencé avant, peut encore être envoyé jusqu’au %(moment)s.") % {
        "moment": in_words(last)
    }


def missing(proposal: Proposal) -> dict[str, dict[str, list]]:
    """Return what lacks before sending: of the request and of the association's file, by section."""
    profile = AssociationProfile.objects.select_related("organisation").get(pk=proposal.association_id)
    of_profile = profile_sections.missing_in(profile)
    held_kinds = set(proposal.association.commitments.values_list("kind", flat=True))
    if profile.public_utility:
        # It is deemed to have subscribed to the republican contract (law 2000-321, article 10-1), to nothing else.
        held_kinds.add(CommitmentKind.REPUBLICAN)
    needed = [kind for kind in proposal_sections.commitments_needed(proposal) if kind not in held_kinds]
    if needed:
        section = profile_sections.Commitments.slug
        told = {one.anchor for one in of_profile.get(section, [])}
        lacking = [profile_sections.commitment_missing(kind) for kind in needed]
        of_profile.setdefault(section, []).extend(one for one in lacking if one.anchor not in told)
    return {"proposal": proposal_sections.missing_in(proposal), "profile": of_profile}


def owed_reports(proposal: Proposal) -> list[FinalReport]:
    """Return the overdue reports of former grants that keep a request from being sent."""
    late = FinalReport.objects.missing(timezone.localdate()).filter(
        proposal__association=proposal.association_id, proposal__status=ProposalStatus.ACCEPTED
    )
    return list(late.select_related("proposal"))


def blocked(proposal: Proposal) -> str:
    """Return why a request waits for reports that are owed (law 2000-321, article 10), the empty string if none is."""
    owed = owed_reports(proposal)
    if not owed:
        return ""
    return _("Le compte rendu financier de « %(title)s » est attendu depuis le %(day)s : envoyez-le d’abord.") % {
        "title": owed[0].proposal.title,
        "day": date_format(owed[0].due_on, "j F Y"),
    }


def _next_number(year: int) -> str:
    """Return the next number of a year, « 2026-0042 »: no gap, no repeat, its row held until the commit."""
    NumberCounter.objects.get_or_create(year=year)
    counter = NumberCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save()
    return f"{year}-{counter.last:04d}"


@transaction.atomic
@index.once()
def submit(actor: User, proposal: Proposal) -> Proposal:
    """Send a request: number, frozen content, receipt, all or nothing. Sending again what is sent changes nothing.

    Raises Refused: not one's to send, too late, or incomplete (``fields``: what lacks, by section).
    """
    proposal = held(proposal)
    if reason := access.may_send(actor, proposal):
        raise Refused(reason, forbidden=True)
    if proposal.number and proposal.status != ProposalStatus.DRAFT:
        return proposal
    now = timezone.now()
    if reason := still_in_time(proposal, now):
        raise Refused(reason)
    if reason := blocked(proposal):
        raise Refused(reason)
    lacking = missing(proposal)
    if lacking["proposal"] or lacking["profile"]:
        fields = {
            section: ", ".join(one.label for one in found)
            for part in lacking.values()
            for section, found in part.items()
        }
        raise Refused(_("Il manque encore des renseignements : rien n’est envoyé."), fields)
    proposal.number = _next_number(timezone.localtime(now).year)
    proposal.status = ProposalStatus.SUBMITTED
    proposal.submitted_at, proposal.submitted_by = now, actor
    proposal.save()
    proposal.save_revision(user=actor)
    keep_submission(actor, proposal, now)
    log(instance=proposal, action="proposals.submitted", user=actor, data={"number": proposal.number})
    circuit.begin(proposal, actor)
    mails.received(proposal)
    telling.moved(proposal, actor)
    return proposal


def keep_submission(actor: User, proposal: Proposal, now: datetime) -> Submission:
    """Freeze what is sent, whole, with its fingerprint."""
    content = snapshot.of(proposal)
    return Submission.objects.create(
        proposal=proposal,
        rank=proposal.submissions.count() + 1,
        sent_at=now,
        sent_by=actor,
        content=content,
        fingerprint=Submission.fingerprint_of(content),
    )


@transaction.atomic
def withdraw(actor: User, proposal: Proposal) -> Proposal:
    """Withdraw a request that was sent and is not decided; doing it twice is doing it once. Raises Refused."""
    proposal = held(proposal)
    if reason := access.may_send(actor, proposal):
        raise Refused(reason, forbidden=True)
    if proposal.status == ProposalStatus.WITHDRAWN:
        return proposal
    if not proposal.is_pending or proposal.decisions.standing().exists():
        raise Refused(_("Seule une proposition envoyée et pas encore décidée se retire."))
    circuit.stop(proposal, actor, ProposalStatus.WITHDRAWN)
    proposal.opinions.waiting().update(withdrawn_at=timezone.now())
    log(instance=proposal, action="proposals.withdrawn", user=actor, data={"number": proposal.number})
    mails.withdrawn(proposal)
    return proposal
