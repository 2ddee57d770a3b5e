"""The pages of news and events, and what they add to the others."""

import datetime as dt
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file

from pages.base.models import PortalImage
from pages.people.models import Level, Role
from tests import factories
from tests.news.test_agenda import local

pytestmark = pytest.mark.django_db


def read(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def structured(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])


@pytest.fixture
def picture() -> PortalImage:
    return PortalImage.objects.create(title="Salle", file=get_test_image_file(filename="salle.png", size=(900, 600)))


# The list


def test_the_list_holds_all_the_news_that_the_reader_may_see_newest_first(client, portal):
    convention = factories.convention()
    factories.news(convention, title="Nouvelle ancienne", date=dt.date(2026, 1, 1))
    factories.news(title="Nouvelle récente", date=dt.date(2026, 6, 1))
    factories.news(factories.group(convention), title="Nouvelle moyenne", date=dt.date(2026, 3, 1))
    factories.news(convention, title="Nouvelle membres", date=dt.date(2026, 2, 1), audience=Level.MEMBERS)
    factories.news(convention, title="Nouvelle brouillon", live=False)

    def shown():
        return re.findall(r"Nouvelle (\w+)</a>", read(client, "/actualites/"))

    assert shown() == ["récente", "moyenne", "ancienne"]
    client.force_login(factories.holder(Role.PARTNER, convention))
    assert shown() == ["récente", "moyenne", "membres", "ancienne"]


def test_the_list_is_narrowed_by_territory_and_theme(client, portal):
    theme = factories.theme()
    here = factories.convention()
    there = factories.convention(factories.territory("92036", "Gennevilliers"))
    for parent, title in ((here, "Ici"), (there, "Ailleurs")):
        page = factories.news(parent, title=f"{title} parents")
        page.themes.add(theme)
        page.save()
        factories.news(parent, title=f"{title} autre")
    factories.news(title="Du portail")

    def shown(query: str) -> set[str]:
        return set(re.findall(r"<h2[^>]*><a [^>]*>([^<]+)</a>", read(client, f"/actualites/?{query}")))

    assert shown("") == {"Ici parents", "Ici autre", "Ailleurs parents", "Ailleurs autre", "Du portail"}
    assert shown("territoire=33281") == {"Ici parents", "Ici autre"}
    assert shown("theme=parentalite") == {"Ici parents", "Ailleurs parents"}
    assert shown("territoire=33281&theme=parentalite") == {"Ici parents"}
    for hostile in ("territoire=' OR 1=1 --", "theme=%00", "theme=<b>", "territoire=" + "9" * 3000):
        assert shown(hostile) == shown(""), hostile


def test_the_list_leads_to_the_feed_and_to_the_agenda(client, portal):
    page = read(client, "/actualites/")
    assert '<link rel="alternate" type="application/atom+xml"' in page
    assert 'href="/actualites/feed/"' in page
    assert 'href="/agenda/"' in page


def test_the_list_costs_the_same_with_many_news_and_pictures(client, portal, picture):
    convention = factories.convention()
    factories.news(convention, picture=picture)
    few = queries(client, "/actualites/")
    for _number in range(14):
        factories.news(convention, picture=picture)
    assert queries(client, "/actualites/") <= few <= 20
    assert "page=2" in read(client, "/actualites/")


# Pictures


def test_a_piece_of_news_and_an_event_cost_the_same_with_many_others_beside_them(client, portal):
    convention = factories.convention()
    pages = [factories.news(convention), factories.event(convention)]
    few = [queries(client, page.url) for page in pages]
    for _number in range(40):
        factories.news(convention)
        factories.event(convention)
    assert [queries(client, page.url) for page in pages] == few
    assert max(few) <= 20


