"""Narrowing a public list by choices kept in the address: the form, and a chip to take each choice back."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass
class Filter:
    """A filter: its parameter, its label, its (value, label) choices, the lookup it applies, and the choice made."""

    name: str
    label: str
    choices: list[tuple[str, str]]
    lookup: str
    value: str = ""
    everything: str = gettext_lazy("Tous")


def filtered(request: HttpRequest, found: QuerySet, filters: list[Filter]) -> tuple[QuerySet, dict]:
    """Return a queryset narrowed by the request, and the context of ``components/filters.html``.

    A value that is not one of the choices filters nothing.
    """
    for one in filters:
        asked = request.GET.get(one.name, "")
        one.value = asked if asked in dict(one.choices) else ""
        if one.value:
            found = found.filter(**{one.lookup: one.value})
    return found, {"form": _form(filters), "chips": _chips(filters), "reset_url": request.path}


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
    chosen = [one for one in filters if one.value]
    return [
        {
            "label": _("%(filter)s : %(choice)s") % {"filter": one.label, "choice": dict(one.choices)[one.value]},
            "url": "?" + urlencode([(other.name, other.value) for other in chosen if other is not one]),
        }
        for one in chosen
    ]
