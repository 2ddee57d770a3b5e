"""How the axes of a convention came along: their mean progress at the end of each month, quarter or year."""

import calendar
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

from pages.actions.models import ActionStatus
from pages.actions.models.action import ActionQuerySet

MOST_MONTHS = 18
MOST_QUARTERS = 24


@dataclass
class Course:
    """One action: its axis' primary key, when it began and was done, the days of its notes and what they said."""

    axis: int
    began: date
    done: date | None
    days: list[date]
    values: list[int]

    def progress(self, day: date) -> int | None:
        """Return its progress on a day, in percent: None before it began, 0 until its first note, 100 once done."""
        if day < self.began:
            return None
        if self.done and self.done <= day:
            return 100
        rank = bisect_right(self.days, day)
        return self.values[rank - 1] if rank else 0


def over_time(actions: ActionQuerySet, until: date) -> dict | None:
    """Return the mean progress of each axis at the end of each period, up to ``until``; None when nothing had begun.

    The rule: an abandoned action is left out; an action counts from the day it began (its real beginning, else its
    first note, else the planned beginning of what is no longer « Prévue »), for 0 % until its first note; a done one
    counts for 100 % from its end. An axis has no value as long as none of its actions has begun.

    One query, whatever the number of actions and notes. ``dates`` are the ends of the periods; ``rows``, in the order
    of the axes: {axis (its primary key), values: a percentage, or None, for each date}.
    """
    courses = list(_courses(actions))
    first = min((course.began for course in courses), default=None)
    if first is None or first > until:
        return None
    dates = period_ends(first, until)
    by_axis: dict[int, list[Course]] = {}
    for course in courses:
        by_axis.setdefault(course.axis, []).append(course)
    return {
        "dates": dates,
        "rows": [{"axis": axis, "values": [_mean(mine, day) for day in dates]} for axis, mine in by_axis.items()],
    }


def _courses(actions: ActionQuerySet) -> Iterable[Course]:
    """Yield the courses of the actions that began, those of an axis together."""
    dates = ("actual_start", "planned_start", "actual_end")
    rows = (
        actions.exclude(status=ActionStatus.ABANDONED)
        .exclude(axis=None)
        .order_by("axis__number", "pk", "notes__date")
        .values_list("pk", "axis", "status", *dates, "notes__date", "notes__progress")
    )
    for _pk, group in groupby(rows, key=itemgetter(0)):
        mine = list(group)
        axis, status, actual_start, planned_start, actual_end, first_note = mine[0][1:-1]
        supposed = planned_start if status != ActionStatus.PLANNED else None
        began = actual_start.first_day if actual_start else first_note or (supposed.first_day if supposed else None)
        if began:
            done = actual_end.last_day if status == ActionStatus.DONE and actual_end else None
            notes = [row[-2:] for row in mine if row[-2]]
            yield Course(axis, began, done, [day for day, _value in notes], [value for _day, value in notes])


def _mean(courses: list[Course], day: date) -> float | None:
    known = [value for course in courses if (value := course.progress(day)) is not None]
    return sum(known) / len(known) if known else None


def period_ends(first: date, until: date) -> list[date]:
    """Return the ends of the months, else of the quarters, else of the years, from ``first`` to ``until``.

    The period under way ends on ``until``: what is not over has no figure of its own.
    """
    months = (until.year - first.year) * 12 + until.month - first.month + 1
    step = 1 if months <= MOST_MONTHS else 3 if months <= 3 * MOST_QUARTERS else 12
    ends, year, month = [], first.year, -(-first.month // step) * step
    while (end := date(year, month, calendar.monthrange(year, month)[1])) < until:
        ends.append(end)
        year, month = (year, month + step) if month + step <= 12 else (year + 1, month + step - 12)
    return [*ends, until]
