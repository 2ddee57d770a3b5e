"""The funders' decisions, each by its own act; what follows from the last one, whole or not at all; the payments.

Amounts are euros (``Decimal``). A grant is at most what was asked of its funder; all those of a call at most what the
call has; all those of a fund at most what the funder brought to it and has neither committed nor decided elsewhere.
"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from pages.base.templatetags.portal import euros
from pages.fund import services as ledger
from pages.fund.models import CallPage, EntryKind, FundedProjectPage, FundPage, LedgerEntry
from pages.people import rights
from pages.people.models import Organisation, Role, User
from pages.people.refusals import Refused
from pages.proposals import access, acts, circuit, publication, telling
from pages.proposals.models import ActKind, GrantDecision, Proposal, ProposalStatus, Step
from pages.proposals.services.drafts import held
from pages.proposals.services.reports import expect_report
from pages.proposals.services.steps import at_step, required


def fund_of(proposal: Proposal) -> FundPage | None:
    """Return the fund whose money is granted: the one that the call stands under, None for ordinary money."""
    if proposal.call_id is None:
        return None
    return FundPage.objects.ancestor_of(proposal.call).first()


def decided(decisions) -> Decimal:
    """Return what decisions come to."""
    return decisions.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def promised(fund: FundPage, funder: Organisation) -> Decimal:
    """Return what a funder has decided to grant from a fund to requests that are not accepted yet."""
    waiting = GrantDecision.objects.granted().filter(
        funder=funder, proposal__status=ProposalStatus.UNDER_REVIEW, proposal__call__path__startswith=fund.path
    )
    return decided(waiting)


def left_in_call(call: CallPage) -> Decimal | None:
    """Return what a call may still grant, None when no amount limits it."""
    if call.amount is None:
        return None
    return call.amount - decided(GrantDecision.objects.granted().filter(proposal__call=call))


def most(proposal: Proposal, funder: Organisation) -> Decimal:
    """Return the most that a funder may grant to a request today."""
    asked = proposal.funding_requests.filter(funder=funder).first()
    limits = [asked.amount if asked else Decimal(0)]
    if proposal.call:
        limits.append(left_in_call(proposal.call))
    if fund := fund_of(proposal):
        limits.append(ledger.available(fund, funder))
    return max(min(limit for limit in limits if limit is not None), Decimal(0))


@transaction.atomic
def decide(
    actor: User,
    proposal: Proposal,
    funder: Organisation,
    amount: Decimal | None,
    *,
    act: str,
    reference: str,
    date: dt.date,
    conditions: str = "",
    payer: str = "",
    reasons: str = "",
    submission: UUID | None = None,
    state: int | None = None,
) -> GrantDecision:
    """Record a funder's own act: what it grants, or None, its refusal with reasons. The last funder's ends the circuit.

    Sent twice (same ``submission``), it is recorded once. Raises Refused (``fields``): not one's funder, too much,
    already decided.
    """
    proposal = held(proposal)
    rights.forget(actor)
    if not access.may_see(actor, proposal) or not _instructs(actor, proposal, funder.pk):
        raise Refused(_("Vous n’enregistrez pas les décisions de ce financeur."), forbidden=True)
    if already := GrantDecision.objects.filter(submission=submission).first() if submission else None:
        return _same(already, proposal, funder, amount)
    proposal = at_step(actor, proposal, Step.DECISION, state)
    if funder.pk not in access.funders_for(actor, proposal):
        raise Refused(_("Vous n’enregistrez pas les décisions de ce financeur."), forbidden=True)
    if proposal.decisions.standing().filter(funder=funder).exists():
        raise Refused(_("Ce financeur a déjà décidé."))
    _check(proposal, funder, amount, act, reference, date, reasons)
    decision = GrantDecision.objects.create(
        proposal=proposal,
        funder=funder,
        amount=amount,
        act=act.strip(),
        reference=reference.strip(),
        date=date,
        conditions=conditions.strip(),
        payer=payer.strip() or funder.name,
        reasons=reasons.strip(),
        recorded_by=actor,
        submission=submission or uuid4(),
    )
    said = {"funder": funder.name, "amount": "" if amount is None else f"{amount:.2f}", "reference": decision.reference}
    log(instance=proposal, action="proposals.decided", user=actor, data=said)
    _conclude(actor, proposal)
    return decision


def _same(already: GrantDecision, proposal: Proposal, funder: Organisation, amount: Decimal | None) -> GrantDecision:
    if (already.proposal_id, already.funder_id, already.amount) == (proposal.pk, funder.pk, amount):
        return already
    raise Refused(_("Ce formulaire a déjà été envoyé avec d’autres valeurs : rouvrez-le."))


def _check(proposal: Proposal, funder: Organisation, amount, act: str, reference: str, date, reasons: str) -> None:
    required(act, "act", _("Nommez l’acte : délibération, décision de la commission…"))
    required(reference, "reference", _("Donnez la référence de l’acte."))
    if date > timezone.localdate() or date < timezone.localdate(proposal.submitted_at):
        wrong = _("L’acte est daté entre l’envoi de la proposition et aujourd’hui.")
        raise Refused(wrong, {"date": wrong})
    if amount is None:
        required(reasons, "reasons", _("Donnez les raisons du refus : l’association les lira."))
        return
    if amount <= 0:
        nothing = _("Un montant accordé est supérieur à zéro ; sinon, refusez.")
        raise Refused(nothing, {"amount": nothing})
    # The call and its fund are held in turn: two decisions never count on the same money.
    if proposal.call_id:
        CallPage.objects.select_for_update(of=("self",)).get(pk=proposal.call_id)
    if fund := fund_of(proposal):
        ledger.hold(fund)
    largest = most(proposal, funder)
    if amount > largest:
        much = _("« %(funder)s » peut accorder %(most)s au plus à cette proposition aujourd’hui.") % {
            "funder": funder.name,
            "most": euros(largest),
        }
        raise Refused(much, {"amount": much})


def _conclude(actor: User, proposal: Proposal) -> None:
    """End the circuit once every funder asked has decided: accepted when one grants, refused when none does."""
    decisions = list(proposal.decisions.standing().select_related("funder"))
    if {one.funder_id for one in decisions} < {line.funder_id for line in proposal.funding_requests.all()}:
        telling.partly_decided(proposal, actor)
        return
    proposal.decided_at = timezone.now()
    if any(one.granted for one in decisions):
        proposal.save()
        circuit.advance(proposal, actor)
        return
    proposal.closing_reasons = "\n".join(f"{one.funder.name} : {one.reasons}" for one in decisions)
    circuit.stop(proposal, actor, ProposalStatus.REFUSED)
    log(instance=proposal, action="proposals.refused", user=actor)
    _write_acts(actor, proposal)
    telling.ended(proposal)


def accept(actor: User, proposal: Proposal) -> Proposal:
    """Do all that an acceptance brings: the page, the ledger's commitments, the acts, the mails.

    Called by the end of the circuit, in the transaction of the last decision: whole or not at all. Raises Refused.
    """
    proposal = held(proposal)
    granted = list(proposal.decisions.granted().select_related("funder"))
    if not granted:
        raise Refused(_("Aucun financeur n’accorde rien : une proposition ne s’accepte pas ainsi."))
    proposal.status = ProposalStatus.ACCEPTED
    proposal.enter("", None, None)
    fund = fund_of(proposal)
    page = publication.publish(actor, proposal, fund)
    proposal.page = page
    proposal.save()
    if fund:
        for decision in granted:
            entry = _entry(fund, page, decision, EntryKind.COMMITMENT, decision.amount)
            decision.commitment = _written(ledger.write_decided, decision.recorded_by or actor, entry)
            decision.save()
    expect_report(proposal)
    log(instance=proposal, action="proposals.accepted", user=actor, data={"page": page.title})
    _write_acts(actor, proposal)
    telling.accepted(proposal)
    return proposal


def _entry(fund: FundPage, project: FundedProjectPage, decision: GrantDecision, kind: str, amount: Decimal, **fields):
    values = {"date": timezone.localdate(), "reference": decision.reference, **fields}
    return LedgerEntry(fund=fund, kind=kind, amount=amount, funder=decision.funder, project=project, **values)


def _written(service: Callable, *args) -> LedgerEntry:
    """Return what the ledger wrote. Raises Refused with the ledger's own reason."""
    try:
        return service(*args)
    except ValidationError as problem:
        fields = {name: " ".join(told) for name, told in getattr(problem, "message_dict", {}).items()}
        raise Refused(" ".join(problem.messages), fields) from problem
    except PermissionDenied as problem:
        raise Refused(str(problem), forbidden=True) from problem


