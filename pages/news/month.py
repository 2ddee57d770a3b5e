"""A month as a table of days: weeks from Monday to Sunday, a few items a day."""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from pages.base.dates import FIRST_YEAR, LAST_YEAR, MONTHS
from pages.news.agenda import Occurrence

SHOWN_PER_DAY = 4
WEEKDAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
ASKED = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?", re.ASCII)


@dataclass(frozen=True)
class Month:
    year: int
    number: int

    @classmethod
    def of(cls, day: dt.date) -> "Month":
        return cls(day.year, day.month)

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, self.number, 1)

    @property
    def last(self) -> dt.date:
        return dt.date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    @property
    def previous(self) -> "Month | None":
        """Return the month before, None when the portal's dates do not go so far."""
        before = self.first - dt.timedelta(days=1)
        return Month.of(before) if before.year >= FIRST_YEAR else None

    @property
    def following(self) -> "Month | None":
        after = self.last + dt.timedelta(days=1)
        return Month.of(after) if after.year <= LAST_YEAR else None

    @property
    def value(self) -> str:
        """Return how the month is written in an address."""
        return f"{self.year:04}-{self.number:02}"

    def __str__(self):
        return f"{MONTHS[self.number - 1]} {self.year}"


def asked_day(text: str) -> dt.date | None:
    """Return the day, or the first day of the month, that an address names; None for anything else."""
    match = ASKED.fullmatch(text)
    if not match or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return None
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        return None


@dataclass
class Day:
    date: dt.date
    within: bool
    """Whether it is of the month: the table's first and last weeks hold days of its neighbours, left empty."""
    all: list[Occurrence] = field(default_factory=list)

    @property
    def shown(self) -> list[Occurrence]:
        return self.all[:SHOWN_PER_DAY]

    def cell(self, today: dt.date, address: Callable[[dt.date], str]) -> dict:
        """Return what the table shows of the day; ``address`` leads to all of it when the cell has no room.

        Plain values: a month holds a hundred items, and a template looks a dictionary up several times faster.
        """
        kind = "" if self.within and self.all else "empty" if self.within else "outside"
        return {
            "iso": self.date.isoformat(),
            "number": str(self.date.day),
            "weekday": WEEKDAYS[self.date.weekday()],
            "rest": f"{'er' if self.date.day == 1 else ''} {MONTHS[self.date.month - 1]}",
            "kind": kind,
            "is_today": self.date == today,
            "items": [self._item(one) for one in self.shown],
            "more": len(self.all) - len(self.shown),
            "url": address(self.date) if len(self.all) > SHOWN_PER_DAY else "",
        }

    def _item(self, one: Occurrence) -> dict:
        return {
            "title": one.title,
            "url": one.url,
            "step": one.step.value,
            "hour": one.begins if one.day == self.date else "",
            "where": ", ".join(filter(None, (str(one.step.label) if one.is_call else "", one.whereabouts.territory))),
            "cancelled": one.cancelled,
        }


def weeks(month: Month, occurrences: Iterable[Occurrence]) -> list[list[Day]]:
    """Return the weeks of a month with, on each day, what takes place then; what has no day is in none."""
    days = {
        date: Day(date, date.month == month.number)
        for week in calendar.Calendar().monthdatescalendar(month.year, month.number)
        for date in week
    }
    month_first, month_last = month.first, month.last
    for one in occurrences:
        if not one.has_day:
            continue
        first, last = max(one.day, month_first), min(one.last_day, month_last)
        for number in range((last - first).days + 1):
            days[first + dt.timedelta(days=number)].all.append(one)
    found = list(days.values())
    return [found[start : start + 7] for start in range(0, len(found), 7)]
