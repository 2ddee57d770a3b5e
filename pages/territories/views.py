"""The structures' public pages: centres sociaux, crèches… and what happens there."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pages.base.filters import Filter, filtered
from pages.people import audience
from pages.people.ordering import alphabetical
from pages.territories.models import Structure, StructureKind, TerritoryPage
from search import engines
from search.index import reader_tokens

PER_PAGE = 24
ENTRIES_PER_PAGE = 30


@require_safe
def structures(request: HttpRequest) -> HttpResponse:
    """List the structures, by territory and by nature; an unknown value filters nothing."""
    reader = audience.reader_for(request)
    found = Structure.objects.visible(reader).select_related("territory")
    places = audience.visible(TerritoryPage.objects.exclude(structures=None), reader).order_by("title").distinct()
    filters = [
        Filter("territoire", _("Territoire"), list(places.values_list("code", "title")), "territory__code"),
        Filter("nature", _("Nature"), StructureKind.choices, "kind", everything=_("Toutes")),
    ]
    found, context = filtered(request, found, filters)
    page = Paginator(found.order_by(alphabetical("name"), "pk"), PER_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    for one in page.object_list:
        one.out_of_approval = one.is_out_of_approval(today)
    return render(request, "territories/structures.html", {**context, "page_obj": page})


@require_safe
def structure(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a structure and what happens there, among what the reader may see."""
    reader = audience.reader_for(request)
    found = get_object_or_404(Structure.objects.visible(reader).select_related("territory", "manager"), slug=slug)
    entries = engines.labelled(engines.visible(reader_tokens(request)), "structure", found.slug)
    page = Paginator(entries.order_by("kind", "title", "pk"), ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    manager = found.manager
    facts = [
        {"label": _("Nature"), "value": found.get_kind_display()},
        {
            "label": _("Gestionnaire"),
            "value": manager.name if manager else "",
            "url": manager.get_absolute_url() if manager else "",
        },
        {"label": _("Territoire"), "value": found.territory.title, "url": found.territory.get_url(request)},
        {"label": _("Adresse"), "value": found.address, "wide": True},
        {"label": _("Agrément"), "value": found.approval(today), "wide": True},
    ]
    context = {
        "structure": found,
        "above": [{"title": _("Équipements"), "url": reverse("structures")}],
        "facts": facts,
        "out_of_approval": found.is_out_of_approval(today),
        "page_obj": page,
    }
    return render(request, "territories/structure.html", context)
