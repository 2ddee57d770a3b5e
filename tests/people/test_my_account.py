"""« Mon compte » : name, address, notifications, export."""

import json
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail

from pages.people import mails, notifications, personal_data, services
from pages.people.models import LocalRole, NotificationPreference, Role
from tests import factories

pytestmark = pytest.mark.django_db
KIND = "essai"


@pytest.fixture
def who(portal):
    return factories.member("quelqu.un@exemple.test", first_name="Lou", last_name="Exemple")


@pytest.fixture
def signed_in(client, who, confirmed):
    return confirmed(client, who)


@pytest.fixture
def kind():
    notifications.declare(KIND, "Un essai", "Pour voir.")
    yield KIND
    del notifications._kinds[KIND]


def test_the_account_is_one_s_own(client, portal):
    assert client.get("/compte/")["Location"].startswith("/compte/connexion/?next=/compte/")


def test_the_menu_leads_to_it(signed_in):
    assert '<a href="/compte/">Mon compte</a>' in signed_in.get("/").content.decode()


def test_one_changes_one_s_name(signed_in, who):
    signed_in.post("/compte/identite/", {"first_name": " Sacha ", "last_name": "Autre"})
    who.refresh_from_db()
    assert who.get_full_name() == "Sacha Autre"


@pytest.mark.parametrize("wrong", ["", " ", "x" * 151])
def test_a_wrong_name_is_said_beside_the_field_and_keeps_the_other(signed_in, who, wrong):
    answer = signed_in.post("/compte/identite/", {"first_name": wrong, "last_name": "Autre"})
    assert answer.status_code == 422
    assert "id_first_name_error" in answer.content.decode()
    assert 'value="Autre"' in answer.content.decode()
    who.refresh_from_db()
    assert who.last_name == "Exemple"


def test_a_new_address_counts_once_it_is_confirmed_and_the_former_is_told(signed_in, who):
    signed_in.post("/compte/adresse/", {"email": "nouvelle@exemple.test", "action_add": ""})
    who.refresh_from_db()
    assert who.email == "quelqu.un@exemple.test"
    assert mail.outbox[-1].to == ["nouvelle@exemple.test"]
    link = re.search(r"https?://\S+?(/compte/adresse/confirmer/\S+)", mail.outbox[-1].body)[1]
    signed_in.post(link)
    who.refresh_from_db()
    assert who.email == "nouvelle@exemple.test"
    assert [one.email for one in EmailAddress.objects.filter(user=who)] == ["nouvelle@exemple.test"]
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == (["quelqu.un@exemple.test"], "Votre adresse a changé")


def test_another_s_address_is_not_taken_and_not_told(signed_in, who):
    factories.member("prise@exemple.test")
    taken = signed_in.post("/compte/adresse/", {"email": "prise@exemple.test", "action_add": ""})
    free = signed_in.post("/compte/adresse/", {"email": "libre@exemple.test", "action_add": ""})
    assert (taken.status_code, taken.get("Location")) == (free.status_code, free.get("Location"))
    assert EmailAddress.objects.filter(email="prise@exemple.test", user=who, verified=True).count() == 0


def test_changing_address_asks_who_one_is(client, who):
    client.post("/compte/connexion/", {"login": who.email, "password": factories.PASSWORD})
    answer = client.post("/compte/adresse/", {"email": "nouvelle@exemple.test", "action_add": ""})
    assert answer["Location"].startswith("/compte/verification/")
    assert mail.outbox == []


# Notifications


def test_one_is_told_of_everything_until_one_says_never(signed_in, who, kind):
    assert notifications.wants(who, kind)
    assert "Un essai" in signed_in.get("/compte/").content.decode()
    others = {f"notification-{one.name}": "at_once" for one in notifications.kinds()}
    signed_in.post("/compte/notifications/", {**others, f"notification-{kind}": "never"})
    assert not notifications.wants(who, kind)
    signed_in.post("/compte/notifications/", others)
    assert notifications.wants(who, kind)
    assert NotificationPreference.objects.filter(kind=kind).count() == 1


def test_another_word_changes_nothing(signed_in, who, kind):
    answer = signed_in.post("/compte/notifications/", {f"notification-{kind}": "demain"})
    assert answer.status_code == 422
    assert not NotificationPreference.objects.exists()


def test_a_closed_account_is_told_of_nothing(who, kind):
    who.is_active = False
    assert not notifications.wants(who, kind)


def test_a_kind_that_nobody_declared_is_a_mistake(who):
    with pytest.raises(KeyError):
        notifications.wants(who, "inconnue")


# Export


def test_the_export_holds_what_is_kept_and_no_secret(client, who, confirmed):
    convention = factories.convention(title="La convention")
    role = LocalRole(user=who, role=Role.WRITER, page=convention, function="chargé de mission")
    boss = factories.admin()
    services.save_role(boss, role)
    LocalRole.objects.create(user=factories.user(), role=Role.WRITER, page=convention, function="autre personne")
    confirmed(client, who)
    client.post("/compte/identite/", {"first_name": "Lou", "last_name": "Exemple"})
    TOTP.activate(who, "JBSWY3DPEHPK3PXP")
    answer = client.get("/compte/mes-donnees/")
    assert answer["Content-Disposition"].startswith('attachment; filename="mes-donnees-')
    assert answer["Cache-Control"] == "private, no-store"
    text = answer.content.decode()
    held = json.loads(text)["compte"]
    assert held["identite"]["adresse_electronique"] == who.email
    assert [(one["page"], one["fonction"]) for one in held["roles"]] == [("La convention", "chargé de mission")]
    assert held["adresses"] == [{"adresse": who.email, "confirmee": True, "principale": True}]
    assert len(held["sessions"]) == 1
    assert [one["acte"] for one in held["actes"]] == ["people.renamed"]
    who.refresh_from_db()
    for secret in (who.password, "JBSWY3DPEHPK3PXP", client.session.session_key, "autre personne", boss.email):
        assert secret not in text


def test_each_app_adds_its_part(who):
    personal_data.register("essai", lambda user: {"pour": user.email})
    try:
        assert personal_data.export(who)["essai"] == {"pour": who.email}
    finally:
        del personal_data._parts["essai"]


# Mails


def test_every_mail_has_its_text_and_its_page_in_french(who):
    mails.send("account_closed", "a@exemple.test", {}, subject="Un\nobjet")
    message = mail.outbox[0]
    assert message.subject == "Un objet"
    assert message.body.startswith("Bonjour,")
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    assert '<html lang="fr">' in html
    assert "style=" not in html


def test_only_the_path_of_an_address_is_kept(settings):
    settings.BASE_URL = "https://portail.exemple.fr"
    assert mails.link("http://pirate.test/compte/?a=1") == "https://portail.exemple.fr/compte/?a=1"
    assert mails.link("/compte/") == "https://portail.exemple.fr/compte/"
