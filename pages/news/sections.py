"""What is to come and what is new, on the pages of the rooms below, and the small links that put it in one's agenda."""

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from pages.base import sections
from pages.base.dates import ApproximateDate
from pages.conventions.models import CommitteePage, ConventionPage
from pages.groups.models import Decision, GroupPage, MeetingPage
from pages.news import agenda, filters, listing
from pages.news.agenda import Scope
from pages.news.models import EventPage, NewsPage
from pages.people import audience
from pages.territories.models import TerritoryPage
from search import engines
from search.models import SearchEntry

COMING = 4
NEWS_ON_HOME = 3
NEWS_OF_CONVENTION = 4
EVENTS_OF_CONVENTION = 2
DECISIONS = 20


# Sections


def coming(page: Page, request: HttpRequest) -> dict | None:
    """Give home what comes next in the whole portal, or a territory what comes next there."""
    code = page.index_code if isinstance(page, TerritoryPage) else ""
    reader = audience.reader_for(request)
    found = agenda.coming(reader, COMING, Scope(territory=code))
    if not found:
        return None
    agenda.situate(found, reader)
    if change := agenda.next_change(found):
        sections.true_until(request, change)
    return {"found": found, "all_url": filters.address(reverse("agenda"), {"territoire": code})}


def news(page: Page, request: HttpRequest) -> dict | None:
    """Give home the latest news."""
    found = audience.visible(NewsPage.objects.all(), audience.reader_for(request))
    cards = listing.cards(listing.newest(found)[:NEWS_ON_HOME])
    return {"cards": cards} if cards else None


def news_of_convention(page: ConventionPage, request: HttpRequest) -> dict | None:
    """Give a convention its next events and its latest news, from the index, in one query.

    Each has its own number of places: a programme announced a year ahead does not hide the news.
    """
    below = engines.visible(audience.reader_for(request).tokens).filter(url__startswith=page.get_url(request))
    news = below.filter(kind="news").order_by("-date", "-pk")
    events = below.filter(kind="event", date__gte=timezone.localdate()).order_by("date", "pk")
    chosen = Q(pk__in=news.values("pk")[:NEWS_OF_CONVENTION]) | Q(pk__in=events.values("pk")[:EVENTS_OF_CONVENTION])
    found = list(SearchEntry.objects.filter(chosen).order_by("date", "pk"))
    ordered = [one for one in found if one.kind == "event"] + [one for one in found[::-1] if one.kind == "news"]
    return {"cards": [_entry_card(one) for one in ordered]} if ordered else None


def _entry_card(entry: SearchEntry) -> dict:
    said = [entry.kind_label, str(ApproximateDate(entry.date)) if entry.date else ""]
    return {
        "title": entry.title,
        "url": entry.url,
        "text": entry.summary,
        "meta": " · ".join(part for part in said if part),
    }


def decisions_about(page: Page, request: HttpRequest) -> dict | None:
    """Give an action or a project the decisions about it, each with its minutes, in the one query left to it."""
    readable = Decision.objects.filter(about=page.pk).readable(audience.reader_for(request))
    readable = readable.select_related("owner_organisation", "minutes").defer("minutes__body").order_by("-pk")
    found = list(readable[: DECISIONS + 1])
    for one in found:
        one.leads_to = None
    return {"decisions": {"found": found[:DECISIONS], "more": len(found) > DECISIONS}} if found else None


# Tools: plain links, without a query


def add_meeting(page: MeetingPage, request: HttpRequest) -> dict | None:
    """Offer a meeting to come as a file for one's agenda, once its day is known."""
    if page.cancelled or page.is_past or page.date.precision != "day":
        return None
    return {"links": [_to_agenda(reverse("meeting_calendar", args=[page.pk]))]}


def add_event(page: EventPage, request: HttpRequest) -> dict | None:
    return None if page.is_past else {"links": [_to_agenda(reverse("event_calendar", args=[page.pk]))]}


def follow_group(page: GroupPage, request: HttpRequest) -> dict:
    return _follow(page, "group_calendar", page.pk, "group_feed")


def follow_committee(page: CommitteePage, request: HttpRequest) -> dict:
    return _follow(page, "committee_calendar", page.pk)


def follow_convention(page: ConventionPage, request: HttpRequest) -> dict:
    return _follow(page, "convention_calendar", page.pk, "convention_feed")


def follow_territory(page: TerritoryPage, request: HttpRequest) -> dict:
    return _follow(page, "territory_calendar", page.code, "territory_feed")


def _follow(page: Page, calendar: str, key, feed: str = "") -> dict:
    """Return the links to a page's calendar and feed.

    Neither an agenda nor a feed reader logs in: what is not public can only be taken as it is today.
    """
    address = reverse(calendar, args=[key])
    if audience.token_of(page) != audience.PUBLIC:
        return {"links": [_link(address, _("Mettre ses dates dans mon agenda"), _("fichier iCal"))]}
    links = [_link(address, _("S’abonner à l’agenda"), _("iCal, tenu à jour"))]
    if feed:
        links.append(_link(reverse(feed, args=[key]), _("Suivre le fil"), _("Atom, ce qui est publié ici")))
    return {"links": links}


def _to_agenda(url: str) -> dict:
    return _link(url, _("Ajouter à mon agenda"), _("fichier iCal"))


def _link(url: str, label: str, detail: str) -> dict:
    return {"url": url, "label": label, "detail": detail}
