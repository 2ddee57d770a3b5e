"""The search: its page, its suggestions, its interface for programs; nothing that the reader may not see."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from search import facets, highlight, kinds, promotions, searching, usage
from search.facets import FACETS
from search.feeds import ANYONE
from search.index import reader_tokens
from search.models import SearchEntry
from search.searching import MOST_PAGES, PER_PAGE, Answer, Asked

SHOWN = 8
"""Values of a facet shown before « Voir tout »."""


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Answer ``/recherche/?q=&type=&territoire=&theme=&statut=&annee=&organisation=&tri=&page=``."""
    asked = Asked.of(request.GET)
    tokens = reader_tokens(request)
    answer = searching.search(asked, tokens)
    # What is asked with more in sight than anyone has may name it: the report has other readers.
    if tokens == ANYONE:
        usage.record(asked, answer)
    here = reverse("search")

    def address(**changes) -> str:
        parameters = asked.parameters(**{"page": 1, **changes})
        return f"{here}?{parameters}" if parameters else here

    recognised = searching.recognised(answer, asked)
    context = {
        "asked": asked,
        "count": answer.count,
        "all_words": answer.all_words,
        "some_words": answer.count - answer.all_words,
        "degraded": answer.degraded,
        "promoted": promotions.promoted(asked, tokens),
        "results": [_shown(entry, answer) for entry in answer.entries],
        "page_obj": Paginator(range(min(answer.count, MOST_PAGES * PER_PAGE)), PER_PAGE).get_page(answer.page),
        "facets": [_facet(facet, answer, asked, address) for facet in FACETS if answer.values.get(facet.name)],
        "chips": _chips(answer, asked, address),
        "reset_url": address(chosen={}),
        "orders": [
            {"label": label, "url": address(order=order), "current": order == asked.order}
            for order, label in _orders(asked)
        ],
        "suggestion": {"text": answer.suggestion, "url": address(text=answer.suggestion)}
        if answer.suggestion
        else None,
        "recognised": {
            "label": recognised[0].label,
            "url": address(text=recognised[1], chosen=asked.toggled(facets.TERRITORY.name, recognised[0].value)),
        }
        if recognised
        else None,
        "feed_url": f"{reverse('search_feed')}?{asked.parameters(page=1)}",
        "parameters": asked.parameters(page=1),
        "json_url": f"{reverse('search_api')}?{asked.parameters(page=1)}",
    }
    return _kept(render(request, "search/search.html", context), answer)


def _kept(response: HttpResponse, answer: Answer) -> HttpResponse:
    """Let nobody keep what was answered in the cluster's place."""
    if answer.degraded:
        add_never_cache_headers(response)
    return response


def _orders(asked: Asked) -> list[tuple[str, str]]:
    by_date = [("recent", _("Les plus récents")), ("ancien", _("Les plus anciens"))]
    return [("", _("Les plus pertinents")), *by_date] if asked.text else by_date


def _shown(entry: SearchEntry, answer: Answer) -> dict:
    return {
        "entry": entry,
        "title": highlight.mark(entry.title, answer.query),
        "extract": highlight.extract(entry, answer.query),
    }


def _facet(facet: facets.Facet, answer: Answer, asked: Asked, address) -> dict:
    values = [
        {
            "label": value.label,
            "count": value.count,
            "chosen": value.chosen,
            "url": address(chosen=asked.toggled(facet.name, value.value)),
        }
        for value in answer.values[facet.name]
    ]
    # What is chosen stays in sight.
    first = [value for rank, value in enumerate(values) if rank < SHOWN or value["chosen"]]
    more = [value for rank, value in enumerate(values) if rank >= SHOWN and not value["chosen"]]
    return {"name": facet.name, "label": facet.label, "values": first, "more": more}


def _chips(answer: Answer, asked: Asked, address) -> list[dict]:
    return [
        {
            "label": _("%(facet)s : %(value)s") % {"facet": facet.label, "value": value.label},
            "url": address(chosen=asked.toggled(facet.name, value.value)),
        }
        for facet in FACETS
        for value in answer.values.get(facet.name, ())
        if value.chosen
    ]


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """Answer ``/recherche/suggestions?q=`` with what a combobox shows: label, detail, url."""
    found = searching.suggest(request.GET.get("q", ""), reader_tokens(request))
    results = [
        {
            "label": one.title,
            "detail": " · ".join(filter(None, [one.kind_label, one.within, one.territory_name])),
            "url": one.url,
        }
        for one in found
    ]
    return _json({"results": results})


@require_safe
def api(request: HttpRequest) -> JsonResponse:
    """Answer ``/api/v1/recherche`` in JSON, with the parameters of the page."""
    asked = Asked.of(request.GET)
    answer = searching.search(asked, reader_tokens(request))
    found = _json(
        {
            "count": answer.count,
            "results": [_described(entry, answer) for entry in answer.entries],
            "facets": {
                name: [{"value": one.value, "label": one.label, "count": one.count} for one in values]
                for name, values in answer.values.items()
            },
            "suggestion": answer.suggestion,
        }
    )
    return _kept(found, answer)


def _json(answer: dict) -> JsonResponse:
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _described(entry: SearchEntry, answer: Answer) -> dict:
    return {
        "id": entry.key,
        "kind": entry.kind,
        "kind_label": kinds.label(entry.kind),
        "title": entry.title,
        "url": f"{settings.BASE_URL}{entry.url}",
        "extract": highlight.extract(entry, answer.query),
        "score": getattr(entry, "score", None),
        "territory": entry.territory_name,
        "themes": entry.themes.split(facets.BAR) if entry.themes else [],
        "date": entry.date.isoformat() if entry.date else None,
    }