def test_a_piece_of_news_shows_its_picture_else_the_mosaic_of_its_territory(client, portal, picture):
    convention = factories.convention()
    shown = factories.news(convention, picture=picture, picture_alt="Une salle claire")
    plain, of_portal = factories.news(convention), factories.news()
    assert 'alt="Une salle claire"' in read(client, shown.url)
    assert "/mosaique/33281.svg" in read(client, plain.url)
    assert "/mosaique/portail.svg" in read(client, of_portal.url)
    cards = read(client, "/actualites/")
    for address in ("/images/", "/mosaique/33281.svg", "/mosaique/portail.svg"):
        assert f'class="card__picture" src="{address}' in cards


def test_a_picture_whose_file_is_lost_does_not_break_the_pages(client, portal, picture):
    page = factories.news(factories.convention(), picture=picture)
    picture.file.storage.delete(picture.file.name)
    for address in ("/", "/actualites/", page.url):
        assert "/mosaique/33281.svg" in read(client, address), address


def test_the_picture_follows_its_page(client, portal, picture):
    page = factories.news(factories.convention(), picture=picture)
    address = re.search(r'src="(/images/[^"]+)"', read(client, page.url))[1]
    assert client.get(address).status_code == 200
    page.audience = Level.MEMBERS
    page.save()
    assert client.get(address).status_code == 404


# For machines


def test_a_piece_of_news_says_what_it_is_to_machines(client, portal):
    page = factories.news(title="Titre </script><b>", summary="Résumé", date=dt.date(2026, 11, 5))
    said = structured(read(client, page.url))
    assert said["@type"] == "NewsArticle"
    assert said["headline"] == "Titre </script><b>"
    assert said["datePublished"] == "2026-11-05"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"starts_at": local(2026, 11, 5, 9), "ends_at": local(2026, 11, 5, 18), "place": "Espace"},
            {"startDate": "2026-11-05T09:00:00+01:00", "endDate": "2026-11-05T18:00:00+01:00"},
        ),
        (
            {"starts_at": local(2026, 7, 5), "ends_at": local(2026, 7, 6), "whole_day": True, "place": "Espace"},
            {"startDate": "2026-07-05", "endDate": "2026-07-06"},
        ),
    ],
)
def test_an_event_says_when_and_where_to_machines(client, portal, fields, expected):
    page = factories.event(title="Forum", organiser=factories.organisation("Lucioles (fictif)"), **fields)
    said = structured(read(client, page.url))
    assert said["@type"] == "Event"
    assert said["name"] == "Forum"
    assert said["location"]["name"] == "Espace"
    assert said["organizer"]["name"] == "Lucioles (fictif)"
    assert {name: said[name] for name in expected} == expected


def test_an_event_tells_when_in_words(client, portal):
    nbsp = "\u00a0"
    one = factories.event(starts_at=local(2026, 11, 5, 9), ends_at=local(2026, 11, 5, 12, 5))
    assert f"Jeudi 5 novembre 2026, de 9{nbsp}h à 12{nbsp}h{nbsp}05" in read(client, one.url)
    several = factories.event(starts_at=local(2026, 11, 5), ends_at=local(2026, 12, 1), whole_day=True)
    assert "Du 5 novembre 2026 au 1er décembre 2026" in read(client, several.url)


def test_an_event_cannot_end_before_it_begins(portal):
    from django.core.exceptions import ValidationError

    page = factories.event()
    page.ends_at = page.starts_at - dt.timedelta(hours=1)
    with pytest.raises(ValidationError, match="La fin précède le début"):
        page.full_clean()


# What they add to the other pages


def test_home_tells_the_next_four_dates_and_the_latest_three_news(client, portal):
    committee = factories.committee()
    for days in range(1, 7):
        factories.meeting(committee, days=days, title=f"Réunion dans {days}")
    for day in range(1, 6):
        factories.news(title=f"Nouvelle du {day}", date=dt.date(2026, 1, day))
    page = read(client, "/")
    assert re.findall(r"Réunion dans (\d)</a>", page) == ["1", "2", "3", "4"]
    assert re.findall(r"Nouvelle du (\d)</a>", page) == ["5", "4", "3"]
    assert 'href="/agenda/"' in page


