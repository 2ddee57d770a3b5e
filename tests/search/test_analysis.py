"""What a text is indexed by and what a query asks for: the same French, whatever the typing."""

import pytest

from search.analysis import STOP_WORDS, fold, terms
from search.query import MAX_CLAUSES, parse


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("crèche", "CRECHES"),
        ("l’accueil", "accueil"),
        ("l'accueil", "accueil"),
        ("jusqu’ici", "ici"),
        ("cœur", "coeur"),
        ("Œuvres", "oeuvre"),
        ("140 000", "140000"),
        ("140\u202f000", "140.000"),
        ("1 200 000", "1200000"),
        ("123 456 789 00012", "12345678900012"),
        ("municipaux", "municipal"),
        ("emplois", "emploi"),
        ("vélos", "vélo"),
        ("lieux", "lieu"),
        ("lois", "loi"),
        ("e\u0301te\u0301", "été"),
    ],
)
def test_what_is_said_alike_has_the_same_terms(one, other):
    assert terms(one) == terms(other)


@pytest.mark.parametrize(("text", "kept"), [("c'est l'été", ["est", "ete"]), ("été", ["ete"]), ("s", ["s"])])
def test_an_elision_is_one_before_an_apostrophe_only(text, kept):
    assert terms(text) == kept


def test_a_year_and_a_number_that_follow_each_other_stay_two():
    assert terms("en 2015 300 familles")[1:3] == ["2015", "300"]


def test_a_compound_is_found_apart_and_in_one_word():
    held = terms("Saint-Médard-en-Jalles")
    assert held[-1] == terms("saintmedardenjalles")[0]
    assert held[:2] == terms("saint médard")
    assert terms("co-parentalité")[-1] == terms("coparentalité")[0]


@pytest.mark.parametrize("text", ["дети", "أطفال", "子ども", "ילדים"])
def test_other_scripts_have_terms_too(text):
    assert terms(text)


def test_small_words_are_left_out_unless_they_are_all_there_is():
    assert [clause.typed for clause in parse("la crèche de la ville").clauses] == [
        (terms("crèche")[0],),
        (terms("ville")[0],),
    ]
    assert [clause.typed for clause in parse("le la").clauses] == [("le",), ("la",)]
    assert fold("été") not in STOP_WORDS


def test_a_quotation_is_asked_for_in_a_row_small_words_included():
    assert [clause.typed for clause in parse("« accueil de loisirs »").clauses] == [tuple(terms("accueil de loisirs"))]


def test_a_minus_leaves_a_word_out_and_a_hyphen_does_not():
    query = parse("vacances -séjour saint-médard")
    assert [clause.typed for clause in query.excluded] == [tuple(terms("séjour"))]
    assert [len(clause.typed) for clause in query.clauses] == [1, 2]


def test_what_says_the_same_is_asked_for_too_what_was_typed_first():
    eaje, creche = tuple(terms("EAJE")), tuple(terms("crèche"))
    both = {eaje: (eaje, creche), creche: (creche, eaje)}
    assert parse("crèche", both).clauses[0].phrases == (creche, eaje)
    assert parse("EAJE", both).clauses[0].phrases == (eaje, creche)


def test_a_known_expression_is_found_in_a_row_or_apart():
    key = tuple(terms("petite enfance"))
    (clause,) = parse("petite enfance", {key: (key, ("rpe",))}).clauses
    assert clause.phrases == (key, ("rpe",))
    assert clause.anywhere == key


@pytest.mark.parametrize("typed", ["", "   ", '"', '""', "-", "- - -", "*", "\0", "'", "« »", "()[]{}", "&|!<->:*"])
def test_operators_alone_ask_for_nothing(typed):
    assert not parse(typed)


def test_the_longest_query_asks_for_few_things():
    assert len(parse("mot " * 4000).clauses) <= MAX_CLAUSES


@pytest.mark.parametrize(("one", "other"), [("café", "Caf"), ("mois", "moi"), ("bus", "bu"), ("cas", "ça")])
def test_what_only_looks_like_a_plural_stays_another_word(one, other):
    assert terms(one) != terms(other)


def test_a_coffee_is_a_coffee_in_the_plural():
    assert terms("Cafés") == terms("café")
