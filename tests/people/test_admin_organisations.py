"""Organisations and accounts in the administration."""

import pytest

from pages.people.models import Organisation, Role, User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.WRITER, Role.COOPERATION_OFFICER, Role.MODERATOR, Role.CAF_COORDINATOR])
def test_the_team_adds_an_organisation_and_deletes_none(client, role):
    client.force_login(factories.holder(role, factories.convention()))
    empty = {"units-TOTAL_FORMS": 0, "units-INITIAL_FORMS": 0}
    answer = client.post("/admin/organismes/new/", {"name": "Les Ateliers (fictif)", "kind": "association", **empty})
    assert answer.status_code == 302
    kept = Organisation.objects.get()
    client.post(f"/admin/organismes/delete/{kept.pk}/")
    assert Organisation.objects.filter(pk=kept.pk).exists()


def test_a_partner_does_not_enter_the_administration(client):
    client.force_login(factories.holder(Role.PARTNER, factories.convention()))
    assert client.get("/admin/organismes/").status_code == 302
    assert client.get("/admin/").status_code == 302


def test_a_wrong_siret_is_said_beside_its_field(client):
    client.force_login(factories.admin())
    empty = {"units-TOTAL_FORMS": 0, "units-INITIAL_FORMS": 0}
    wrong = {"name": "Les Ateliers", "kind": "association", "siret": "123", **empty}
    answer = client.post("/admin/organismes/new/", wrong)
    assert "Un Siret compte 14 chiffres." in answer.content.decode()
    assert not Organisation.objects.exists()


def test_the_administrator_opens_an_account_named_by_its_address(client):
    client.force_login(factories.admin())
    wanted = {
        "email": "nouvelle@exemple.test",
        "first_name": "Anne",
        "last_name": "Exemple",
        "password1": "une phrase assez longue",
        "password2": "une phrase assez longue",
    }
    assert client.post("/admin/users/new/", wanted).status_code == 302
    account = User.objects.get(email="nouvelle@exemple.test")
    changed = {**wanted, "first_name": "Annette", "password1": "", "password2": "", "is_active": "on"}
    assert client.post(f"/admin/users/edit/{account.pk}/", changed).status_code == 302
    account.refresh_from_db()
    assert account.first_name == "Annette"
    assert account.check_password("une phrase assez longue")


@pytest.mark.parametrize("address", ["/admin/users/", "/admin/users/new/", "/admin/groups/", "/admin/themes/new/"])
def test_accounts_groups_and_themes_are_the_administrator_s(client, address):
    client.force_login(factories.holder(Role.CAF_COORDINATOR, factories.convention()))
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("address", ["/admin/images/", "/admin/images/add/", "/admin/documents/"])
def test_the_team_works_with_images_and_documents(client, address):
    client.force_login(factories.holder(Role.WRITER, factories.convention()))
    assert client.get(address).status_code == 200
