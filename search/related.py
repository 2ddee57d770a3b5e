"""« À lire aussi » : what is of the same nature and the same themes, nearest by its words."""

from search import engines
from search.analysis import STOP_WORDS, terms
from search.facets import BAR
from search.models import EntryLabel, SearchEntry

LOOKED_AT = 200
"""Of the entries that share a theme, the most recent ones."""
SHOWN = 3
THEME, WORD = 3.0, 1.0
READ = ("title", "url", "territory_name", "themes", "content__title_terms", "content__summary_terms")


def related(key: str, tokens: frozenset[str] | None) -> list[SearchEntry]:
    """Return what is nearest to the thing of this key, among what a reader holding these tokens may find."""
    own = SearchEntry.objects.filter(key=key).select_related("content").first()
    themes = _themes(own) if own else set()
    if not themes:
        return []
    near = engines.labelled(engines.visible(tokens).filter(kind=own.kind), EntryLabel.Sort.THEME, *themes)
    near = near.exclude(pk=own.pk).order_by("-date", "-pk")[:LOOKED_AT]
    found = list(near.select_related("content").only(*READ))
    said = _words(own)

    def nearness(one: SearchEntry) -> float:
        return THEME * len(_themes(one) & themes) / len(themes) + WORD * len(_words(one) & said)

    return sorted(found, key=nearness, reverse=True)[:SHOWN]


def _themes(entry: SearchEntry) -> set[str]:
    return set(filter(None, entry.themes.split(BAR)))


_SMALL = {term for word in STOP_WORDS for term in terms(word)}


def _words(entry: SearchEntry) -> set[str]:
    content = entry.content
    return {*content.title_terms.split(), *content.summary_terms.split()} - _SMALL
