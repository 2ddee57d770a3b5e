"""The iCal files: what they hold, for whom, and what no title can break."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from pages.news import calendars
from pages.news.agenda import Occurrence, Step, midnight
from pages.people import audience
from pages.people.models import Level, Role
from tests import factories
from tests.news.test_agenda import local

pytestmark = pytest.mark.django_db


def entries(client, address: str) -> dict:
    """Return the entries of a calendar by their title."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return {str(one["summary"]): one for one in Calendar.from_ical(answer.content).walk("VEVENT")}


@pytest.fixture
def world():
    """Return one of each thing that has a calendar, and what each audience may find there."""
    convention = factories.convention()
    committee = factories.committee(convention)
    group = factories.group(convention, title="Groupe fermé", audience=Level.MEMBERS)
    made = {"convention": convention, "committee": committee, "group": group}
    for level, word in ((Level.INHERIT, "public"), (Level.MEMBERS, "membres"), (Level.STAFF, "equipe")):
        made[f"reunion {word}"] = factories.meeting(committee, title=f"Réunion {word}", audience=level)
        made[f"evenement {word}"] = factories.event(convention, title=f"Forum {word}", audience=level)
    made["reunion groupe"] = factories.meeting(group, title="Réunion groupe")
    made["evenement groupe"] = factories.event(group, title="Forum groupe")
    made["reunion brouillon"] = factories.meeting(committee, title="Réunion brouillon", live=False)
    made["evenement brouillon"] = factories.event(convention, title="Forum brouillon", live=False)
    return made


READERS = {
    "anyone": set(),
    "a partner": {"membres"},
    "a writer": {"membres", "equipe", "groupe"},
    "a member of the group": {"membres", "groupe"},
}


def as_reader(world, reader: str) -> Client:
    client = Client()
    if reader == "a member of the group":
        client.force_login(factories.holder(Role.GROUP_MEMBER, world["group"]))
    elif reader != "anyone":
        role = Role.PARTNER if reader == "a partner" else Role.WRITER
        client.force_login(factories.holder(role, world["convention"]))
    return client


# Who


@pytest.mark.parametrize("reader", READERS)
def test_a_calendar_holds_what_its_reader_may_see(world, reader):
    client = as_reader(world, reader)
    words = READERS[reader] | {"public"}
    expected = {f"{what} {word}" for what in ("Réunion", "Forum") for word in words}
    convention, committee, group = world["convention"], world["committee"], world["group"]
    for address in (
        "/agenda/portail.ics",
        "/agenda/territoires/33281.ics",
        f"/agenda/conventions/{convention.pk}.ics",
    ):
        assert set(entries(client, address)) == expected, address
    held = {f"Réunion {word}" for word in words - {"groupe"}}
    assert set(entries(client, f"/agenda/instances/{committee.pk}.ics")) == held
    address = f"/agenda/groupes/{group.pk}.ics"
    if "groupe" in words:
        assert set(entries(client, address)) == {"Réunion groupe", "Forum groupe"}
    else:
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("reader", READERS)
def test_one_meeting_or_event_is_given_to_who_may_see_its_page(world, reader):
    client = as_reader(world, reader)
    for what, folder in (("reunion", "reunions"), ("evenement", "evenements")):
        for word in ("public", "membres", "equipe", "groupe", "brouillon"):
            opened = word == "public" or word in READERS[reader]
            answer = client.get(f"/agenda/{folder}/{world[f'{what} {word}'].pk}.ics")
            assert answer.status_code == (200 if opened else 404), f"{reader}: {what} {word}"


@pytest.mark.parametrize("folder", ["instances", "groupes", "conventions", "reunions", "evenements"])
@pytest.mark.parametrize("pk", ["0", "999999", "9" * 40, "-1", "abc", "1%00"])
def test_what_does_not_exist_is_a_404(client, portal, folder, pk):
    assert client.get(f"/agenda/{folder}/{pk}.ics").status_code == 404


def test_a_page_of_another_type_has_no_calendar_of_this_one(client, world):
    assert client.get(f"/agenda/groupes/{world['committee'].pk}.ics").status_code == 404
    assert client.get(f"/agenda/reunions/{world['evenement public'].pk}.ics").status_code == 404


@pytest.mark.parametrize("code", ["99999", "inconnu", "1" * 300])
def test_a_territory_without_a_page_has_no_calendar(client, portal, code):
    assert client.get(f"/agenda/territoires/{code}.ics").status_code == 404


def test_a_group_made_private_has_no_calendar_any_more_and_leaves_the_others(client, portal):
    group = factories.group()
    meeting = factories.meeting(group, title="Réunion du groupe")
    addresses = [f"/agenda/groupes/{group.pk}.ics", f"/agenda/reunions/{meeting.pk}.ics"]
    assert [client.get(one).status_code for one in addresses] == [200, 200]
    group.audience = Level.MEMBERS
    group.save()
    assert [client.get(one).status_code for one in addresses] == [404, 404]
    assert entries(client, "/agenda/portail.ics") == {}


