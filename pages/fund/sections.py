"""What the fund adds to a convention's page."""

from django.db.models import Q, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from pages.base.models import HomePage
from pages.base.sections import true_until
from pages.conventions import parts
from pages.conventions.models import ConventionPage
from pages.fund.links import propose_url
from pages.fund.models import CallPage, FundPage, amounts, in_words, sums
from pages.people import audience


def propose(page: ConventionPage, request: HttpRequest) -> dict | None:
    """Give a convention that receives proposals outside any call the button to make one."""
    return {"url": propose_url(convention=page)} if page.receives_proposals else None


def fund(page: ConventionPage, request: HttpRequest) -> dict | None:
    """Give a convention its fund: what was contributed, committed, left, and the open call, in one query."""
    part = next(iter(parts.of_type(page, request, FundPage)), None)
    if part is None:
        return None
    rows = FundPage.objects.filter(pk=part.pk).order_by().values("pk")
    row = rows.annotate(**sums("entries__"), **_calls(page, request)).get()
    totals = amounts(row)
    return {
        "fund": part,
        "totals": totals,
        "parts": [
            {"label": _("Accordé"), "amount": totals["committed"]},
            {"label": _("Reste à accorder"), "amount": totals["left"], "rest": True},
        ],
        "call": _call(page, row, request),
    }


def open_call(page: ConventionPage, request: HttpRequest) -> dict | None:
    """Give a convention without a fund its open call; one with a fund tells it there."""
    if parts.of_type(page, request, FundPage):
        return None
    call = _call(page, ConventionPage.objects.filter(pk=page.pk).values(**_calls(page, request)).get(), request)
    return {"call": call} if call else None


def _calls(page: ConventionPage, request: HttpRequest) -> dict[str, Subquery]:
    """Return what tells, in a query, the call of the convention or of its fund that closes first, and the next one."""
    now = timezone.now()
    below = Q(path__startswith=page.path, depth__lte=page.depth + parts.DEEPEST)
    calls = audience.visible(CallPage.objects.filter(below), audience.reader_for(request))
    first = calls.filter(opens_at__lte=now, closes_at__gt=now).order_by("closes_at", "path")
    coming = calls.filter(opens_at__gt=now).order_by("opens_at").values("opens_at")[:1]
    found = {f"call_{name}": Subquery(first.values(name)[:1]) for name in ("pk", "title", "url_path", "closes_at")}
    return {**found, "call_opens_next": Subquery(coming)}


def first_call(page: HomePage, request: HttpRequest) -> dict | None:
    """Give home the open call that closes first: the one thing that an association may answer today."""
    now = timezone.now()
    open_now = CallPage.objects.filter(opens_at__lte=now, closes_at__gt=now)
    call = audience.visible(open_now, audience.reader_for(request)).defer_streamfields().order_by("closes_at").first()
    if call is None:
        return None
    true_until(request, call.closes_at)
    return {"call": call}


def _call(page: ConventionPage, found: dict, request: HttpRequest) -> dict | None:
    """Return the open call, and say until when that is true."""
    for moment in filter(None, (found["call_closes_at"], found["call_opens_next"])):
        true_until(request, moment)
    if not found["call_pk"]:
        return None
    return {
        "title": found["call_title"],
        "url": page.get_url(request) + found["call_url_path"].removeprefix(page.url_path),
        "closes": in_words(found["call_closes_at"]),
        "propose_url": propose_url(CallPage(pk=found["call_pk"])),
    }
