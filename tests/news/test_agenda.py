"""The agenda's page: the right days, the right readers, whatever is asked of it."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from pages.base.dates import ApproximateDate
from pages.conventions.models import PerimeterPlace
from pages.groups.models import MeetingPage
from pages.news import agenda
from pages.people import audience
from pages.people.models import Level, PageAudience, Role
from tests import factories

pytestmark = pytest.mark.django_db

NBSP = "\u00a0"


def local(*moment: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime(*moment))


def said(client, query: str = "") -> str:
    answer = client.get(f"/agenda/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def cell(page: str, day: str) -> str:
    """Return what the month's table says of a day."""
    return re.search(rf'<time datetime="{day}".*?</td>', page, re.DOTALL)[0]


# What it holds


@pytest.mark.parametrize("view", ["mois", "liste"])
def test_the_month_holds_its_meetings_events_openings_and_closings_and_no_other_s(client, portal, view):
    convention = factories.convention()
    committee = factories.committee(convention)
    factories.meeting(committee, title="Pilotage", date=factories.when("2026-11-05"))
    factories.meeting(committee, title="Autre mois", date=factories.when("2026-12-01"))
    factories.event(convention, title="Forum", starts_at=local(2026, 11, 30, 23, 30))
    factories.event(convention, title="Passé", starts_at=local(2026, 10, 31, 23, 59))
    fund = factories.fund(convention)
    factories.call(fund, title="Petits lieux", opens_at=local(2026, 11, 2), closes_at=local(2027, 1, 5))
    factories.call(fund, title="Fin d’appel", opens_at=local(2026, 9, 2), closes_at=local(2026, 11, 20, 17))
    factories.call(fund, title="Appel long", opens_at=local(2026, 1, 2), closes_at=local(2027, 1, 5))
    page = said(client, f"?mois=2026-11&vue={view}")
    for title in ("Pilotage", "Forum", "Petits lieux", "Fin d’appel"):
        assert title in page
    for title in ("Autre mois", "Passé", "Appel long"):
        assert title not in page
    assert "Ouverture d’un appel" in page
    assert "Clôture d’un appel" in page


def test_each_thing_stands_on_its_own_day_here_not_in_universal_time(client, portal):
    convention = factories.convention()
    factories.event(convention, title="Après minuit", starts_at=dt.datetime(2026, 10, 31, 23, 30, tzinfo=dt.UTC))
    assert "Après minuit" in cell(said(client, "?mois=2026-11"), "2026-11-01")
    assert "Après minuit" not in said(client, "?mois=2026-10")


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        # Summer time begins: 2:00 becomes 3:00, so that an hour and a half ends at 4:00.
        ("2026-03-29", f"de 1{NBSP}h{NBSP}30 à 4{NBSP}h"),
        # Winter time begins: 3:00 becomes 2:00, so that the same length ends at 2:00.
        ("2026-10-25", f"de 1{NBSP}h{NBSP}30 à 2{NBSP}h"),
    ],
)
def test_on_the_nights_when_clocks_change_hours_are_those_that_clocks_show(client, portal, day, hours):
    start = local(*map(int, day.split("-")), 1, 30).astimezone(dt.UTC)
    factories.event(factories.convention(), title="La nuit", starts_at=start, ends_at=start + dt.timedelta(minutes=90))
    page = said(client, f"?mois={day[:7]}&vue=liste")
    assert hours in page.lower()
    assert "La nuit" in cell(said(client, f"?mois={day[:7]}"), day)


def test_what_takes_several_days_is_on_each_of_them_and_in_both_months(client, portal):
    convention = factories.convention()
    factories.event(convention, title="Festival", starts_at=local(2026, 11, 29, 9), ends_at=local(2026, 12, 2))
    november, december = said(client, "?mois=2026-11"), said(client, "?mois=2026-12")
    assert "Festival" in cell(november, "2026-11-29")
    assert "Festival" in cell(november, "2026-11-30")
    assert "Festival" in cell(december, "2026-12-01")
    assert "Festival" not in cell(december, "2026-12-02"), "it ends as that day begins"
    assert "Festival" not in said(client, "?mois=2026-12&jour=2026-12-02")


