"""Structures (équipements): their public pages, who sees them, what happens there, their approval in words."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pages.people.models import Role
from pages.territories.models import Structure, StructureKind
from search import engines
from search.models import EntryLabel, SearchEntry
from tests import factories
from tests.search import asking

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


def structure(name="Centre social du Burck", **fields) -> Structure:
    values = {"kind": StructureKind.SOCIAL_CENTRE, "territory": fields.pop("territory", None) or factories.territory()}
    return Structure.objects.create(name=name, **{**values, **fields})


def happening(title: str, there: Structure, **fields):
    """Return a published action that happens in a structure, as the index labels it."""
    action = factories.action(title=title, **fields)
    entry = SearchEntry.objects.get(key=f"page:{action.pk}")
    EntryLabel.objects.get_or_create(entry=entry, sort=EntryLabel.Sort.STRUCTURE, value=there.slug)
    return action


def test_a_structure_has_an_address_made_of_its_name_which_no_other_has():
    first = structure("Crèche de l’Étoile")
    second = structure("Crèche de l’Étoile", territory=factories.territory("92036", "Gennevilliers"))
    assert first.get_absolute_url() == "/equipements/creche-de-letoile/"
    assert second.slug == "creche-de-letoile-2"
    first.name = "Crèche du Soleil"
    first.save()
    assert first.slug == "creche-de-letoile"


def test_its_page_tells_what_it_is_and_who_runs_it(client):
    manager = factories.organisation("Les Arpents (fictif)")
    found = structure(manager=manager, address="3 rue des Arts", approved_from=factories.when("septembre 2022"))
    said = client.get(found.get_absolute_url()).content.decode()
    for words in ("Centre social", "Les Arpents (fictif)", "3 rue des Arts", "Depuis septembre 2022", "Mérignac"):
        assert words in said
    assert f'href="{manager.get_absolute_url()}"' in said


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("septembre 2022", "août 2026", "De septembre 2022 à août 2026"),
        ("septembre 2022", "mai 2026", "Agrément échu : de septembre 2022 à mai 2026"),
        ("2022", "2026", "De 2022 à 2026"),
        ("2022", "", "Depuis 2022"),
        ("", "2030", "Jusqu’à 2030"),
        ("", "2020", "Agrément échu : jusqu’à 2020"),
        ("", "", ""),
    ],
)
def test_the_approval_is_told_as_precisely_as_it_is_known(start, end, words):
    found = Structure(
        approved_from=factories.when(start) if start else None, approved_until=factories.when(end) if end else None
    )
    assert found.approval(TODAY).replace("\u00a0", " ") == words
    assert found.is_out_of_approval(TODAY) == ("échu" in words)


def test_an_approval_that_is_over_is_told_on_the_page_and_in_the_list(client):
    found = structure(approved_until=factories.when("2020"))
    for address in (found.get_absolute_url(), "/equipements/", found.territory.url):
        assert "Agrément échu" in client.get(address).content.decode()


def test_an_approval_does_not_end_before_it_begins():
    found = structure(approved_from=factories.when("2021"), approved_until=factories.when("2020"))
    with pytest.raises(ValidationError, match="L’agrément finit avant d’avoir commencé"):
        found.full_clean()


def test_its_page_lists_what_happens_there_among_what_the_reader_may_see(client):
    convention = factories.convention()
    plan = factories.plan(convention)
    here, there = structure(), structure("Crèche", kind=StructureKind.NURSERY)
    happening("Ludothèque ouverte", here, parent=plan)
    happening("Ludothèque fermée", here, parent=plan, audience="members")
    happening("Ailleurs", there, parent=plan)
    said = client.get(here.get_absolute_url()).content.decode()
    assert "Ludothèque ouverte" in said
    assert "Ludothèque fermée" not in said
    assert "Ailleurs" not in said
    client.force_login(factories.holder(Role.PARTNER, convention))
    assert "Ludothèque fermée" in client.get(here.get_absolute_url()).content.decode()


def test_the_list_is_narrowed_by_territory_and_by_nature(client):
    structure("Centre ici")
    structure("Crèche ici", kind=StructureKind.NURSERY)
    structure("Crèche là", kind=StructureKind.NURSERY, territory=factories.territory("92036", "Gennevilliers"))

    def listed(**asked):
        return [one.name for one in client.get("/equipements/", asked).context["page_obj"]]

    assert listed() == ["Centre ici", "Crèche ici", "Crèche là"]
    assert listed(nature="nursery") == ["Crèche ici", "Crèche là"]
    assert listed(nature="nursery", territoire="92036") == ["Crèche là"]
    assert listed(nature="inconnue", territoire="'") == ["Centre ici", "Crèche ici", "Crèche là"]
    assert listed(nature="fjt") == []


def test_accents_do_not_send_a_name_to_the_end(client):
    for name in ("Zèbre", "Étoile", "Abeille"):
        structure(name)
    names = [one.name for one in client.get("/equipements/").context["page_obj"]]
    assert names == ["Abeille", "Étoile", "Zèbre"]


def test_a_territory_that_is_not_published_hides_its_structures(client):
    found = structure()
    found.territory.unpublish()
    assert client.get(found.get_absolute_url()).status_code == 404
    assert found.name not in client.get("/equipements/").content.decode()
    assert not SearchEntry.objects.filter(key=found.search_key()).exists()


def test_structures_are_found_by_the_search_and_by_their_territory():
    found = structure("Ludothèque du Burck", manager=factories.organisation("Les Arpents (fictif)"))
    tokens = frozenset({"public"})
    assert [entry.title for entry in asking.found("ludotheque")] == ["Ludothèque du Burck"]
    entries = engines.labelled(engines.visible(tokens).filter(kind="structure"), "territory", "33281")
    assert [entry.url for entry in entries] == [found.get_absolute_url()]
    found.delete()
    assert not asking.found("ludotheque")


def test_a_territory_that_changes_its_name_changes_it_in_their_entries():
    found = structure()
    territory = type(found.territory).objects.get(pk=found.territory.pk)
    territory.title = "Mérignac-sur-Mer"
    territory.save()
    assert SearchEntry.objects.get(key=found.search_key()).territory_name == "Mérignac-sur-Mer"


def test_a_territory_shows_its_first_structures_and_where_the_others_are(client):
    for number in range(8):
        structure(f"Centre {number}")
    said = client.get(factories.territory().url).content.decode()
    assert "Centre 5" in said
    assert "Centre 6" not in said
    assert "/equipements/?territoire=33281" in said


@pytest.mark.parametrize("address", ["list", "structure", "territory"])
def test_these_pages_cost_the_same_number_of_queries_whatever_they_hold(client, address):
    found = structure("Aaa")
    url = {"list": "/equipements/", "structure": found.get_absolute_url(), "territory": found.territory.url}[address]
    happening("Une action", found)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(12):
        structure(f"Centre {number}", manager=factories.organisation())
        happening(f"Action {number}", found)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few) <= 20


def test_the_team_reaches_the_structures_from_the_menu(client):
    client.force_login(factories.holder(Role.COOPERATION_OFFICER, factories.convention()))
    assert client.get("/admin/equipements/").status_code == 200
    assert client.get("/admin/equipements/new/").status_code == 200
