"""A call opens, closes or disappears while someone writes: nothing is lost, and one is told what can still be done."""

import datetime as dt

import pytest
from django.utils import timezone

from pages.fund.models import CallPage
from pages.proposals import services
from pages.proposals.models import Proposal, ProposalSettings
from pages.proposals.services.sending import time_left
from tests import factories
from tests.proposals import making, pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(portal):
    return portal


@pytest.fixture
def proposal():
    return making.ready()


def minutes(count: float):
    return timezone.now() + dt.timedelta(minutes=count)


def again(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def set_call(proposal: Proposal, **instants) -> Proposal:
    CallPage.objects.filter(pk=proposal.call_id).update(**instants)
    return again(proposal)


def grace(count: int) -> None:
    settings = ProposalSettings.load()
    settings.grace_minutes = count
    settings.save()


def refusal(proposal: Proposal) -> str:
    with pytest.raises(services.Refused) as refused:
        services.submit(proposal.created_by, proposal)
    assert again(proposal).status == "draft"
    return refused.value.reason


@pytest.mark.parametrize(
    ("setting", "closed_for", "taken"),
    [(30, 29, True), (30, 31, False), (0, 1, False), (120, 119, True), (120, 121, False)],
)
def test_a_draft_begun_before_the_closing_is_sent_during_the_grace(proposal, setting, closed_for, taken):
    grace(setting)
    Proposal.objects.filter(pk=proposal.pk).update(created_at=minutes(-closed_for - 60))
    set_call(proposal, closes_at=minutes(-closed_for))
    if taken:
        assert services.submit(proposal.created_by, proposal).number
    else:
        assert "clos" in refusal(proposal)


def test_a_draft_begun_after_the_closing_has_no_grace(proposal):
    set_call(proposal, closes_at=minutes(-5))
    Proposal.objects.filter(pk=proposal.pk).update(created_at=minutes(-4))
    assert "clos" in refusal(proposal)


def test_nobody_begins_during_the_grace(proposal):
    closed = set_call(proposal, closes_at=minutes(-5)).call
    other = making.association()
    with pytest.raises(services.Refused) as refused:
        services.start(making.member(other), other, call=closed)
    assert refused.value.reason == "Cet appel est clos."


def test_the_closing_does_not_stop_the_writing(proposal):
    set_call(proposal, closes_at=minutes(-600))
    services.save_draft(
        proposal.created_by, proposal, "action", making.typed(title="Gardé"), proposal.version_of("action")
    )
    assert again(proposal).title == "Gardé"


def test_until_when_it_can_be_sent_is_told_on_the_page_then_that_it_is_over(proposal):
    client = pages.signed_in(proposal.created_by)
    address = f"{proposal.get_absolute_url()}relire/"
    assert "Soumettre la proposition" in client.get(address).text
    Proposal.objects.filter(pk=proposal.pk).update(created_at=minutes(-60))
    late = set_call(proposal, closes_at=minutes(-5))
    assert "peut encore être envoyé jusqu’au" in time_left(late, timezone.now())
    page = client.get(address).text
    assert "peut encore être envoyé jusqu’au" in page
    assert "Soumettre la proposition" in page
    set_call(proposal, closes_at=minutes(-31))
    page = client.get(address).text
    assert "Votre brouillon est gardé" in page
    assert "Soumettre la proposition" not in page


def test_the_button_pressed_just_too_late_says_so_and_keeps_the_draft(proposal):
    client = pages.signed_in(proposal.created_by)
    address = f"{proposal.get_absolute_url()}relire/"
    assert "Soumettre la proposition" in client.get(address).text
    set_call(proposal, closes_at=minutes(-600))
    answer = client.post(address)
    assert answer.status_code == 409
    assert "Votre brouillon est gardé" in answer.text
    assert again(proposal).number is None


def test_a_call_put_off_is_open_again(proposal):
    set_call(proposal, closes_at=minutes(-600))
    refusal(proposal)
    set_call(proposal, closes_at=minutes(60))
    assert services.submit(proposal.created_by, proposal).number


def test_a_call_whose_opening_is_put_off_while_one_writes_keeps_the_draft(proposal):
    set_call(proposal, opens_at=minutes(60))
    assert "pas encore ouvert" in refusal(proposal)
    set_call(proposal, opens_at=minutes(-1))
    assert services.submit(proposal.created_by, proposal).number


def test_nobody_begins_before_the_opening():
    association = making.association()
    call = making.call(opens_at=minutes(10), closes_at=minutes(600))
    with pytest.raises(services.Refused) as refused:
        services.start(making.member(association), association, call=call)
    assert refused.value.reason == "Cet appel n’est pas encore ouvert."
    assert not Proposal.objects.exists()


def test_a_call_unpublished_while_one_writes_keeps_the_draft_and_takes_nothing(proposal):
    CallPage.objects.get(pk=proposal.call_id).unpublish()
    client = pages.signed_in(proposal.created_by)
    for part in ("", "action/", "budget/", "relire/"):
        assert client.get(f"{proposal.get_absolute_url()}{part}").status_code == 200, part
    services.save_draft(
        proposal.created_by, proposal, "action", making.typed(title="Gardé"), proposal.version_of("action")
    )
    assert "plus publié" in refusal(proposal)
    assert "plus publié" in client.get(f"{proposal.get_absolute_url()}relire/").text
    with pytest.raises(services.Refused):
        services.start(proposal.created_by, proposal.association, call=CallPage.objects.get(pk=proposal.call_id))


def test_a_request_that_was_sent_outlives_its_call():
    sent = making.sent()
    CallPage.objects.get(pk=sent.call_id).unpublish()
    client = pages.signed_in(sent.created_by)
    for part in ("", "envoi/", "accuse-de-reception.pdf"):
        assert client.get(f"{sent.get_absolute_url()}{part}").status_code == 200, part
    assert client.get("/espace/").status_code == 200
    assert client.get("/espace/propositions/").status_code == 200


def test_a_convention_that_receives_no_more_outside_calls_keeps_the_draft():
    convention = factories.convention(receives_proposals=True)
    association = making.association()
    actor = making.member(association)
    draft = services.start(actor, association, convention=convention)
    type(convention).objects.filter(pk=convention.pk).update(receives_proposals=False)
    assert "ne reçoit plus" in refusal(draft)


def test_a_call_taken_off_the_site_at_its_closing_still_gives_the_grace(proposal):
    late = set_call(proposal, closes_at=minutes(-1), live=False)
    Proposal.objects.filter(pk=late.pk).update(created_at=minutes(-60))
    assert services.submit(proposal.created_by, again(late)).number
