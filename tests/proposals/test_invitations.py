"""An invitation opens an association once, in time, to its address alone; its secret is kept nowhere."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from pages.people.models import Invitation, MembershipRole
from pages.proposals import services
from tests import factories
from tests.proposals import making

pytestmark = pytest.mark.django_db
EMAIL = "collegue@exemple.test"


@pytest.fixture(autouse=True)
def site(portal):
    return portal


@pytest.fixture
def organisation():
    return making.association()


@pytest.fixture
def representative(organisation):
    return making.member(organisation)


@pytest.fixture
def secret(organisation, representative):
    return Invitation.open(organisation, EMAIL, MembershipRole.CONTRIBUTOR, representative)[1]


def signed_in(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


def address(secret: str) -> str:
    return f"/espace/invitations/{secret}/"


def test_inviting_writes_to_the_address_and_tells_the_history_who_did(organisation, representative):
    typed = {"email": f" {EMAIL.upper()} ", "role": "contributor"}
    signed_in(representative).post(f"/espace/associations/{organisation.pk}/personnes/", typed)
    assert Invitation.objects.get().email == EMAIL
    assert mail.outbox[0].to == [EMAIL]
    entry = ModelLogEntry.objects.get(action="proposals.invited")
    assert entry.user == representative
    assert EMAIL not in str(entry.data)


def test_accepting_gives_the_role_once(organisation, secret):
    colleague = factories.user(EMAIL)
    client = signed_in(colleague)
    assert "Accepter l’invitation" in client.get(address(secret)).content.decode()
    assert client.post(address(secret))["Location"] == f"/espace/associations/{organisation.pk}/"
    assert colleague.memberships.get().role == MembershipRole.CONTRIBUTOR
    assert client.post(address(secret)).status_code == 410
    services.end_membership(colleague, colleague.memberships.get())
    with pytest.raises(services.Refused):
        services.accept_invitation(colleague, secret)


def test_looking_at_an_invitation_accepts_nothing(secret):
    colleague = factories.user(EMAIL)
    signed_in(colleague).get(address(secret))
    assert not colleague.memberships.exists()


def test_another_account_is_refused_in_words(secret):
    other = factories.user()
    client = signed_in(other)
    assert "une autre adresse" in client.get(address(secret)).content.decode()
    assert client.post(address(secret)).status_code == 403
    assert not other.memberships.exists()
    assert Invitation.objects.get().used_at is None


def test_an_expired_or_unknown_invitation_is_gone(secret):
    client = signed_in(factories.user(EMAIL))
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    for gone in (secret, "inconnu"):
        assert client.get(address(gone)).status_code == 410
        assert client.post(address(gone)).status_code == 410
        assert Client().get(address(gone)).status_code == 410


def test_the_row_of_an_invitation_keeps_a_digest_of_its_secret_only(secret):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_invitation")
        kept = str(cursor.fetchall())
    assert secret not in kept
    assert Invitation.digest_of(secret) in kept


def test_who_has_no_account_is_led_to_open_one_and_back(client, organisation, secret):
    shown = client.get(address(secret))
    assert shown.status_code == 200
    assert "no-store" in shown["Cache-Control"]
    assert EMAIL not in shown.content.decode()
    assert f"/compte/inscription/?next={address(secret)}" in shown.content.decode()
    assert client.post(address(secret)).status_code == 200
    assert not organisation.memberships.filter(role=MembershipRole.CONTRIBUTOR).exists()


def test_an_invitation_waits_in_the_space_of_its_address(organisation, secret):
    colleague, other = factories.user(EMAIL), factories.user()
    accept = f"/espace/invitations/{Invitation.objects.get().pk}/accepter/"
    assert accept in signed_in(colleague).get("/espace/").content.decode()
    assert accept not in signed_in(other).get("/espace/").content.decode()
    assert signed_in(other).post(accept).status_code == 404
    signed_in(colleague).post(accept)
    assert colleague.memberships.get().organisation == organisation


def test_an_invitation_taken_back_opens_nothing(organisation, representative, secret):
    cancel = f"/espace/associations/{organisation.pk}/invitations/{Invitation.objects.get().pk}/annuler/"
    contributor = making.member(organisation, MembershipRole.CONTRIBUTOR)
    signed_in(contributor).post(cancel)
    assert Invitation.objects.exists()
    assert signed_in(making.member(making.association())).post(cancel).status_code == 404
    signed_in(representative).post(cancel)
    assert signed_in(factories.user(EMAIL)).get(address(secret)).status_code == 410


def test_inviting_again_closes_the_former_link(organisation, representative, secret):
    services.invite(representative, organisation, EMAIL, MembershipRole.READER)
    assert Client().get(address(secret)).status_code == 410


@pytest.mark.parametrize("role", [MembershipRole.CONTRIBUTOR, MembershipRole.READER])
def test_only_who_represents_the_association_invites(organisation, representative, role):
    other = making.member(organisation, role)
    answer = signed_in(other).post(
        f"/espace/associations/{organisation.pk}/personnes/", {"email": EMAIL, "role": "representative"}
    )
    assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_a_wrong_address_or_role_is_told_beside_its_field(organisation, representative):
    client = signed_in(representative)
    for typed, field in (({"email": "nulle part", "role": "reader"}, "email"), ({"email": EMAIL, "role": "x"}, "role")):
        answer = client.post(f"/espace/associations/{organisation.pk}/personnes/", typed)
        assert answer.status_code == 422
        assert answer.context["form"].errors.keys() == {field}


def test_a_day_of_invitations_has_an_end(organisation, representative):
    for number in range(20):
        services.invite(representative, organisation, f"a{number}@exemple.test", MembershipRole.READER)
    with pytest.raises(services.Refused):
        services.invite(representative, organisation, EMAIL, MembershipRole.READER)