def test_home_costs_at_most_twenty_queries_and_no_more_with_many_things(client, portal, picture):
    from pages.actions.models import ProgressNote

    def add():
        convention = factories.convention()
        action = factories.action(factories.plan(convention))
        ProgressNote.objects.create(action=action, date="2026-01-01", progress=10, done="Fait")
        factories.meeting(factories.committee(convention))
        factories.event(convention)
        factories.call(factories.fund(convention))
        factories.news(convention, picture=picture)

    add()
    few = queries(client, "/")
    for _number in range(6):
        add()
    assert queries(client, "/") <= few <= 20


def test_a_territory_tells_what_comes_next_there(client, portal):
    here, there = factories.convention(), factories.convention(factories.territory("92036", "Gennevilliers"))
    factories.meeting(factories.committee(here), title="Comité d’ici")
    factories.meeting(factories.committee(there), title="Comité d’ailleurs")
    page = read(client, here.get_parent().url)
    assert "Comité d’ici" in page
    assert "Comité d’ailleurs" not in page
    assert "/agenda/?territoire=33281" in page
    assert queries(client, here.get_parent().url) <= 20


def test_a_convention_tells_its_latest_news_in_one_query(client, portal):
    convention, other = factories.convention(), factories.convention()
    without = queries(client, convention.url)
    factories.news(convention, title="Nouvelle publique")
    factories.event(factories.group(convention), title="Forum du groupe")
    factories.news(convention, title="Nouvelle des membres", audience=Level.MEMBERS)
    factories.news(other, title="Nouvelle d’une autre")
    page = read(client, convention.url)
    assert "Nouvelle publique" in page
    assert "Forum du groupe" in page
    assert "Nouvelle des membres" not in page
    assert "Nouvelle d’une autre" not in page
    assert queries(client, convention.url) == without, "asked for already when there was none"
    client.force_login(factories.holder(Role.PARTNER, convention))
    assert "Nouvelle des membres" in read(client, convention.url)


def test_a_programme_announced_ahead_does_not_hide_a_convention_s_news(client, portal):
    convention = factories.convention()
    for days in range(1, 6):
        factories.event(convention, title=f"Atelier {days}", starts_at=timezone.now() + dt.timedelta(days=30 * days))
    factories.event(convention, title="Atelier passé", starts_at=timezone.now() - dt.timedelta(days=30))
    for day in range(1, 7):
        factories.news(convention, title=f"Nouvelle {day}", date=dt.date(2026, 1, day))
    page = read(client, convention.url)
    assert re.findall(r"((?:Atelier|Nouvelle) \w+)</a>", page) == [
        "Atelier 1",
        "Atelier 2",
        "Nouvelle 6",
        "Nouvelle 5",
        "Nouvelle 4",
        "Nouvelle 3",
    ]


def test_the_pages_lead_to_their_calendars_and_feeds(client, portal):
    convention = factories.convention()
    committee, group = factories.committee(convention), factories.group(convention)
    expected = {
        convention: [f"/agenda/conventions/{convention.pk}.ics", f"/fils/conventions/{convention.pk}/"],
        group: [f"/agenda/groupes/{group.pk}.ics", f"/fils/groupes/{group.pk}/"],
        committee: [f"/agenda/instances/{committee.pk}.ics"],
        convention.get_parent(): ["/agenda/territoires/33281.ics", "/fils/territoires/33281/"],
    }
    for page, addresses in expected.items():
        said = read(client, page.url)
        for address in addresses:
            assert f'href="{address}"' in said, page
            assert client.get(address).status_code == 200


def test_a_private_group_offers_no_subscription_that_would_be_refused(client, portal):
    group = factories.group(audience=Level.MEMBERS)
    client.force_login(factories.holder(Role.GROUP_MEMBER, group))
    page = read(client, group.url)
    assert f'href="/agenda/groupes/{group.pk}.ics"' in page
    assert "S’abonner" not in page
    assert "/fils/" not in page


