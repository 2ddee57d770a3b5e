"""An association is registered once, by its number, and taken over by nobody."""

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from pages.people.models import Membership, MembershipRole, Organisation
from pages.proposals import services
from pages.proposals.services.associations import find_association
from tests import factories
from tests.proposals import making
from tests.search.asking import said_at

pytestmark = pytest.mark.django_db
REGISTER = "/espace/associations/nouvelle/"


@pytest.fixture(autouse=True)
def site(portal):
    return portal


def signed_in(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


def spaced(number: str) -> str:
    return f" {number[:3]} {number[3:6]}\u00a0{number[6:9]}.{number[9:]} "


def test_registering_makes_one_its_representative_and_shows_it_to_nobody():
    actor, number = factories.user(), making.siret()
    found = services.register_association(actor, "  Les   Cafés ", spaced(number), "w332-001 234")
    assert (found.name, found.siret, found.rna) == ("Les Cafés", number, "W332001234")
    assert not found.is_listed
    assert Membership.objects.get().role == MembershipRole.REPRESENTATIVE
    entry = ModelLogEntry.objects.get(action="proposals.association")
    assert (entry.user, entry.object_id) == (actor, str(found.pk))


@pytest.mark.parametrize("rna", ["W2A1000123", "W2B2000123", "W9R1000123"])
def test_an_rna_number_may_hold_the_letter_of_its_departement(rna):
    assert services.register_association(factories.user(), "Une association", rna=rna.lower()).rna == rna


def test_the_establishments_of_la_poste_have_numbers_of_their_own():
    assert services.register_association(factories.user(), "Amicale", "35600000000048").siret == "35600000000048"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"siret": "123"}, "siret"),
        ({"siret": "73282932000075"}, "siret"),
        ({"siret": "٧٣٢٨٢٩٣٢٠٠٠٠٧٤"}, "siret"),
        ({"rna": "W12"}, "rna"),
        ({}, "siret"),
        ({"rna": "W332001234", "name": "  "}, "name"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_what_was_typed_is_kept(typed, field):
    typed = {"name": "Une association", "siret": "", "rna": "", **typed}
    answer = signed_in(factories.user()).post(REGISTER, typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert typed["siret"] in answer.content.decode()
    assert not Organisation.objects.filter(kind="association").exists()


@pytest.mark.parametrize("name", ["Café 🌻 أسرة", "جمعية الأسرة", "👩‍👩‍👧‍👦"])
def test_a_name_may_be_written_in_any_script(name):
    who = factories.user()
    client = signed_in(who)
    answer = client.post(REGISTER, {"name": name, "siret": making.siret(), "rna": ""}, follow=True)
    assert answer.status_code == 200
    assert name in answer.content.decode()
    assert name in client.get("/espace/").content.decode()


def test_homonyms_are_told_apart():
    first = services.register_association(factories.user(), "Les Amis", making.siret())
    second = services.register_association(factories.user(), "Les Amis", making.siret())
    assert (first.name, second.name) == ("Les Amis", "Les Amis (2)")
    assert first.slug != second.slug


@pytest.mark.parametrize("number", ["siret", "rna"])
def test_a_number_that_belongs_to_another_association_leads_to_asking_to_join(number):
    known = making.association(rna="W332001234")
    making.member(known)
    thief = factories.user()
    answer = signed_in(thief).post(REGISTER, {"name": "À moi", "siret": "", "rna": "", number: getattr(known, number)})
    assert answer.status_code == 409
    assert "Demander à la rejoindre" in answer.content.decode()
    assert not thief.memberships.exists()
    with pytest.raises(services.Refused):
        services.register_association(thief, "À moi", **{number: getattr(known, number)})


def test_one_is_told_when_a_moderator_answers_for_an_association_that_has_nobody():
    known = making.association()
    answer = signed_in(factories.user()).post(REGISTER, {"name": "Elle", "siret": known.siret, "rna": ""})
    assert "un modérateur vérifiera" in answer.content.decode()


def test_one_s_own_association_is_opened_rather_than_joined():
    known = making.association()
    answer = signed_in(making.member(known)).post(REGISTER, {"name": "Elle", "siret": known.siret, "rna": ""})
    assert "Ouvrir son dossier" in answer.content.decode()


def test_the_number_of_a_commune_is_no_association_s():
    commune = factories.organisation("Mérignac (fictif)", kind="commune", siret=making.siret())
    client = signed_in(factories.user())
    answer = client.post(REGISTER, {"name": "Mérignac", "siret": commune.siret, "rna": ""})
    assert answer.status_code == 422
    assert "Demander à la rejoindre" not in answer.content.decode()
    assert client.post(f"/espace/associations/{commune.pk}/rejoindre/", {}).status_code == 404


def test_no_posted_field_takes_an_association_over():
    known = making.association()
    before = (known.name, known.siret, known.is_listed)
    thief = factories.user()
    client = signed_in(thief)
    forged = {"pk": known.pk, "id": known.pk, "organisation": known.pk, "slug": known.slug, "role": "representative"}
    forged |= {"user": thief.pk, "is_listed": "on", "kind": "caf", "accepted": "1", "reponse": "accepter"}
    client.post(REGISTER, {"name": known.name, "siret": known.siret, "rna": "", **forged})
    client.post(f"/espace/associations/{known.pk}/rejoindre/", {"message": "Moi", **forged})
    client.post(f"/espace/demandes/{thief.join_requests.get().pk}/", forged)
    client.post(f"/espace/associations/{known.pk}/personnes/", {"email": thief.email, **forged})
    client.post(f"/espace/associations/{known.pk}/identification/", {"name": "Volée", "version": 0, **forged})
    known.refresh_from_db()
    assert (known.name, known.siret, known.is_listed) == before
    assert not thief.memberships.exists()
    assert client.get(f"/espace/associations/{known.pk}/").status_code == 404
    # A new one that is registered takes nothing from the forged fields either.
    client.post(REGISTER, {"name": "Nouvelle", "siret": making.siret(), "rna": "", **forged})
    made = Organisation.objects.get(name="Nouvelle")
    assert (made.kind, made.is_listed) == ("association", False)


ADDRESSES = ("", "personnes/", "documents/", "engagements/", "identification/", "banque/")


@pytest.mark.parametrize("address", ADDRESSES)
def test_another_association_s_addresses_do_not_exist(address, caplog):
    known, other = making.association(), making.association()
    client = signed_in(making.member(other))
    assert client.get(f"/espace/associations/{known.pk}/{address}").status_code == 404
    assert client.post(f"/espace/associations/{known.pk}/{address}", {}).status_code in (404, 405)
    assert str(known.pk) in caplog.text


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_in_the_space_asks_for_a_log_in(client, address):
    known = making.association()
    answer = client.get(f"/espace/associations/{known.pk}/{address}")
    assert answer.status_code == 302
    assert "/compte/connexion/?next=/espace/" in answer["Location"]


def test_one_who_serves_two_associations_finds_both_and_keeps_them_apart():
    first, second = making.association(), making.association()
    who = making.member(first)
    making.member(second, MembershipRole.READER, who)
    client = signed_in(who)
    shown = client.get("/espace/associations/").content.decode()
    assert first.name in shown
    assert second.name in shown
    assert client.get(f"/espace/associations/{first.pk}/banque/").status_code == 200
    assert client.get(f"/espace/associations/{second.pk}/banque/").status_code == 404
    with pytest.raises(services.Refused):
        services.invite(who, second, "quelqu.un@exemple.test", MembershipRole.READER)


def test_an_association_not_listed_is_shown_to_the_public_nowhere(client):
    hidden = services.register_association(factories.user(), "Ludothèque cachée", making.siret())
    assert client.get(hidden.get_absolute_url()).status_code == 404
    for address in ("/organisations/", "/recherche/?q=cachee", f"/recherche/?q={hidden.siret}", "/sitemap.xml"):
        answer = said_at(client, address)
        assert "Ludothèque cachée" not in answer, address
        assert hidden.get_absolute_url() not in answer, address
    hidden.is_listed = True
    hidden.save()
    assert client.get(hidden.get_absolute_url()).status_code == 200
    assert "Ludothèque cachée" in said_at(client, "/recherche/?q=cachee")


def test_a_number_is_looked_for_as_it_is_kept():
    known = making.association()
    assert find_association(known.siret, "") == known
    assert find_association("", "") is None