def test_a_signed_in_reader_s_calendar_is_theirs_alone(world):
    answer = as_reader(world, "a partner").get("/agenda/portail.ics")
    assert "private" in answer["Cache-Control"]


# When


def test_hours_are_instants_days_are_whole_days_and_a_month_is_in_no_file(client, portal):
    committee = factories.committee()
    day = timezone.localdate() + dt.timedelta(days=30)
    hours = {"start_time": dt.time(14, 30), "end_time": dt.time(16)}
    factories.meeting(committee, title="À l’heure", days=30, **hours)
    factories.meeting(committee, title="Un jour", days=30)
    loose = factories.meeting(committee, title="Un mois", date=factories.when(day.strftime("%Y-%m")))
    found = entries(client, "/agenda/portail.ics")
    assert set(found) == {"À l’heure", "Un jour"}
    timed, whole = found["À l’heure"], found["Un jour"]
    assert timed["dtstart"].dt == local(day.year, day.month, day.day, 14, 30)
    assert timed["dtend"].dt == local(day.year, day.month, day.day, 16)
    assert timed["dtstart"].to_ical().endswith(b"Z")
    assert whole["dtstart"].dt == day
    assert whole["dtend"].dt == day + dt.timedelta(days=1)
    assert client.get(f"/agenda/reunions/{loose.pk}.ics").status_code == 404


@pytest.mark.parametrize(
    ("hour", "instant"),
    [
        ((2026, 3, 29, 1, 30), (2026, 3, 29, 0, 30)),
        ((2026, 3, 29, 3, 30), (2026, 3, 29, 1, 30)),
        # 2:30 comes twice on that night: it is the first.
        ((2026, 10, 25, 2, 30), (2026, 10, 25, 0, 30)),
        ((2026, 10, 25, 3, 30), (2026, 10, 25, 2, 30)),
    ],
)
def test_on_the_nights_when_clocks_change_an_hour_is_the_right_instant(client, portal, hour, instant):
    date = factories.when("-".join(f"{part:02}" for part in hour[:3]))
    meeting = factories.meeting(date=date, start_time=dt.time(*hour[3:]), title="La nuit")
    entry = entries(client, f"/agenda/reunions/{meeting.pk}.ics")["La nuit"]
    assert entry["dtstart"].dt == dt.datetime(*instant, tzinfo=dt.UTC)
    begun = local(*hour).astimezone(dt.UTC)
    event = factories.event(title="Une heure", starts_at=begun, ends_at=begun + dt.timedelta(hours=1))
    entry = entries(client, f"/agenda/evenements/{event.pk}.ics")["Une heure"]
    assert entry["dtend"].dt - entry["dtstart"].dt == dt.timedelta(hours=1)


def test_an_event_of_whole_days_ends_after_its_last_one(client, portal):
    event = factories.event(title="Semaine", starts_at=local(2026, 11, 2), ends_at=local(2026, 11, 6), whole_day=True)
    entry = entries(client, f"/agenda/evenements/{event.pk}.ics")["Semaine"]
    assert (entry["dtstart"].dt, entry["dtend"].dt) == (dt.date(2026, 11, 2), dt.date(2026, 11, 7))


def test_a_calendar_goes_from_six_months_behind_to_eighteen_ahead(client, portal):
    committee = factories.committee()
    for days in (-200, -170, 530, 560):
        factories.meeting(committee, days=days, title=f"{days} jours")
    assert set(entries(client, "/agenda/portail.ics")) == {"-170 jours", "530 jours"}


def test_beyond_the_number_that_a_calendar_holds_the_farthest_are_left_out(client, portal, monkeypatch):
    monkeypatch.setattr(calendars, "MOST", 2)
    committee = factories.committee()
    for days in (-90, 1, 5, 300):
        factories.meeting(committee, days=days, title=f"{days} jours")
    assert set(entries(client, "/agenda/portail.ics")) == {"1 jours", "5 jours"}


# What


def test_an_entry_keeps_its_name_and_grows_with_each_publication(client, portal):
    meeting = factories.meeting(title="Comité")
    address = f"/agenda/reunions/{meeting.pk}.ics"
    meeting.save_revision().publish()
    first = entries(client, address)["Comité"]
    meeting.title, meeting.date = "Comité déplacé", factories.when("2031-01-02")
    later = meeting.save_revision()
    later.publish()
    meeting.refresh_from_db()
    type(meeting).objects.filter(pk=meeting.pk).update(
        last_published_at=meeting.last_published_at + dt.timedelta(minutes=1)
    )
    second = entries(client, address)["Comité déplacé"]
    assert second["uid"] == first["uid"]
    assert second["sequence"] > first["sequence"]
    assert second["last-modified"].dt > first["last-modified"].dt