@pytest.mark.parametrize(
    ("known", "months", "other"),
    [
        ("novembre 2026", ["2026-11"], "2026-12"),
        ("T4 2026", ["2026-10", "2026-11", "2026-12"], "2026-09"),
        ("2026", ["2026-01", "2026-11"], "2027-01"),
    ],
)
def test_a_meeting_without_a_day_is_told_apart_in_each_month_when_it_may_be(client, portal, known, months, other):
    date = factories.when(known)
    factories.meeting(title="Un jour de ce temps", date=date)
    for month in months:
        for view in ("mois", "liste"):
            page = said(client, f"?mois={month}&vue={view}")
            assert "Jour à préciser" in page
            assert "Un jour de ce temps" in page.partition("Jour à préciser")[2]
            assert "Un jour de ce temps" not in page.partition("Jour à préciser")[0]
            assert str(date) in page
    assert "Un jour de ce temps" not in said(client, f"?mois={other}")


@pytest.mark.parametrize("view", ["mois", "liste"])
def test_a_cancelled_meeting_is_told_as_such(client, portal, view):
    factories.meeting(title="Comité reporté", date=factories.when("2026-11-05"), cancelled=True)
    assert "Annulée" in said(client, f"?mois=2026-11&vue={view}")


def test_a_day_shows_four_things_and_leads_to_the_others(client, portal):
    committee = factories.committee()
    for number in range(9):
        factories.meeting(committee, title=f"Réunion n° {number}.", date=factories.when("2026-11-05"))
    shown = cell(said(client, "?mois=2026-11&territoire=33281&nature=reunion"), "2026-11-05")
    assert shown.count("Réunion n°") == 4
    assert "+ 5 autres" in shown
    leads_to = re.search(r'month__more"><a href="([^"]+)"', shown)[1].replace("&amp;", "&")
    day = client.get(leads_to).content.decode()
    assert day.count("Réunion n°") == 9
    assert "jour=2026-11-05" in leads_to
    assert "territoire=33281" in leads_to
    assert "nature=reunion" in leads_to


def test_today_is_marked(client, portal):
    today = timezone.localdate()
    page = said(client)
    assert page.count('aria-current="date"') == 1
    assert f'<time datetime="{today}" aria-current="date">' in page


def test_the_choices_narrow_it_and_are_kept_from_month_to_month(client, portal):
    here, there = factories.convention(), factories.convention(factories.territory("92036", "Gennevilliers"))
    day = factories.when("2026-11-05")
    factories.meeting(factories.committee(here), title="Ici", date=day)
    factories.meeting(factories.committee(there), title="Ailleurs", date=day)
    factories.event(here, title="Forum", starts_at=local(2026, 11, 6))
    page = said(client, "?mois=2026-11&territoire=33281&nature=reunion")
    assert ">Ici</a>" in page
    assert ">Ailleurs</a>" not in page
    assert ">Forum</a>" not in page
    assert "/agenda/?mois=2026-12&amp;territoire=33281&amp;nature=reunion" in page
    assert "/agenda/territoires/33281.ics" in page


def test_a_territory_s_agenda_holds_the_conventions_whose_perimeter_names_it(client, portal):
    """As the search and the feeds do: the index says what concerns a territory."""
    from pages.territories.geography.loading import ensure_loaded

    ensure_loaded()
    factories.territory("33281", "Mérignac")
    wide = factories.convention(factories.territory("33063", "Bordeaux"))
    PerimeterPlace.objects.create(convention=wide, code="33281", name="Mérignac")
    factories.meeting(factories.committee(wide), title="Comité d’ailleurs", date=factories.when("2026-11-05"))
    assert "Comité d’ailleurs" in said(client, "?mois=2026-11&territoire=33281")


# Who is told


@pytest.fixture
def world():
    """Return a convention and its private group, and what each audience must be told, on the same day."""
    convention = factories.convention()
    committee = factories.committee(convention)
    group = factories.group(convention, title="Groupe fermé", audience=Level.MEMBERS)
    fund = factories.fund(convention)
    date = factories.when("2026-11-05")
    for level, word in ((Level.INHERIT, "public"), (Level.MEMBERS, "membres"), (Level.STAFF, "equipe")):
        factories.meeting(committee, title=f"Réunion {word}", date=date, audience=level)
        factories.event(convention, title=f"Forum {word}", starts_at=local(2026, 11, 5, 9), audience=level)
        instants = {"opens_at": local(2026, 11, 1), "closes_at": local(2026, 11, 5, 17)}
        factories.call(fund, title=f"Appel {word}", audience=level, **instants)
    factories.meeting(group, title="Réunion groupe", date=date)
    factories.event(group, title="Forum groupe", starts_at=local(2026, 11, 5, 9))
    factories.meeting(committee, title="Réunion brouillon", date=date, live=False)
    factories.event(convention, title="Forum brouillon", starts_at=local(2026, 11, 5, 9), live=False)
    return {"convention": convention, "group": group, "committee": committee}


