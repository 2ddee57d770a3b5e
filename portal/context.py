"""What every template is given, beyond Django's own."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from wagtail.models import Site

from pages.base import menu
from pages.base.models import PortalSettings
from portal import generation

HOSTS = 100

_kept: dict[tuple[str, str], tuple[tuple, Any]] = {}


def portal(request: HttpRequest) -> dict:
    """Give ``portal_settings``, what an administrator writes once for the whole portal, and ``main_menu``.

    Both are read when they are first used.
    """
    return {
        "portal_settings": SimpleLazyObject(lambda: settings_of(request)),
        "main_menu": SimpleLazyObject(lambda: menu_of(request)),
    }


def settings_of(request: HttpRequest) -> PortalSettings:
    """Return the settings of the request's site."""
    return _keep("settings", request, _read_settings)


def menu_of(request: HttpRequest) -> list[dict]:
    """Return the entries of the main menu, in order: title, url, current (bool).

    They are the same for all: a page that is in no convention is public (see ``PortalPage.clean``).
    """
    return [
        {"title": title, "url": url, "current": request.path.startswith(url)}
        for title, url in _keep("menu", request, menu.entries)
    ]


def _read_settings(request: HttpRequest) -> PortalSettings:
    site = Site.find_for_request(request)
    return PortalSettings.for_site(site) if site else PortalSettings()


def _keep(name: str, request: HttpRequest, read: Callable[[HttpRequest], Any]) -> Any:
    """Return what is the same for all readers of a host, kept in memory, as pages are, until something is written."""
    present = generation.current().read() if settings.PAGE_CACHE else None
    key = name, request.META.get("HTTP_HOST", "")
    kept = _kept.get(key)
    if present and kept and kept[0] == present:
        return kept[1]
    found = read(request)
    if present:
        if len(_kept) >= HOSTS:
            _kept.clear()
        _kept[key] = present, found
    return found
