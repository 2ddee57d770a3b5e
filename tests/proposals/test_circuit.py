"""The way of a request through its circuit: each step by who holds it, in order, once."""

from decimal import Decimal

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from wagtail.models import WorkflowState

from pages.fund import services as ledger
from pages.fund.models import FundedProjectPage
from pages.people.models import Role
from pages.people.refusals import Refused
from pages.proposals import services
from pages.proposals.models import ActKind, Proposal, ProposalStatus, Signature, Step
from tests import factories
from tests.proposals import making

pytestmark = pytest.mark.django_db


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def test_a_request_that_is_sent_waits_for_its_eligibility():
    proposal = making.sent()
    assert (proposal.step, proposal.status) == (Step.ELIGIBILITY, ProposalStatus.SUBMITTED)
    assert proposal.due_on and proposal.waiting_since


def test_the_steps_follow_one_another_to_the_acceptance():
    proposal = making.sent()
    making.funded(proposal)
    people = making.team(proposal)
    seen = [proposal.step]
    for step in list(Step)[1:]:
        proposal, _people = making.at(step, proposal, people)
        seen.append(proposal.step)
    making.decided(proposal, people, Decimal(3000))
    proposal = fresh(proposal)
    assert seen == list(Step)
    assert (proposal.status, proposal.step) == (ProposalStatus.ACCEPTED, "")


def test_an_acceptance_makes_the_page_the_commitment_and_the_acts():
    proposal, _people = making.accepted(3000)
    project = FundedProjectPage.objects.get(pk=proposal.page_id)
    assert (project.title, project.beneficiary, project.call_id) == (
        proposal.title,
        proposal.association,
        proposal.call_id,
    )
    assert not project.live
    [position] = ledger.position(project)
    assert position.committed == Decimal(3000)
    assert sorted(proposal.acts.values_list("kind", flat=True)) == sorted([ActKind.AGREEMENT, ActKind.NOTIFICATION])
    assert proposal.decisions.get().commitment.amount == Decimal(3000)


def test_a_step_is_passed_only_by_who_holds_it():
    proposal = making.sent()
    people = making.team(proposal)
    for person in (people.officer, people.instructor, factories.user(), making.member(proposal.association)):
        with pytest.raises(Refused):
            services.admit(person, proposal)
    assert fresh(proposal).step == Step.ELIGIBILITY


def test_the_administrator_passes_no_step():
    with pytest.raises(Refused):
        services.admit(factories.admin(), making.sent())


def test_both_halves_of_the_pair_sign():
    proposal, people = making.at(Step.APPROVAL)
    services.sign(people.caf, proposal)
    assert fresh(proposal).step == Step.APPROVAL
    services.sign(people.local, fresh(proposal))
    assert fresh(proposal).step == Step.COMMITTEE


def test_signing_twice_is_signing_once():
    proposal, people = making.at(Step.APPROVAL)
    for _click in range(3):
        services.sign(people.caf, proposal)
    assert Signature.objects.count() == 1
    assert fresh(proposal).step == Step.APPROVAL


def test_one_person_never_signs_for_both_halves_even_as_a_deputy():
    proposal, people = making.at(Step.APPROVAL)
    factories.holder(Role.LOCAL_COORDINATOR, proposal.convention, who=people.caf, is_deputy=True, standing_in=True)
    services.sign(people.caf, proposal, Role.CAF_COORDINATOR)
    with pytest.raises(Refused, match="déjà signé pour l’autre moitié"):
        services.sign(people.caf, proposal, Role.LOCAL_COORDINATOR)
    assert fresh(proposal).step == Step.APPROVAL


def test_a_coordinator_who_lost_the_role_signs_no_more():
    proposal, people = making.at(Step.APPROVAL)
    people.caf.local_roles.all().delete()
    with pytest.raises(Refused):
        services.sign(people.caf, proposal)


def test_the_page_of_a_former_step_decides_nothing():
    proposal = making.sent()
    people = making.team(proposal)
    former = proposal.task_state_id
    services.admit(people.moderator, proposal, state=former)
    with pytest.raises(Refused, match="étape"):
        services.conclude_instruction(people.moderator, proposal, state=former)
    assert fresh(proposal).step == Step.INSTRUCTION


def test_wagtails_own_action_decides_nothing():
    proposal = making.sent()
    people = making.team(proposal)
    state = proposal.task_state
    for name in ("approve", "reject"):
        with pytest.raises(PermissionDenied):
            state.task.specific.on_action(state, people.moderator, name)
    assert state.task.specific.get_actions(proposal, people.moderator) == []


def test_wagtail_writes_to_nobody_about_a_request():
    factories.admin()
    proposal, people = making.at(Step.DECISION)
    assert {to for message in mail.outbox for to in message.to} <= {
        one.email for one in (people.moderator, people.caf, people.local, *people.instructors.values())
    } | {one.user.email for one in proposal.association.memberships.all()}


def test_the_instruction_ends_when_no_opinion_is_awaited():
    proposal, people = making.at(Step.INSTRUCTION)
    services.ask_opinion(people.moderator, proposal, people.officer)
    with pytest.raises(Refused, match="avis"):
        services.conclude_instruction(people.moderator, proposal)
    services.give_opinion(people.officer, proposal, "favourable")
    services.conclude_instruction(people.moderator, proposal)
    assert fresh(proposal).step == Step.APPROVAL


def test_an_opinion_is_given_by_whom_it_was_asked_and_once():
    proposal, people = making.at(Step.INSTRUCTION)
    services.ask_opinion(people.moderator, proposal, people.officer)
    with pytest.raises(Refused):
        services.give_opinion(people.caf, proposal, "favourable")
    services.give_opinion(people.officer, proposal, "reserved", "Le calendrier est serré.")
    with pytest.raises(Refused):
        services.give_opinion(people.officer, proposal, "favourable")
    assert proposal.opinions.get().text == "Le calendrier est serré."


def test_a_cooperation_officer_sees_only_the_requests_on_which_an_opinion_is_asked():
    proposal, people = making.at(Step.INSTRUCTION)
    assert proposal not in Proposal.objects.visible(people.officer)
    services.ask_opinion(people.moderator, proposal, people.officer)
    assert proposal in Proposal.objects.visible(people.officer)


def test_a_refusal_gives_its_reasons_and_ends_everything():
    proposal, people = making.at(Step.INSTRUCTION)
    with pytest.raises(Refused, match="raisons"):
        services.refuse(people.moderator, proposal, "  ")
    services.refuse(people.moderator, proposal, "Hors du territoire.")
    proposal = fresh(proposal)
    assert (proposal.status, proposal.step, proposal.closing_reasons) == (
        ProposalStatus.REFUSED,
        "",
        "Hors du territoire.",
    )
    with pytest.raises(Refused):
        services.conclude_instruction(people.moderator, proposal)
    assert not WorkflowState.objects.active().for_instance(proposal).exists()


def test_a_request_is_closed_without_follow_up():
    proposal, people = making.at(Step.ELIGIBILITY)
    services.close(people.moderator, proposal, "Doublon.")
    assert fresh(proposal).status == ProposalStatus.CLOSED


def test_withdrawing_stops_the_circuit():
    actor = factories.user()
    association = making.association()
    making.member(association, who=actor)
    proposal, people = making.at(Step.INSTRUCTION, making.sent(actor, association=association))
    services.withdraw(actor, proposal)
    proposal = fresh(proposal)
    assert (proposal.status, proposal.step) == (ProposalStatus.WITHDRAWN, "")
    with pytest.raises(Refused):
        services.conclude_instruction(people.moderator, proposal)
