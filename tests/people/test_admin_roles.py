"""Who gives roles in the administration, on what, and what is answered to the others."""

import datetime as dt

import pytest
from django.urls import reverse

from pages.people.models import LocalRole, Role
from tests import factories

pytestmark = pytest.mark.django_db

LIST = "/admin/roles/"


def fill(page, role=Role.WRITER, **changes) -> dict:
    return {"page": page.pk, "role": role, "email": "", "function": "Chargée de mission", **changes}


@pytest.fixture
def convention():
    return factories.convention()


@pytest.fixture
def elsewhere():
    return factories.convention(factories.territory("92036", "Gennevilliers"))


@pytest.fixture
def coordinator(convention):
    return factories.holder(Role.CAF_COORDINATOR, convention)


def role_on(page, role=Role.WRITER, **fields) -> LocalRole:
    return LocalRole.objects.create(role=role, page=page, function="Fonction", **fields)


def test_the_screens_have_the_names_that_pages_link_to():
    assert reverse("roles:list") == LIST
    assert reverse("roles:add").startswith(LIST)
    assert reverse("roles:edit", args=[7]).startswith(LIST)


@pytest.mark.parametrize("role", [Role.PARTNER, Role.WRITER, Role.MODERATOR])
def test_who_is_not_of_the_pair_reaches_no_screen_of_roles(client, convention, role):
    client.force_login(factories.holder(role, convention))
    existing = role_on(convention)
    for address in (LIST, f"{LIST}nouveau/", f"{LIST}{existing.pk}/", f"{LIST}{existing.pk}/fin/"):
        assert client.get(address).status_code in (302, 403, 404)
        assert client.post(address, fill(convention)).status_code in (302, 403, 404)
    assert LocalRole.objects.filter(function="Chargée de mission").count() == 0
    existing.refresh_from_db()
    assert existing.end is None


def test_a_coordinator_sees_the_roles_of_their_own_convention_only(client, convention, elsewhere, coordinator):
    LocalRole.objects.create(role=Role.WRITER, page=convention, function="Plume d’ici")
    LocalRole.objects.create(role=Role.WRITER, page=elsewhere, function="Plume d’ailleurs")
    client.force_login(coordinator)
    shown = client.get(LIST).content.decode()
    assert "Plume d’ici" in shown
    assert "Plume d’ailleurs" not in shown
    assert elsewhere.title not in shown


def test_a_coordinator_gives_a_role_on_their_own_convention(client, convention, coordinator):
    person = factories.user("plume@exemple.test")
    client.force_login(coordinator)
    answer = client.post(f"{LIST}nouveau/", fill(convention, email="Plume@exemple.test"))
    assert answer.status_code == 302
    given = LocalRole.objects.get(user=person)
    assert (given.role, given.page_id) == (Role.WRITER, convention.pk)


def test_a_coordinator_gives_no_role_on_another_convention(client, elsewhere, coordinator):
    client.force_login(coordinator)
    answer = client.post(f"{LIST}nouveau/", fill(elsewhere))
    assert answer.status_code == 200
    assert answer.context["form"].errors["page"]
    assert not LocalRole.objects.filter(page=elsewhere).exists()


def test_a_coordinator_does_not_appoint_the_pair(client, convention, coordinator):
    client.force_login(coordinator)
    answer = client.post(f"{LIST}nouveau/", fill(convention, Role.LOCAL_COORDINATOR))
    assert answer.context["form"].errors["role"]
    assert not LocalRole.objects.filter(role=Role.LOCAL_COORDINATOR).exists()


@pytest.mark.parametrize("end", ["", "fin/"])
def test_a_role_of_another_convention_does_not_exist_for_a_coordinator(client, elsewhere, coordinator, end):
    foreign = role_on(elsewhere)
    client.force_login(coordinator)
    assert client.get(f"{LIST}{foreign.pk}/{end}").status_code == 404
    assert client.post(f"{LIST}{foreign.pk}/{end}", fill(elsewhere)).status_code == 404
    foreign.refresh_from_db()
    assert (foreign.function, foreign.end) == ("Fonction", None)


