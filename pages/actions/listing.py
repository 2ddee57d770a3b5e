"""The list of actions and its filters, all in the address: territory or axis, theme, status, year."""

from dataclasses import dataclass

from django import forms
from django.core.paginator import Paginator
from django.db.models import CharField, F
from django.db.models.functions import Substr
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from pages.actions.models import ActionStatus
from pages.actions.models.action import LATE, LATE_LABEL, ActionQuerySet
from pages.base.models import Theme
from pages.conventions.models import AxisPage, ConventionPage
from pages.people import audience
from pages.territories.models import TerritoryPage

PER_PAGE = 12


@dataclass
class Filter:
    """One filter of the list: its parameter, its label, its choices, and the choice made when it is one of them."""

    name: str
    label: str
    choices: list[tuple[str, str]]
    value: str = ""
    everything: str = gettext_lazy("Tous")


def listing(request: HttpRequest, actions: ActionQuerySet, convention: ConventionPage | None = None) -> dict:
    """Return the context of a list: form, chips, page of actions. An unknown value filters nothing."""
    reader = audience.reader_for(request)
    actions = audience.visible(actions, reader)
    filters = _filters(actions, reader, convention)
    for one in filters:
        asked = request.GET.get(one.name, "")
        one.value = asked if asked in dict(one.choices) else ""
        if one.value:
            actions = _APPLY[one.name](actions, one.value)
    order = [F("axis__number").asc(nulls_last=True)] if convention else [F("last_note_date").desc(nulls_last=True)]
    ordered = actions.for_cards().order_by(*order, "path")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    name_territories(page.object_list)
    return {
        "form": _form(filters),
        "chips": _chips(filters),
        "reset_url": request.path,
        "page_obj": page,
        "convention": convention,
    }


def _form(filters: list[Filter]) -> forms.Form:
    fields = {
        one.name: forms.ChoiceField(label=one.label, choices=[("", one.everything), *one.choices], required=False)
        for one in filters
    }
    for field in fields.values():
        field.widget.attrs["class"] = "field__input"
    form_class = type("FilterForm", (forms.Form,), fields)
    return form_class(initial={one.name: one.value for one in filters}, auto_id="filtre-%s")


def _chips(filters: list[Filter]) -> list[dict]:
    """Return one removable chip per choice made, each with the address of the list without it."""
    chosen = {one.name: one.value for one in filters if one.value}
    chips = []
    for one in filters:
        if one.value:
            others = "&".join(f"{name}={value}" for name, value in chosen.items() if name != one.name)
            chips.append({"label": f"{one.label} : {dict(one.choices)[one.value]}", "url": f"?{others}"})
    return chips


def _filters(actions: ActionQuerySet, reader: audience.Reader, convention: ConventionPage | None) -> list[Filter]:
    if convention is None:
        territories = audience.visible(TerritoryPage.objects.order_by("title"), reader)
        place = Filter("territoire", _("Territoire"), list(territories.values_list("code", "title")))
    else:
        axes = audience.visible(AxisPage.objects.child_of(convention).order_by("number"), reader)
        place = Filter("axe", _("Axe"), [(str(axis.number), f"{axis.number}. {axis.title}") for axis in axes])
    themes = Theme.objects.order_by("name").values_list("slug", "name")
    years = actions.order_by().exclude(planned_start=None).annotate(year=_year("planned_start"))
    found = sorted(set(years.values_list("year", flat=True).distinct()), reverse=True)
    return [
        place,
        Filter("theme", _("Thème"), list(themes)),
        Filter("statut", _("État"), [(LATE, LATE_LABEL), *ActionStatus.choices]),
        Filter("annee", _("Année de début"), [(year, year) for year in found], everything=_("Toutes")),
    ]


def _year(field: str) -> Substr:
    return Substr(field, 1, 4, output_field=CharField())


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
    """Give each action ``territory_title``, with one query for all of them."""
    paths = {action.path[: -3 * Page.steplen] for action in actions}
    titles = dict(TerritoryPage.objects.filter(path__in=paths).values_list("path", "title"))
    for action in actions:
        action.territory_title = titles.get(action.path[: -3 * Page.steplen], "")
