"""Geometry of the pictures that templates draw as SVG: positions are strings in percent, ready for an attribute.

The content security policy forbids style attributes; widths are presentation attributes, which it allows.
"""

from datetime import date
from decimal import Decimal

from django import template
from django.utils.formats import date_format

from pages.base.templatetags.portal import percent

register = template.Library()

TICK_MONTHS = (1, 3, 6, 12, 24, 60, 120)
MOST_TICKS = 5
NARROWEST_BAR = 1.5
LAST_LABEL = 86  # percent of the width: beyond, a label would be cut
NARROWEST_NAMED_PART = 14
PART_COLOURS = 5


def at(position: float) -> str:
    """Return a position in percent as SVG writes it, with a point whatever the language."""
    return f"{position:.2f}"


def _month_start(months: int) -> date:
    """Return the first day of a month counted since year 0."""
    return date(months // 12, months % 12 + 1, 1)


class Scale:
    """Whole months from the first day shown to the last, as positions from 0 to 100."""

    def __init__(self, days: list[date]):
        first, last = min(days), max(days)
        self.first_month = first.year * 12 + first.month - 1
        self.last_month = last.year * 12 + last.month
        self.start = _month_start(self.first_month)
        self.length = (_month_start(self.last_month) - self.start).days

    def position(self, day: date) -> float:
        return 100 * (day - self.start).days / self.length

    def bar(self, start: date | None, end: date | None) -> dict | None:
        """Return where a bar stands, wide enough to be seen; a single date makes a mark; none, nothing."""
        start, end = start or end, end or start
        if start is None:
            return None
        start, end = min(start, end), max(start, end)
        width = max(self.position(end) - self.position(start), NARROWEST_BAR)
        left = min(self.position(start), 100 - width)
        return {"x": at(left), "width": at(width)}

    def ticks(self) -> list[dict]:
        """Return at most MOST_TICKS round months or years with their labels."""
        months = self.last_month - self.first_month
        step = next((step for step in TICK_MONTHS if months / step <= MOST_TICKS), TICK_MONTHS[-1])
        wording = "N Y" if step < 12 else "Y"
        first = -(-self.first_month // step) * step
        starts = [_month_start(month) for month in range(first, self.last_month, step)]
        return [
            {
                "x": at(self.position(day)),
                "label": date_format(day, wording).lower() if self.position(day) <= LAST_LABEL else "",
            }
            for day in starts
        ]


@register.simple_tag
def timeline_drawing(items: list[dict], today: date | None = None) -> dict | None:
    """Return what components/timeline.html draws, None when no item has a date."""
    dates = ("planned_start", "planned_end", "actual_start", "actual_end")
    days = [item[name] for item in items or () for name in dates if item.get(name)]
    if not days:
        return None
    going = today and any(item.get("actual_start") and not item.get("actual_end") for item in items)
    scale = Scale([*days, today] if going else days)
    within = today and 0 <= scale.position(today) <= 100
    return {
        "ticks": scale.ticks(),
        "today": at(scale.position(today)) if within else "",
        "rows": [_timeline_row(scale, item, today) for item in items],
    }


def _timeline_row(scale: Scale, item: dict, today: date | None) -> dict:
    start, end = item.get("actual_start"), item.get("actual_end")
    if start and not end and today and start < today:
        end = today
    return {
        "label": item["label"],
        "axis": item.get("axis"),
        "planned": scale.bar(item.get("planned_start"), item.get("planned_end")),
        "actual": scale.bar(start, end),
    }


@register.simple_tag
def stack_drawing(parts: list[dict]) -> list[dict]:
    """Return the parts of a whole side by side; amounts of zero or less have no place in the picture."""
    shown = [part for part in parts if part["amount"] and part["amount"] > 0]
    total = sum(Decimal(str(part["amount"])) for part in shown)
    drawn, left = [], 0.0
    for rank, part in enumerate(shown):
        width = float(100 * Decimal(str(part["amount"])) / total)
        drawn.append(
            {
                "label": part["label"],
                "css_class": "part-rest" if part.get("rest") else f"part-{rank % PART_COLOURS + 1}",
                "x": at(left),
                "width": at(width),
                "middle": at(left + width / 2),
                "percent": percent(width),
                "wide": width >= NARROWEST_NAMED_PART,
            }
        )
        left += width
    return drawn
