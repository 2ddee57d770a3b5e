"""Codes of an application, recovery codes, and the staff's addresses that open with them only."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail

from pages.people import second_factor
from pages.people.models import Role
from tests import factories

pytestmark = pytest.mark.django_db
# What is done on commit is seen by the next request only when there is a commit.
COMMITTED = pytest.mark.django_db(transaction=True, serialized_rollback=True)
SECRET = "JBSWY3DPEHPK3PXP"
LOGIN = "/compte/connexion/"


def code(secret: str = SECRET, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def with_application(who):
    TOTP.activate(who, SECRET)
    return who


@pytest.fixture(autouse=True)
def home(portal):
    return portal


@COMMITTED
def test_an_application_is_set_up_then_asked_at_log_in(client, confirmed):
    who = factories.member()
    confirmed(client, who)
    page = client.get("/compte/securite/application/").content.decode()
    secret = re.search(r'<code class="key">(\w+)</code>', page)[1]
    wrong = client.post("/compte/securite/application/", {"code": "000000"}).content.decode()
    assert "Code incorrect" in wrong
    secret = re.search(r'<code class="key">(\w+)</code>', wrong)[1]
    answer = client.post("/compte/securite/application/", {"code": code(secret)})
    assert answer["Location"] == "/compte/securite/codes/"
    assert "Application de codes réglée" in [message.subject for message in mail.outbox]
    client.logout()

    asked = client.post(LOGIN, {"login": who.email, "password": factories.PASSWORD})
    assert asked["Location"] == "/compte/connexion/code/"
    assert "_auth_user_id" not in client.session
    assert "Code incorrect" in client.post(asked["Location"], {"code": "000000"}).content.decode()
    client.post(asked["Location"], {"code": code(secret, steps=1)})
    assert client.session["_auth_user_id"] == str(who.pk)


def test_a_recovery_code_opens_once(client, confirmed, client_factory):
    who = with_application(factories.member())
    confirmed(client, who)
    client.post("/compte/connexion/code/", {"code": code()})
    client.post("/compte/verification/", {"password": factories.PASSWORD})
    client.post("/compte/securite/codes/nouveaux/")
    page = client.get("/compte/securite/codes/").content.decode()
    codes = re.findall(r"<code>(\d+)</code>", page)
    assert len(codes) == 10
    assert codes[0] in client.get("/compte/securite/codes/telecharger/").content.decode()
    for expected in (True, False):
        browser = client_factory()
        browser.post(LOGIN, {"login": who.email, "password": factories.PASSWORD})
        browser.post("/compte/connexion/code/", {"code": codes[0]})
        assert ("_auth_user_id" in browser.session) is expected


@pytest.mark.parametrize(
    "address",
    [
        "/compte/securite/application/",
        "/compte/securite/codes/nouveaux/",
        "/compte/securite/cles/ajouter/",
        "/compte/mes-donnees/",
        "/compte/fermer/",
    ],
)
def test_what_is_sensitive_asks_again_who_one_is(client, address):
    who = factories.member()
    client.post(LOGIN, {"login": who.email, "password": factories.PASSWORD})
    answer = client.get(address)
    assert answer["Location"].startswith("/compte/verification/?next=")
    back = client.post(answer["Location"], {"password": "faux", "next": address})
    assert back.status_code == 200


# The staff


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def opened(client, who, factor: bool = True):
    """Sign in, with the second factor when the person has one and shows it."""
    client.post(LOGIN, {"login": who.email, "password": factories.PASSWORD})
    if factor:
        client.post("/compte/connexion/code/", {"code": code()})
    return client


def team_member(role=Role.WRITER):
    return factories.holder(role, factories.convention(), factories.member(), **extra(role))


def extra(role) -> dict:
    return {"organisation": factories.organisation()} if role == Role.FUND_INSTRUCTOR else {}


@pytest.mark.parametrize("role", [Role.WRITER, Role.MODERATOR, Role.CAF_COORDINATOR, Role.FUND_INSTRUCTOR])
@pytest.mark.parametrize("address", ["/admin/", "/admin/pages/", "/dossiers/", "/a-traiter/12/"])
def test_staff_without_a_second_factor_are_led_to_set_it_up(client, required, role, address):
    opened(client, team_member(role), factor=False)
    for method in (client.get, client.post):
        answer = method(address)
        assert (answer.status_code, answer["Location"]) == (302, "/compte/securite/")
    assert "Votre rôle demande un second facteur" in client.get("/compte/securite/").content.decode()


def test_the_administrator_too(client, required):
    opened(client, factories.admin(), factor=False)
    assert client.get("/admin/")["Location"] == "/compte/securite/"


def test_staff_who_opened_their_session_with_it_go_in(client, required):
    opened(client, with_application(team_member()))
    assert client.get("/admin/").status_code == 200


@COMMITTED
def test_who_sets_it_up_goes_in_at_once(client, required, confirmed):
    who = team_member()
    confirmed(client, who)
    page = client.get("/compte/securite/application/").content.decode()
    secret = re.search(r'<code class="key">(\w+)</code>', page)[1]
    client.post("/compte/securite/application/", {"code": code(secret)})
    assert client.get("/admin/").status_code == 200


def test_a_session_opened_without_it_shows_it_first(client, required):
    who = team_member()
    opened(client, who, factor=False)
    with_application(who)
    answer = client.get("/admin/?a=1")
    assert answer["Location"] == "/compte/verification/code/?next=%2Fadmin%2F%3Fa%3D1"
    assert client.post(answer["Location"], {"code": code(), "next": "/admin/?a=1"})["Location"] == "/admin/?a=1"
    assert client.get("/admin/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client, required):
    who = team_member()
    Authenticator.objects.create(user=who, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0})
    opened(client, who, factor=False)
    assert client.get("/admin/")["Location"] == "/compte/securite/"


def test_others_are_asked_nothing(client, required):
    partner = factories.holder(Role.PARTNER, factories.convention(), factories.member())
    opened(client, partner, factor=False)
    assert client.get("/compte/").status_code == 200
    assert client.get("/admin/")["Location"] != "/compte/securite/"


def test_nobody_is_asked_when_the_setting_says_so(client):
    opened(client, team_member(), factor=False)
    assert client.get("/admin/").status_code == 200


def test_a_role_that_has_ended_asks_nothing_more(required):
    import datetime as dt

    who = team_member()
    who.local_roles.update(end=dt.date(2020, 1, 1))
    who.groups.clear()
    assert not second_factor.must_have(type(who).objects.get(pk=who.pk))
