"""What the fund adds to a convention's page."""

from django.db.models import Q, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from pages.base.models import HomePage
from pages.base.sections import true_until
from pages.conventions import parts
from pages.conventions.models import ConventionPage
from pages.fund.models import CallPage, FundPage, amounts, sums
from pages.fund.models.pages import in_words
from pages.people import audience


def fund(page: ConventionPage, request: HttpRequest) -> dict | None:
    """Give a convention its fund: what was contributed, committed, left, and the open call, in one query."""
    part = next(iter(parts.of_type(page, request, FundPage)), None)
    if part is None:
        return None
    now = timezone.now()
    # A call of the convention, or of its fund.
    below = Q(path__startswith=page.path, depth__lte=page.depth + parts.DEEPEST)
    calls = CallPage.objects.filter(below, opens_at__lte=now, closes_at__gt=now)
    first = audience.visible(calls, audience.reader_for(request)).order_by("closes_at", "path")
    call = {f"call_{name}": Subquery(first.values(name)[:1]) for name in ("title", "url_path", "closes_at")}
    rows = FundPage.objects.filter(pk=part.pk).order_by().values("pk").annotate(**sums("entries__"), **call)
    totals = amounts(rows.get())
    return {
        "fund": part,
        "totals": totals,
        "parts": [
            {"label": _("Accordé"), "amount": totals["committed"]},
            {"label": _("Reste à accorder"), "amount": totals["left"], "rest": True},
        ],
        "call": _call(page, totals, request),
    }


def open_call(page: HomePage, request: HttpRequest) -> dict | None:
    """Give home the open call that closes first: the one thing that an association may answer today."""
    now = timezone.now()
    open_now = CallPage.objects.filter(opens_at__lte=now, closes_at__gt=now)
    call = audience.visible(open_now, audience.reader_for(request)).defer_streamfields().order_by("closes_at").first()
    if call is None:
        return None
    true_until(request, call.closes_at)
    return {"call": call}


def _call(page: ConventionPage, found: dict, request: HttpRequest) -> dict | None:
    if not found["call_title"]:
        return None
    return {
        "title": found["call_title"],
        "url": page.get_url(request) + found["call_url_path"].removeprefix(page.url_path),
        "closes": in_words(found["call_closes_at"]),
    }
