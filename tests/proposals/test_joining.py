"""Joining an association is accepted by its people or a moderator; it always keeps someone who represents it."""

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from pages.people.models import Delivery, JoinRequest, Membership, MembershipRole, NotificationPreference, Role
from pages.proposals import mails, services
from tests import factories
from tests.proposals import making

pytestmark = pytest.mark.django_db
STAFF_LIST = "/dossiers/demandes-d-acces/"


@pytest.fixture(autouse=True)
def site(portal):
    return portal


def signed_in(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


def role_of(who, organisation) -> str | None:
    return (
        Membership.objects.standing().filter(user=who, organisation=organisation).values_list("role", flat=True).first()
    )


def test_the_representative_is_told_and_accepts_with_the_role_of_their_choice():
    organisation = making.association()
    representative, someone = making.member(organisation), factories.user()
    asked = services.ask_to_join(someone, organisation, "La trésorière")
    assert [message.to for message in mail.outbox] == [[representative.email]]
    signed_in(representative).post(f"/espace/demandes/{asked.pk}/", {"reponse": "accepter", "role": "reader"})
    assert role_of(someone, organisation) == MembershipRole.READER
    assert mail.outbox[-1].to == [someone.email]
    entry = ModelLogEntry.objects.get(action="proposals.join_accepted")
    assert entry.user == representative
    assert str(someone.pk) in str(entry.data)


def test_a_refusal_gives_nothing_and_is_told():
    organisation = making.association()
    representative, someone = making.member(organisation), factories.user()
    asked = services.ask_to_join(someone, organisation)
    services.answer_join_request(representative, asked, False)
    assert role_of(someone, organisation) is None
    assert mail.outbox[-1].to == [someone.email]
    with pytest.raises(services.Refused):
        services.answer_join_request(representative, asked, True)


def test_asking_twice_is_asking_once_and_too_many_requests_wait():
    someone, organisation = factories.user(), making.association()
    assert services.ask_to_join(someone, organisation) == services.ask_to_join(someone, organisation)
    for _number in range(4):
        services.ask_to_join(someone, making.association())
    with pytest.raises(services.Refused):
        services.ask_to_join(someone, making.association())
    assert JoinRequest.objects.count() == 5


@pytest.mark.parametrize("role", [MembershipRole.CONTRIBUTOR, MembershipRole.READER])
def test_only_who_represents_the_association_answers(role):
    organisation = making.association()
    making.member(organisation)
    asked = services.ask_to_join(factories.user(), organisation)
    other = making.member(organisation, role)
    assert signed_in(other).post(f"/espace/demandes/{asked.pk}/", {"reponse": "accepter"}).status_code == 404
    people = signed_in(other).get(f"/espace/associations/{organisation.pk}/personnes/").content.decode()
    assert asked.user.email not in people
    with pytest.raises(services.Refused) as refusal:
        services.answer_join_request(other, asked, True)
    assert refusal.value.forbidden


def test_nobody_answers_their_own_request():
    organisation = making.association()
    moderator = factories.holder(Role.MODERATOR, factories.convention())
    asked = services.ask_to_join(moderator, organisation)
    with pytest.raises(services.Refused):
        services.answer_join_request(moderator, asked, True)
    assert organisation.name not in signed_in(moderator).get(STAFF_LIST).content.decode()


def test_a_moderator_finds_first_who_asks_for_an_association_that_has_nobody():
    empty, peopled = making.association(), making.association()
    making.member(peopled)
    services.ask_to_join(factories.user(), peopled)
    asked = services.ask_to_join(factories.user(), empty)
    moderator = factories.holder(Role.MODERATOR, factories.convention())
    client = signed_in(moderator)
    shown = client.get(STAFF_LIST).content.decode()
    assert shown.index(empty.name) < shown.index(peopled.name)
    client.post(f"/espace/demandes/{asked.pk}/", {"reponse": "accepter", "role": "reader"})
    # Whoever comes first represents it: it would have nobody to send its requests.
    assert role_of(asked.user, empty) == MembershipRole.REPRESENTATIVE


@pytest.mark.parametrize("role", [Role.PARTNER, Role.WRITER, Role.COOPERATION_OFFICER, None])
def test_who_does_not_follow_requests_does_not_see_who_asks_to_join(role):
    organisation = making.association()
    asked = services.ask_to_join(factories.user(), organisation)
    who = factories.holder(role, factories.convention()) if role else factories.user()
    client = signed_in(who)
    assert client.get(STAFF_LIST).status_code == 404
    assert client.post(f"/espace/demandes/{asked.pk}/", {"reponse": "accepter"}).status_code == 404


def test_a_fund_instructor_does_not_answer_who_asks_to_join():
    asked = services.ask_to_join(factories.user(), making.association())
    funder = factories.organisation(kind="caf")
    who = factories.holder(Role.FUND_INSTRUCTOR, factories.convention(), organisation=funder)
    assert asked.organisation.name not in signed_in(who).get(STAFF_LIST).content.decode()
    with pytest.raises(services.Refused):
        services.answer_join_request(who, asked, True)


def test_a_forged_role_is_refused():
    organisation = making.association()
    representative = making.member(organisation)
    asked = services.ask_to_join(factories.user(), organisation)
    signed_in(representative).post(f"/espace/demandes/{asked.pk}/", {"reponse": "accepter", "role": "superuser"})
    assert role_of(asked.user, organisation) is None


def test_a_role_is_changed_by_who_represents_the_association():
    organisation = making.association()
    representative, other = making.member(organisation), making.member(organisation, MembershipRole.READER)
    address = f"/espace/associations/{organisation.pk}/personnes/{other.memberships.get().pk}/"
    assert "Changer le rôle" in signed_in(representative).get(address).content.decode()
    signed_in(representative).post(address, {"geste": "changer", "role": "contributor"})
    assert role_of(other, organisation) == MembershipRole.CONTRIBUTOR
    entry = ModelLogEntry.objects.get(action="proposals.member")
    assert (entry.user, entry.data["role"]) == (representative, "Contributeur")


def test_who_does_not_represent_the_association_changes_no_role_not_even_their_own():
    organisation = making.association()
    representative, other = making.member(organisation), making.member(organisation, MembershipRole.CONTRIBUTOR)
    for who, expected in ((other, MembershipRole.CONTRIBUTOR), (representative, MembershipRole.REPRESENTATIVE)):
        address = f"/espace/associations/{organisation.pk}/personnes/{who.memberships.get().pk}/"
        signed_in(other).post(address, {"geste": "changer", "role": "representative"})
        assert role_of(who, organisation) == expected


def test_one_leaves_and_sees_nothing_any_more():
    organisation = making.association()
    making.member(organisation)
    other = making.member(organisation, MembershipRole.READER)
    address = f"/espace/associations/{organisation.pk}/personnes/{other.memberships.get().pk}/"
    client = signed_in(other)
    assert client.post(address, {"geste": "retirer"})["Location"] == "/espace/"
    assert client.get(f"/espace/associations/{organisation.pk}/").status_code == 404
    assert ModelLogEntry.objects.get(action="proposals.member_left").user == other


def test_the_last_representative_neither_leaves_nor_steps_down():
    organisation = making.association()
    last = making.member(organisation)
    making.member(organisation, MembershipRole.CONTRIBUTOR)
    membership = last.memberships.get()
    with pytest.raises(services.Refused):
        services.end_membership(last, membership)
    with pytest.raises(services.Refused):
        services.change_member(last, membership, MembershipRole.READER)
    assert role_of(last, organisation) == MembershipRole.REPRESENTATIVE


def test_a_membership_that_has_ended_is_not_taken_up_by_an_old_page():
    organisation = making.association()
    representative, other = making.member(organisation), making.member(organisation, MembershipRole.READER)
    old = other.memberships.get()
    services.end_membership(representative, other.memberships.get())
    with pytest.raises(services.Refused):
        services.change_member(representative, old, MembershipRole.CONTRIBUTOR)
    assert role_of(other, organisation) is None


def test_a_mail_about_requests_to_join_may_be_stopped():
    organisation = making.association()
    representative = making.member(organisation)
    NotificationPreference.objects.create(user=representative, kind=mails.JOIN_REQUESTS, delivery=Delivery.NEVER)
    services.ask_to_join(factories.user(), organisation)
    assert mail.outbox == []


def test_a_reminder_may_be_stopped():
    draft = making.draft()
    mails.unfinished(draft)
    assert len(mail.outbox) == 1
    NotificationPreference.objects.create(user=draft.created_by, kind=mails.REMINDERS, delivery=Delivery.NEVER)
    mails.unfinished(draft)
    assert len(mail.outbox) == 1


def test_the_history_names_nobody_whose_account_may_close():
    organisation = making.association()
    representative = making.member(organisation)
    other = making.member(
        organisation, MembershipRole.READER, factories.user(first_name="Camille", last_name="Exemple")
    )
    services.change_member(representative, other.memberships.get(), MembershipRole.CONTRIBUTOR)
    services.end_membership(representative, other.memberships.get())
    assert "Camille" not in str(list(ModelLogEntry.objects.values_list("data", "label")))


def test_the_moderation_is_told_who_asks_for_an_association_that_has_nobody():
    sent = making.sent()
    organisation = sent.association
    moderator = factories.holder(Role.MODERATOR, sent.convention)
    elsewhere = factories.holder(Role.MODERATOR, factories.convention(factories.territory("92036", "Gennevilliers")))
    organisation.memberships.update(ended_at=timezone.now())
    mail.outbox.clear()
    services.ask_to_join(factories.user(), organisation)
    assert [message.to for message in mail.outbox] == [[moderator.email]]
    assert elsewhere.email not in str(mail.outbox[0].to)
