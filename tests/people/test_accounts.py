"""Log in, log out, forgotten password, under the portal's own addresses; the native ones stay closed."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from pages.people.models import Role
from tests import factories

pytestmark = pytest.mark.django_db
LOGIN = "/compte/connexion/"


@pytest.fixture
def someone(portal):
    who = factories.user("quelqu.un@exemple.test")
    EmailAddress.objects.create(user=who, email=who.email, verified=True, primary=True)
    return who


def sign_in(client, email: str, password: str):
    return client.post(LOGIN, {"login": email, "password": password})


def test_one_logs_in_with_one_s_address_whatever_its_case(client, someone):
    assert sign_in(client, someone.email.upper(), factories.PASSWORD).status_code == 302
    assert client.session["_auth_user_id"] == str(someone.pk)


def test_logging_out_asks_for_a_click(client, someone):
    client.force_login(someone)
    client.get("/compte/deconnexion/")
    assert "_auth_user_id" in client.session
    client.post("/compte/deconnexion/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("address", ["/admin/login/", "/_util/login/", "/admin/password_reset/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_native_log_in_addresses_lead_to_the_portal_s_and_open_nothing(client, someone, address, method):
    answer = getattr(client, method)(address, {"username": someone.email, "password": factories.PASSWORD})
    assert answer.status_code == 302
    assert answer["Location"].startswith(LOGIN)
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_chosen_again_through_a_link_that_serves_once(client, someone):
    client.post("/compte/mot-de-passe/oublie/", {"email": someone.email})
    link = re.search(r"https?://\S+?(/compte/mot-de-passe/nouveau/\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True)
    chosen = {"password1": "une phrase toute neuve 7"}
    client.post(form.redirect_chain[-1][0], chosen)
    client.logout()
    assert sign_in(client, someone.email, chosen["password1"]).status_code == 302
    client.logout()
    assert "déjà servi ou a expiré" in client.get(link, follow=True).content.decode()


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, someone):
    known = client.post("/compte/mot-de-passe/oublie/", {"email": someone.email})
    mail.outbox.clear()
    unknown = client.post("/compte/mot-de-passe/oublie/", {"email": "personne@exemple.test"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert mail.outbox == []


def test_a_closed_account_does_not_log_in(client, someone):
    someone.is_active = False
    someone.save()
    sign_in(client, someone.email, factories.PASSWORD)
    assert "_auth_user_id" not in client.session


def test_only_the_team_enters_the_administration(client, portal):
    convention = factories.convention()
    for who, opened in (
        (factories.user(), False),
        (factories.holder(Role.PARTNER, convention), False),
        (factories.holder(Role.WRITER, convention), True),
    ):
        client.force_login(who)
        assert (client.get("/admin/").status_code == 200) == opened
