"""Geometry of the pictures made from figures: marks against a period, curve of an indicator, progress, matrix.

As in ``pictures``: positions are strings in percent, ready for an attribute; nothing here asks the database. Each
picture is hidden from screen readers and stands beside its table, which says the same in words.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from math import ceil, floor, log10, sqrt
from typing import Protocol

from django import template
from django.utils.translation import gettext_lazy as _

from pages.base.dates import ApproximateDate
from pages.base.templatetags.pictures import Scale, at

register = template.Library()

# Marks: a shape for each, so that the colour is never alone to tell them apart.
MARK_KINDS = {"done": _("Fait"), "planned": _("Prévu"), "due": _("Attendu"), "late": _("En retard")}
NICE_STEPS = (1, 2, 2.5, 5, 10)
MOST_LEVELS = 4
SMALLEST_DISC, LARGEST_DISC = 5.0, 16.0


class Value(Protocol):
    """A value on a day, such as an indicator's measure."""

    date: date
    value: Decimal


# Marks


@register.simple_tag
def marks_drawing(
    items: Sequence[dict], start: date | None = None, end: date | None = None, today: date | None = None
) -> dict | None:
    """Return what components/marks.html draws, None when nothing has a date.

    ``items``: rows of {label, marks: list of {date, kind (see MARK_KINDS), text}}. ``start`` and ``end`` bound the
    period, else the marks and today do; a mark outside it is told by the table only.
    """
    days = [mark["date"] for item in items or () for mark in item["marks"] if mark.get("date")]
    if not days:
        return None
    days += [today] if today else []
    scale = Scale([start or min(days), end or max(days)])
    rows = [{"label": item["label"], "marks": _marks(scale, item["marks"])} for item in items]
    used = {mark["kind"] for row in rows for mark in row["marks"]}
    return {
        "ticks": scale.ticks(),
        "today": at(scale.position(today)) if today and _within(scale, today) else "",
        "key": [{"kind": kind, "label": label} for kind, label in MARK_KINDS.items() if kind in used],
        "rows": rows,
    }


def _within(scale: Scale, day: date) -> bool:
    return 0 <= scale.position(day) <= 100


def _marks(scale: Scale, marks: Sequence[dict]) -> list[dict]:
    shown = [mark for mark in marks if mark.get("date") and _within(scale, mark["date"])]
    return [{"kind": mark["kind"], "x": at(scale.position(mark["date"]))} for mark in shown]


# Curves


class Levels:
    """A vertical scale of round values, zero among them unless the figures stand far from it, as heights in percent."""

    def __init__(self, values: Iterable[Decimal]):
        figures = [float(value) for value in values]
        low, high = min(figures), max(figures)
        if 0 <= low <= high / 2 or low == high >= 0:
            low = 0.0
        elif low == high:
            high = 0.0
        self.step = _nice_step((high - low) or 1.0)
        self.first = floor(low / self.step)
        self.last = max(ceil(high / self.step), self.first + 1)

    def height(self, value: Decimal | float) -> float:
        """Return how far from the top a value stands, in percent."""
        span = (self.last - self.first) * self.step
        return 100 - 100 * (float(value) - self.first * self.step) / span

    def lines(self) -> list[dict]:
        """Return the round values with where their lines stand."""
        values = [rank * self.step for rank in range(self.first, self.last + 1)]
        return [{"y": at(self.height(value)), "value": value} for value in values]


def _nice_step(span: float) -> float:
    """Return the round step that makes at most MOST_LEVELS levels of a span."""
    unit = 10 ** floor(log10(span / MOST_LEVELS))
    return next(step * unit for step in NICE_STEPS if step * unit * MOST_LEVELS >= span)


@register.simple_tag
def curve_drawing(
    values: Iterable[Value],
    baseline: Decimal | None = None,
    baseline_date: ApproximateDate | None = None,
    target: Decimal | None = None,
    target_date: ApproximateDate | None = None,
) -> dict | None:
    """Return what components/curve.html draws, None when fewer than two values are known.

    A dated baseline is the curve's first point; without its date it is only a line, as the target always is.
    """
    points = [(one.date, one.value) for one in values]
    if baseline is not None and baseline_date:
        points.append((baseline_date.first_day, baseline))
    points.sort()
    if len(points) < 2:
        return None
    days = [day for day, _value in points] + ([target_date.last_day] if target is not None and target_date else [])
    levels = Levels([value for _day, value in points] + [value for value in (baseline, target) if value is not None])
    scale = Scale(days)
    drawn = [{"x": at(scale.position(day)), "y": at(levels.height(value)), "value": value} for day, value in points]
    last = points[-1]
    return {
        "levels": levels.lines(),
        "ticks": scale.ticks(),
        "line": _line(drawn),
        "area": _area(drawn),
        "points": drawn,
        "last": {**drawn[-1], "anchor": _anchor(scale.position(last[0]))},
        "target": _level(levels, target, above=True),
        "baseline": _level(levels, baseline, above=baseline is not None and target is not None and baseline > target),
    }


@register.filter
def with_curve(indicators: Iterable) -> list:
    """Keep the indicators (``measures`` prefetched) of which at least two values are dated: they make a curve."""
    return [one for one in indicators if len(one.measures.all()) + bool(_dated_baseline(one)) > 1]


def _dated_baseline(indicator) -> bool:
    return indicator.baseline is not None and bool(indicator.baseline_date)


def _line(points: Sequence[dict]) -> str:
    return " ".join(f"{point['x']},{point['y']}" for point in points)


def _area(points: Sequence[dict]) -> str:
    """Return the surface between a line and the bottom of the picture."""
    return f"{points[0]['x']},100 {_line(points)} {points[-1]['x']},100"


def _anchor(position: float) -> str:
    """Return which end of a label stands at a position, so that it stays inside the picture."""
    if position > 75:
        return "end"
    return "start" if position < 25 else "middle"


def _level(levels: Levels, value: Decimal | None, above: bool) -> dict | None:
    """Return the line of a value, its label above or below; always above near the bottom, where the dates are."""
    if value is None:
        return None
    height = levels.height(value)
    return {"y": at(height), "value": value, "shift": "-0.45em" if above or height > 80 else "1.15em"}


# Progress


@register.simple_tag
def progress_drawing(dates: Sequence[date], rows: Sequence[dict]) -> dict:
    """Return what components/progress_over_time.html draws and writes.

    ``rows``: {label, values, …}, where ``values`` holds a percentage for each of ``dates``, None as long as nothing
    had begun; a row where nothing ever did has no picture.
    """
    return {
        "rows": [{**row, "drawing": _progress(dates, row["values"])} for row in rows],
        "lines": [{"date": day, "values": [row["values"][rank] for row in rows]} for rank, day in enumerate(dates)],
    }


def _progress(dates: Sequence[date], values: Sequence[float | None]) -> dict | None:
    known = [(day, value) for day, value in zip(dates, values, strict=True) if value is not None]
    if not known:
        return None
    scale = Scale(list(dates))
    points = [{"x": at(scale.position(day)), "y": at(100 - value)} for day, value in known]
    return {
        "ticks": scale.ticks(),
        "line": _line(points),
        "area": _area(points),
        "last": {**points[-1], "value": known[-1][1]},
    }


# Matrix


@register.filter
def disc(value: int, most: int) -> str:
    """Return the radius, in pixels, of a disc whose surface says a number, ``most`` being the largest of its kind."""
    if value <= 0 or most <= 0:
        return "0"
    return f"{max(SMALLEST_DISC, LARGEST_DISC * sqrt(min(value, most) / most)):.1f}"