def _write_acts(actor: User, proposal: Proposal) -> None:
    for decision in proposal.decisions.standing().select_related("funder"):
        acts.write(actor, decision, ActKind.NOTIFICATION)
        if decision.granted:
            acts.write(actor, decision, ActKind.AGREEMENT)


@transaction.atomic
def revoke_decision(actor: User, decision: GrantDecision, reason: str) -> GrantDecision:
    """Take a funder's act back: its commitment is reversed, unless something was paid on it; done twice, done once.

    A request of which no funder grants anything any more is refused. Raises Refused.
    """
    proposal = held(decision.proposal)
    rights.forget(actor)
    decision = GrantDecision.objects.select_related("funder", "commitment").get(pk=decision.pk)
    if not access.may_see(actor, proposal) or not _instructs(actor, proposal, decision.funder_id):
        raise Refused(_("Seule une instruction de ce financeur retire sa décision."), forbidden=True)
    if decision.revoked_at:
        return decision
    if proposal.status not in (ProposalStatus.UNDER_REVIEW, ProposalStatus.ACCEPTED):
        raise Refused(_("Cette proposition est close : sa décision ne se retire plus."))
    reason = required(reason, "reason", _("Dites pourquoi la décision est retirée."))
    if decision.commitment:
        _written(ledger.reverse_entry, actor, decision.commitment, reason[:250], timezone.localdate())
    decision.revoked_at, decision.revoked_by, decision.revocation_reason = timezone.now(), actor, reason
    decision.save()
    log(instance=proposal, action="proposals.revoked", user=actor, data={"funder": decision.funder.name})
    if proposal.status == ProposalStatus.ACCEPTED and not proposal.decisions.granted().exists():
        proposal.status, proposal.closing_reasons = ProposalStatus.REFUSED, reason
        proposal.save()
        publication.abandon(actor, proposal)
    telling.revoked(decision)
    return decision


