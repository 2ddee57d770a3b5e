"""Whoever has an interest in an association is out of its requests; deputies keep every step from being stuck."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from pages.people import audience
from pages.people.models import Absence, MembershipRole, Role, User
from pages.people.refusals import Refused
from pages.proposals import services, telling, todo
from pages.proposals.models import Proposal, Step
from pages.proposals.services.interests import end_absences
from tests import factories
from tests.proposals import making, pages
from tests.search.asking import found

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(portal):
    return portal


def again(user: User) -> User:
    """Return what a new web request reads of a person."""
    return User.objects.get(pk=user.pk)


def sees(user: User, proposal: Proposal) -> list[bool]:
    """Say whether a person meets a request: in the lists, on its page, in the search, in what waits for them."""
    user, client = again(user), pages.signed_in(user)
    return [
        Proposal.objects.visible(user).filter(pk=proposal.pk).exists(),
        client.get(f"/dossiers/{proposal.number}/").status_code == 200,
        proposal.number in client.get("/dossiers/").text,
        f"/espace/propositions/{proposal.pk}/ouvrir/"
        in [one.url for one in found(proposal.number, audience.reader(user).tokens)],
        proposal.pk in [one.pk for one in todo.waiting(user)],
    ]


def test_who_declares_an_interest_is_out_of_the_file_and_keeps_the_others():
    call = making.call()
    proposal = making.sent(call=call)
    other = making.sent(call=call)
    Proposal.objects.filter(pk=other.pk).update(title="Autre action")
    fresh = Proposal.objects.get(pk=other.pk)
    fresh.save()
    people = making.team(proposal)
    assert sees(people.moderator, proposal) == [True] * 5
    services.recuse(people.moderator, proposal.association, reason="Membre du bureau.")
    assert sees(people.moderator, proposal) == [False] * 5
    assert sees(people.moderator, fresh) == [True] * 5


def test_an_interest_is_declared_for_another_by_the_pair_and_they_are_told():
    proposal = making.sent()
    people = making.team(proposal)
    mail.outbox.clear()
    for who in (people.moderator, people.officer, people.instructor):
        with pytest.raises(Refused):
            services.recuse(who, proposal.association, people.local)
    for _click in range(2):
        services.recuse(people.caf, proposal.association, people.instructor)
    assert sees(people.instructor, proposal)[0] is False
    assert [message.to for message in mail.outbox] == [[people.instructor.email]]
    assert proposal.association.name not in mail.outbox[0].body


def test_no_signature_after_a_recusal():
    proposal, people = making.at(Step.APPROVAL)
    services.recuse(people.caf, proposal.association)
    with pytest.raises(Refused):
        services.sign(again(people.caf), proposal)
    assert not proposal.signatures.exists()


def test_an_opinion_awaited_of_someone_who_stands_out_is_awaited_no_more():
    proposal, people = making.at(Step.INSTRUCTION)
    services.ask_opinion(people.moderator, proposal, people.officer)
    services.recuse(people.officer, proposal.association)
    assert not proposal.opinions.waiting().exists()
    assert sees(people.officer, proposal) == [False] * 5
    with pytest.raises(Refused):
        services.ask_opinion(people.moderator, proposal, people.officer)


def test_who_acts_for_the_association_examines_nothing_of_it():
    proposal, people = making.at(Step.APPROVAL)
    making.member(proposal.association, MembershipRole.READER, people.caf)
    with pytest.raises(Refused):
        services.sign(again(people.caf), proposal)
    assert pages.signed_in(people.caf).get(f"/dossiers/{proposal.number}/").status_code == 404


def test_a_deport_is_lifted_by_others_never_by_the_person():
    proposal = making.sent()
    people = making.team(proposal)
    recusal = services.recuse(people.caf, proposal.association, people.moderator)
    with pytest.raises(Refused):
        services.lift_recusal(again(people.moderator), recusal)
    services.lift_recusal(people.local, recusal)
    assert sees(people.moderator, proposal) == [True] * 5


def test_nobody_who_stands_out_is_written_to():
    proposal = making.sent()
    people = making.team(proposal)
    recused = factories.holder(Role.LOCAL_COORDINATOR, proposal.convention)
    services.recuse(recused, proposal.association)
    mail.outbox.clear()
    making.at(Step.DECISION, proposal, people)
    assert recused.email not in {to for message in mail.outbox for to in message.to}


def test_the_administrator_who_has_an_interest_is_out_of_it_too():
    proposal = making.sent()
    admin = factories.admin()
    services.recuse(admin, proposal.association)
    assert pages.signed_in(admin).get(f"/dossiers/{proposal.number}/").status_code == 404
    assert proposal.number not in pages.signed_in(admin).get("/dossiers/").text


# Deputies


def deputy_of(role: str, proposal: Proposal, **fields) -> User:
    return factories.holder(role, proposal.convention, is_deputy=True, standing_in=False, **fields)


def test_an_absence_hands_everything_over_in_one_gesture_and_back():
    proposal, people = making.at(Step.APPROVAL)
    deputy = deputy_of(Role.CAF_COORDINATOR, proposal)
    assert not todo.waiting(again(deputy))
    for _click in range(2):
        services.delegate(again(people.caf))
    assert Absence.objects.count() == 1
    assert [one.pk for one in todo.waiting(again(deputy))] == [proposal.pk]
    assert people.caf not in telling.holders(Proposal.objects.get(pk=proposal.pk))
    services.sign(again(deputy), proposal)
    assert proposal.signatures.get().as_deputy
    services.come_back(again(people.caf))
    assert not again(deputy).local_roles.today().exists()


def test_an_absence_without_any_deputy_is_refused():
    proposal = making.sent()
    with pytest.raises(Refused, match="suppléer"):
        services.delegate(making.team(proposal).caf)
    assert not Absence.objects.exists()


def test_an_absence_ends_by_itself_after_its_last_day():
    proposal = making.sent()
    people = making.team(proposal)
    deputy = deputy_of(Role.MODERATOR, proposal)
    services.delegate(people.moderator, timezone.localdate())
    assert end_absences() == 0
    Absence.objects.update(until=timezone.localdate() - dt.timedelta(days=1))
    assert end_absences() == 1
    assert not again(deputy).local_roles.today().exists()


def test_a_deputy_whom_two_absences_need_stands_in_until_both_are_over():
    proposal = making.sent()
    people = making.team(proposal)
    second = factories.holder(Role.MODERATOR, proposal.convention)
    deputy = deputy_of(Role.MODERATOR, proposal)
    services.delegate(again(people.moderator))
    services.delegate(again(second))
    services.come_back(again(people.moderator))
    assert again(deputy).local_roles.today().exists()
    services.come_back(again(second))
    assert not again(deputy).local_roles.today().exists()


def test_the_one_deputy_of_both_halves_signs_for_one_only():
    proposal, people = making.at(Step.APPROVAL)
    deputy = deputy_of(Role.CAF_COORDINATOR, proposal)
    factories.holder(Role.LOCAL_COORDINATOR, proposal.convention, deputy, is_deputy=True)
    services.delegate(again(people.caf))
    services.delegate(again(people.local))
    services.sign(again(deputy), proposal, Role.CAF_COORDINATOR)
    with pytest.raises(Refused, match="autre moitié"):
        services.sign(again(deputy), proposal, Role.LOCAL_COORDINATOR)
    services.sign(again(people.local), proposal)
    assert Proposal.objects.get(pk=proposal.pk).step == Step.COMMITTEE
