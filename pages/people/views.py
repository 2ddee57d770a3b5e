"""The organisations' public pages."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.db.models.functions import Substr
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from pages.people.models import Organisation
from pages.people.models.organisations import OrganisationKind
from pages.people.ordering import alphabetical
from search import engines
from search.analysis import fold
from search.index import reader_tokens

PER_PAGE = 48
OTHER = "#"


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """List the organisations, by nature and by first letter; an unknown nature or letter filters nothing."""
    found = Organisation.objects.filter(is_listed=True).order_by(alphabetical("name"), "pk")
    counts = dict(found.order_by().values_list("kind").annotate(Count("pk")))
    kinds = [{"value": kind, "label": label} for kind, label in OrganisationKind.choices if kind in counts]
    kind = request.GET.get("nature", "")
    kind = kind if kind in counts else ""
    if kind:
        found = found.filter(kind=kind)
    signs = first_signs(found)
    letter = request.GET.get("lettre", "")
    letter = letter if letter in signs else ""
    if letter:
        found = found.annotate(first=Substr("name", 1, 1)).filter(first__in=signs[letter])
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "kinds": [{**one, "count": counts[one["value"]]} for one in kinds],
        "chosen_kind": kind,
        "letters": sorted(signs),
        "chosen_letter": letter,
    }
    return render(request, "people/organisations.html", context)


def first_signs(organisations) -> dict[str, list[str]]:
    """Return what names begin with, by letter without accent: {"E": ["E", "É"]}; « # » for what is no letter."""
    signs: dict[str, list[str]] = {}
    firsts = organisations.order_by().annotate(first=Substr("name", 1, 1)).values_list("first", flat=True).distinct()
    for sign in firsts:
        letter = fold(sign)[:1].upper()
        signs.setdefault(letter if letter.isalpha() else OTHER, []).append(sign)
    return signs


@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an organisation and what it takes part in, among what the reader may see."""
    found = get_object_or_404(Organisation.objects.filter(is_listed=True).prefetch_related("units"), slug=slug)
    entries = engines.labelled(engines.visible(reader_tokens(request)), "organisation", found.slug)
    page = Paginator(entries.order_by("kind", "title"), 30).get_page(request.GET.get("page"))
    return render(request, "people/organisation.html", {"organisation": found, "page_obj": page})
