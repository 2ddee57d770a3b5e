"""The open sessions: seen, closed one by one or all together, and closed by a new password."""

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail

from pages.people.devices import device
from tests import factories

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def browsers(portal, client_factory):
    """Three browsers of one person."""
    who = factories.member()
    found = [client_factory(headers={"user-agent": FIREFOX}) for _browser in range(3)]
    for browser in found:
        browser.post("/compte/connexion/", {"login": who.email, "password": factories.PASSWORD})
    return found


def signed_in(browser) -> bool:
    return browser.get("/compte/").status_code == 200


def session_of(browser) -> UserSession:
    return UserSession.objects.get(session_key=browser.session.session_key)


def test_sessions_are_listed_by_their_device(browsers):
    page = browsers[0].get("/compte/sessions/").content.decode()
    assert page.count("<strong>Firefox sur Linux</strong>") == 3
    assert page.count("cet appareil") == 1


def test_one_session_is_closed_by_hand(browsers):
    browsers[0].post(f"/compte/sessions/{session_of(browsers[1]).pk}/fermer/")
    assert [signed_in(browser) for browser in browsers] == [True, False, True]


def test_all_the_others_are_closed_by_hand(browsers):
    browsers[0].post("/compte/sessions/")
    assert [signed_in(browser) for browser in browsers] == [True, False, False]


def test_a_new_password_closes_the_others_and_is_told_by_mail(browsers):
    change = {"oldpassword": factories.PASSWORD, "password1": "une phrase toute neuve 7"}
    assert browsers[0].post("/compte/mot-de-passe/", change).status_code == 302
    assert [signed_in(browser) for browser in browsers] == [True, False, False]
    assert mail.outbox[-1].subject == "Votre mot de passe a changé"
    assert "Firefox sur Linux" in mail.outbox[-1].body


def test_another_person_s_session_does_not_exist_here(browsers, client):
    client.force_login(factories.member())
    assert client.post(f"/compte/sessions/{session_of(browsers[0]).pk}/fermer/").status_code == 404
    assert signed_in(browsers[0])


def test_a_session_is_not_closed_by_a_link(browsers):
    assert browsers[0].get(f"/compte/sessions/{session_of(browsers[1]).pk}/fermer/").status_code == 405
    assert signed_in(browsers[1])


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (FIREFOX, "Firefox sur Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/143.0 Safari/537.36 Edg/143.0", "Edge sur Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari sur iPhone"),
        ("curl/8", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)
def test_a_device_is_named_in_words(said, expected):
    assert device(said) == expected
