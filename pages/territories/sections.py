"""What this room adds to the territories' pages: the structures."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from pages.territories.models import TerritoryPage

SHOWN = 6


def structures(page: TerritoryPage, request: HttpRequest) -> dict | None:
    """Give a territory the first of its structures, and where the others are; None when it has none."""
    found = list(page.structures.order_by("name", "pk")[: SHOWN + 1])
    if not found:
        return None
    today = timezone.localdate()
    for one in found:
        one.out_of_approval = one.is_out_of_approval(today)
    more = f"{reverse('structures')}?territoire={page.code}" if len(found) > SHOWN else ""
    return {"structures": found[:SHOWN], "more_url": more}
