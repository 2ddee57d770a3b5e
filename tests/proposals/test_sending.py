"""A request is sent once, whole, by whoever represents the association, in time."""

import pytest
from django.core import mail
from django.utils import timezone

from pages.people.models import MembershipRole
from pages.proposals import services
from pages.proposals.models import NumberCounter, Proposal, Submission
from tests.proposals import making

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(portal):
    return portal


def test_sending_gives_a_number_a_receipt_and_a_frozen_copy():
    organisation = making.association()
    actor = making.member(organisation)
    proposal = making.ready(actor, association=organisation)
    sent = services.submit(actor, proposal)
    assert sent.number == f"{timezone.localdate().year}-0001"
    assert sent.status == "submitted"
    submission = Submission.objects.get()
    assert submission.is_intact
    assert submission.content["number"] == sent.number
    assert [message.to for message in mail.outbox] == [[actor.email]]
    assert sent.number in mail.outbox[0].subject


def test_sending_twice_is_sending_once():
    proposal = making.ready()
    actor = proposal.created_by
    first = services.submit(actor, proposal)
    again = services.submit(actor, Proposal.objects.get(pk=proposal.pk))
    assert again.number == first.number
    assert Submission.objects.count() == 1
    assert len(mail.outbox) == 1
    assert NumberCounter.objects.get().last == 1


def test_nothing_is_sent_while_something_is_missing_and_no_number_is_lost():
    proposal = making.draft()
    with pytest.raises(services.Refused) as refusal:
        services.submit(proposal.created_by, proposal)
    assert {"action", "budget", "attestations"} <= refusal.value.fields.keys()
    assert not NumberCounter.objects.exists()
    assert not mail.outbox


@pytest.mark.parametrize("role", [MembershipRole.CONTRIBUTOR, MembershipRole.READER])
def test_only_who_represents_the_association_sends(role):
    proposal = making.ready()
    other = making.member(proposal.association, role)
    with pytest.raises(services.Refused) as refusal:
        services.submit(other, proposal)
    assert refusal.value.forbidden


def test_a_change_in_the_association_s_file_alters_nothing_that_was_sent():
    proposal = making.sent()
    before = Submission.objects.get()
    services.save_profile(
        proposal.created_by,
        proposal.association,
        "moyens-humains",
        making.typed(members=1, volunteers=1, employees=1),
        0,
    )
    after = Submission.objects.get()
    assert after.content == before.content
    assert after.is_intact
