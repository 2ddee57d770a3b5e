"""A request's page, for those who examine it: everything at hand, at a price that does not grow."""

from decimal import Decimal

import pytest
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from pages.proposals import services
from pages.proposals.models import Proposal, Step
from tests import factories
from tests.proposals import making, pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(portal):
    return portal


def test_it_costs_twenty_queries_at_most_with_five_hundred_events(django_assert_max_num_queries):
    proposal = making.sent()
    making.funded(proposal)
    people = making.team(proposal)
    services.request_correction(people.moderator, proposal, ["action"], "Précisez les jours.")
    services.resubmit(proposal.created_by, proposal)
    proposal, _people = making.at(Step.INSTRUCTION, Proposal.objects.get(pk=proposal.pk), people)
    for person in (people.officer, people.caf, people.local):
        services.ask_opinion(people.moderator, proposal, person)
        services.give_opinion(person, proposal, "reserved", "À voir.")
    proposal, _people = making.at(Step.DECISION, proposal, people)
    making.decided(proposal, people, Decimal(1000))
    entry = ModelLogEntry.objects.for_instance(proposal).first()
    while ModelLogEntry.objects.for_instance(proposal).count() < 500:
        log(instance=proposal, action=entry.action, user=people.moderator)
    client = pages.signed_in(people.instructor)
    client.get(f"/dossiers/{proposal.number}/")
    with django_assert_max_num_queries(20):
        assert client.get(f"/dossiers/{proposal.number}/").status_code == 200


def test_a_gesture_is_shown_to_those_whose_it_is_and_refused_in_words_to_the_others():
    proposal, people = making.at(Step.APPROVAL)
    address = f"/dossiers/{proposal.number}/signer/"
    assert address in pages.signed_in(people.caf).get(f"/dossiers/{proposal.number}/").text
    assert address not in pages.signed_in(people.moderator).get(f"/dossiers/{proposal.number}/").text
    answer = pages.signed_in(people.moderator).post(address)
    assert answer.status_code == 403
    assert "revient à d’autres" in answer.text


def test_a_gesture_that_does_not_exist_is_not_found():
    proposal, people = making.at(Step.APPROVAL)
    assert pages.signed_in(people.caf).get(f"/dossiers/{proposal.number}/publier/").status_code == 404


def test_a_page_kept_open_while_the_step_went_by_decides_nothing():
    proposal, people = making.at(Step.ELIGIBILITY)
    client = pages.signed_in(people.moderator)
    address = f"/dossiers/{proposal.number}/admettre/"
    former = proposal.task_state_id
    assert client.post(address, {"state": former}).status_code == 302
    answer = client.post(address, {"state": former})
    assert answer.status_code == 409
    assert "étape" in answer.text
    assert Proposal.objects.get().step == Step.INSTRUCTION


@pytest.mark.parametrize("state", ["999999", "-1", "un", "99999999999999999999", "\x00"])
def test_a_forged_step_decides_nothing(state):
    proposal, people = making.at(Step.ELIGIBILITY)
    answer = pages.signed_in(people.moderator).post(f"/dossiers/{proposal.number}/admettre/", {"state": state})
    assert answer.status_code in (409, 422)
    assert Proposal.objects.get().step == Step.ELIGIBILITY


def test_what_was_typed_stays_when_it_is_refused():
    proposal, people = making.at(Step.ELIGIBILITY)
    client = pages.signed_in(people.moderator)
    typed = {"message": "Précisez les jours.", "due_on": "2001-01-01", "sections": ["action"]}
    answer = client.post(f"/dossiers/{proposal.number}/demander-une-correction/", typed)
    assert answer.status_code == 409
    assert "Précisez les jours." in answer.text
    assert "passée" in answer.text


def test_who_may_not_know_of_it_meets_no_gesture():
    proposal, _people = making.at(Step.ELIGIBILITY)
    for who in (factories.user(), making.member(making.association()), proposal.created_by):
        assert pages.signed_in(who).get(f"/dossiers/{proposal.number}/admettre/").status_code == 404


def test_the_day_it_was_first_opened_is_told_to_the_association_not_by_whom():
    proposal, people = making.at(Step.ELIGIBILITY)
    for _visit in range(2):
        pages.signed_in(people.moderator).get(f"/dossiers/{proposal.number}/")
    shown = pages.signed_in(proposal.created_by).get(proposal.get_absolute_url()).text
    assert shown.count("Dossier ouvert par les services") == 1
    assert str(people.moderator) not in shown
