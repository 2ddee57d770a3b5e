"""What takes place when: meetings, events, openings and closings of calls, in time, each told to whom may know it.

Each nature is read in one query. The days asked for are found first, through the index on them; the audience is asked
of those only, so that the agenda costs what its month holds and not what the portal holds.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, Site

from pages.base.dates import ApproximateDate
from pages.conventions.models import ConventionPage
from pages.fund.models import CallPage
from pages.groups.models import GroupPage, MeetingPage
from pages.news.models import EventPage
from pages.people import audience
from pages.people.models import Level
from pages.territories.models import TerritoryPage
from search.models import EntryLabel

NBSP = "\u00a0"
COMMON = ("pk", "path", "url_path", "title", "summary", "last_published_at")
MEETING = (*COMMON, "date", "start_time", "end_time", "place", "link", "open_to_public", "cancelled")
EVENT = (*COMMON, "starts_at", "ends_at", "whole_day", "place", "link")
CALL = (*COMMON, "opens_at", "closes_at")


class Nature(models.TextChoices):
    MEETING = "reunion", gettext_lazy("Réunions")
    EVENT = "evenement", gettext_lazy("Événements")
    CALL = "appel", gettext_lazy("Appels à propositions")


class Step(models.TextChoices):
    """What an occurrence is, in a word; a call has two of them."""

    MEETING = "reunion", gettext_lazy("Réunion")
    EVENT = "evenement", gettext_lazy("Événement")
    OPENING = "ouverture", gettext_lazy("Ouverture d’un appel")
    CLOSING = "cloture", gettext_lazy("Clôture d’un appel")


@dataclass(frozen=True)
class Whereabouts:
    """Where an occurrence stands in the tree: titles of what holds it, and the page whose members have its link."""

    territory: str = ""
    holder: str = ""
    space_id: int | None = None

    def __str__(self):
        return ", ".join(name for name in (self.holder, self.territory) if name)


NOWHERE = Whereabouts()


@dataclass(slots=True)
class Occurrence:
    """A page at a moment: from an instant to another, whole days, or only a month, a quarter, a year (``date``)."""

    step: Step
    page_id: int
    path: str
    url_path: str
    title: str
    date: ApproximateDate
    last_day: dt.date
    summary: str = ""
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    place: str = ""
    link: str = ""
    link_is_public: bool = True
    cancelled: bool = False
    published_at: dt.datetime | None = None
    url: str = ""
    """Its page's address, given by ``situate`` as are its whereabouts."""
    whereabouts: Whereabouts = NOWHERE

    @property
    def day(self) -> dt.date:
        return self.date.first_day

    @property
    def has_day(self) -> bool:
        return self.date.precision == "day"

    @property
    def order(self) -> tuple:
        """Return what occurrences are sorted by: the day, whole days first, then the instant."""
        return self.day, self.start.timestamp() if self.start else 0, self.title, self.page_id

    @property
    def hours(self) -> str:
        """Return its hours as one says them: « de 14 h à 16 h 30 », « à 14 h », empty when they are not known."""
        if not self.start:
            return ""
        if self.end and self.last_day == self.day:
            return _("de %(start)s à %(end)s") % {"start": hour(self.start), "end": hour(self.end)}
        return _("à %(start)s") % {"start": hour(self.start)}

    @property
    def begins(self) -> str:
        """Return the hour at which it begins, empty for whole days."""
        return hour(self.start) if self.start else ""

    @property
    def is_call(self) -> bool:
        return self.step in (Step.OPENING, Step.CLOSING)

    @property
    def until(self) -> str:
        """Return the last day of what takes several."""
        if self.last_day == self.day or not self.has_day:
            return ""
        return _("jusqu’au %(day)s") % {"day": ApproximateDate(self.last_day)}

    @property
    def details(self) -> str:
        """Return its hours, its last day and its place in one line."""
        said = ", ".join(part for part in (self.hours, self.until, self.place) if part)
        return said[:1].upper() + said[1:]

    def __str__(self):
        """Say when it takes place, in a sentence's words."""
        if not self.has_day:
            return str(self.date)
        if self.last_day == self.day:
            day = f"{date_format(self.day, 'l').lower()} {self.date}"
            return f"{day}, {self.hours}" if self.hours else day
        said = {"first": self.date, "last": ApproximateDate(self.last_day)}
        if not self.start or not self.end:
            return _("du %(first)s au %(last)s") % said
        said |= {"start": hour(self.start), "end": hour(self.end)}
        return _("du %(first)s à %(start)s au %(last)s à %(end)s") % said


def hour(instant: dt.datetime) -> str:
    """Return the hour that clocks show here as « 14 h » or « 9 h 05 »."""
    shown = timezone.localtime(instant)
    return f"{shown.hour}{NBSP}h" + (f"{NBSP}{shown.minute:02}" if shown.minute else "")


