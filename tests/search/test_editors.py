"""What editors have of the search: results put forward, what people look for, what is near a page."""

from datetime import date

import pytest
from django.utils import timezone

from pages.base.models import Theme
from pages.people.models import Level, Role
from search import usage
from search.models import Promotion, QueryUse
from search.related import related
from tests import factories
from tests.search import asking

pytestmark = pytest.mark.django_db
SEARCH, REPORT = "/recherche/", "/admin/rapports/recherches/"


@pytest.fixture(autouse=True)
def site(portal):
    usage.flush()
    QueryUse.objects.all().delete()
    return portal


@pytest.fixture
def administrator():
    return factories.user(is_superuser=True, is_staff=True)


# Put forward


@pytest.mark.parametrize("typed", ["mode de garde", "modes de garde", "GARDE mode", "crèches", "creche"])
def test_what_is_put_forward_stands_above_whatever_the_accents_and_plurals(client, typed):
    page = factories.action(title="Trouver une place")
    factories.action(title="Une crèche, un mode de garde")
    Promotion.objects.create(page=page, expressions="mode de garde, crèche")
    answer = client.get(SEARCH, {"q": typed}).content.decode()
    assert "Mis en avant" in answer and answer.index("Trouver une place") < answer.index('class="results"')
    assert "Mis en avant" not in client.get(SEARCH, {"q": f"{typed} ouverte"}).content.decode()


def test_what_the_reader_may_not_see_is_not_put_forward(client):
    page = factories.axis(factories.convention(), title="Trifonelle", audience=Level.MEMBERS)
    factories.action(title="Une crèche")
    Promotion.objects.create(page=page, expressions="crèche")
    answer = client.get(SEARCH, {"q": "creche"}).content.decode()
    assert "Mis en avant" not in answer and "Trifonelle" not in answer


def test_only_what_anyone_may_see_is_put_forward(client, administrator):
    client.force_login(administrator)
    hidden = factories.axis(factories.convention(), title="Trifonelle", audience=Level.MEMBERS)
    said = {"expressions": "crèche", "page": hidden.pk}
    assert client.post("/admin/resultats-mis-en-avant/new/", said).status_code == 200
    assert not Promotion.objects.exists()


def test_something_put_forward_is_shown_where_nothing_else_is_found(client):
    Promotion.objects.create(page=factories.action(title="Trouver une place"), expressions="nounou")
    assert "Trouver une place" in client.get(SEARCH, {"q": "nounou"}).content.decode()


def test_the_team_keeps_what_is_put_forward_and_nobody_else(client, administrator):
    page = factories.action(title="Trouver une place")
    convention = factories.convention()
    for user, status in ((administrator, 302), (factories.holder(Role.CAF_COORDINATOR, convention), 302)):
        client.force_login(user)
        said = {"expressions": " crèche ,, garde ", "page": page.pk}
        assert client.post("/admin/resultats-mis-en-avant/new/", said).status_code == status
    assert [one.expressions for one in Promotion.objects.all()] == ["crèche, garde"] * 2
    client.force_login(factories.user())
    client.post("/admin/resultats-mis-en-avant/new/", said)
    assert Promotion.objects.count() == 2


# What people look for


def ask(client, text: str, times: int) -> None:
    for _time in range(times):
        client.get(SEARCH, {"q": text})
    usage.flush()


def test_a_question_has_words_only_once_it_is_common(client):
    ask(client, "Ludothèque", usage.SAID_FROM - 1)
    row = QueryUse.objects.get()
    assert (row.text, row.count) == ("", usage.SAID_FROM - 1)
    assert "ludo" not in str(vars(row)).lower()
    ask(client, " ludothèque ", 1)
    row.refresh_from_db()
    assert (row.text, row.count, row.fruitless) == ("ludothèque", usage.SAID_FROM, usage.SAID_FROM)


@pytest.mark.parametrize("text", ["marie@exemple.fr", "06 12 34 56 78", "0612345678", "a" * 80, ""])
def test_what_may_be_someone_s_is_not_counted(client, text):
    ask(client, text, usage.SAID_FROM)
    assert not QueryUse.objects.exists()


def test_what_is_asked_with_more_in_sight_than_anyone_is_not_counted(client):
    client.force_login(factories.holder(Role.PARTNER, factories.convention()))
    ask(client, "trifonelle", usage.SAID_FROM)
    assert not QueryUse.objects.exists()


def test_what_finds_something_is_not_fruitless_and_further_pages_are_not_counted(client):
    factories.action(title="Une crèche")
    ask(client, "creche", 3)
    client.get(SEARCH, {"q": "creche", "page": 2})
    usage.flush()
    row = QueryUse.objects.get()
    assert (row.count, row.fruitless) == (3, 0)


def test_the_report_is_for_those_who_keep_the_search(client, administrator):
    ask(client, "nounou", usage.SAID_FROM)
    ask(client, "rare", 1)
    assert client.get(REPORT).status_code == 302
    client.force_login(factories.user())
    assert client.get(REPORT).status_code in (302, 403)
    client.force_login(administrator)
    page = client.get(REPORT).content.decode()
    assert "nounou" in page and "rare" not in page
    assert "nounou" in client.get(REPORT, {"fruitless": "yes"}).content.decode()
    export = b"".join(client.get(REPORT, {"export": "csv"}).streaming_content).decode()
    assert "nounou" in export


def test_what_is_old_is_forgotten(client):
    today = timezone.localdate()
    QueryUse.objects.create(digest="a", month=date(today.year - 2, 1, 1), text="ancien", count=9)
    QueryUse.objects.create(digest="b", month=date(today.year - 1, 12, 1), text="", count=1)
    QueryUse.objects.create(digest="c", month=today.replace(day=1), text="", count=1)
    usage.forget_old()
    assert [row.digest for row in QueryUse.objects.all()] == ["c"]


# Near a page


@pytest.fixture
def themes():
    return [factories.theme(), Theme.objects.create(name="Jeunesse", slug="jeunesse")]


def near(title: str, themes, **fields):
    page = factories.action(title=title, **fields)
    page.themes = themes
    page.save_revision().publish()
    return page


def test_what_shares_a_theme_and_words_is_near(themes, client):
    own = near("Une ludothèque itinérante", themes[:1])
    near("Un atelier de couture", themes[:1])
    near("La ludothèque du bourg", themes[:1])
    near("Une ludothèque de jeunes", themes[1:])
    assert [one.title for one in related(own.search_key(), asking.PUBLIC)] == [
        "La ludothèque du bourg",
        "Un atelier de couture",
    ]
    page = client.get(own.url).content.decode()
    assert "À lire aussi" in page and "La ludothèque du bourg" in page
    assert 'href="#a-lire-aussi"' in page and 'id="a-lire-aussi"' in page


def test_what_the_reader_may_not_see_is_near_nothing(themes, client):
    own = near("Une ludothèque itinérante", themes[:1])
    hidden = near("Une ludothèque trifonelle", themes[:1])
    hidden.audience = Level.MEMBERS
    hidden.save_revision().publish()
    assert related(own.search_key(), asking.PUBLIC) == []
    page = client.get(own.url).content.decode()
    assert "trifonelle" not in page and "À lire aussi" not in page
    assert related(own.search_key(), None)


def test_a_page_without_theme_is_near_nothing():
    assert related(factories.action().search_key(), None) == []
    assert related("page:0", None) == []
