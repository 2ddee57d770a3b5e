"""The list of all the calls: those that one may answer, those to come, those that are over; narrowed in the address."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import Case, CharField, DateTimeField, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Substr
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from pages.base.filters import Filter, filtered
from pages.fund.models import CallPage
from pages.people import audience
from pages.territories.models import TerritoryPage

PER_PAGE = 20
OPEN, TO_COME, PAST = "ouvert", "a-venir", "clos"
# Root, home, list of territories, territory: where the page types allow it, nowhere else.
TERRITORY_DEPTH = 4


def with_state(calls: QuerySet, now: datetime) -> QuerySet:
    """Annotate calls with ``state`` and ``rank``, and with ``next_change``: what they are ordered by, soonest first."""
    is_open, to_come = Q(opens_at__lte=now, closes_at__gt=now), Q(opens_at__gt=now)
    return calls.annotate(
        state=Case(
            When(is_open, then=Value(OPEN)),
            When(to_come, then=Value(TO_COME)),
            default=Value(PAST),
            output_field=CharField(),
        ),
        rank=Case(When(is_open, then=Value(0)), When(to_come, then=Value(1)), default=Value(2)),
        next_change=Case(
            When(is_open, then=F("closes_at")), When(to_come, then=F("opens_at")), output_field=DateTimeField()
        ),
    )


def calls(request: HttpRequest) -> dict:
    """Return the context of the list of calls: filters, a page of calls, the same in groups."""
    reader = audience.reader_for(request)
    places = audience.visible(TerritoryPage.objects.order_by("title"), reader)
    place = places.order_by().filter(path=Substr(OuterRef("path"), 1, TERRITORY_DEPTH * Page.steplen))
    found = with_state(audience.visible(CallPage.objects.all(), reader), timezone.now()).annotate(
        territory_code=Subquery(place.values("code")[:1]), territory_title=Subquery(place.values("title")[:1])
    )
    filters = [
        Filter("territoire", _("Territoire"), list(places.values_list("code", "title")), "territory_code"),
        Filter("etat", _("État"), list(headings().items()), "state"),
    ]
    found, bar = filtered(request, found.defer_streamfields(), filters)
    page = Paginator(found.order_by("rank", "next_change", "-closes_at", "path"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    return {**bar, "page_obj": page, "groups": groups(page)}


def headings() -> dict[str, str]:
    return {OPEN: _("Ouverts"), TO_COME: _("À venir"), PAST: _("Passés")}


def groups(page: Iterable[CallPage]) -> list[dict]:
    """Return the calls of a page, already in order, by state: heading, calls."""
    named = headings()
    return [{"heading": named[state], "calls": list(found)} for state, found in groupby(page, lambda one: one.state)]


def changes(request: HttpRequest) -> list[datetime]:
    """Return the next instants when a call that the reader may see opens or closes."""
    now = timezone.now()
    seen = audience.visible(CallPage.objects.all(), audience.reader_for(request))
    next_ones = seen.aggregate(
        opens=Min("opens_at", filter=Q(opens_at__gt=now)), closes=Min("closes_at", filter=Q(closes_at__gt=now))
    )
    return [moment for moment in next_ones.values() if moment]
