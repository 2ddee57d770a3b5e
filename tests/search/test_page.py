"""The search page and what stands by it: facets, chips, extracts, suggestions, feed, JSON."""

import json

import pytest
from django.http import QueryDict

from pages.base.models import Theme
from pages.people.models import Level
from search import correction, searching
from search.models import SearchEntry, Synonyms
from search.searching import Asked
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
SEARCH, API, FEED, SUGGESTIONS = "/recherche/", "/api/v1/recherche", "/recherche/fil/", "/recherche/suggestions"
HOSTILE = [
    '"',
    "'; DROP TABLE search_searchentry; --",
    "<script>alert(1)</script>",
    "\0\0",
    "*",
    "AND OR NOT NEAR",
    "(((((",
    "(a+)+$" * 30,
    "%_\\",
    "mot " * 2500,
    "-" * 200,
    "🦄 \u202e שלום أطفال 子ども",
    "title_terms : x",
    "a:b & !c <-> 'd'",
    "a\x01b\x0b\x1b\ufffe",
]


@pytest.fixture(autouse=True)
def site(portal):
    correction.forget()
    return portal


def ask(client, **data) -> dict:
    return client.get(API, data).json()


def counts(answer: dict, facet: str) -> dict[str, int]:
    return {one["value"]: one["count"] for one in answer["facets"].get(facet, [])}


@pytest.fixture
def town():
    """Two actions in Mérignac, one in Gennevilliers, all about the same thing; two themes."""
    first = factories.plan(factories.convention())
    second = factories.plan(factories.convention(factories.territory("92036", "Gennevilliers")))
    made = [
        factories.action(first, title="Ludothèque du bourg", status="ongoing"),
        factories.action(first, title="Ludothèque des rives", status="planned"),
        factories.action(second, title="Ludothèque des quais", status="planned"),
    ]
    for name, action in (("Parentalité", made[0]), ("Logement", made[1]), ("Logement", made[2])):
        action.themes.add(Theme.objects.get_or_create(name=name, slug=name.lower().replace("é", "e"))[0])
        action.save()
    return made


def test_a_facet_counts_leave_its_own_choice_aside(client, town):
    answer = ask(client, q="ludotheque", territoire="33281")
    assert answer["count"] == 2
    assert counts(answer, "territoire")["92036"] == 1, "what else could be chosen is still counted"
    assert counts(answer, "theme") == {"parentalite": 1, "logement": 1}
    assert counts(answer, "statut") == {"action:ongoing": 1, "action:planned": 1}


def test_two_values_of_a_facet_widen_and_two_facets_narrow(client, town):
    assert ask(client, q="ludotheque", territoire=["33281", "92036"])["count"] == 3
    assert ask(client, q="ludotheque", territoire=["33281", "92036"], theme="logement")["count"] == 2
    assert ask(client, q="ludotheque", territoire="33281", statut="action:planned", theme="logement")["count"] == 1


def test_facets_alone_list_what_they_hold(client, town):
    titles = {one["title"] for one in ask(client, type="action", theme="logement")["results"]}
    assert titles == {"Ludothèque des rives", "Ludothèque des quais"}


def test_an_unknown_facet_value_finds_nothing_and_shows_no_chip(client, town):
    page = client.get(SEARCH, {"q": "ludotheque", "type": "<b>forgé</b>"})
    assert page.context["count"] == 0
    assert page.context["chips"] == []
    assert "<b>forgé" not in page.text


@pytest.mark.parametrize("number", ["0", "-1", "abc", "9" * 30, "²", "3", "500"])
@pytest.mark.parametrize("order", ["", "recent"])
def test_an_unknown_page_is_the_first_or_the_last(client, town, number, order):
    page = client.get(SEARCH, {"q": "ludotheque", "page": number, "tri": order})
    assert len(page.context["results"]) == 3
    assert page.context["page_obj"].number == 1
    assert len(ask(client, q="ludotheque", page=number, tri=order)["results"]) == 3


def test_an_address_tells_no_name_of_an_organisation_that_nothing_public_bears(client):
    hidden = factories.organisation("Organisme caché")
    page = client.get(SEARCH, {"q": "ludotheque", "organisation": hidden.slug})
    assert "Organisme caché" not in page.text
    assert page.context["chips"] == []
    factories.action(title="Autre chose", lead=hidden)
    page = client.get(SEARCH, {"q": "ludotheque", "organisation": hidden.slug})
    assert "Organisme caché" in page.text, "what could be found without the words is named, to be taken out"
    assert len(page.context["chips"]) == 1


