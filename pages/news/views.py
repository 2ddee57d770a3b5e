"""The agenda as a page, and its calendars: what each reader may see of what takes place."""

import datetime as dt
from dataclasses import dataclass, replace

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.models import Page

from pages.base.dates import ApproximateDate
from pages.base.models import PortalSettings
from pages.base.models.page import EXPIRES_AT
from pages.conventions.models import CommitteePage, ConventionPage
from pages.groups.models import GroupPage, MeetingPage
from pages.news import agenda, calendars, filters
from pages.news.agenda import Nature, Occurrence, Scope
from pages.news.models import EventPage
from pages.news.month import WEEKDAYS, Month, asked_day, weeks
from pages.people import audience
from pages.territories.models import TerritoryPage

MONTH, LIST = "mois", "liste"
VIEWS = {MONTH: gettext_lazy("Mois"), LIST: gettext_lazy("Liste")}
PER_PAGE = 30


@dataclass(frozen=True)
class Asked:
    """What an address of the agenda asks for, once what it may not ask for is left out."""

    month: Month
    view: str = MONTH
    day: dt.date | None = None
    territory: str = ""
    nature: str = ""

    @property
    def shown(self) -> tuple[dt.date, dt.date]:
        """Return the first and the last day to show."""
        return (self.day, self.day) if self.day else (self.month.first, self.month.last)

    def list_of(self, day: dt.date) -> str:
        """Return the address that lists all of a day."""
        return self.address(view=LIST, day=day)

    def address(self, **changes) -> str:
        """Return the address of the agenda with something else asked for."""
        said = replace(self, **changes)
        return filters.address(
            reverse("agenda"),
            {
                "mois": "" if said.day else said.month.value,
                "jour": said.day.isoformat() if said.day else "",
                "vue": said.view if said.view != MONTH else "",
                "territoire": said.territory,
                "nature": said.nature,
            },
        )


@require_safe
def agenda_page(request: HttpRequest) -> HttpResponse:
    """Answer ``/agenda/?mois=2026-11&vue=liste&territoire=33281&nature=reunion``; ``jour=2026-11-05`` lists one day.

    What is not understood is left out: this month, as a table, everything.
    """
    reader = audience.reader_for(request)
    territory = filters.territory_filter(request)
    nature = filters.Filter("nature", _("Nature"), list(Nature.choices), everything=_("Toutes")).read(request)
    asked = _asked(request, territory.value, nature.value)
    scope = Scope(territory=territory.value, natures=(nature.value,) if nature.value else tuple(Nature))
    found = agenda.between(reader, *asked.shown, scope)
    calendar = _calendar_address(territory.value)
    context = {
        "page_title": _("Agenda"),
        "breadcrumb": [{"title": _("Accueil"), "url": "/"}],
        "asked": asked,
        "views": [
            {"label": label, "url": asked.address(view=view, day=None), "current": view == asked.view}
            for view, label in VIEWS.items()
        ],
        "previous": _neighbour(asked, asked.month.previous),
        "following": _neighbour(asked, asked.month.following),
        "calendar": calendar,
        "calendar_url": f"{settings.BASE_URL}{calendar}",
        **filters.bar(request, [territory, nature], {"mois": asked.month.value, "vue": asked.view}),
        **(_list(request, asked, found, reader) if asked.view == LIST else _table(asked, found, reader)),
    }
    response = render(request, "news/agenda.html", context)
    response[EXPIRES_AT] = str(_true_until(found))
    return response


def _asked(request: HttpRequest, territory: str, nature: str) -> Asked:
    day = asked_day(request.GET.get("jour", ""))
    view = request.GET.get("vue", MONTH)
    month = day or asked_day(request.GET.get("mois", "")) or timezone.localdate()
    return Asked(
        Month.of(month), LIST if day else view if view in VIEWS else MONTH, day, territory=territory, nature=nature
    )


def _neighbour(asked: Asked, month: Month | None) -> dict | None:
    return {"title": str(month), "url": asked.address(month=month, day=None)} if month else None


def _calendar_address(territory: str) -> str:
    return reverse("territory_calendar", args=[territory]) if territory else reverse("portal_calendar")


def _table(asked: Asked, found: list[Occurrence], reader: audience.Reader) -> dict:
    table = weeks(asked.month, found)
    loose = [one for one in found if not one.has_day]
    agenda.situate([*(one for week in table for day in week for one in day.shown), *loose], reader)
    today = timezone.localdate()
    return {
        "weeks": [[day.cell(today, asked.list_of) for day in week] for week in table],
        "weekdays": WEEKDAYS,
        "loose": loose,
        "is_empty": not found,
    }


def _list(request: HttpRequest, asked: Asked, found: list[Occurrence], reader: audience.Reader) -> dict:
    known = [one for one in found if one.has_day]
    loose = [] if asked.day else [one for one in found if not one.has_day]
    page = Paginator(known, PER_PAGE).get_page(request.GET.get("page"))
    agenda.situate([*page.object_list, *loose], reader)
    return {
        "page_obj": page,
        "shown_day": ApproximateDate(asked.day) if asked.day else None,
        "loose": loose,
        "is_empty": not known and not loose,
    }


def _true_until(found: list[Occurrence]) -> int:
    """Return the instant (seconds since 1970) when the page stops being true: tonight, or something begins before."""
    midnight = agenda.midnight(timezone.localdate() + dt.timedelta(days=1))
    change = agenda.next_change(found)
    return int(min(midnight, change).timestamp() if change else midnight.timestamp())


# Calendars


@require_safe
def portal_calendar(request: HttpRequest) -> HttpResponse:
    """Give the whole portal's calendar."""
    return _calendar(request, PortalSettings.for_request(request).name, Scope())


@require_safe
def territory_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """Give the calendar of a territory, by its code."""
    found = audience.visible(TerritoryPage.objects.filter(code=code), audience.reader_for(request)).first()
    if found is None:
        raise Http404
    return _calendar(request, found.title, Scope(territory=found.index_code))


@require_safe
def committee_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    return _calendar_below(request, CommitteePage, pk)


@require_safe
def group_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    return _calendar_below(request, GroupPage, pk)


@require_safe
def convention_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    return _calendar_below(request, ConventionPage, pk)


@require_safe
def meeting_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one meeting as a file; it has none before its day is known."""
    return _one(request, agenda.meetings, MeetingPage, pk, "reunion")


@require_safe
def event_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one event as a file."""
    return _one(request, agenda.events, EventPage, pk, "evenement")


def _calendar_below(request: HttpRequest, model: type[Page], pk: int) -> HttpResponse:
    """Give the calendar of what stands below a page, 404 to whoever may not see that page."""
    found = audience.visible(model.objects.filter(pk=pk), audience.reader_for(request)).first()
    if found is None:
        raise Http404
    return _calendar(request, found.title, Scope(path=found.path))


def _calendar(request: HttpRequest, name: str, scope: Scope) -> HttpResponse:
    reader = audience.reader_for(request)
    written = calendars.calendar(name, calendars.around_today(reader, scope), reader)
    # Named by its address: an answer with a file name is not kept by the page cache, and this one is asked for often.
    return HttpResponse(written, content_type=calendars.CONTENT_TYPE)


def _one(request: HttpRequest, read, model: type[Page], pk: int, name: str) -> HttpResponse:
    reader = audience.reader_for(request)
    found = [one for one in read(audience.visible(model.objects.filter(pk=pk), reader)) if one.has_day]
    if not found:
        raise Http404
    response = HttpResponse(calendars.calendar(found[0].title, found, reader), content_type=calendars.CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}-{found[0].day}.ics")
    return response
