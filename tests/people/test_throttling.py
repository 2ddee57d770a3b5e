"""Attempts are counted where every process sees them, by account and by network address."""

import pytest
from django.core import mail
from django.test import RequestFactory

from pages.people.addresses import client_address
from portal.cache import CountingCache, MachineCache
from tests import factories

pytestmark = pytest.mark.django_db
LOGIN = "/compte/connexion/"


def test_after_five_wrong_passwords_even_the_right_one_waits(client, portal):
    who = factories.member()
    for _attempt in range(5):
        client.post(LOGIN, {"login": who.email, "password": "faux"})
    page = client.post(LOGIN, {"login": who.email, "password": factories.PASSWORD}).content.decode()
    assert "_auth_user_id" not in client.session
    assert "Trop de tentatives" in page


def test_an_unknown_address_is_held_back_alike(client, portal):
    pages = [client.post(LOGIN, {"login": "inconnue@exemple.test", "password": "faux"}) for _attempt in range(6)]
    assert "Trop de tentatives" in pages[-1].content.decode()


def test_another_account_is_not_held_back(client, portal):
    who, other = factories.member(), factories.member()
    for _attempt in range(5):
        client.post(LOGIN, {"login": who.email, "password": "faux"})
    client.post(LOGIN, {"login": other.email, "password": factories.PASSWORD})
    assert client.session["_auth_user_id"] == str(other.pk)


def test_one_network_address_opens_thirty_accounts_an_hour(client, portal):
    def sign_up(number: int, address: str = "192.0.2.1"):
        asked = {
            "first_name": "A",
            "last_name": "B",
            "email": f"{number}@exemple.test",
            "password1": "une phrase neuve 7",
        }
        return client.post("/compte/inscription/", asked, REMOTE_ADDR=address)

    assert [sign_up(number).status_code for number in range(30)] == [302] * 30
    refused = sign_up(30)
    assert refused.status_code == 429
    assert "Trop d’essais" in refused.content.decode()
    assert sign_up(31, "192.0.2.2").status_code == 302


def test_a_forgotten_password_sends_three_mails_in_ten_minutes_at_most(client, portal):
    who = factories.member()
    for _attempt in range(6):
        client.post("/compte/mot-de-passe/oublie/", {"email": who.email})
    assert len(mail.outbox) == 3


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "expected"),
    [
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (True, "1.2.3.4, n’importe quoi", "127.0.0.1"),
        (True, "", "127.0.0.1"),
        (False, "203.0.113.9", "127.0.0.1"),
    ],
)
def test_only_the_proxy_s_word_is_taken_for_the_visitor_s_address(settings, behind_proxy, forwarded, expected):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if behind_proxy else None
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert client_address(RequestFactory().get("/", **headers)) == expected


def test_counts_on_the_machine_s_disk_are_read_by_every_process(tmp_path):
    one, other = (MachineCache(str(tmp_path / "tentatives"), {}) for _process in range(2))
    assert one.add("verrou", True)
    assert not other.add("verrou", True)
    one.set("compte", [1.0], 60)
    assert other.get("compte") == [1.0]


def test_a_lost_cache_server_neither_forgets_the_counts_nor_shuts_everyone_out(tmp_path):
    nobody = "redis://localhost:1/0"
    options = {"socket_connect_timeout": 1, "aside": str(tmp_path / "tentatives")}
    one, other = (CountingCache(nobody, {"OPTIONS": options}) for _process in range(2))
    assert one.add("verrou", True)
    assert not other.add("verrou", True)
    one.set("compte", [1.0], 60)
    assert other.get("compte") == [1.0]
    other.delete("verrou")
    assert one.add("verrou", True)