@pytest.mark.parametrize("typed", HOSTILE)
def test_a_hostile_query_is_answered_and_escaped(client, town, typed):
    for address in (SEARCH, API, FEED, SUGGESTIONS):
        answer = client.get(address, {"q": typed, "type": typed, "statut": typed, "annee": typed, "tri": typed})
        assert answer.status_code == 200, address
        assert "<script>alert" not in answer.text, address


def test_what_was_asked_is_marked_and_the_rest_escaped(client):
    factories.action(title="Une <b>crèche</b> & un jardin", summary="Les crèches <script>ouvrent</script>")
    page = client.get(SEARCH, {"q": "creche"}).text
    assert "Une &lt;b&gt;<mark>crèche</mark>&lt;/b&gt; &amp; un jardin" in page
    assert "Les <mark>crèches</mark> &lt;script&gt;" in page


def test_an_extract_is_taken_around_what_was_found_in_the_text(client):
    factories.action(title="Autre chose", summary="Rien ici.", means=f"{'Du texte. ' * 60}Une ludothèque mobile.")
    (found,) = ask(client, q="ludotheque")["results"]
    assert "<mark>ludothèque</mark>" in found["extract"]
    assert len(found["extract"]) < 300


def test_words_of_another_expression_are_marked_together_or_not_at_all(client):
    Synonyms.objects.create(expressions="EAJE, accueil du jeune enfant")
    factories.action(title="L’EAJE du bourg", summary="Du pain pour chaque enfant.")
    (found,) = ask(client, q="accueil du jeune enfant")["results"]
    assert "<mark>Du</mark>" not in found["extract"]
    assert "<mark>EAJE</mark>" in client.get(SEARCH, {"q": "accueil du jeune enfant"}).text


def test_expressions_that_say_the_same_find_each_other(client):
    Synonyms.objects.all().delete()
    Synonyms.objects.create(expressions="RPE, relais petite enfance")
    factories.action(title="Un RPE au village")
    factories.action(title="Le relais de la petite enfance")
    for typed in ("RPE", "rpe"):
        assert ask(client, q=typed)["count"] == 1
    assert [one["title"] for one in ask(client, q="relais petite enfance")["results"]] == [
        "Le relais de la petite enfance",
        "Un RPE au village",
    ]


def test_when_nothing_has_all_the_words_some_will_do_and_it_is_said(client, town):
    page = client.get(SEARCH, {"q": "ludothèque introuvable"})
    assert page.context["count"] == 3
    assert "Aucun résultat n’a tous ces mots" in page.text


def test_a_misspelt_word_is_corrected_by_one_that_finds_something(client, town):
    page = client.get(SEARCH, {"q": "ludotehque"})
    assert "Voulez-vous dire" in page.text
    assert page.context["suggestion"]["text"] == "ludothèque"
    assert ask(client, q="ludotehque")["suggestion"] == "ludothèque"


def test_no_correction_tells_what_not_everyone_may_read(client):
    factories.axis(factories.convention(), title="Trifonelle", audience=Level.MEMBERS)
    assert ask(client, q="trifonele")["suggestion"] == ""


def test_a_territory_named_among_the_words_is_offered_as_a_filter(client, town):
    page = client.get(SEARCH, {"q": "ludothèque mérignac"})
    assert page.context["recognised"]["url"].endswith("?q=ludoth%C3%A8que&territoire=33281")
    assert client.get(page.context["recognised"]["url"]).context["count"] == 2


def test_a_title_before_a_territory_before_a_summary_before_a_text(client):
    plan = factories.plan(factories.convention(factories.territory("33999", "Glycine")))
    elsewhere = factories.plan(factories.convention())
    factories.action(elsewhere, title="Quatre", means="La glycine fleurit.")
    factories.action(elsewhere, title="Trois", summary="La glycine fleurit.")
    factories.action(plan, title="Deux")
    factories.action(elsewhere, title="Une glycine")
    titles = [one["title"] for one in ask(client, q="glycine", type="action")["results"]]
    assert titles == ["Une glycine", "Deux", "Trois", "Quatre"]


def test_what_says_exactly_what_was_typed_comes_before_what_has_its_words(client):
    factories.action(title="Un", means="Les vacances, puis plus loin la famille.")
    factories.action(title="Deux", means="Des vacances en famille, enfin.")
    assert [one["title"] for one in ask(client, q="vacances en famille")["results"]] == ["Deux", "Un"]


