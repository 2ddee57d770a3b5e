"""The addresses of the actions that are not pages: the matrix of themes and territories."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from pages.actions.models import ActionPage
from pages.base.models import Theme
from pages.base.templatetags.portal import number
from pages.base.tree import path_above
from pages.people import audience
from pages.territories.models import TerritoryPage
from search.analysis import fold

COLUMNS = 12


@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """Show how many actions each theme has on each territory, and where there is none; a few territories at a time."""
    reader = audience.reader_for(request)
    found = sorted(Theme.objects.all(), key=lambda theme: fold(theme.name))
    territories = audience.visible(TerritoryPage.objects.order_by("title", "code"), reader)
    page = Paginator(territories.only("path", "depth", "title", "code", "url_path"), COLUMNS).get_page(
        request.GET.get("page")
    )
    counts = _counts(audience.visible(ActionPage.objects.all(), reader))
    totals: dict[int, int] = {}
    for (theme, _path), count in counts.items():
        totals[theme] = totals.get(theme, 0) + count
    return render(
        request,
        "actions/themes.html",
        {
            "themes": [{"theme": theme, "total": totals.get(theme.pk, 0)} for theme in found],
            "columns": [{"label": territory.title, "url": territory.get_url(request)} for territory in page],
            "rows": [_row(theme, page.object_list, counts) for theme in found],
            "most": max(counts.values(), default=0),
            "page_obj": page,
        },
    )


def _counts(actions) -> dict[tuple[int, str], int]:
    """Return the number of actions by theme (its primary key) and by the path of the territory that holds them.

    One query: an action stands three steps below its territory (plan, convention).
    """
    path = path_above("path", 3)
    rows = actions.order_by().exclude(themes=None).values("themes", territory=path).annotate(count=Count("pk"))
    return {(row["themes"], row["territory"]): row["count"] for row in rows}


def _row(theme: Theme, territories, counts: dict) -> dict:
    return {
        "label": theme.name,
        "url": theme.get_absolute_url(),
        "cells": [_cell(theme, territory, counts.get((theme.pk, territory.path), 0)) for territory in territories],
    }


def _cell(theme: Theme, territory: TerritoryPage, count: int) -> dict:
    said = ngettext(
        "%(count)s action, %(theme)s, %(territory)s", "%(count)s actions, %(theme)s, %(territory)s", count
    ) % {"count": number(count), "theme": theme.name, "territory": territory.title}
    asked = urlencode({"theme": theme.slug, "territoire": territory.code})
    return {"value": count, "label": said, "url": f"/actions/?{asked}"}
