"""The Atom feeds: the public's content whoever asks, the latest first, nothing of what is closed."""

import datetime as dt
from xml.etree import ElementTree

import pytest

from pages.people.models import Level, Role
from search.models import SearchEntry
from tests import factories

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def titles(client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    return [entry.find(f"{ATOM}title").text for entry in feed.iter(f"{ATOM}entry")]


@pytest.fixture
def world():
    convention = factories.convention(title="Convention d’ici")
    group = factories.group(convention, title="Groupe ouvert")
    closed = factories.group(convention, title="Groupe fermé", audience=Level.MEMBERS)
    for level, word in ((Level.INHERIT, "public"), (Level.MEMBERS, "membres"), (Level.STAFF, "equipe")):
        factories.news(convention, title=f"Nouvelle {word}", audience=level)
        factories.news(group, title=f"Nouvelle du groupe {word}", audience=level)
    factories.news(closed, title="Nouvelle du groupe fermé")
    factories.news(convention, title="Nouvelle brouillon", live=False)
    other = factories.convention(factories.territory("92036", "Gennevilliers"))
    factories.news(other, title="Nouvelle d’ailleurs")
    return {"convention": convention, "group": group, "closed": closed}


def addresses(world) -> list[str]:
    return [
        "/actualites/feed/",
        "/fils/territoires/33281/",
        f"/fils/conventions/{world['convention'].pk}/",
        f"/fils/groupes/{world['group'].pk}/",
    ]


def test_a_feed_tells_the_public_s_content_whoever_asks(client, world):
    who = factories.holder(Role.WRITER, world["convention"])
    for reader in (None, who, factories.admin()):
        if reader:
            client.force_login(reader)
        for address in addresses(world):
            found = titles(client, address)
            assert any("Nouvelle du groupe public" in title for title in found), address
            for word in ("membres", "equipe", "fermé", "brouillon"):
                assert not any(word in title for title in found), f"{address} tells {word}"


def test_a_feed_keeps_to_its_place(client, world):
    news, territory, convention, group = (titles(client, address) for address in addresses(world))
    assert "Nouvelle d’ailleurs" in news
    for found in (territory, convention, group):
        assert not any("ailleurs" in title for title in found)
    assert any("Nouvelle public" in title for title in convention)
    assert not any("Nouvelle public" in title for title in group)
    assert not any("Convention d’ici" in title for title in convention), "it tells what is below the page"


def test_the_feed_of_what_the_public_may_not_see_does_not_exist(client, world):
    address = f"/fils/groupes/{world['closed'].pk}/"
    assert client.get(address).status_code == 404
    client.force_login(factories.holder(Role.GROUP_MEMBER, world["closed"]))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/fils/groupes/999999/",
        "/fils/conventions/999999/",
        f"/fils/conventions/{'9' * 40}/",
        "/fils/territoires/99999/",
        "/fils/territoires/%00/",
    ],
)
def test_an_unknown_feed_is_a_404(client, portal, address):
    assert client.get(address).status_code == 404


def test_a_group_made_private_leaves_the_feeds_at_once(client, world):
    group = world["group"]
    group.audience = Level.MEMBERS
    group.save()
    assert client.get(f"/fils/groupes/{group.pk}/").status_code == 404
    for address in addresses(world)[:3]:
        assert not any("Nouvelle du groupe" in title for title in titles(client, address)), address


def test_the_news_feed_holds_the_thirty_latest_by_their_date(client, portal):
    for number in range(32):
        factories.news(title=f"Nouvelle {number}", date=dt.date(2026, 1, 1) + dt.timedelta(days=number))
    found = titles(client, "/actualites/feed/")
    assert found == [f"Nouvelle {number}" for number in range(31, 1, -1)]


def test_a_feed_holds_the_thirty_last_published(client, portal):
    convention = factories.convention()
    factories.news(convention, title="La première")
    for number in range(30):
        factories.news(convention, title=f"Nouvelle {number}")
    first = SearchEntry.objects.get(title="La première")
    SearchEntry.objects.filter(pk=first.pk).update(updated_at=first.updated_at - dt.timedelta(days=1))
    found = titles(client, f"/fils/conventions/{convention.pk}/")
    assert len(found) == 30
    assert not any("La première" in title for title in found)


def test_control_characters_do_not_break_a_feed(client, portal):
    """XML holds none of them: one in a title would answer an error to every reader of the feed."""
    convention = factories.convention(title="Convention \x0b verticale")
    factories.news(convention, title="Titre \x0b\x01 & <b>", summary="Un\x0ctexte")
    for address in ("/actualites/feed/", f"/fils/conventions/{convention.pk}/", "/fils/territoires/33281/"):
        assert any("Titre   & <b>".split()[0] in title for title in titles(client, address)), address