def midnight(day: dt.date) -> dt.datetime:
    """Return the instant when a day begins here."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _local_day(instant: dt.datetime) -> dt.date:
    return timezone.localtime(instant).date()


# Reading


@dataclass(frozen=True)
class Scope:
    """Where one looks: below a page (its tree path), in what a territory's code is a label of, of some natures."""

    path: str = ""
    territory: str = ""
    natures: tuple[str, ...] = tuple(Nature)

    def narrow(self, pages: QuerySet) -> QuerySet:
        if self.path:
            pages = pages.filter(path__startswith=self.path)
        return of_territory(pages, self.territory) if self.territory else pages


EVERYWHERE = Scope()


def of_territory(pages: QuerySet, code: str) -> QuerySet:
    """Keep the pages that the index classifies under a territory: its own, its perimeter's, what it belongs to."""
    key = Concat(Value("page:"), Cast(OuterRef("pk"), CharField()))
    labels = EntryLabel.objects.filter(entry__key=key, sort=EntryLabel.Sort.TERRITORY, value=code)
    return pages.filter(Exists(labels))


def between(reader: audience.Reader, first: dt.date, last: dt.date, scope: Scope = EVERYWHERE) -> list[Occurrence]:
    """Return what takes place from a day to another, both included, sorted; three queries at most.

    What is known to the month, the quarter or the year only is there too when that may be one of these days.
    """
    start, end = midnight(first), midnight(last + dt.timedelta(days=1))
    found: list[Occurrence] = []
    if Nature.MEETING in scope.natures:
        found += meetings(_seen(MeetingPage, _meeting_days(first, last), reader, scope))
    if Nature.EVENT in scope.natures:
        days = Q(starts_at__gte=start, starts_at__lt=end) | Q(starts_at__lt=start, ends_at__gte=start)
        found += (one for one in events(_seen(EventPage, days, reader, scope)) if one.last_day >= first)
    if Nature.CALL in scope.natures:
        days = Q(opens_at__gte=start, opens_at__lt=end) | Q(closes_at__gte=start, closes_at__lt=end)
        both = calls(_seen(CallPage, days, reader, scope))
        found += (one for one in both if start <= one.start < end)
    return sorted(found, key=lambda one: one.order)


