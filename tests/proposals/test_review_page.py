"""A request is started, its summary tells what lacks, and it is read over whole before it is sent."""

import datetime as dt

import pytest
from django.utils import timezone

from pages.people.models import MembershipRole
from pages.proposals.models import Commitment, Proposal
from tests import factories
from tests.proposals import making
from tests.proposals.pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(portal):
    return portal


def closed_since(proposal: Proposal, minutes: int) -> None:
    """Close the call of a draft some minutes ago; the draft was begun before."""
    now = timezone.now()
    Proposal.objects.filter(pk=proposal.pk).update(created_at=now - dt.timedelta(days=2))
    type(proposal.call).objects.filter(pk=proposal.call_id).update(
        opens_at=now - dt.timedelta(days=9), closes_at=now - dt.timedelta(minutes=minutes)
    )


def test_somebody_without_association_is_led_to_register_one():
    call = making.call()
    shown = signed_in(factories.user()).get(f"/espace/propositions/nouvelle/?appel={call.pk}").content.decode()
    assert "/espace/associations/nouvelle/" in shown
    assert call.title in shown


def test_a_draft_starts_in_the_name_of_the_association_that_is_chosen():
    call, first, second = making.call(), making.association(), making.association()
    actor = making.member(first)
    making.member(second, who=actor)
    client = signed_in(actor)
    url = f"/espace/propositions/nouvelle/?appel={call.pk}"
    shown = client.get(url).content.decode()
    assert first.name in shown and second.name in shown
    client.post(url, {"association": second.pk})
    assert Proposal.objects.get().association == second
    assert client.post(url, {"association": making.association().pk}).status_code == 404
    assert client.post(url).status_code == 404


def test_a_call_that_is_over_refuses_in_words():
    now = timezone.now()
    call = making.call(opens_at=now - dt.timedelta(days=9), closes_at=now - dt.timedelta(days=1))
    client = signed_in(making.member(making.association()))
    url = f"/espace/propositions/nouvelle/?appel={call.pk}"
    assert "Cet appel est clos." in client.get(url).content.decode()
    assert client.post(url, {"association": 1}).status_code == 409
    assert not Proposal.objects.exists()


def test_the_summary_links_to_what_lacks_here_and_in_the_association_s_file():
    proposal = making.draft()
    Commitment.objects.all().delete()
    shown = signed_in(proposal.created_by).get(proposal.get_absolute_url()).content.decode()
    assert f"{proposal.get_absolute_url()}action/#id_title" in shown
    assert f"/espace/associations/{proposal.association_id}/engagements/#engagement-republican" in shown
    assert "Supprimer ce brouillon" in shown


@pytest.mark.parametrize(("minutes", "said"), [(10, "peut encore être envoyé"), (40, "ne peut plus être envoyée")])
def test_after_the_closing_the_summary_tells_whether_one_may_still_send(minutes, said):
    proposal = making.ready()
    closed_since(proposal, minutes)
    client = signed_in(proposal.created_by)
    assert said in client.get(proposal.get_absolute_url()).content.decode()
    shown = client.get(f"{proposal.get_absolute_url()}relire/").content.decode()
    assert ("Soumettre la proposition" in shown) == (minutes == 10)


def test_the_whole_is_read_over_then_sent_once_from_two_tabs():
    proposal = making.ready()
    client = signed_in(proposal.created_by)
    url = f"{proposal.get_absolute_url()}relire/"
    shown = client.get(url).content.decode()
    for said in ("Cafés des parents", "Parents accueillis", "60 Achats", "4\u00a0500\u00a0€", "sincères", "…0189"):
        assert said in shown
    assert "FR76" not in shown
    assert shown.count("Soumettre la proposition") == 1
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 302
    assert Proposal.objects.get(pk=proposal.pk).submissions.count() == 1
    assert client.get(url).status_code == 302


def test_nothing_can_be_sent_while_something_lacks():
    proposal = making.draft()
    client = signed_in(proposal.created_by)
    url = f"{proposal.get_absolute_url()}relire/"
    assert "Soumettre la proposition" not in client.get(url).content.decode()
    answer = client.post(url)
    assert answer.status_code == 409
    assert "Il manque encore" in answer.content.decode()


def test_who_may_not_send_is_told_who_may():
    proposal = making.ready()
    association = proposal.association
    association.memberships.all().delete()
    making.member(association, who=factories.user(first_name="Camille", last_name="Ferrand"))
    writer = signed_in(making.member(association, MembershipRole.CONTRIBUTOR))
    url = f"{proposal.get_absolute_url()}relire/"
    shown = writer.get(url).content.decode()
    assert "Camille Ferrand" in shown and "Soumettre la proposition" not in shown
    assert writer.post(url).status_code == 409
    assert Proposal.objects.get(pk=proposal.pk).number is None


def test_a_draft_is_deleted_after_a_question_and_a_request_that_was_sent_is_not():
    proposal = making.draft()
    client = signed_in(proposal.created_by)
    url = f"{proposal.get_absolute_url()}supprimer/"
    assert "sans retour" in client.get(url).content.decode()
    assert Proposal.objects.exists()
    client.post(url)
    assert not Proposal.objects.exists()
    sent = making.sent()
    signed_in(sent.created_by).post(f"{sent.get_absolute_url()}supprimer/")
    assert Proposal.objects.filter(pk=sent.pk).exists()
