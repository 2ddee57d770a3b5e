"""What results are narrowed by: each facet is a parameter of the address; its values are named by the apps."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from search import kinds
from search.models import EntryLabel

BAR = "|"
"""Between the labels that an entry holds in one piece."""
MOST_SHOWN = 60
"""Values of one facet, those that most entries bear."""
Names = Callable[[Collection[str]], Mapping[str, str]]


@dataclass(frozen=True)
class Facet:
    """A facet: its parameter, its name on the screen, the column of its values; their sort of label when several."""

    name: str
    label: str
    column: str
    sort: str = ""


KIND = Facet("type", _("Nature"), column="kind")
TERRITORY = Facet("territoire", _("Territoire"), "territories", EntryLabel.Sort.TERRITORY)
THEME = Facet("theme", _("Thème"), "themes", EntryLabel.Sort.THEME)
STATUS = Facet("statut", _("État"), column="state")
YEAR = Facet("annee", _("Année"), column="year")
ORGANISATION = Facet("organisation", _("Organisme"), "organisations", EntryLabel.Sort.ORGANISATION)
FACETS = (KIND, TERRITORY, THEME, STATUS, YEAR, ORGANISATION)

_sources: dict[str, Names] = {
    KIND.name: lambda values: {value: kinds.plural(value) for value in values if value in kinds.KINDS},
    YEAR.name: lambda values: {value: value for value in values if value.isdecimal() and len(value) == 4},
}


def pieces(held: str) -> list[str]:
    """Return the labels that an entry holds in one piece."""
    return list(filter(None, held.split(BAR)))


def name_with(facet: Facet, source: Names) -> None:
    """Let an app name a facet's values: ``source`` is given some and returns the names of those it knows."""
    _sources[facet.name] = source


def names(facet: Facet, values: Collection[str]) -> Mapping[str, str]:
    """Return the names of a facet's values; one that is not there has none and is not shown."""
    return _sources[facet.name](values) if facet.name in _sources and values else {}
