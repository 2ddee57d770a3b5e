"""Sign up, confirm, log in; the portal tells nobody who has an account."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from pages.people.models import User
from tests import factories

pytestmark = pytest.mark.django_db
SIGN_UP = "/compte/inscription/"
ASKED = {
    "first_name": "Élodie",
    "last_name": "D’Été",
    "email": "Elodie@Exemple.test",
    "password1": "une phrase toute neuve 7",
}


@pytest.fixture(autouse=True)
def home(portal):
    return portal


def link_in(message) -> str:
    return re.search(r"https?://\S+?(/compte/\S+)", message.body)[1]


def test_an_account_opens_once_its_address_is_confirmed(client):
    answer = client.post(SIGN_UP, ASKED)
    assert answer["Location"] == "/compte/adresse/a-confirmer/"
    assert "_auth_user_id" not in client.session
    message = mail.outbox[0]
    assert message.to == ["elodie@exemple.test"]
    assert message.subject == "Confirmez votre adresse"
    client.post("/compte/connexion/", {"login": ASKED["email"], "password": ASKED["password1"]})
    assert "_auth_user_id" not in client.session

    link = link_in(message)
    assert "elodie@exemple.test" in client.get(link).content.decode()
    assert not EmailAddress.objects.get().verified, "a mail scanner that follows links confirms nothing"
    client.post(link)
    client.post("/compte/connexion/", {"login": ASKED["email"], "password": ASKED["password1"]})
    who = User.objects.get()
    assert client.session["_auth_user_id"] == str(who.pk)
    assert (who.first_name, who.last_name, who.email) == ("Élodie", "D’Été", "elodie@exemple.test")
    assert not who.is_staff


def test_a_link_confirms_once(client):
    client.post(SIGN_UP, ASKED)
    link = link_in(mail.outbox[0])
    client.post(link)
    assert "déjà servi ou a expiré" in client.get(link).content.decode()


def test_a_known_address_gets_the_same_answer_and_is_told_by_mail(client, client_factory):
    factories.member("connue@exemple.test")
    unknown = client.post(SIGN_UP, ASKED)
    known = client_factory().post(SIGN_UP, {**ASKED, "email": "Connue@exemple.test"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert set(known.cookies) == set(unknown.cookies)
    assert User.objects.count() == 2
    told = mail.outbox[1]
    assert told.to == ["connue@exemple.test"]
    assert told.subject == "Vous avez déjà un compte"
    assert "/compte/mot-de-passe/oublie/" in told.body


def test_a_wrong_password_is_told_alike_for_a_known_address(client):
    factories.member("connue@exemple.test")
    pages = []
    for email in ("connue@exemple.test", "inconnue@exemple.test"):
        page = client.post(SIGN_UP, {**ASKED, "email": email, "password1": "court"}).content.decode()
        pages.append(re.findall(r'<div class="field__error".*?</div>', page, re.DOTALL))
    assert pages[0] == pages[1] != []
    assert mail.outbox == []


def test_what_was_typed_is_kept_and_errors_are_said_first(client):
    page = client.post(SIGN_UP, {**ASKED, "email": "pas une adresse"}).content.decode()
    assert 'id="erreurs"' in page
    assert 'value="Élodie"' in page
    assert ASKED["password1"] not in page


@pytest.mark.parametrize("missing", ["first_name", "last_name", "email", "password1"])
def test_every_field_is_needed(client, missing):
    assert "id_" + missing + "_error" in client.post(SIGN_UP, {**ASKED, missing: " "}).content.decode()
    assert not User.objects.exists()


def test_the_form_says_what_becomes_of_the_data_and_is_kept_in_no_cache(client):
    answer = client.get(SIGN_UP)
    assert "/donnees-personnelles/" in answer.content.decode().split("<form", 1)[1].split("</form>")[0]
    assert "no-store" in answer["Cache-Control"]
    assert "placeholder" not in answer.content.decode()


def test_links_in_mails_are_on_the_portal_s_own_address_whatever_host_was_asked(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.BASE_URL = "https://portail.exemple.fr"
    client.post(SIGN_UP, ASKED, headers={"host": "pirate.test"})
    message = mail.outbox[0]
    for text in (message.body, message.alternatives[0].content):
        assert "https://portail.exemple.fr/compte/adresse/confirmer/" in text
        assert "pirate.test" not in text


def test_an_address_that_an_administrator_writes_is_confirmed_at_the_next_log_in(client):
    from pages.people.account_services import follow_address

    who = factories.member("avant@exemple.test")
    User.objects.filter(pk=who.pk).update(email="apres@exemple.test")
    who.refresh_from_db()
    follow_address(who)
    follow_address(who)
    client.post("/compte/connexion/", {"login": "apres@exemple.test", "password": factories.PASSWORD})
    assert "_auth_user_id" not in client.session
    client.post(link_in(mail.outbox[0]))
    kept = EmailAddress.objects.get(user=who)
    assert (kept.email, kept.verified) == ("apres@exemple.test", True)


def test_an_administrator_made_by_the_command_logs_in_without_a_mail(client):
    boss = factories.admin()
    client.post("/compte/connexion/", {"login": boss.email, "password": factories.PASSWORD})
    assert client.session["_auth_user_id"] == str(boss.pk)
    assert mail.outbox == []
