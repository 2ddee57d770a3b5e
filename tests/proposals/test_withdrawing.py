"""A request is withdrawn before the decision, once, by whoever represents the association."""

import pytest
from django.core import mail
from wagtail.models import ModelLogEntry

from pages.people.models import MembershipRole, Role
from pages.proposals import services
from pages.proposals.models import Proposal, ProposalStatus, Submission
from tests import factories
from tests.proposals import making, pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(portal):
    return portal


@pytest.fixture
def sent():
    proposal = making.sent()
    mail.outbox.clear()
    return proposal


def state(proposal: Proposal) -> str:
    return Proposal.objects.get(pk=proposal.pk).status


def withdrawals(proposal: Proposal) -> int:
    return ModelLogEntry.objects.for_instance(proposal).filter(action="proposals.withdrawn").count()


def test_withdrawing_twice_is_withdrawing_once(sent):
    for _click in range(2):
        assert services.withdraw(sent.created_by, sent).status == ProposalStatus.WITHDRAWN
    assert withdrawals(sent) == 1
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("status", ["submitted", "to_correct", "under_review"])
def test_it_is_withdrawn_at_any_moment_before_the_decision(status):
    sent = making.brought_to(status)
    services.withdraw(sent.created_by, sent)
    assert state(sent) == "withdrawn"


@pytest.mark.parametrize("status", ["accepted", "refused", "closed"])
def test_what_is_decided_is_not_withdrawn(status):
    sent = making.brought_to(status)
    mail.outbox.clear()
    with pytest.raises(services.Refused) as refusal:
        services.withdraw(sent.created_by, sent)
    assert not refusal.value.forbidden
    assert state(sent) == status
    assert not mail.outbox
    assert withdrawals(sent) == 0


def test_a_draft_is_deleted_not_withdrawn():
    draft = making.draft()
    with pytest.raises(services.Refused):
        services.withdraw(draft.created_by, draft)
    assert state(draft) == "draft"


@pytest.mark.parametrize("role", [MembershipRole.CONTRIBUTOR, MembershipRole.READER])
def test_only_who_represents_the_association_withdraws(sent, role):
    other = making.member(sent.association, role)
    with pytest.raises(services.Refused) as refusal:
        services.withdraw(other, sent)
    assert refusal.value.forbidden
    pages.signed_in(other).post(f"{sent.get_absolute_url()}retirer/")
    assert state(sent) == "submitted"


def test_neither_the_staff_nor_the_administrator_withdraws_in_its_name(sent):
    for who in (factories.holder(Role.CAF_COORDINATOR, sent.convention), factories.admin()):
        with pytest.raises(services.Refused):
            services.withdraw(who, sent)
        assert pages.signed_in(who).post(f"{sent.get_absolute_url()}retirer/").status_code == 404
    assert state(sent) == "submitted"


def test_those_who_write_for_the_association_are_told(sent):
    colleague = making.member(sent.association, MembershipRole.CONTRIBUTOR)
    reader = making.member(sent.association, MembershipRole.READER)
    services.withdraw(sent.created_by, sent)
    told = {address for message in mail.outbox for address in message.to}
    assert told == {sent.created_by.email, colleague.email}
    assert reader.email not in told
    assert all(sent.number in message.subject for message in mail.outbox)


def test_one_is_asked_first_then_it_is_done_and_what_was_sent_stays(sent):
    client = pages.signed_in(sent.created_by)
    address = f"{sent.get_absolute_url()}retirer/"
    assert sent.number in client.get(address).text
    assert state(sent) == "submitted"
    assert "La proposition est retirée." in client.post(address, follow=True).text
    assert state(sent) == "withdrawn"
    assert Submission.objects.get(proposal=sent).is_intact
    assert client.get(f"{sent.get_absolute_url()}envoi/").status_code == 200


def test_withdrawn_it_is_neither_written_nor_sent_again(sent):
    services.withdraw(sent.created_by, sent)
    with pytest.raises(services.Refused):
        services.save_draft(sent.created_by, sent, "action", making.typed(title="Autre"), sent.version_of("action"))
    services.submit(sent.created_by, sent)
    assert state(sent) == "withdrawn"
    assert Submission.objects.count() == 1
