"""The organisations' public pages."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from pages.people.models import Organisation
from search import engines
from search.index import reader_tokens


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """List the organisations."""
    page = Paginator(Organisation.objects.order_by("name"), 48).get_page(request.GET.get("page"))
    return render(request, "people/organisations.html", {"page_obj": page})


@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an organisation and what it takes part in, among what the reader may see."""
    found = get_object_or_404(Organisation.objects.prefetch_related("units"), slug=slug)
    entries = engines.labelled(engines.visible(reader_tokens(request)), "organisation", found.slug)
    page = Paginator(entries.order_by("kind", "title"), 30).get_page(request.GET.get("page"))
    return render(request, "people/organisation.html", {"organisation": found, "page_obj": page})