def _meeting_days(first: dt.date, last: dt.date) -> Q:
    """Return the condition that a meeting's date may be one of these days; the column sorts as the days do."""
    month = first.replace(day=1)
    wider = [
        ApproximateDate(month, "month"),
        ApproximateDate(month.replace(month=(month.month - 1) // 3 * 3 + 1), "quarter"),
        ApproximateDate(month.replace(month=1), "year"),
    ]
    after = ApproximateDate(last + dt.timedelta(days=1))
    return Q(date__gte=ApproximateDate(first), date__lt=after) | Q(date__in=wider)


def _seen(model: type[Page], days: Q, reader: audience.Reader, scope: Scope) -> QuerySet:
    """Return the pages of these days that a reader may see.

    The days are a query within the query: asked together with the audience, SQLite reads every page open to the
    reader and then looks at its date.
    """
    within = model.objects.filter(days).order_by().values("pk")
    return audience.visible(scope.narrow(model.objects.filter(pk__in=within)), reader).order_by()


def coming(reader: audience.Reader, count: int, scope: Scope = EVERYWHERE) -> list[Occurrence]:
    """Return what comes next, not cancelled nor begun, calls by their closing; one query for each nature."""
    now = timezone.now()
    today = timezone.localdate(now)
    past_hour = Q(date=ApproximateDate(today), start_time__lt=timezone.localtime(now).time())
    found: list[Occurrence] = []
    if Nature.MEETING in scope.natures:
        ahead = MeetingPage.objects.filter(date__gte=ApproximateDate(today), cancelled=False).exclude(past_hour)
        found += meetings(audience.visible(scope.narrow(ahead), reader).order_by("date", "start_time")[:count])
    if Nature.EVENT in scope.natures:
        ahead = EventPage.objects.filter(Q(starts_at__gt=now) | Q(whole_day=True, starts_at__gte=midnight(today)))
        found += events(audience.visible(scope.narrow(ahead), reader).order_by("starts_at")[:count])
    if Nature.CALL in scope.natures:
        ahead = CallPage.objects.filter(closes_at__gt=now)
        both = calls(audience.visible(scope.narrow(ahead), reader).order_by("closes_at")[:count])
        found += (one for one in both if one.step == Step.CLOSING)
    return sorted(found, key=lambda one: one.order)[:count]


def meetings(pages: QuerySet) -> Iterator[Occurrence]:
    zone = timezone.get_default_timezone()
    for *common, date, start_time, end_time, place, link, open_to_public, cancelled in pages.values_list(*MEETING):
        # As the page itself says: an hour that comes twice is the first of the two.
        start, end = (
            dt.datetime.combine(date.first_day, time, zone) if time and date.precision == "day" else None
            for time in (start_time, end_time)
        )
        yield _occurrence(
            Step.MEETING,
            common,
            date,
            date.last_day,
            start=start,
            end=end,
            place=place,
            link=link,
            link_is_public=open_to_public,
            cancelled=cancelled,
        )


def events(pages: QuerySet) -> Iterator[Occurrence]:
    for *common, starts_at, ends_at, whole_day, place, link in pages.values_list(*EVENT):
        yield _event(common, starts_at, ends_at, whole_day, place=place, link=link)


def event(page: EventPage) -> Occurrence:
    """Return an event that was read already."""
    common = [getattr(page, name) for name in COMMON]
    return _event(common, page.starts_at, page.ends_at, page.whole_day, place=page.place, link=page.link)


def _event(common: list, starts_at: dt.datetime, ends_at: dt.datetime | None, whole_day: bool, **fields) -> Occurrence:
    first = last = _local_day(starts_at)
    if ends_at and ends_at > starts_at:
        # What ends at midnight does not take the day that begins then.
        last = _local_day(ends_at if whole_day else ends_at - dt.timedelta(microseconds=1))
    start, end = (None, None) if whole_day else (starts_at, ends_at)
    return _occurrence(Step.EVENT, common, ApproximateDate(first), last, start=start, end=end, **fields)


def calls(pages: QuerySet) -> Iterator[Occurrence]:
    for *common, opens_at, closes_at in pages.values_list(*CALL):
        for step, instant in ((Step.OPENING, opens_at), (Step.CLOSING, closes_at)):
            day = _local_day(instant)
            yield _occurrence(step, common, ApproximateDate(day), day, start=instant)


def _occurrence(step: Step, common: list, date: ApproximateDate, last_day: dt.date, **fields) -> Occurrence:
    page_id, path, url_path, title, summary, published_at = common
    return Occurrence(
        step, page_id, path, url_path, title, date, last_day, summary=summary, published_at=published_at, **fields
    )


def situate(occurrences: Iterable[Occurrence], reader: audience.Reader) -> None:
    """Give each its address and its whereabouts, with one query for all.

    A page above that the reader may not see is not named.
    """
    occurrences = list(occurrences)
    roots = [one.root_path for one in Site.get_site_root_paths()]
    step = Page.steplen
    paths = {one.path[:end] for one in occurrences for end in range(3 * step, len(one.path), step)}
    kinds = {
        kind.pk: model
        for model, kind in ContentType.objects.get_for_models(TerritoryPage, ConventionPage, GroupPage).items()
    }
    above = audience.visible(Page.objects.filter(path__in=paths), reader).order_by()
    pages = {
        path: (pk, title, kinds.get(kind))
        for pk, path, title, kind in above.values_list("pk", "path", "title", "content_type_id")
    }
    for one in occurrences:
        one.url = _address(one.url_path, roots)
        one.whereabouts = _whereabouts(one, pages)


def _address(url_path: str, roots: list[str]) -> str:
    """Return a page's address as the page itself would say it; asked of each page, it took half of the time."""
    root = next((root for root in roots if url_path.startswith(root)), None)
    return f"/{url_path[len(root) :]}" if root else ""


def _whereabouts(one: Occurrence, pages: dict) -> Whereabouts:
    territory, space_id = "", None
    for end in range(3 * Page.steplen, len(one.path), Page.steplen):
        pk, title, model = pages.get(one.path[:end], (None, "", None))
        if model is TerritoryPage:
            territory = title
        elif model in (ConventionPage, GroupPage):
            space_id = pk
    _pk, holder, _model = pages.get(one.path[: -Page.steplen], (None, "", None))
    return Whereabouts(territory, holder if one.step == Step.MEETING else "", space_id)


def link_for(one: Occurrence, reader: audience.Reader) -> str:
    """Return the address of its video conference for who may have it: everyone, or the members of its space."""
    if one.cancelled:
        return ""
    if one.link_is_public or reader.tokens is None:
        return one.link
    return one.link if f"{Level.MEMBERS}:{one.whereabouts.space_id}" in reader.tokens else ""


def next_change(occurrences: Iterable[Occurrence]) -> dt.datetime | None:
    """Return the first instant to come at which one of these begins or ends."""
    now = timezone.now()
    instants = (instant for one in occurrences for instant in (one.start, one.end) if instant and instant > now)
    return min(instants, default=None)
