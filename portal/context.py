"""What every template is given, beyond Django's own."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from wagtail.models import Site

from pages.base.models import PortalSettings
from portal import generation

_kept: dict[int, tuple[tuple, PortalSettings]] = {}


def portal(request: HttpRequest) -> dict:
    """Give ``portal_settings``, what an administrator writes once for the whole portal, read when it is first used."""
    return {"portal_settings": SimpleLazyObject(lambda: settings_of(request))}


def settings_of(request: HttpRequest) -> PortalSettings:
    """Return the settings of the request's site, kept in memory, as pages are, until something shown is written."""
    site = Site.find_for_request(request)
    if site is None:
        return PortalSettings()
    present = generation.current().read() if settings.PAGE_CACHE else None
    kept = _kept.get(site.pk)
    if present and kept and kept[0] == present:
        return kept[1]
    found = PortalSettings.for_request(request)
    if present:
        _kept[site.pk] = present, found
    return found