@pytest.mark.parametrize("end", ["", "fin/"])
def test_a_coordinator_is_told_why_they_do_not_touch_the_pair(client, convention, coordinator, end):
    other_half = role_on(convention, Role.LOCAL_COORDINATOR)
    client.force_login(coordinator)
    for send in (client.get, client.post):
        answer = send(f"{LIST}{other_half.pk}/{end}", follow=True)
        said = answer.content.decode()
        assert "Seul l’administrateur du portail désigne le binôme et les instructeurs du fonds." in said
    other_half.refresh_from_db()
    assert other_half.end is None


def test_a_coordinator_out_of_office_manages_nothing(client, convention):
    former = factories.holder(Role.CAF_COORDINATOR, convention, end=dt.date(2020, 1, 1))
    factories.holder(Role.WRITER, convention, former)
    client.force_login(former)
    assert client.get(LIST).status_code == 302


def test_the_administrator_appoints_the_pair_anywhere(client, elsewhere):
    client.force_login(factories.admin())
    answer = client.post(f"{LIST}nouveau/", fill(elsewhere, Role.CAF_COORDINATOR))
    assert answer.status_code == 302
    assert LocalRole.objects.get(page=elsewhere).role == Role.CAF_COORDINATOR


def test_an_unknown_address_is_said_and_what_was_typed_is_kept(client, convention, coordinator):
    client.force_login(coordinator)
    answer = client.post(f"{LIST}nouveau/", fill(convention, email="personne@nulle-part.test"))
    shown = answer.content.decode()
    assert "Aucun compte n’a cette adresse." in shown
    assert "personne@nulle-part.test" in shown
    assert "Chargée de mission" in shown


def test_a_role_that_ends_before_it_begins_is_refused(client, convention, coordinator):
    client.force_login(coordinator)
    answer = client.post(f"{LIST}nouveau/", fill(convention, start="2026-05-02", end="2026-05-01"))
    assert "La fin précède le début." in answer.content.decode()


def test_a_role_is_ended_not_deleted(client, convention, coordinator):
    given = role_on(convention)
    client.force_login(coordinator)
    assert client.post(f"{LIST}{given.pk}/fin/").status_code == 302
    given.refresh_from_db()
    assert given not in LocalRole.objects.today()
    assert client.post(f"{LIST}delete/{given.pk}/").status_code == 404
    assert client.post(f"/admin/roles/{given.pk}/delete/").status_code == 404


def test_the_list_is_narrowed_by_convention_role_and_office(client, convention, elsewhere):
    LocalRole.objects.create(role=Role.WRITER, page=convention, function="En poste")
    LocalRole.objects.create(role=Role.WRITER, page=convention, function="Partie", end=dt.date(2020, 1, 1))
    LocalRole.objects.create(role=Role.MODERATOR, page=elsewhere, function="Ailleurs")
    client.force_login(factories.admin())

    def shown(**asked):
        page = client.get(LIST, asked).content.decode()
        return {name for name in ("En poste", "Partie", "Ailleurs") if name in page}

    assert shown() == {"En poste", "Partie", "Ailleurs"}
    assert shown(page=convention.pk) == {"En poste", "Partie"}
    assert shown(role=Role.MODERATOR) == {"Ailleurs"}
    assert shown(page=convention.pk, in_office="true") == {"En poste"}
    assert client.get(LIST, {"page": "' OR 1=1"}).status_code == 200


def test_what_is_done_to_a_role_is_in_the_history_of_its_convention(client, convention, coordinator):
    client.force_login(coordinator)
    client.post(f"{LIST}nouveau/", fill(convention))
    assert "Rôle attribué ou modifié" in client.get(f"/admin/pages/{convention.pk}/history/").content.decode()
