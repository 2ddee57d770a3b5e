"""What the conventions add to the pages of the rooms below."""

from django.http import HttpRequest
from wagtail.models import Page

from pages.conventions.models import ConventionPage
from pages.people import audience


def finder(page: Page, request: HttpRequest) -> dict:
    """Give the territory finder's form what was asked."""
    return {"asked": request.GET.get("q", "")[:100]}


def conventions(page: Page, request: HttpRequest) -> dict:
    """Give a territory's page its conventions, the running ones first."""
    found = audience.visible(ConventionPage.objects.child_of(page), audience.reader_for(request))
    return {"conventions": sorted(found, key=lambda convention: not convention.is_running)}