def test_each_entry_of_a_calendar_has_a_name_of_its_own(client, portal):
    convention = factories.convention()
    factories.meeting(factories.committee(convention))
    factories.event(convention)
    factories.call(factories.fund(convention))
    answer = client.get("/agenda/portail.ics")
    names = [str(one["uid"]) for one in Calendar.from_ical(answer.content).walk("VEVENT")]
    assert len(names) == len(set(names)) == 4, "a meeting, an event, an opening, a closing"


def test_a_cancelled_meeting_stays_in_the_calendar_as_cancelled(client, portal):
    factories.meeting(title="Comité", cancelled=True)
    assert entries(client, "/agenda/portail.ics")["Comité"]["status"] == "CANCELLED"


def test_the_video_link_is_the_members_unless_the_meeting_is_open_to_all(world):
    committee, group = world["committee"], world["group"]
    link = "https://visio.exemple.fr/salle"
    closed = factories.meeting(committee, title="Comité", link=link)
    opened = factories.meeting(committee, title="Réunion publique", link=link, open_to_public=True)
    of_group = factories.meeting(group, title="Groupe", link=link)
    pages = {"Comité": closed, "Réunion publique": opened, "Groupe": of_group}

    def given(reader: str) -> set[str]:
        """Return the titles that the link is given with, in the portal's calendar or in a file of their own."""
        client = as_reader(world, reader)
        found = set()
        for address in ("/agenda/portail.ics", *(f"/agenda/reunions/{page.pk}.ics" for page in pages.values())):
            answer = client.get(address)
            entries = Calendar.from_ical(answer.content).walk("VEVENT") if answer.status_code == 200 else []
            told = {str(one["summary"]) for one in entries if link in str(one["description"])}
            assert told == {str(one["summary"]) for one in entries if link in str(one.get("location", ""))}
            found |= told
        return found

    assert given("anyone") == {"Réunion publique"}
    assert given("a partner") == {"Réunion publique", "Comité"}
    assert given("a member of the group") == {"Réunion publique", "Groupe", "Comité"}
    assert given("a writer") == {"Réunion publique", "Groupe", "Comité"}


def test_one_meeting_is_a_file_that_bears_its_day(client, portal):
    meeting = factories.meeting(date=factories.when("2026-11-05"))
    answer = client.get(f"/agenda/reunions/{meeting.pk}.ics")
    assert answer["Content-Disposition"] == 'attachment; filename="reunion-2026-11-05.ics"'


def test_a_calendar_to_subscribe_to_may_be_kept_by_the_page_cache(client, portal):
    from portal.page_cache import keepable

    answer = client.get("/agenda/portail.ics")
    assert keepable("200 OK", list(answer.items()))


HOSTILE = [
    "Réunion, suite ; et fin",
    r"Antislash \n \, \; \\",
    "BEGIN:VEVENT",
    'Guillemets "doubles" et : deux-points',
    "Droite à gauche \u202e\u2067שלום\u2069\u202c مرحبا",
    "Emoji 👩‍👩‍👧 et ligature ﬁ",
    "é" * 10_000,
    "=?utf-8?q?x?=",
    "a" * 74 + "é" * 3,
]


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_read_back_as_it_was_written(portal, title):
    written = calendars.calendar(title, [occurrence(title)], audience.ANYONE)
    read = Calendar.from_ical(written)
    (entry,) = read.walk("VEVENT")
    assert str(entry["summary"]) == title
    assert str(read["x-wr-calname"]) == title
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))


@pytest.mark.parametrize(
    "between", ["\r\n", "\n", "\r", "\r\nDTSTART:19700101T000000Z\r\n", "\x00", "\x0b", "\x85", "\u2028", "\r\n "]
)
def test_a_title_cannot_write_a_line_of_its_own(portal, between):
    title = f"Avant{between}ATTENDEE:mailto:x@exemple.test"
    one = occurrence(title, place=title, summary=title, link=f"https://exemple.fr/{between}X:1")
    written = calendars.calendar(title, [one], audience.ANYONE)
    lines = written.decode().split("\r\n")
    assert not any(line.startswith(("ATTENDEE", "DTSTART:1970", "X:1")) for line in lines)
    (entry,) = Calendar.from_ical(written).walk("VEVENT")
    assert str(entry["summary"]).startswith("Avant ")
    assert len(str(entry["summary"]).splitlines()) == 1


def test_a_hostile_title_stays_the_same_through_the_page_and_the_file(client, portal):
    title = "Comité <b>gras</b>, « suite » ; \u202efin"
    meeting = factories.meeting(title=title, place="Salle\r\nBEGIN:VALARM")
    assert set(entries(client, f"/agenda/reunions/{meeting.pk}.ics")) == {title}
    page = client.get(f"/agenda/?jour={meeting.date.first_day}").content.decode()
    assert "<b>gras</b>" not in page
    assert "&lt;b&gt;gras&lt;/b&gt;" in page


def occurrence(title: str, **fields) -> Occurrence:
    date = factories.when("2026-11-05")
    instants = {"start": midnight(date.first_day), "published_at": timezone.now()}
    return Occurrence(Step.MEETING, 1, "0001", "/accueil/x/", title, date, date.last_day, **instants, **fields)
