"""The committees of a convention: who sits on each, by college, and how often each must meet, in words."""

from collections import defaultdict

from django.core.paginator import Paginator
from django.db.models import Case, Count, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pages.base import menu
from pages.conventions.models import College, CommitteeIndexPage, CommitteeKind, CommitteePage, ConventionPage, Seat
from pages.people import audience
from pages.people.models import Level

PER_PAGE = 24
KIND_ORDER = Case(*(When(kind=kind, then=Value(rank)) for rank, kind in enumerate(CommitteeKind)))


def college_count(college: str, count: int) -> str:
    """Return how many seats a college has, as « 6 élus »."""
    words = {
        College.ELECTED: ngettext("%d\u00a0élu", "%d\u00a0élus", count),
        College.SERVICES: ngettext("%d\u00a0pour les services", "%d\u00a0pour les services", count),
        College.CAF: ngettext("%d\u00a0pour la Caf", "%d\u00a0pour la Caf", count),
        College.PARTNERS: ngettext("%d\u00a0partenaire", "%d\u00a0partenaires", count),
        College.ASSOCIATIONS: ngettext("%d\u00a0association", "%d\u00a0associations", count),
        College.RESIDENTS: ngettext("%d\u00a0habitant", "%d\u00a0habitants", count),
    }
    return words[college] % count


def seats_in_words(counts: dict[str, int]) -> str:
    """Return the seats by college, as « 15 sièges : 6 élus, 6 pour les services, 3 pour la Caf »."""
    total = sum(counts.values())
    if not total:
        return _("Sièges à désigner")
    detail = ", ".join(college_count(college, counts[college]) for college in College if counts.get(college))
    return ngettext("%(total)d siège : %(detail)s", "%(total)d sièges : %(detail)s", total) % {
        "total": total,
        "detail": detail,
    }


def index(page: CommitteeIndexPage, request: HttpRequest) -> dict:
    """Return the committees that the reader may see, kind after kind, in two queries and the count of the pages."""
    found = CommitteePage.objects.child_of(page).defer_streamfields().order_by(KIND_ORDER, "path")
    visible = audience.visible(found, audience.reader_for(request))
    page_obj = Paginator(visible, PER_PAGE).get_page(request.GET.get("page"))
    committees = list(page_obj.object_list)
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    seats = Seat.objects.filter(committee__in=[one.pk for one in committees]).order_by()
    for committee, college, count in seats.values_list("committee", "college").annotate(Count("pk")):
        counts[committee][college] = count
    rows = [
        {
            "page": one,
            "meta": f"{one.get_kind_display()} · {one.rule_in_words}",
            "seats": seats_in_words(counts[one.pk]),
        }
        for one in committees
    ]
    return {"committees": rows, "page_obj": page_obj}


def committee(page: CommitteePage, request: HttpRequest) -> dict:
    """Return the context of a committee's page: facts, seats by college, the page it was born of if one may see it."""
    seats = list(page.seats.select_related("organisation"))
    by_college = {college: [seat for seat in seats if seat.college == college] for college in College}
    return {
        "facts": facts(page, {college: len(held) for college, held in by_college.items()}, request),
        "colleges": [{"title": College(college).label, "seats": held} for college, held in by_college.items() if held],
        "absent": [College(college).label for college, held in by_college.items() if not held] if seats else [],
        "tells_who": tells_who(page, request),
    }


def facts(page: CommitteePage, counts: dict[str, int], request: HttpRequest) -> list[dict]:
    origin = page.born_of
    if origin and not (origin.live and audience.may_see(audience.reader_for(request), origin)):
        origin = None
    return [
        {"label": _("Se réunit"), "value": page.rule_in_words},
        {"label": _("Composition"), "value": seats_in_words(counts), "wide": True},
        {
            "label": _("Née de"),
            "value": origin.title if origin else "",
            "url": origin.get_url(request) if origin else "",
            "wide": True,
        },
    ]


def tells_who(page: CommitteePage, request: HttpRequest) -> bool:
    """Say whether the reader is of the convention's team, who are told which seats still wait for a person."""
    above = [one for one in menu.around(request, page) if one.specific_class is ConventionPage]
    reader = audience.reader_for(request)
    return any(reader.holds(f"{Level.STAFF}:{one.pk}") for one in above if page.is_descendant_of(one))


def contents(page: CommitteePage, context: dict) -> list[dict]:
    """Return the parts of the page in their order, for « Sur cette page »."""
    parts = [
        ("essentiel", _("L’essentiel"), True),
        ("mandat", _("Mandat"), page.mandate or page.body),
        ("sieges", _("Qui y siège"), True),
        *((one["id"], one["title"], True) for one in context["contents"]),
    ]
    return [{"id": anchor, "title": title} for anchor, title, present in parts if present]
