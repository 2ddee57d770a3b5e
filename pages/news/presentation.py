"""What the pages of news and events say, put in the shapes that the components draw."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from pages.base.dates import ApproximateDate
from pages.news import agenda
from pages.news.listing import TERRITORY_PATH, drawn
from pages.territories.models import TerritoryPage

PICTURE = "width-900|format-webp"


def news(page, request: HttpRequest) -> dict:
    """Return the context of a piece of news: its picture, or else the mosaic of its territory."""
    territory = TerritoryPage.objects.filter(path=page.path[:TERRITORY_PATH]).defer_streamfields().first()
    picture = drawn(page.picture, PICTURE)
    return {
        "written": ApproximateDate(page.date),
        "territory": territory,
        "picture": picture,
        "mosaic": territory.code.lower() if territory else "portail",
        "image_address": f"{settings.BASE_URL}{picture.url}" if picture else "",
    }


def event(page, request: HttpRequest) -> dict:
    """Return the context of an event: when, where, with whom, for people and for machines."""
    when = agenda.event(page)
    return {
        "facts": [
            {"label": _("Quand"), "value": capfirst(str(when)), "wide": True},
            {"label": _("Où"), "value": page.place},
            {"label": _("En ligne"), "value": urlsplit(page.link).hostname or page.link, "url": page.link},
            {
                "label": _("Organisé par"),
                "value": page.organiser.name if page.organiser else "",
                "url": page.organiser.get_absolute_url() if page.organiser else "",
            },
        ],
        "event": structured(page),
    }


def structured(page) -> dict:
    """Return an event in the words of schema.org: start, end, status, mode of attendance, location, organiser."""
    places = [{"@type": "Place", "name": page.place, "address": page.place}] if page.place else []
    places += [{"@type": "VirtualLocation", "url": page.link}] if page.link else []
    mode = {(True, False): "Offline", (False, True): "Online", (True, True): "Mixed"}.get(
        (bool(page.place), bool(page.link)), ""
    )
    organiser = {"@type": "Organization", "name": page.organiser.name} if page.organiser else None
    return {
        "start": _written(page.starts_at, page.whole_day),
        "end": _written(page.ends_at, page.whole_day) if page.ends_at else "",
        "status": "https://schema.org/EventScheduled",
        "mode": f"https://schema.org/{mode}EventAttendanceMode" if mode else "",
        "location": places[0] if len(places) == 1 else places,
        "organizer": organiser,
    }


def _written(instant, whole_day: bool) -> str:
    shown = timezone.localtime(instant)
    return shown.date().isoformat() if whole_day else shown.isoformat()
