"""Searches followed by mail: confirmed by whoever reads the address, left in one click, telling nobody too much."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from pages.people import alerts, personal_data
from pages.people.models import Level, Role, SearchAlert
from tests import factories

pytestmark = pytest.mark.django_db
FOLLOW = "/recherche/alertes/"
ADDRESS = "marie@exemple.fr"


@pytest.fixture(autouse=True)
def site(portal):
    return portal


def follow(client, query: str = "q=ludotheque", address: str = ADDRESS):
    return client.post(f"{FOLLOW}?{query}", {"email": address})


def link_in(message) -> str:
    """Return the first address of a mail's text that is an alert's, without its host."""
    return re.search(r"https?://[^/]+(/recherche/alertes/\S+)", message.body)[1]


@pytest.fixture
def confirmed(client) -> SearchAlert:
    follow(client)
    client.post(link_in(mail.outbox.pop()), {"confirm": "1"})
    return SearchAlert.objects.get()


def test_without_an_account_an_address_is_confirmed_by_whoever_reads_it(client):
    factories.action(title="Une ludothèque déjà là")
    assert "ludotheque" in client.get(f"{FOLLOW}?q=ludotheque").content.decode()
    answer = follow(client)
    assert answer.status_code == 302 and "q=ludotheque" in answer["Location"]
    (message,) = mail.outbox
    assert message.to == [ADDRESS]
    factories.action(title="Une ludothèque avant la confirmation")
    assert alerts.send_alerts() == 0, "nobody has confirmed"
    address = link_in(message)
    assert "Confirmer" in client.get(address).content.decode()
    assert SearchAlert.objects.get().confirmed_at is None, "reading confirms nothing"
    client.post(address, {"confirm": "1"})
    assert SearchAlert.objects.get().confirmed_at
    assert alerts.send_alerts() == 0, "what was there is not news"
    factories.action(title="Une ludothèque toute neuve")
    factories.action(title="Autre chose")
    assert alerts.send_alerts() == 1
    told = mail.outbox[-1]
    assert "Une ludothèque toute neuve" in told.body and "déjà là" not in told.body and "Autre chose" not in told.body
    assert alerts.send_alerts() == 0, "told once"


def test_it_is_left_in_one_click_from_the_mail_reader_and_from_the_mail(confirmed):
    factories.action(title="Une ludothèque")
    alerts.send_alerts()
    message = mail.outbox[-1]
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = link_in(message)
    assert address in message.extra_headers["List-Unsubscribe"]
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(address).status_code == 200 and SearchAlert.objects.exists(), "reading leaves nothing"
    assert stranger.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 302
    assert not SearchAlert.objects.exists()
    assert stranger.post(address).status_code == 302, "again: the same answer"
    assert stranger.get(address).status_code == 404


def test_the_first_mail_carries_nothing_of_what_a_stranger_typed(client):
    follow(client, "q=gagnez+sur+pirate.example&theme=pirate")
    (message,) = mail.outbox
    assert "pirate" not in message.subject + message.body + message.alternatives[0][0]
    assert "pirate" in client.get(link_in(message)).content.decode()


def test_the_case_of_an_address_makes_no_second_alert(client):
    follow(client)
    follow(client, address=ADDRESS.upper())
    assert SearchAlert.objects.count() == 1


def test_a_forged_link_does_nothing(client, confirmed):
    assert client.get(f"{FOLLOW}{confirmed.pk}/").status_code == 404
    client.post(f"{FOLLOW}{alerts.key(confirmed)[:-2]}xx/")
    assert SearchAlert.objects.exists()


def test_choices_are_followed_too(client):
    follow(client, "q=lieu&type=action&statut=action:ongoing&annee=1987")
    client.post(link_in(mail.outbox.pop()), {"confirm": "1"})
    factories.action(title="Un lieu ouvert", status="ongoing")
    factories.action(title="Un lieu prévu", status="planned")
    assert [one.title for one in alerts.news(SearchAlert.objects.get())] == []
    SearchAlert.objects.update(parameters="q=lieu&type=action&statut=action:ongoing")
    assert [one.title for one in alerts.news(SearchAlert.objects.get())] == ["Un lieu ouvert"]
    SearchAlert.objects.update(parameters="type=action&territoire=33281")
    assert {one.title for one in alerts.news(SearchAlert.objects.get())} == {"Un lieu ouvert", "Un lieu prévu"}


def test_what_becomes_public_is_news_and_what_stays_private_is_not(client, confirmed):
    page = factories.axis(factories.convention(), title="Une ludothèque", audience=Level.MEMBERS)
    assert alerts.send_alerts() == 0
    page.audience = Level.INHERIT
    page.save_revision().publish()
    assert alerts.send_alerts() == 1


def test_an_account_is_told_of_what_it_may_read_without_the_mail_naming_it(client):
    convention = factories.convention()
    partner = factories.holder(Role.PARTNER, convention)
    client.force_login(partner)
    follow(client, address=partner.email)
    assert mail.outbox == [], "the account's own address is confirmed"
    factories.axis(convention, title="Une ludothèque trifonelle", audience=Level.MEMBERS)
    assert alerts.send_alerts() == 1
    (message,) = mail.outbox
    html = message.alternatives[0][0]
    assert "trifonelle" not in message.body + html + message.subject
    assert "1 nouveau résultat" in message.subject


def test_the_address_of_another_is_never_looked_at_with_one_s_own_eyes(client):
    convention = factories.convention()
    client.force_login(factories.holder(Role.PARTNER, convention))
    follow(client)
    client.post(link_in(mail.outbox.pop()), {"confirm": "1"})
    assert SearchAlert.objects.get().user is None
    factories.axis(convention, title="Une ludothèque", audience=Level.MEMBERS)
    assert alerts.send_alerts() == 0


def test_an_unlisted_organisation_is_not_named_by_an_alert(client):
    factories.organisation(name="Trifonelle", slug="tri", is_listed=False)
    assert "Trifonelle" not in client.get(f"{FOLLOW}?q=x&organisation=tri").content.decode()
    follow(client, "q=x&organisation=tri")
    assert "Trifonelle" not in mail.outbox[0].body


def test_asked_twice_there_is_one_alert_and_too_many_are_refused(client):
    follow(client)
    follow(client)
    assert SearchAlert.objects.count() == 1 and len(mail.outbox) == 2
    SearchAlert.objects.bulk_create(
        SearchAlert(email=ADDRESS, parameters=f"q={number}") for number in range(alerts.MOST)
    )
    sent = len(mail.outbox)
    # A stranger is not told what an address follows.
    assert follow(client, "q=autre").status_code == 302 and len(mail.outbox) == sent
    assert not SearchAlert.objects.filter(parameters="q=autre").exists()
    caches["attempts"].clear()
    client.force_login(factories.user(ADDRESS))
    answer = follow(client, "q=autre")
    assert answer.status_code == 422 and "suivez déjà" in answer.content.decode()


def test_a_stranger_cannot_fill_a_letter_box(client):
    for number in range(8):
        follow(client, f"q=mot{number}")
    assert len(mail.outbox) == 3


@pytest.mark.parametrize("query", ["", "q=%00", "page=2", "tri=recent"])
def test_nothing_asked_is_not_followed(client, query):
    assert follow(client, query).status_code == 422
    assert not SearchAlert.objects.exists()


def test_a_wrong_address_is_said(client):
    assert follow(client, address="marie").status_code == 422
    assert not SearchAlert.objects.exists()


def test_what_is_never_confirmed_is_forgotten(client):
    follow(client)
    SearchAlert.objects.update(created_at=timezone.now() - timedelta(days=8))
    alerts.send_alerts()
    assert not SearchAlert.objects.exists()


def test_one_s_alerts_are_listed_exported_and_erased_with_the_account(client):
    user = factories.user()
    client.force_login(user)
    follow(client, address=user.email)
    assert "ludotheque" in client.get(FOLLOW).content.decode()
    assert personal_data.export(user)["alertes"][0]["recherche"] == "q=ludotheque"
    personal_data.erase(user)
    assert not SearchAlert.objects.exists()
