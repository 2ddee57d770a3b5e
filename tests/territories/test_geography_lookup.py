"""An area is found by whatever a person knows of it: its name as they write it, a postal code, a code."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pages.territories.geography import loading
from pages.territories.geography.lookup import ancestors, communes, find, get
from pages.territories.geography.models import Area
from pages.territories.geography.names import fold

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def extract(db):
    loading.ensure_loaded()


def codes(query, **options):
    return [area.code for area in find(query, **options)]


def test_the_three_communes_called_merignac_are_told_apart_by_their_departement():
    assert [(area.code, area.label) for area in find("Mérignac")] == [
        ("33281", "Mérignac (Gironde)"),
        ("16216", "Mérignac (Charente)"),
        ("17229", "Mérignac (Charente-Maritime)"),
    ]


def test_the_detail_says_nature_postal_code_and_population():
    assert get("commune", "33281").detail == "Commune · 33700 · 78\xa0090\xa0habitants"


def test_a_commune_of_several_postal_codes_shows_the_first_and_how_many_others():
    assert get("commune", "33063").place_code == "33000 et 4 autres"


@pytest.mark.parametrize(
    "written",
    [
        "Saint-Médard-en-Jalles",
        "saint medard en jalles",
        "ST MEDARD EN JALLES",
        "St-Médard",
        "médard-en-ja",
        "jalles médard",
        "Saint-Médard-en-Jalles (Gironde)",
        "33160 Saint-Médard",
    ],
)
def test_a_name_is_found_without_accents_hyphens_capitals_or_its_first_words(written):
    assert "33449" in codes(written)


@pytest.mark.parametrize("written", ["Le Haillan", "haillan"])
def test_an_article_is_not_needed_to_find_a_name(written):
    assert codes(written) == ["33200"]


def test_an_exact_name_comes_before_a_more_populous_longer_one():
    assert codes("Bordeaux")[:2] == ["33063", "243300316"]


def test_the_label_that_was_chosen_leads_back_to_its_area():
    for area in find("mérignac"):
        assert codes(area.label) == [area.code]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("33700", "33281"),
        ("33 700", "33281"),
        ("92230", "92036"),
        ("33281", "33281"),
        ("213302813", "33281"),
        ("213 302 813", "33281"),
        ("243300316", "243300316"),
        ("33", "33"),
        ("2A", "2A"),
        ("2b", "2B"),
        ("974", "974"),
    ],
)
def test_a_code_leads_to_its_area_first(written, expected):
    assert codes(written)[0] == expected


def test_the_beginning_of_a_postal_code_offers_the_communes_it_begins_the_most_populous_first():
    offered = find("337", kinds=["commune"])
    assert offered[0].code == "33281"
    assert all(any(code.startswith("337") for code in area.postal_code_list) for area in offered)


def test_a_name_and_a_departement_number_choose_among_namesakes():
    assert codes("Mérignac 17") == ["17229"]


def test_only_the_kinds_asked_for_are_offered():
    assert {area.kind for area in find("gironde", kinds=[Area.Kind.DEPARTEMENT])} == {"departement"}
    assert find("gironde", kinds=["planète"]) == []


def test_never_more_than_the_limit():
    assert len(find("saint", limit=3)) == 3
    assert find("saint", limit=0) == []


@pytest.mark.parametrize(
    "hostile", ["", " ", "\0", "%", "_", "' OR 1=1 --", "((((", "a" * 10_000, "ﷺ" * 10_000, "日本", "0"]
)
def test_a_hostile_query_finds_nothing_and_breaks_nothing(hostile):
    assert find(hostile) == []
    assert get("commune", hostile) is None
    assert get(hostile, "33281") is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_whatever_is_typed_gets_an_answer(text):
    assert isinstance(find(text), list)


def test_a_search_takes_two_queries_however_many_it_shows(django_assert_num_queries):
    with django_assert_num_queries(2):
        assert all(area.label and area.detail for area in find("saint", limit=10))


def test_what_holds_a_commune_comes_nearest_first():
    assert [area.name for area in ancestors(get("commune", "33281"))] == [
        "Bordeaux Métropole",
        "Gironde",
        "Nouvelle-Aquitaine",
    ]


def test_a_departement_is_held_by_its_region_and_a_region_by_nothing():
    assert [area.code for area in ancestors(get("departement", "33"))] == ["75"]
    assert ancestors(get("region", "75")) == []


def test_an_intercommunalite_covers_its_members():
    covered = communes(get("epci", "243300316"))
    assert len(covered) == 28
    assert "33281" in {area.code for area in covered}


@pytest.mark.parametrize(
    ("name", "folded"),
    [("Œuilly", "oeuilly"), ("L’Haÿ-les-Roses", "l hay les roses"), ("Ste-Foy", "sainte foy"), ("St. Ay", "saint ay")],
)
def test_folding_keeps_only_what_people_compare(name, folded):
    assert fold(name) == folded