@pytest.mark.parametrize(
    ("fields", "offered"),
    [
        ({"days": 3}, True),
        ({"days": -3}, False),
        ({"days": 3, "cancelled": True}, False),
        ({"date": factories.when("décembre 2099")}, False),
    ],
)
def test_a_meeting_to_come_is_offered_to_one_s_agenda_once_its_day_is_known(client, portal, fields, offered):
    meeting = factories.meeting(**fields)
    assert (f'href="/agenda/reunions/{meeting.pk}.ics"' in read(client, meeting.url)) is offered


def test_an_event_to_come_is_offered_to_one_s_agenda(client, portal):
    coming = factories.event()
    past = factories.event(starts_at=timezone.now() - dt.timedelta(days=2))
    assert f'href="/agenda/evenements/{coming.pk}.ics"' in read(client, coming.url)
    assert f'href="/agenda/evenements/{past.pk}.ics"' not in read(client, past.url)


def test_an_action_and_a_project_tell_the_decisions_about_them_to_who_may_read_the_minutes(client, portal):
    convention = factories.convention()
    action = factories.action(factories.plan(convention), axis=factories.axis(convention))
    project = factories.project(factories.fund(convention))
    meeting = factories.meeting(factories.committee(convention), days=-7)
    opened = factories.minutes(meeting)
    closed = factories.minutes(factories.meeting(factories.committee(convention), days=-8), audience=Level.MEMBERS)
    for page in (action, project):
        factories.decision(opened, text="Décision publique", about=page)
        factories.decision(closed, text="Décision des membres", about=page)
        said = read(client, page.url)
        assert "Décision publique" in said
        assert opened.url in said
        assert "Décision des membres" not in said
        assert queries(client, page.url) <= 20


# The administration


@pytest.mark.parametrize("folder", ["actualites", "evenements"])
def test_editors_find_news_and_events_in_two_clicks_with_filters(client, portal, folder):
    convention, other = factories.convention(), factories.convention()
    for parent in (convention, other):
        factories.news(parent, title=f"Nouvelle {parent.pk}")
        factories.event(parent, title=f"Forum {parent.pk}")
    client.force_login(factories.admin())
    home = read(client, "/admin/")
    assert f"/admin/{folder}/" in home
    assert "Actualit" in home
    kept = read(client, f"/admin/{folder}/?convention={convention.pk}")
    word = "Nouvelle" if folder == "actualites" else "Forum"
    assert f"{word} {convention.pk}" in kept
    assert f"{word} {other.pk}" not in kept


def test_events_are_found_by_when_they_take_place(client, portal):
    now = timezone.now()
    factories.event(title="Forum passé", starts_at=now - dt.timedelta(days=9))
    factories.event(title="Forum en cours", starts_at=now - dt.timedelta(days=1), ends_at=now + dt.timedelta(days=1))
    factories.event(title="Forum futur", starts_at=now + dt.timedelta(days=9))
    client.force_login(factories.admin())
    coming, past = (read(client, f"/admin/evenements/?when={when}") for when in ("upcoming", "past"))
    assert "Forum futur" in coming
    assert "Forum en cours" in coming
    assert "Forum passé" not in coming
    assert "Forum passé" in past
    assert "Forum futur" not in past


def test_an_editor_of_one_convention_finds_its_news_only(client, portal):
    convention, other = factories.convention(), factories.convention()
    factories.news(convention, title="Nouvelle d’ici", audience=Level.STAFF)
    factories.news(other, title="Nouvelle secrète", audience=Level.STAFF)
    client.force_login(factories.holder(Role.WRITER, convention))
    page = read(client, "/admin/actualites/")
    assert "Nouvelle d’ici" in page
    assert "Nouvelle secrète" not in page
