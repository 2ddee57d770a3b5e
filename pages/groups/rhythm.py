"""Whether committees meet as often as their own rule says."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from wagtail.query import PageQuerySet

from pages.base.tree import path_above
from pages.conventions.models import CommitteePage, ConventionPage
from pages.conventions.models.convention import RUNNING
from pages.groups.schedule import Told, last_and_next, with_meetings
from pages.people import audience


@dataclass(frozen=True)
class Health:
    """How a committee keeps its rule: last meeting held, next one planned, the day by which it must meet (``due``)."""

    committee: CommitteePage
    last: Told | None
    next: Told | None
    due: dt.date | None
    is_late: bool


def health(
    committees: PageQuerySet, reader: audience.Reader, today: dt.date, request: HttpRequest | None = None
) -> list[Health]:
    """Return how the committees that a reader may see keep their rule, in their order, in one query.

    Cancelled meetings and drafts do not count; a meeting for members only does, without its title. A committee is late
    only while its convention runs.
    """
    above = ConventionPage.objects.filter(path=path_above(OuterRef("path"), 2))
    found = with_meetings(audience.visible(committees, reader), reader, today)
    found = found.annotate(
        convention_status=Subquery(above.values("status")[:1]), convention_title=Subquery(above.values("title")[:1])
    )
    return [_health(committee, reader, today, request) for committee in found]


def _health(committee: CommitteePage, reader: audience.Reader, today: dt.date, request: HttpRequest | None) -> Health:
    last, following = last_and_next(committee, reader, request)
    running = committee.convention_status in RUNNING
    due = committee.meeting_due(last.date.last_day if last else None) if running else None
    return Health(committee, last, following, due, bool(due and due < today))
