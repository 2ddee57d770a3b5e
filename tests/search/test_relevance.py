"""What is worth most comes first, on every engine, whatever the accents, plurals and capitals."""

import pytest

from portal import relevance
from search import engines, feeding
from search.engines import cluster
from search.models import EngineState
from search.query import parse
from tests.search.conftest import on_each_cluster

pytestmark = pytest.mark.django_db
ALIKE = [
    ("creche", "crèches", "CRECHE", "Crèches"),
    ("ludotheque", "ludothèques", "LUDOTHÈQUE"),
    ("parentalite", "parentalités", "PARENTALITÉ"),
    ("laicite", "laïcité", "LAÏCITÉ"),
    ("l'accueil de loisirs", "l’accueil de loisirs", "accueils de loisirs", "ACCUEIL DE LOISIRS"),
    ("jardin partage", "jardins partagés", "Jardin Partagé"),
]


@pytest.fixture(autouse=True)
def judged(portal):
    relevance.lay()


def test_what_is_worth_most_comes_first():
    quality = relevance.measure(relevance.of_texts())
    print(quality)
    assert quality.questions >= 150
    # Half of these questions use other words than the texts: nothing but a meaning would find those.
    assert quality.ndcg > 0.5 and quality.recall > 0.5


@pytest.mark.parametrize("forms", ALIKE, ids=lambda forms: forms[0])
def test_forms_of_a_word_find_the_same_in_the_same_order(forms, engine):
    answers = {form: relevance.answer(form) for form in forms}
    assert answers[forms[0]] and len({tuple(found) for found in answers.values()}) == 1, answers


@on_each_cluster
def test_engines_are_as_good_as_the_database(node, settings):
    feeding.feed()
    assert EngineState.objects.get().index
    by_cluster = relevance.measure(relevance.of_texts())
    assert not engines.ask(engines.Question(parse("creche"), relevance.ANYONE)).degraded
    used, settings.SEARCH_CLUSTER = settings.SEARCH_CLUSTER, None
    by_database = relevance.measure(relevance.of_texts())
    settings.SEARCH_CLUSTER = used
    print(f"{node.engine}: {by_cluster}")
    assert abs(by_cluster.ndcg - by_database.ndcg) <= 0.03
    assert abs(by_cluster.recall - by_database.recall) <= 0.03
    cluster.breaker.reset()