def _instructs(actor: User, proposal: Proposal, funder_id: int) -> bool:
    held_roles = access.roles_on(actor, proposal).get(Role.FUND_INSTRUCTOR, [])
    return any(one.organisation_id == funder_id for one in held_roles)


@transaction.atomic
def record_payment(
    actor: User,
    proposal: Proposal,
    funder: Organisation,
    amount: Decimal,
    date: dt.date,
    reference: str,
    submission: UUID | None = None,
) -> LedgerEntry:
    """Record what a funder paid on an accepted request, in the fund's ledger, and write its certificate.

    Sent twice (same ``submission``), it is written once. Raises Refused (``fields``).
    """
    proposal = held(proposal)
    rights.forget(actor)
    if not access.may_see(actor, proposal) or not _instructs(actor, proposal, funder.pk):
        raise Refused(_("Seule une instruction de ce financeur enregistre ses versements."), forbidden=True)
    decision = proposal.decisions.granted().filter(funder=funder).select_related("funder").first()
    if proposal.status != ProposalStatus.ACCEPTED or decision is None or decision.commitment_id is None:
        raise Refused(_("Rien n’est engagé par ce financeur pour cette proposition."))
    if amount <= 0:
        nothing = _("Un versement est supérieur à zéro.")
        raise Refused(nothing, {"amount": nothing})
    required(reference, "reference", _("Donnez la référence du mandat ou du virement."))
    project = FundedProjectPage.objects.get(pk=proposal.page_id)
    before = LedgerEntry.objects.filter(submission=submission).exists() if submission else False
    fields = {"date": date, "reference": reference.strip(), "submission": submission or uuid4()}
    entry = _entry(project.fund, project, decision, EntryKind.PAYMENT, amount, **fields)
    entry = _written(ledger.write_entry, actor, entry)
    if not before:
        acts.write(actor, decision, ActKind.CERTIFICATE, payment=entry)
        said = {"funder": funder.name, "amount": f"{amount:.2f}", "reference": entry.reference}
        log(instance=proposal, action="proposals.payment", user=actor, data=said)
        telling.paid(proposal, entry)
    return entry
