"""The expressions that say the same are data: an administrator changes them, and the next search follows."""

import pytest

from pages.people.models import Role
from search.models import Synonyms
from search.synonyms import AT_FIRST, load_at_first
from tests import factories
from tests.search import asking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
LIST = "/admin/synonymes/"


@pytest.fixture(autouse=True)
def site(portal):
    return portal


def test_those_of_the_domain_are_there_at_first_and_not_written_over():
    assert Synonyms.objects.count() == len(AT_FIRST)
    Synonyms.objects.exclude(expressions__startswith="CTG").delete()
    load_at_first("default")
    assert Synonyms.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("CTG", "Une convention territoriale globale"),
        ("convention territoriale globale", "Notre CTG"),
        ("RAM", "Le relais petite enfance"),
        ("ALSH", "L’accueil de loisirs sans hébergement"),
        ("crèche", "Un accueil du jeune enfant"),
    ],
)
def test_an_abbreviation_finds_what_is_written_in_full_and_the_reverse(typed, written):
    factories.action(title=written)
    assert written in [one.title for one in asking.found(typed)]


def test_the_administrator_adds_some_and_the_next_search_follows(client):
    factories.action(title="Une ludothèque mobile")
    assert asking.found("joujouthèque") == []
    client.force_login(factories.admin())
    assert client.post(f"{LIST}new/", {"expressions": "joujouthèque, ludothèque"}).status_code == 302
    assert [one.title for one in asking.found("joujouthèque")] == ["Une ludothèque mobile"]


@pytest.mark.parametrize("typed", ["", "unique", "unique, ", "« », unique"])
def test_one_expression_alone_says_nothing(client, typed):
    client.force_login(factories.admin())
    assert client.post(f"{LIST}new/", {"expressions": typed}).status_code == 200
    assert not Synonyms.objects.filter(expressions__contains="unique").exists()


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.CAF_COORDINATOR, Role.WRITER])
def test_others_have_no_screen_for_it(client, role):
    client.force_login(factories.holder(role, factories.convention()))
    assert client.get(LIST).status_code != 200
