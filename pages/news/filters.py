"""What narrows the news and the agenda: choices kept in the address, an unknown one taken for none."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.base.models import Theme
from pages.people import audience
from pages.territories.geography.models import index_code
from pages.territories.models import TerritoryPage


@dataclass
class Filter:
    """One choice: its parameter, its label, its values with their names, and the value chosen, empty for none."""

    name: str
    label: str
    choices: list[tuple[str, str]]
    value: str = ""
    everything: str = gettext_lazy("Tous")

    def read(self, request: HttpRequest) -> "Filter":
        """Take the request's choice when it is one of those offered."""
        asked = request.GET.get(self.name, "")
        self.value = asked if asked in dict(self.choices) else ""
        return self


def territory_filter(request: HttpRequest) -> Filter:
    """Return the choice of a territory among those that the reader may see."""
    found = audience.visible(TerritoryPage.objects.order_by("title"), audience.reader_for(request))
    choices = [(index_code(kind, code), title) for kind, code, title in found.values_list("kind", "code", "title")]
    return Filter("territoire", _("Territoire"), choices).read(request)


def theme_filter(request: HttpRequest) -> Filter:
    themes = Theme.objects.order_by("name").values_list("slug", "name")
    return Filter("theme", _("Thème"), list(themes)).read(request)


def bar(request: HttpRequest, filters: list[Filter], kept: dict[str, str] | None = None) -> dict:
    """Return what components/filters.html takes; ``kept`` is the rest of the address, which a new choice keeps."""
    kept = kept or {}
    return {
        "form": _form(filters, kept),
        "chips": [
            {
                "label": _("%(label)s : %(choice)s") % {"label": one.label, "choice": dict(one.choices)[one.value]},
                "url": url,
            }
            for one, url in _without_each(request, filters, kept)
        ],
        "reset_url": address(request.path, kept),
    }


def _without_each(request: HttpRequest, filters: list[Filter], kept: dict[str, str]):
    chosen = {one.name: one.value for one in filters if one.value}
    for one in filters:
        if one.value:
            others = {name: value for name, value in chosen.items() if name != one.name}
            yield one, address(request.path, {**kept, **others})


def address(path: str, fields: dict[str, str]) -> str:
    """Return a path with the fields that say something."""
    said = urlencode({name: value for name, value in fields.items() if value})
    return f"{path}?{said}" if said else path


def _form(filters: list[Filter], kept: dict[str, str]) -> forms.Form:
    fields: dict[str, forms.Field] = {
        one.name: forms.ChoiceField(
            label=one.label,
            choices=[("", one.everything), *one.choices],
            required=False,
            widget=forms.Select(attrs={"class": "field__input"}),
        )
        for one in filters
    }
    fields |= {name: forms.CharField(widget=forms.HiddenInput) for name, value in kept.items() if value}
    form_class = type("FilterForm", (forms.Form,), fields)
    return form_class(initial={**{one.name: one.value for one in filters}, **kept}, auto_id="filtre-%s")
