"""The portal's news: newest first, by territory and theme, each with its picture or its territory's mosaic."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.models import Page

from pages.base.dates import ApproximateDate
from pages.base.models import PortalImage, PortalRendition
from pages.news import filters
from pages.news.agenda import of_territory
from pages.news.models import NewsPage
from pages.people import audience
from pages.territories.models import TerritoryPage

PER_PAGE = 12
# Root, home, list of territories, territory: the part of a page's path that names its territory.
TERRITORY_PATH = 4 * Page.steplen
CARD_PICTURE = "fill-664x328|format-webp"


def listing(request: HttpRequest) -> dict:
    """Return the context of the list of news that the reader may see, filtered as the address asks."""
    territory, theme = filters.territory_filter(request), filters.theme_filter(request)
    news = audience.visible(NewsPage.objects.all(), audience.reader_for(request))
    if territory.value:
        news = of_territory(news, territory.value)
    if theme.value:
        news = news.filter(themes__slug=theme.value)
    page = Paginator(newest(news), PER_PAGE).get_page(request.GET.get("page"))
    return {**filters.bar(request, [territory, theme]), "page_obj": page, "cards": cards(page.object_list)}


def newest(news: QuerySet[NewsPage]) -> QuerySet[NewsPage]:
    """Order news for a list and bring their pictures with them."""
    pictures = PortalImage.objects.prefetch_renditions(CARD_PICTURE)
    return news.defer_streamfields().order_by("-date", "-pk").prefetch_related(Prefetch("picture", queryset=pictures))


def cards(news: Iterable[NewsPage]) -> list[dict]:
    """Return what components/card.html shows of each, with one query for all their territories."""
    news = list(news)
    paths = {one.path[:TERRITORY_PATH] for one in news}
    found = TerritoryPage.objects.filter(path__in=paths).values_list("path", "code", "title")
    territories = {path: (code.lower(), title) for path, code, title in found}
    return [_card(one, *territories.get(one.path[:TERRITORY_PATH], ("portail", _("Tout le portail")))) for one in news]


def _card(one: NewsPage, code: str, territory: str) -> dict:
    found = drawn(one.picture, CARD_PICTURE)
    return {
        "title": one.title,
        "url": one.url,
        "text": one.summary,
        "meta": f"{ApproximateDate(one.date)} · {territory}",
        "picture": found.url if found else reverse("mosaic", args=[code]),
    }


def drawn(picture: PortalImage | None, size: str) -> PortalRendition | None:
    """Return a picture at a size, None without one or when its file is lost: a page does without."""
    found = get_rendition_or_not_found(picture, size) if picture else None
    return found if found and found.pk else None