READERS = {
    "anyone": set(),
    "an account without role": set(),
    "a partner": {"membres"},
    "a writer": {"membres", "equipe", "groupe"},
    "a member of the group": {"membres", "groupe"},
    "an administrator": {"membres", "equipe", "groupe"},
}


def sign_in(client, world, reader: str) -> None:
    roles = {"a partner": Role.PARTNER, "a writer": Role.WRITER}
    if reader in roles:
        client.force_login(factories.holder(roles[reader], world["convention"]))
    elif reader == "a member of the group":
        client.force_login(factories.holder(Role.GROUP_MEMBER, world["group"]))
    elif reader == "an administrator":
        client.force_login(factories.admin())
    elif reader != "anyone":
        client.force_login(factories.user())


@pytest.mark.parametrize("reader", READERS)
def test_each_reader_is_told_what_they_may_know_and_nothing_else(client, world, reader):
    sign_in(client, world, reader)
    for query in ("?mois=2026-11", "?mois=2026-11&vue=liste", "?jour=2026-11-05", "?mois=2026-11&territoire=33281"):
        for nature in ("", "&nature=reunion", "&nature=evenement", "&nature=appel"):
            page = said(client, query + nature)
            for word in ("public", "membres", "equipe", "groupe", "brouillon"):
                told = any(f"{what} {word}" in page for what in ("Réunion", "Forum", "Appel"))
                opened = word == "public" or word in READERS[reader]
                if not opened:
                    assert not told, f"{query}{nature} tells {word} to {reader}"
                elif query == "?jour=2026-11-05" and not nature:
                    assert told, f"{query} hides {word} from {reader}"


def test_the_holder_s_title_is_not_told_to_who_may_not_see_it(client, portal):
    """A group of members only is not named by what stands below it, were a token ever wider than its holder's."""
    group = factories.group(title="Groupe secret", audience=Level.MEMBERS)
    meeting = factories.meeting(group, date=factories.when("2026-11-05"), title="Réunion ouverte")
    PageAudience.objects.filter(page=meeting).update(token=audience.PUBLIC)
    page = said(client, "?mois=2026-11&vue=liste")
    assert "Réunion ouverte" in page
    assert "Groupe secret" not in page


def test_a_group_made_private_leaves_the_agenda_at_once(client, portal):
    group = factories.group(title="Groupe")
    factories.meeting(group, title="Réunion du groupe", date=factories.when("2026-11-05"))
    assert "Réunion du groupe" in said(client, "?mois=2026-11")
    group.audience = Level.MEMBERS
    group.save()
    assert "Réunion du groupe" not in said(client, "?mois=2026-11")


def test_what_a_member_is_shown_is_theirs_alone(client, world):
    sign_in(client, world, "a partner")
    assert "private" in client.get("/agenda/")["Cache-Control"]


# What is asked of it

