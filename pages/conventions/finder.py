"""From the commune that a person names to the convention that covers it."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pages.conventions.models import ConventionPage, PerimeterPlace
from pages.people import audience
from pages.territories.geography import lookup
from pages.territories.geography.models import Area
from pages.territories.models import TerritoryPage

SHOWN = 12


def destinations(areas: list[Area], reader: audience.Reader) -> list[dict]:
    """Return for each area its page, if any, and the convention that covers it, if any, among what a reader may see.

    A commune is covered by the convention it holds or whose perimeter names it.
    """
    codes = [area.code for area in areas]
    pages = {
        (page.kind, page.code): page for page in audience.visible(TerritoryPage.objects.filter(code__in=codes), reader)
    }
    conventions = audience.visible(ConventionPage.objects.all(), reader)
    held = _best_by_parent(conventions, pages.values())
    covered = {
        place.code: place.convention
        for place in PerimeterPlace.objects.filter(code__in=codes, convention__in=conventions).select_related(
            "convention"
        )
    }
    found = []
    for area in areas:
        page = pages.get((area.kind, area.code))
        convention = held.get(page.path) if page else None
        if not convention and area.kind == Area.Kind.COMMUNE:
            convention = covered.get(area.code)
        found.append({"area": area, "page": page, "convention": convention})
    return found


def _best_by_parent(conventions, pages) -> dict[str, ConventionPage]:
    """Return the convention to show for each territory page's path: a running one, else the latest."""
    beneath = Q(pk=None)
    for page in pages:
        beneath |= Q(path__startswith=page.path)
    ordered = sorted(conventions.filter(beneath), key=lambda one: (one.is_running, one.path))
    return {one.path[: -one.steplen]: one for one in ordered}


def _url(found: dict, request: HttpRequest) -> str:
    target = found["convention"] or found["page"]
    return target.get_url(request) if target else f"/trouver/?q={found['area'].code}"


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Answer ``/trouver/?q=…``: the territories that answer, told apart, each with its convention or the lack of it."""
    asked = request.GET.get("q", "").replace("\0", "").strip()[:100]
    areas = lookup.find(asked, limit=SHOWN) if asked else []
    found = destinations(areas, audience.reader_for(request))
    return render(request, "conventions/find.html", {"asked": asked, "found": found})


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """Answer the finder while one types: label, detail (« Commune · 33700 ») and where choosing leads."""
    asked = request.GET.get("q", "").replace("\0", "").strip()[:100]
    areas = lookup.find(asked, limit=8) if len(asked) > 1 else []
    found = destinations(areas, audience.reader_for(request))
    results = [
        {
            "label": one["area"].label,
            "detail": one["convention"].title if one["convention"] else one["area"].detail,
            "url": _url(one, request),
        }
        for one in found
    ]
    return JsonResponse({"results": results})
