"""The search page: words, nature, results; nothing that the reader may not see."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from search import engines, index, kinds

PER_PAGE = 20
MAX_QUERY = 200


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Answer ``/recherche/?q=…&nature=…&page=…``; an unknown nature or page is taken for none."""
    query = request.GET.get("q", "").replace("\0", " ").strip()[:MAX_QUERY]
    found = engines.search(query, index.reader_tokens(request))
    counts = found.order_by().values_list("kind").annotate(count=Count("pk")) if query else []
    natures = [
        {"value": kind, "label": kinds.plural(kind), "count": count}
        for kind, count in sorted(counts, key=lambda row: -row[1])
    ]
    chosen = request.GET.get("nature", "")
    chosen = chosen if chosen in {nature["value"] for nature in natures} else ""
    if chosen:
        found = found.filter(kind=chosen)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"query": query, "natures": natures, "chosen": chosen, "page_obj": page}
    return render(request, "search/search.html", context)
