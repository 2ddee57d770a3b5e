"""Each funder decides by its own act: within what was asked, what the call has, what it brought to the fund."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.utils import timezone

from pages.fund import services as ledger
from pages.fund.models import FundedProjectPage, LedgerEntry
from pages.fund.models.calls import CallFunder
from pages.people.models import Role
from pages.people.refusals import Refused
from pages.proposals import acts, services
from pages.proposals.models import (
    Act,
    ActKind,
    FundingRequest,
    GrantDecision,
    InstructionRules,
    Proposal,
    ProposalStatus,
    Step,
)
from pages.proposals.services import decisions
from tests import factories
from tests.proposals import making, pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(portal):
    return portal


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def waiting(money: int = 100_000, **fields) -> tuple[Proposal, making.Team]:
    """Return a request that waits for its funders, of whom 4 500 € are asked, and a fund with so much of each."""
    proposal = making.sent(**fields)
    making.funded(proposal, money)
    return making.at(Step.DECISION, proposal)


def two_funders() -> tuple[Proposal, making.Team, list]:
    """Return a request made to two funders (4 500 € of the first, 1 000 € of the second), waiting for both."""
    call = making.call()
    CallFunder.objects.create(call=call, organisation=factories.organisation(kind="caf"))
    proposal = making.sent(call=call)
    second = next(one for one in call.funders if one.pk != proposal.funding_requests.get().funder_id)
    FundingRequest.objects.create(proposal=proposal, funder=second, amount=Decimal(1000))
    proposal = fresh(proposal)
    making.funded(proposal)
    proposal, people = making.at(Step.DECISION, proposal)
    return proposal, people, [line.funder for line in proposal.funding_requests.order_by("pk")]


# Amounts


@pytest.mark.parametrize("amount", ["4500.01", "0", "-1"])
def test_a_grant_is_above_nothing_and_at_most_what_was_asked(amount):
    proposal, people = waiting()
    with pytest.raises(Refused) as refusal:
        making.decided(proposal, people, Decimal(amount))
    assert "amount" in refusal.value.fields
    assert not GrantDecision.objects.exists()


def test_a_grant_is_at_most_what_the_funder_still_has_in_the_fund():
    proposal, people = waiting(money=2000)
    with pytest.raises(Refused, match="2\u202f?\u00a0?000"):
        making.decided(proposal, people, Decimal(3000))
    making.decided(proposal, people, Decimal(2000))
    assert fresh(proposal).status == ProposalStatus.ACCEPTED


def test_a_grant_is_at_most_what_the_call_still_has():
    call = making.call(amount=Decimal(5000))
    first, people = waiting(call=call)
    making.decided(first, people, Decimal(4000))
    second, people = making.at(Step.DECISION, making.sent(call=call))
    with pytest.raises(Refused) as refusal:
        making.decided(second, people, Decimal(1001))
    assert "amount" in refusal.value.fields
    making.decided(second, people, Decimal(1000))


def test_what_is_decided_and_not_yet_committed_is_no_longer_free():
    proposal, people, (first, second) = two_funders()
    fund = decisions.fund_of(proposal)
    before = ledger.available(fund, first)
    making.decided(proposal, people, Decimal(4000), first)
    assert ledger.available(fund, first) == before - 4000
    making.decided(proposal, people, Decimal(500), second)
    assert ledger.available(fund, first) == before - 4000
    assert LedgerEntry.objects.standing().filter(kind="commitment").count() == 2


def test_an_act_is_dated_between_the_sending_and_today():
    proposal, people = waiting()
    for days in (-1, 1):
        with pytest.raises(Refused) as refusal:
            making.decided(proposal, people, Decimal(1000), date=timezone.localdate() + dt.timedelta(days=days))
        assert "date" in refusal.value.fields


@pytest.mark.parametrize("name", ["act", "reference"])
def test_an_act_is_named_and_has_a_reference(name):
    proposal, people = waiting()
    with pytest.raises(Refused) as refusal:
        making.decided(proposal, people, Decimal(1000), **{name: "  "})
    assert name in refusal.value.fields


# Who


def test_an_instructor_decides_for_their_own_funder_only():
    proposal, people, (first, second) = two_funders()
    with pytest.raises(Refused):
        services.decide(
            people.instructors[second.pk],
            proposal,
            first,
            Decimal(1000),
            act="Délibération",
            reference="D-1",
            date=timezone.localdate(),
        )
    for who in (people.caf, people.local, people.moderator, factories.admin()):
        with pytest.raises(Refused):
            services.decide(
                who, proposal, first, Decimal(1), act="Délibération", reference="D-1", date=timezone.localdate()
            )


# One funder only, none, taken back


def test_one_funder_only_is_a_partial_acceptance():
    proposal, people, (first, second) = two_funders()
    making.decided(proposal, people, None, second)
    assert fresh(proposal).status == ProposalStatus.UNDER_REVIEW
    making.decided(proposal, people, Decimal(4000), first)
    proposal = fresh(proposal)
    assert proposal.status == ProposalStatus.ACCEPTED
    [position] = ledger.position(FundedProjectPage.objects.get(pk=proposal.page_id))
    assert (position.funder_id, position.committed) == (first.pk, Decimal(4000))
    shown = pages.signed_in(proposal.created_by).get(proposal.get_absolute_url()).text
    assert "Hors du champ du fonds." in shown
    assert "4\u00a0000" in shown.replace("\u202f", "\u00a0")


def test_when_no_funder_grants_the_request_is_refused_with_every_reason():
    proposal, people, (first, second) = two_funders()
    making.decided(proposal, people, None, first, reasons="Trop cher.")
    making.decided(proposal, people, None, second, reasons="Hors territoire.")
    proposal = fresh(proposal)
    assert (proposal.status, proposal.page_id) == (ProposalStatus.REFUSED, None)
    assert "Trop cher." in proposal.closing_reasons and "Hors territoire." in proposal.closing_reasons
    assert not LedgerEntry.objects.filter(kind="commitment").exists()


def test_a_refusal_gives_its_reasons():
    proposal, people = waiting()
    with pytest.raises(Refused) as refusal:
        making.decided(proposal, people, None, reasons=" ")
    assert "reasons" in refusal.value.fields


def test_a_decision_taken_back_before_the_end_is_taken_anew():
    proposal, people, (first, second) = two_funders()
    wrong = making.decided(proposal, people, Decimal(4000), first)
    services.revoke_decision(people.instructors[first.pk], wrong, "Erreur de montant.")
    making.decided(proposal, people, Decimal(3000), first)
    making.decided(proposal, people, Decimal(500), second)
    assert fresh(proposal).decisions.granted().count() == 2


def test_a_decision_taken_back_after_the_end_frees_the_money_and_refuses_what_nobody_grants():
    proposal, people = making.accepted(3000)
    fund = decisions.fund_of(proposal)
    funder = proposal.funding_requests.get().funder
    before = ledger.available(fund, funder)
    decision = proposal.decisions.get()
    for _click in range(2):
        services.revoke_decision(people.instructor, decision, "L’association a renoncé.")
    assert ledger.available(fund, funder) == before + 3000
    proposal = fresh(proposal)
    assert proposal.status == ProposalStatus.REFUSED
    assert proposal.page.specific.get_latest_revision_as_object().status == "abandoned"


def test_a_decision_on_which_something_was_paid_is_not_taken_back():
    proposal, people = making.accepted(3000)
    funder = proposal.funding_requests.get().funder
    services.record_payment(people.instructor, proposal, funder, Decimal(100), timezone.localdate(), "M-1")
    with pytest.raises(Refused):
        services.revoke_decision(people.instructor, proposal.decisions.get(), "Trop tard.")
    assert fresh(proposal).status == ProposalStatus.ACCEPTED


# Twice


def test_a_form_sent_twice_decides_once():
    proposal, people = waiting()
    key = uuid.uuid4()
    kept = {making.decided(proposal, people, Decimal(1000), submission=key).pk for _click in range(3)}
    assert len(kept) == GrantDecision.objects.count() == 1
    with pytest.raises(Refused):
        making.decided(proposal, people, Decimal(2000), submission=key)


def test_a_payment_sent_twice_is_written_once_with_one_certificate():
    proposal, people = making.accepted(3000)
    funder, key = proposal.funding_requests.get().funder, uuid.uuid4()
    for _click in range(2):
        services.record_payment(people.instructor, proposal, funder, Decimal(100), timezone.localdate(), "M-1", key)
    assert LedgerEntry.objects.filter(kind="payment").count() == 1
    assert Act.objects.filter(kind=ActKind.CERTIFICATE).count() == 1


def test_no_more_is_paid_than_was_granted():
    proposal, people = making.accepted(3000)
    funder = proposal.funding_requests.get().funder
    services.record_payment(people.instructor, proposal, funder, Decimal(2999), timezone.localdate(), "M-1")
    with pytest.raises(Refused) as refusal:
        services.record_payment(people.instructor, proposal, funder, Decimal(2), timezone.localdate(), "M-2")
    assert "amount" in refusal.value.fields


# What an acceptance makes


@pytest.mark.parametrize("publishes", [True, False])
def test_the_call_s_rules_say_whether_the_page_is_published(publishes):
    call = making.call()
    InstructionRules.objects.create(page=call, publishes=publishes)
    proposal, people = waiting(call=call)
    making.decided(proposal, people, Decimal(1000))
    assert fresh(proposal).page.live is publishes


def test_nothing_is_left_of_an_acceptance_that_cannot_be_whole():
    call = factories.call(factories.convention())
    CallFunder.objects.create(call=call, organisation=factories.organisation(kind="commune"))
    proposal, people = making.at(Step.DECISION, making.sent(call=call))
    with pytest.raises(Refused, match="plan d’actions"):
        making.decided(proposal, people, Decimal(1000))
    assert not GrantDecision.objects.exists()
    assert fresh(proposal).status == ProposalStatus.UNDER_REVIEW


def test_what_a_person_wrote_is_never_markup_on_the_page():
    proposal, people = waiting()
    Proposal.objects.filter(pk=proposal.pk).update(needs="<script>alert(1)</script>")
    making.decided(proposal, people, Decimal(1000))
    body = str(fresh(proposal).page.specific.body)
    assert "<script>" not in body
    assert "&lt;script&gt;" in body


def test_an_act_keeps_the_words_of_its_day():
    call = making.call()
    rules = InstructionRules.objects.create(page=call, notification_text="Bonjour {association}, {montant}. {inconnu}")
    proposal, people = waiting(call=call)
    making.decided(proposal, people, Decimal(1000))
    act = proposal.acts.get(kind=ActKind.NOTIFICATION)
    rules.notification_text = "Autre chose."
    rules.save()
    assert act.content["text"].startswith(f"Bonjour {proposal.association.name}, 1")
    assert "{inconnu}" in act.content["text"]
    assert acts.pdf(act).startswith(b"%PDF")


def test_an_act_with_letters_that_no_font_draws_is_still_given():
    proposal, people = waiting()
    making.decided(proposal, people, Decimal(1000), conditions="Rendre compte 中文 🙂.")
    assert acts.pdf(proposal.acts.first()).startswith(b"%PDF")


def test_the_association_is_told_each_decision_and_its_reference_never_who_recorded_it():
    proposal, people = waiting()
    making.decided(proposal, people, Decimal(1000), reference="DEL-2026-12")
    shown = pages.signed_in(proposal.created_by).get(proposal.get_absolute_url()).text
    assert "DEL-2026-12" in shown
    assert str(people.instructor) not in shown


def test_a_deputy_of_the_funder_decides_while_standing_in():
    proposal, _people = waiting()
    funder = proposal.funding_requests.get().funder
    deputy = factories.holder(
        Role.FUND_INSTRUCTOR, proposal.convention, organisation=funder, is_deputy=True, standing_in=False
    )
    values = {"act": "Délibération", "reference": "D-1", "date": timezone.localdate()}
    with pytest.raises(Refused):
        services.decide(deputy, proposal, funder, Decimal(1000), **values)
    deputy.local_roles.update(standing_in=True)
    services.decide(deputy, proposal, funder, Decimal(1000), **values)
    assert fresh(proposal).status == ProposalStatus.ACCEPTED
