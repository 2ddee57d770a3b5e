"""Closing one's account: what the law keeps is kept without the name, nothing else is."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.exceptions import PermissionDenied
from wagtail.models import ModelLogEntry, PageLogEntry

from pages.people import account_services, audience, personal_data, services
from pages.people.models import LocalRole, Role, User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def who(portal):
    convention = factories.convention()
    who = factories.member("partante@exemple.test", first_name="Lou", last_name="Exemple")
    return factories.holder(Role.CAF_COORDINATOR, convention, who, function="conseillère")


def test_closing_is_confirmed_then_nothing_opens_any_more(client, who, confirmed):
    confirmed(client, who)
    page = client.get("/compte/fermer/").content.decode()
    assert "ne pourra pas être rouvert" in page
    assert User.objects.get(pk=who.pk).is_active, "reading the page closes nothing"
    assert client.post("/compte/fermer/")["Location"] == "/"
    assert "_auth_user_id" not in client.session
    client.post("/compte/connexion/", {"login": "partante@exemple.test", "password": factories.PASSWORD})
    assert "_auth_user_id" not in client.session
    told = mail.outbox[-1]
    assert (told.to, told.subject) == (["partante@exemple.test"], "Votre compte est fermé")


def test_the_row_stays_without_the_person(who):
    given = LocalRole(role=Role.WRITER, page=who.local_roles.get().page, function="rédactrice")
    services.save_role(who, given)
    TOTP.activate(who, "JBSWY3DPEHPK3PXP")
    account_services.rename(who, "Lou", "Exemple")
    account_services.close_account(who)
    kept = User.objects.get(pk=who.pk)
    assert str(kept) == f"Compte supprimé n°\u00a0{who.pk}"
    assert "partante" not in kept.email
    assert not kept.has_usable_password()
    assert not (kept.is_active or kept.is_staff or kept.is_superuser)
    assert not kept.groups.exists()
    for model in (EmailAddress, Authenticator, UserSession):
        assert not model.objects.filter(user=who).exists()
    assert PageLogEntry.objects.filter(user=who, action="people.role").exists()
    labels = ModelLogEntry.objects.for_instance(kept).values_list("label", flat=True)
    assert set(labels) == {f"Compte n°\u00a0{who.pk}"}


def test_roles_end_and_open_nothing(who):
    role = who.local_roles.get()
    account_services.close_account(who)
    role.refresh_from_db()
    assert role.user_id == who.pk
    assert not LocalRole.objects.today().filter(pk=role.pk).exists()
    assert audience.reader(User.objects.get(pk=who.pk)) == audience.ANYONE


def test_the_address_may_open_an_account_again(client, who):
    account_services.close_account(who)
    asked = {"first_name": "Lou", "last_name": "E", "email": "partante@exemple.test", "password1": "une phrase neuve 7"}
    client.post("/compte/inscription/", asked)
    assert User.objects.filter(email="partante@exemple.test").exists()


def test_the_last_administrator_stays(client, portal, confirmed):
    boss = factories.admin()
    factories.user(is_superuser=True, is_active=False)
    with pytest.raises(PermissionDenied, match="seul à administrer"):
        account_services.close_account(boss)
    confirmed(client, boss)
    assert "seul à administrer" in client.get("/compte/fermer/").content.decode()
    assert client.post("/compte/fermer/").status_code == 422
    factories.admin()
    account_services.close_account(boss)
    assert not User.objects.get(pk=boss.pk).is_active


def test_what_another_app_refuses_undoes_everything(who):
    def refuse(user):
        raise PermissionDenied("Un dossier attend votre signature.")

    personal_data.register("essai", lambda user: {}, refuse)
    try:
        with pytest.raises(PermissionDenied, match="attend votre signature"):
            account_services.close_account(who)
    finally:
        del personal_data._parts["essai"]
    kept = User.objects.get(pk=who.pk)
    assert kept.is_active
    assert EmailAddress.objects.filter(user=who).exists()
    assert LocalRole.objects.today().filter(user=who).exists()
    assert mail.outbox == []


def test_a_second_click_closes_nothing_more(who):
    account_services.close_account(who)
    with pytest.raises(PermissionDenied, match="déjà fermé"):
        account_services.close_account(who)
    assert len(mail.outbox) == 1