def test_recency_breaks_ties_and_is_asked_for(client):
    plan = factories.plan()
    for title, start in (("Jardin un", "2015-01-01"), ("Jardin deux", "2024-01-01")):
        factories.action(plan, title=title)
        SearchEntry.objects.filter(title=title).update(date=start)

    def titles(**data) -> list[str]:
        return [one["title"] for one in ask(client, q="jardin", **data)["results"]]

    assert titles() == ["Jardin deux", "Jardin un"]
    assert titles(tri="ancien") == ["Jardin un", "Jardin deux"]
    assert titles(tri="recent") == ["Jardin deux", "Jardin un"]


def test_excluded_words_and_quotations(client):
    factories.action(title="Vacances d’été")
    factories.action(title="Vacances d’hiver")
    assert [one["title"] for one in ask(client, q="vacances -hiver")["results"]] == ["Vacances d’été"]
    assert ask(client, q='"été vacances"')["count"] == 0


def test_an_address_says_all_that_is_asked_and_only_that():
    data = QueryDict("q=creche&type=action&type=page&territoire=33281&tri=recent&page=3&autre=1&theme=")
    asked = Asked.of(data)
    assert asked.parameters() == "q=creche&type=action&type=page&territoire=33281&tri=recent&page=3"
    assert dict(asked.toggled("type", "page")) == {"type": ("action",), "territoire": ("33281",)}
    assert Asked.of(QueryDict(asked.parameters())) == asked


def test_suggestions_complete_what_is_typed_accents_missing(client, town):
    def labels(typed: str) -> set[str]:
        return {one["label"] for one in client.get(SUGGESTIONS, {"q": typed}).json()["results"]}

    assert labels("ludoth") == {"Ludothèque des quais", "Ludothèque des rives", "Ludothèque du bourg"}
    assert labels("LUDOTHEQUE riv") == {"Ludothèque des rives"}
    assert client.get(SUGGESTIONS, {"q": "x"}).json() == {"results": []}


def test_the_feed_holds_what_anyone_may_find_newest_first(client, town):
    town[1].audience = Level.MEMBERS
    town[1].save()
    client.force_login(factories.admin())
    feed = client.get(FEED, {"q": "ludotheque"}).text
    assert "Ludothèque du bourg" in feed
    assert "Ludothèque des rives" not in feed


def test_the_page_costs_as_much_whatever_it_finds(client, django_assert_max_num_queries):
    plan = factories.plan()
    for number in range(45):
        factories.action(plan, title=f"Ludothèque {number}")
    with django_assert_max_num_queries(20):
        page = client.get(SEARCH, {"q": "ludotheque", "page": 2})
    assert page.context["count"] == 45
    assert len(page.context["results"]) == 20
    seen = [one["title"] for number in (1, 2, 3) for one in ask(client, q="ludotheque", page=number)["results"]]
    assert len(set(seen)) == 45


def test_beyond_what_is_ranked_the_pages_still_hold_each_entry_once(client, monkeypatch):
    monkeypatch.setattr(searching, "RANKED", 20)
    plan = factories.plan()
    for number in range(45):
        factories.action(plan, title=f"Ludothèque {number}")
    seen = [one["title"] for number in (1, 2, 3) for one in ask(client, q="ludotheque", page=number)["results"]]
    assert len(seen) == len(set(seen)) == 45


def test_an_entry_that_is_saved_unchanged_is_not_written_again():
    action = factories.action(title="Ludothèque")
    before = SearchEntry.objects.values_list("version", flat=True).get(key=f"page:{action.pk}")
    action.save()
    assert SearchEntry.objects.values_list("version", flat=True).get(key=f"page:{action.pk}") == before


def test_the_answer_in_json_holds_what_is_promised(client, town):
    answer = json.loads(client.get(API, {"q": "ludotheque"}).content)
    assert set(answer) == {"count", "results", "facets", "suggestion"}
    promised = {"id", "kind", "title", "url", "extract", "score", "territory", "themes", "date"}
    assert promised <= set(answer["results"][0])
    assert {one["value"] for one in answer["facets"]["type"]} == {"action"}


def test_what_its_title_tells_is_said_by_its_summary_rather_than_by_a_piece_of_its_text(client):
    factories.action(title="Une ludothèque", summary="Des jeux prêtés.", means="La ludothèque, le camion, les clés.")
    (found,) = ask(client, q="ludotheque")["results"]
    assert found["extract"] == "Des jeux prêtés."
