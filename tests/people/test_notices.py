"""What a person is told: read in the portal, mailed at once, once a day or never, as they chose."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from pages.people import account_services, notices, notifications
from pages.people.models import Notice, User
from tests import factories

pytestmark = pytest.mark.django_db

KIND = "an_essay"


@pytest.fixture(autouse=True)
def kind(portal):
    notifications.declare(KIND, "Un essai")
    yield KIND
    del notifications._kinds[KIND]


@pytest.fixture
def who():
    return factories.member()


def tell(who: User, text: str = "Un dossier vous attend") -> None:
    notices.tell(who, KIND, text, "/espace/")


def test_at_once_is_a_notice_and_a_mail_with_its_address(who):
    tell(who)
    assert Notice.objects.get().mailed_at
    [message] = mail.outbox
    assert message.to == [who.email]
    assert "/espace/" in message.body


def test_once_a_day_waits_then_goes_out_in_one_mail(who):
    account_services.choose_notifications(who, {KIND: "daily"})
    for text in ("Un", "Deux", "Trois"):
        tell(who, text)
    assert not mail.outbox
    assert notices.send_digests() == 1
    assert notices.send_digests() == 0
    [message] = mail.outbox
    assert all(text in message.body for text in ("Un", "Deux", "Trois"))


def test_never_leaves_no_trace(who):
    account_services.choose_notifications(who, {KIND: "never"})
    tell(who)
    assert not mail.outbox
    assert not Notice.objects.exists()


def test_a_closed_account_is_told_of_nothing_more(who):
    account_services.choose_notifications(who, {KIND: "daily"})
    tell(who)
    account_services.close_account(who)
    mail.outbox.clear()
    notices.send_digests()
    tell(User.objects.get(pk=who.pk))
    assert not mail.outbox
    assert not Notice.objects.exists()


def test_the_bell_says_how_many_are_unread_and_no_more_than_nine(client, who):
    client.force_login(who)
    for count, said in ((1, "1 non lu)"), (9, "9 non lus)"), (12, "9+ non lus)")):
        while Notice.objects.count() < count:
            tell(who)
        assert said in client.get("/espace/").text


def test_a_notice_leads_to_what_it_is_about_and_is_read(client, who):
    tell(who)
    client.force_login(who)
    answer = client.get(f"/compte/avis/{Notice.objects.get().pk}/")
    assert answer.url == "/espace/"
    assert Notice.objects.get().read_at


def test_another_s_notice_is_not_there(client, who):
    tell(who)
    client.force_login(factories.member())
    assert client.get(f"/compte/avis/{Notice.objects.get().pk}/").status_code == 404
    assert "Un dossier vous attend" not in client.get("/compte/avis/").text
    client.post("/compte/avis/")
    assert Notice.objects.get().read_at is None


def test_what_is_not_read_comes_first_and_all_can_be_marked_read(client, who):
    for text in ("Ancien", "Récent"):
        tell(who, text)
    notices.read(who, Notice.objects.get(text="Récent"))
    client.force_login(who)
    shown = client.get("/compte/avis/").text
    assert shown.index("Ancien") < shown.index("Récent")
    client.post("/compte/avis/")
    assert not Notice.objects.filter(read_at=None).exists()


def test_old_notices_are_forgotten(who):
    tell(who)
    tell(who, "Vieux")
    old = timezone.now() - dt.timedelta(days=notices.KEPT_DAYS + 1)
    Notice.objects.filter(text="Vieux").update(told_at=old)
    assert notices.forget_old() == 1
    assert Notice.objects.get().text == "Un dossier vous attend"
