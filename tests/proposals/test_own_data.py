"""What the space holds of a person is exported with their data, and ends with their account."""

import json

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.test import Client

from pages.people import personal_data
from pages.people.account_services import close_account
from pages.people.models import Invitation, JoinRequest, MembershipRole, Role
from pages.proposals import services
from tests import factories
from tests.proposals import making

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(portal):
    return portal


def test_one_s_data_say_for_whom_one_acts_and_what_one_sent():
    sent = making.sent()
    who = sent.created_by
    other = making.association()
    services.ask_to_join(who, other, "La trésorière")
    services.invite(who, sent.association, "collegue@exemple.test", MembershipRole.READER)
    told = json.loads(json.dumps(personal_data.export(who)))["associations"]
    assert told["roles"][0]["association"] == sent.association.name
    assert told["demandes_d_acces"][0]["message"] == "La trésorière"
    assert told["invitations_envoyees"][0]["adresse"] == "collegue@exemple.test"
    assert told["propositions_envoyees"][0]["numero"] == sent.number
    assert Invitation.objects.get().digest not in json.dumps(told)


def test_closing_the_account_ends_what_one_does_for_associations():
    organisation = making.association()
    making.member(organisation)
    who = making.member(organisation, MembershipRole.CONTRIBUTOR)
    services.ask_to_join(who, making.association(), "Je suis Camille")
    Invitation.open(making.association(), who.email, MembershipRole.READER, None)
    close_account(who)
    assert not who.memberships.standing().exists()
    assert who.memberships.exists()
    assert not JoinRequest.objects.filter(user=who, decided_at=None).exists()
    assert not Invitation.objects.exists()


def test_a_message_that_was_answered_is_erased_with_the_account():
    organisation = making.association()
    representative = making.member(organisation)
    asked = services.ask_to_join(factories.user(), organisation, "Je suis Camille")
    services.answer_join_request(representative, asked, False)
    close_account(asked.user)
    assert JoinRequest.objects.get().message == ""


@pytest.mark.parametrize("kept_by", ["other people", "a pending request"])
def test_the_only_representative_hands_over_before_closing_the_account(kept_by):
    organisation = making.association()
    who = making.member(organisation)
    if kept_by == "other people":
        making.member(organisation, MembershipRole.READER)
    else:
        making.sent(who, association=organisation)
    with pytest.raises(PermissionDenied) as refusal:
        close_account(who)
    assert organisation.name in str(refusal.value)
    who.refresh_from_db()
    assert who.is_active
    assert who.memberships.standing().exists()


def test_who_is_alone_with_nothing_pending_closes_the_account():
    organisation = making.association()
    who = making.member(organisation)
    services.withdraw(who, making.sent(who, association=organisation))
    close_account(who)
    assert not organisation.memberships.standing().exists()


def test_the_space_is_where_one_lands_after_logging_in(client):
    who = factories.user()
    EmailAddress.objects.create(user=who, email=who.email, verified=True, primary=True)
    typed = {"login": who.email, "password": factories.PASSWORD}
    assert client.post("/compte/connexion/", typed)["Location"] == "/espace/"
    client.post("/compte/deconnexion/")
    asked = client.post("/compte/connexion/?next=/espace/associations/", {**typed, "next": "/espace/associations/"})
    assert asked["Location"] == "/espace/associations/"


def test_the_menu_leads_to_the_space_and_to_what_one_follows():
    convention = factories.convention()
    for who, follows in ((factories.user(), False), (factories.holder(Role.MODERATOR, convention), True)):
        client = Client()
        client.force_login(who)
        shown = client.get("/organisations/").content.decode()
        for address in ("/espace/", "/espace/associations/", "/espace/propositions/"):
            assert f'<a href="{address}">' in shown
        assert ('<a href="/dossiers/">' in shown) == follows