HOSTILE = [
    "mois=2026-13",
    "mois=0000-00",
    "mois=9999-12",
    "mois=1899-12",
    "mois=abc",
    "mois=٢٠٢٦-١١",
    "mois=2026-11-05-01",
    "mois=%00",
    "mois=" + "9" * 3000,
    "jour=2026-02-31",
    "jour=2026-11-05'--",
    "vue=<script>alert(1)</script>",
    "vue=table",
    "territoire=' OR 1=1 --",
    "territoire=99999",
    "nature=tout",
    "nature=reunion&nature=<b>",
    "page=-1",
    "page=abc&vue=liste",
    "mois=2026-11&mois=",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_parameter_is_ignored(client, portal, query):
    page = said(client, f"?{query}")
    assert "<script>alert" not in page
    assert "Agenda" in page


@pytest.mark.parametrize(("month", "absent"), [("1900-01", "prev"), ("2100-12", "next")])
def test_the_portal_s_dates_have_an_end_on_both_sides(client, portal, month, absent):
    page = said(client, f"?mois={month}")
    assert f'rel="{absent} nofollow"' not in page
    assert page.count("nofollow") == 1


def test_an_empty_month_says_so(client, portal):
    assert "Rien n’est annoncé ce mois-ci." in said(client, "?mois=1950-01")
    assert "Rien n’est annoncé ce jour-là." in said(client, "?jour=1950-01-02")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(client, portal, method):
    assert getattr(client, method)("/agenda/").status_code == 405


# What it costs


def copies(meeting: MeetingPage, count: int) -> None:
    """Write many meetings beside one, in the month of its date, without going through each page's own save."""
    parent = meeting.get_parent()
    kept = {"content_type_id": meeting.content_type_id, "locale_id": meeting.locale_id, "depth": meeting.depth}
    rows = []
    for number in range(count):
        path = parent.path + Page._int2str(number + 1000).rjust(Page.steplen, "0")
        slug = f"copie-{number}"
        url_path = f"{parent.url_path}{slug}/"
        rows.append(Page(path=path, slug=slug, url_path=url_path, title=f"Copie {number}", draft_title="", **kept))
    pages = Page.objects.bulk_create(rows)
    table = MeetingPage._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE page_ptr_id = %s", [meeting.pk])
        names = [column[0] for column in cursor.description]
        values = dict(zip(names, cursor.fetchone(), strict=True))
        dates = [ApproximateDate(meeting.date.first_day.replace(day=1 + n % 28)).dump() for n in range(count)]
        marks = ", ".join(["%s"] * len(names))
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})",
            [
                [{**values, "page_ptr_id": page.pk, "date": date}[name] for name in names]
                for page, date in zip(pages, dates, strict=True)
            ],
        )
    PageAudience.objects.bulk_create([PageAudience(page=page, token=audience.PUBLIC) for page in pages])


def queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("query", ["?mois=2026-11", "?mois=2026-11&vue=liste", "?mois=2026-11&territoire=33281"])
def test_five_thousand_meetings_in_the_month_cost_no_query_more(client, portal, query):
    meeting = factories.meeting(date=factories.when("2026-11-05"))
    few = queries(client, f"/agenda/{query}")
    copies(meeting, 5000)
    assert MeetingPage.objects.count() == 5001
    assert queries(client, f"/agenda/{query}") == few <= 20
    if "territoire" not in query:
        assert "5001 dates" in said(client, "?mois=2026-11&vue=liste").replace(NBSP, "").replace("\u202f", "")


def test_the_days_are_found_through_the_index_on_them(portal):
    """SQLite would else read every page that the reader may see, and look at its date after."""
    if connection.vendor != "sqlite":
        pytest.skip("the plan is SQLite's")
    with CaptureQueriesContext(connection) as captured:
        agenda.between(audience.ANYONE, dt.date(2026, 11, 1), dt.date(2026, 11, 30))
    asked = next(one["sql"] for one in captured if "groups_meetingpage" in one["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked}")
        plan = " ".join(row[-1] for row in cursor.fetchall())
    assert "INDEX groups_meeting_date (date>" in plan


# What comes next


def test_what_comes_next_is_not_begun_not_cancelled_and_in_order(portal):
    convention = factories.convention()
    committee = factories.committee(convention)
    factories.meeting(committee, days=-1, title="Hier")
    factories.meeting(committee, days=0, title="Aujourd’hui")
    factories.meeting(committee, days=2, title="Annulée", cancelled=True)
    factories.meeting(committee, days=5, title="Dans cinq jours")
    factories.event(convention, title="Commencé", starts_at=timezone.now() - dt.timedelta(hours=1))
    factories.event(convention, title="Dans trois jours", starts_at=timezone.now() + dt.timedelta(days=3))
    factories.call(factories.fund(convention), title="Clos dans dix jours")
    factories.call(factories.fund(convention), title="Clos hier", closes_at=timezone.now() - dt.timedelta(hours=1))
    found = [one.title for one in agenda.coming(audience.ANYONE, 10)]
    assert found == ["Aujourd’hui", "Dans trois jours", "Dans cinq jours", "Clos dans dix jours"]


def test_the_page_stops_being_true_when_a_meeting_begins_and_at_midnight_at_the_latest(client, portal):
    midnight = agenda.midnight(timezone.localdate() + dt.timedelta(days=1))
    assert int(client.get("/agenda/")["X-Portal-Expires-At"]) == int(midnight.timestamp())
    # A call rather than a meeting: it may close at any instant, that of the test included.
    closes = timezone.now() + (midnight - timezone.now()) / 2
    factories.call(opens_at=timezone.now() - dt.timedelta(days=90), closes_at=closes)
    for address in ("/agenda/", "/", "/territoires/territoire-33281/"):
        assert int(client.get(address)["X-Portal-Expires-At"]) == int(closes.timestamp()), address
