"""The list of actions and its filters, all in the address: territory, axis, theme, status, year."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from pages.actions.models import ActionStatus
from pages.actions.models.action import LATE, LATE_LABEL, ActionQuerySet
from pages.base.models import Theme
from pages.conventions.models import AxisPage, ConventionPage
from pages.people import audience
from pages.territories.models import TerritoryPage
from wagtail.models import Page

PER_PAGE = 24


@dataclass
class Filter:
    """One filter of the list: its parameter, its label, its choices and the one that was made, if it is one of them."""

    name: str
    label: str
    choices: list[tuple[str, str]]
    value: str = ""

    @property
    def chosen_label(self) -> str:
        return dict(self.choices).get(self.value, "")


def listing(request: HttpRequest, actions: ActionQuerySet, convention: ConventionPage | None = None) -> dict:
    """Return the context of a list: filters, page of actions, count. An unknown value filters nothing."""
    reader = audience.reader_for(request)
    actions = audience.visible(actions, reader)
    filters = _filters(actions, reader, convention)
    for one in filters:
        asked = request.GET.get(one.name, "")
        one.value = asked if asked in dict(one.choices) else ""
        if one.value:
            actions = _APPLY[one.name](actions, one.value)
    page = Paginator(actions.for_cards().order_by("-last_published_at", "pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    name_territories(page.object_list)
    return {"filters": filters, "page_obj": page, "convention": convention}


def _filters(actions, reader, convention) -> list[Filter]:
    filters = []
    if convention is None:
        territories = audience.visible(TerritoryPage.objects.order_by("title"), reader)
        filters.append(Filter("territoire", _("Territoire"), list(territories.values_list("code", "title"))))
    else:
        axes = audience.visible(AxisPage.objects.child_of(convention).order_by("number"), reader)
        filters.append(Filter("axe", _("Axe"), [(str(axis.number), f"{axis.number}. {axis.title}") for axis in axes]))
    themes = Theme.objects.order_by("name").values_list("slug", "name")
    years = actions.exclude(planned_start=None).values_list("planned_start", flat=True).distinct()
    found = sorted({date.year for date in years}, reverse=True)
    return [
        *filters,
        Filter("theme", _("Thème"), list(themes)),
        Filter("statut", _("État"), [(LATE, LATE_LABEL), *ActionStatus.choices]),
        Filter("annee", _("Année de début"), [(str(year), str(year)) for year in found]),
    ]


def _of_territory(actions: ActionQuerySet, code: str) -> ActionQuerySet:
    territory = TerritoryPage.objects.filter(code=code).first()
    return actions.descendant_of(territory) if territory else actions.none()


def _of_status(actions: ActionQuerySet, status: str) -> ActionQuerySet:
    return actions.late() if status == LATE else actions.filter(status=status).on_time()


_APPLY = {
    "territoire": _of_territory,
    "axe": lambda actions, number: actions.filter(axis__number=int(number)),
    "theme": lambda actions, slug: actions.filter(themes__slug=slug),
    "statut": _of_status,
    "annee": lambda actions, year: actions.filter(planned_start__startswith=f"{year}-"),
}


def name_territories(actions) -> None:
    """Give each action of a page ``territory_title`` and ``convention_path``, with one query for all of them."""
    steplen = Page.steplen
    paths = {action.path[: -3 * steplen] for action in actions}
    titles = dict(TerritoryPage.objects.filter(path__in=paths).values_list("path", "title"))
    for action in actions:
        action.territory_title = titles.get(action.path[: -3 * steplen], "")
