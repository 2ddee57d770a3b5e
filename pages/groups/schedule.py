"""Reading meetings: those held and those to come, below a page or around it, and what may be told of each."""

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat, JSONObject
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page
from wagtail.query import PageQuerySet

from pages.base.dates import ApproximateDate, past
from pages.groups.models import MeetingPage, MinutesPage
from pages.people import audience

FIRST_STEP, LAST_STEP = "0" * Page.steplen, "Z" * Page.steplen
NEXT_SHOWN = 6
PER_PAGE = 10


@dataclass(frozen=True)
class Told:
    """A page as a list tells it: without a title or an address for whoever may not see it."""

    title: str = ""
    url: str = ""
    date: ApproximateDate | None = None


def held(meetings: PageQuerySet, today: dt.date) -> PageQuerySet:
    """Keep the meetings that took place: published, not cancelled, wholly past."""
    return meetings.live().filter(past("date", today), cancelled=False)


def to_come(meetings: PageQuerySet, today: dt.date) -> PageQuerySet:
    """Keep the meetings that are planned: published, not cancelled, not wholly past."""
    return meetings.live().filter(cancelled=False).exclude(past("date", today))


def unreported(meetings: PageQuerySet, today: dt.date) -> PageQuerySet:
    """Keep the meetings held whose minutes are not published."""
    return held(meetings, today).exclude(Exists(just_below(MinutesPage).live()))


def just_below(model: type[Page]) -> QuerySet:
    """Return the pages of a type just below the page of the outer query, found by the index of the tree's paths."""
    path = OuterRef("path")
    return model.objects.order_by().filter(
        path__gt=Concat(path, Value(FIRST_STEP)), path__lte=Concat(path, Value(LAST_STEP)), depth=OuterRef("depth") + 1
    )


def _first(pages: PageQuerySet, *order: str, **more: str) -> Subquery:
    """Return the first page as one value: its title, its address, who sees it."""
    told = JSONObject(title="title", url_path="url_path", token="effective_audience__token", **more)
    return Subquery(pages.order_by(*order).values(told=told)[:1])


def with_meetings(pages: PageQuerySet, reader: audience.Reader, today: dt.date) -> PageQuerySet:
    """Annotate what ``last_and_next`` reads: each page's last meeting held, its next that the reader may see."""
    planned = audience.visible(to_come(just_below(MeetingPage), today), reader)
    return pages.annotate(
        last_meeting=_first(held(just_below(MeetingPage), today), "-date", "-path", date="date"),
        next_meeting=_first(planned, "date", "path", date="date"),
    )


def last_and_next(
    page: Page, reader: audience.Reader, request: HttpRequest | None = None
) -> tuple[Told | None, Told | None]:
    """Return the two meetings of a page that ``with_meetings`` annotated.

    The last one counts whoever may see it; it is named only to who may.
    """
    return _told(page.last_meeting, reader, request), _told(page.next_meeting, reader, request)


def _told(found: dict | None, reader: audience.Reader, request: HttpRequest | None) -> Told | None:
    if not found:
        return None
    date = ApproximateDate.load(found["date"]) if "date" in found else None
    if not reader.holds(found["token"] or ""):
        return Told(date=date)
    return Told(found["title"], Page(url_path=found["url_path"]).get_url(request) or "", date)


def of(holder: Page, request: HttpRequest) -> dict:
    """Return the meetings of a committee, a group or a convention that the reader may see, in three queries.

    ``next``: the first ones to come; ``page_obj``: the past ones, latest first, each with its ``minutes`` (Told, None).
    A cancelled meeting is told as such: whoever meant to come must read it.
    """
    reader = audience.reader_for(request)
    found = audience.visible(MeetingPage.objects.child_of(holder), reader).defer_streamfields()
    gone = past("date", timezone.localdate())
    over = found.filter(gone).annotate(written=_first(audience.visible(just_below(MinutesPage), reader), "path"))
    page_obj = Paginator(over.order_by("-date", "-path"), PER_PAGE).get_page(request.GET.get("page"))
    for meeting in page_obj.object_list:
        meeting.minutes = _told(meeting.written, reader, request)
    return {"next": list(found.exclude(gone).order_by("date", "path")[:NEXT_SHOWN]), "page_obj": page_obj}
