"""The agenda as iCal files, to be subscribed to or opened once: instants in UTC, whole days without an hour."""

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlsplit

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from pages.news import agenda
from pages.news.agenda import Occurrence, Scope
from pages.people import audience
from search.feeds import one_line

CONTENT_TYPE = "text/calendar; charset=utf-8"
MONTHS_BEHIND, MONTHS_AHEAD = 6, 18
MOST = 1000
REFRESH_EVERY = dt.timedelta(hours=6)
# Line ends and what iCal does not hold: a title is one line, whoever wrote it.
# SEQUENCE is a 32-bit number that grows: the seconds between this day and the last publication.
SEQUENCE_ORIGIN = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def around_today(reader: audience.Reader, scope: Scope = agenda.EVERYWHERE) -> list[Occurrence]:
    """Return what a calendar holds for a reader: what has a day, from six months ago to eighteen ahead.

    Beyond ``MOST`` the farthest from today are left out.
    """
    today = timezone.localdate()
    first, last = today - relativedelta(months=MONTHS_BEHIND), today + relativedelta(months=MONTHS_AHEAD)
    known = [one for one in agenda.between(reader, first, last, scope) if one.has_day]
    nearest = sorted(known, key=lambda one: abs((one.day - today).days))[:MOST]
    return sorted(nearest, key=lambda one: one.order)


def calendar(name: str, occurrences: Iterable[Occurrence], reader: audience.Reader) -> bytes:
    """Return an iCal file that bears a name; what is known to the month only is not in it."""
    occurrences = [one for one in occurrences if one.has_day]
    agenda.situate(occurrences, reader)
    made = Calendar()
    made.add("prodid", "-//Portail CTG//FR")
    made.add("version", "2.0")
    made.add("x-wr-calname", one_line(name))
    made.add("refresh-interval", REFRESH_EVERY, parameters={"VALUE": "DURATION"})
    for one in occurrences:
        made.add_component(_entry(one, reader))
    return made.to_ical()


def _entry(one: Occurrence, reader: audience.Reader) -> Event:
    entry = Event()
    entry.add("uid", uid(one))
    published = one.published_at or timezone.now()
    entry.add("dtstamp", published.astimezone(dt.UTC))
    if one.published_at:
        entry.add("last-modified", published.astimezone(dt.UTC))
        entry.add("sequence", max(0, int((published - SEQUENCE_ORIGIN).total_seconds())))
    _place_in_time(entry, one)
    entry.add("summary", one_line(title(one)))
    link = agenda.link_for(one, reader)
    if place := one.place or link:
        entry.add("location", one_line(place))
    address = f"{settings.BASE_URL}{one.url}"
    said = [one.summary, str(one.whereabouts), _("En ligne : %(link)s") % {"link": link} if link else "", address]
    entry.add("description", "\n".join(one_line(part) for part in said if part))
    entry.add("url", one_line(address))
    if one.cancelled:
        entry.add("status", "CANCELLED")
    return entry


def _place_in_time(entry: Event, one: Occurrence) -> None:
    if one.start:
        entry.add("dtstart", one.start.astimezone(dt.UTC))
        if one.end and one.end > one.start:
            entry.add("dtend", one.end.astimezone(dt.UTC))
        return
    entry.add("dtstart", one.day)
    entry.add("dtend", one.last_day + dt.timedelta(days=1))


def title(one: Occurrence) -> str:
    """Return what a calendar shows on the day: a call's page has two, the opening and the closing."""
    if one.is_call:
        return _("%(step)s : %(title)s") % {"step": one.step.label, "title": one.title}
    return one.title


def uid(one: Occurrence) -> str:
    """Return a name that stays the occurrence's own, whatever becomes of its title, its date or its address."""
    return f"{one.step}-{one.page_id}@{urlsplit(settings.BASE_URL).hostname}"
