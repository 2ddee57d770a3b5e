"""Searching: what an address asks for, and its answer, the same for the page, the feed and the interface."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import nsmallest
from typing import Self

from django.db.models import BooleanField, Case, QuerySet, TextField, Value, When
from django.db.models.functions import Concat
from django.http import QueryDict
from django.utils.translation import gettext as _

from search import correction, engines, facets, ranking
from search.analysis import prepare, stems, words
from search.facets import FACETS, MOST_SHOWN
from search.models import EntryText, SearchEntry
from search.query import Query, clean, parse
from search.synonyms import equivalents

PER_PAGE = 20
RANKED = 100
"""How many of the best candidates of an engine are put in the order of our own rules."""
MOST_PAGES = 500
MOST_VALUES = 40
"""Of one facet, chosen at once."""
SUGGESTED = 8
FEW = 5
"""Fewer than that many results with all the words are followed by those that have some."""
ORDERS = ("", "recent", "ancien")


@dataclass(frozen=True)
class Asked:
    """What an address asks for: the text, the values chosen in each facet, the order, the page (from 1)."""

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: str = ""
    page: int = 1

    @classmethod
    def of(cls, data: QueryDict) -> Self:
        """Read an address; what is not understood is left out."""
        chosen = {
            facet.name: tuple(dict.fromkeys(filter(None, map(clean, data.getlist(facet.name)))))[:MOST_VALUES]
            for facet in FACETS
        }
        order, page = data.get("tri", ""), data.get("page", "1")
        return cls(
            text=clean(data.get("q", "")),
            chosen={name: values for name, values in chosen.items() if values},
            order=order if order in ORDERS else "",
            page=min(max(int(page), 1), MOST_PAGES) if page.isdecimal() and len(page) < 9 else 1,
        )

    def __bool__(self) -> bool:
        return bool(self.text or self.chosen)

    def parameters(self, **changes) -> str:
        """Return the address's parameters, with something else asked for."""
        said = replace(self, **changes)
        data = QueryDict(mutable=True)
        if said.text:
            data["q"] = said.text
        for name, values in said.chosen.items():
            data.setlist(name, values)
        if said.order:
            data["tri"] = said.order
        if said.page > 1:
            data["page"] = str(said.page)
        return data.urlencode()

    def toggled(self, name: str, value: str) -> dict[str, tuple[str, ...]]:
        """Return the choices with a value added to a facet, or taken out of it."""
        held = self.chosen.get(name, ())
        values = tuple(one for one in held if one != value) if value in held else (*held, value)
        return {facet: kept for facet, kept in {**self.chosen, name: values}.items() if kept}


@dataclass(frozen=True)
class FacetValue:
    """A value of a facet: its name, how many entries bear it, whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Answer:
    """What a reader may find: how many entries, those of the page with their ``score``, each facet's values by number.

    ``page``: the page that it is, the last one when a later one was asked. ``all_words``: how many have all the words,
    which come first; the others have some. ``suggestion``: what the reader may have meant. ``degraded``: see
    ``engines.Found``.
    """

    query: Query
    count: int
    entries: list[SearchEntry]
    values: Mapping[str, list[FacetValue]]
    page: int = 1
    all_words: int = 0
    suggestion: str = ""
    degraded: bool = False


def search(asked: Asked, tokens: frozenset[str] | None) -> Answer:
    """Answer for a reader who holds these tokens; None opens everything."""
    query = parse(asked.text, equivalents() if asked.text else None)
    if not asked or (asked.text and not query):
        return Answer(query, 0, [], {})
    found, entries, page = _page(query, asked, tokens)
    all_words = found.count
    suggestion = _suggestion(asked, tokens) if query and not all_words else ""
    if len(query.clauses) > 1 and (not all_words or (all_words < FEW and not asked.order)):
        query = replace(query, any_word=True)
        found, entries, page = _page(query, asked, tokens, ahead=found.ids)
    values = named(found.facets, asked, tokens)
    return Answer(query, found.count, entries, values, page, all_words, suggestion, found.degraded)


def _page(
    query: Query, asked: Asked, tokens: frozenset[str] | None, ahead: Sequence[int] = ()
) -> tuple[engines.Found, list[SearchEntry], int]:
    """Return what the engine found, the entries of the page in order, and which page it is.

    ``ahead``: candidates that the engine might not put among its best.
    """
    start = (asked.page - 1) * PER_PAGE
    by_rank = bool(query) and not asked.order and start < RANKED
    order = asked.order or ("" if query else "recent")
    first, size = (0, RANKED) if by_rank else (start, PER_PAGE)
    found = engines.ask(engines.Question(query, tokens, asked.chosen, order, first, size))
    last = max(1, math.ceil(found.count / PER_PAGE))
    if asked.page > last:
        return _page(query, replace(asked, page=last), tokens, ahead)
    entries = read(dict.fromkeys([*ahead, *found.ids]) if by_rank else found.ids, query, tokens)
    if by_rank:
        entries = ranking.order(entries, query)[start : start + PER_PAGE]
    return found, with_texts(entries), asked.page


def read(ids: Iterable[int], query: Query, tokens: frozenset[str] | None) -> list[SearchEntry]:
    """Return entries in the order of their keys, among those that the reader may find, told whether they say exactly
    what was typed.
    """
    ids = list(ids)
    entries: QuerySet[SearchEntry] = engines.visible(tokens).filter(pk__in=ids)
    long = ["content__text", "content__attached"]
    if not query.any_word:
        long += ["content__body_terms", "content__attached_terms"]
    entries = entries.select_related("content").defer(*long)
    text_terms = Case(When(content__attached_terms="", then=Value(None)), default="content__body_terms")
    says: Case | Value = Value(False, BooleanField())
    if len(query.phrase) > 1:
        spaced = Concat(Value(" "), "content__body_terms", Value(" "), output_field=TextField())
        entries = entries.alias(spaced=spaced)
        says = Case(When(spaced__contains=f" {' '.join(query.phrase)} ", then=Value(True)), default=Value(False))
    by_key = {one.pk: one for one in entries.annotate(has_phrase=says, text_terms=text_terms)}
    return [by_key[pk] for pk in ids if pk in by_key]


def with_texts(entries: list[SearchEntry]) -> list[SearchEntry]:
    """Give entries their texts, which are long: only those of one page are read."""
    found = EntryText.objects.filter(pk__in=[one.pk for one in entries])
    texts = {pk: both for pk, *both in found.values_list("pk", "text", "attached")}
    for entry in entries:
        entry.content.text, entry.content.attached = texts.get(entry.pk, ("", ""))
    return entries


def said(asked: Asked, tokens: frozenset[str] | None) -> str:
    """Return a search in words: what was typed, and the names of what is chosen, those that the reader may know."""
    values = named({}, asked, tokens)
    chosen = [one.label for facet in FACETS for one in values[facet.name]]
    return " · ".join(filter(None, [_("« %(text)s »") % {"text": asked.text} if asked.text else "", *chosen]))


def named(
    counts: Mapping[str, Mapping[str, int]], asked: Asked, tokens: frozenset[str] | None
) -> dict[str, list[FacetValue]]:
    """Return the values of each facet with their names: those counted and those chosen.

    What is chosen and counts for nothing is named when something that the reader may find bears it: an address may name
    what they may not know.
    """
    named = {}
    for facet in FACETS:
        counted = counts.get(facet.name, {})
        chosen = asked.chosen.get(facet.name, ())
        numbers = dict(nsmallest(MOST_SHOWN, counted.items(), key=lambda one: (-one[1], one[0])))
        numbers |= {one: counted[one] for one in chosen if one in counted}
        if absent := [one for one in chosen if one not in counted]:
            numbers |= dict.fromkeys(engines.borne(facet.sort, absent, tokens) if facet.sort else absent, 0)
        labels = facets.names(facet, list(numbers))
        values = [
            FacetValue(value, str(labels[value]), number, value in chosen)
            for value, number in numbers.items()
            if value in labels
        ]
        named[facet.name] = sorted(values, key=_newest_first if facet is facets.YEAR else _most_borne_first)
    return named


def _most_borne_first(one: FacetValue) -> tuple:
    return -one.count, one.label


def _newest_first(one: FacetValue) -> tuple:
    return (-int(one.value),)


def _suggestion(asked: Asked, tokens: frozenset[str] | None) -> str:
    """Return the correction of what was typed, when it finds something."""
    corrected = correction.correct(asked.text)
    if not corrected:
        return ""
    found = engines.ask(engines.Question(parse(corrected, equivalents()), tokens, size=1))
    return corrected if found.count else ""


def recognised(answer: Answer, asked: Asked) -> tuple[FacetValue, str] | None:
    """Return the territory that the words name and that is not chosen, with the text left without it; None for none."""
    typed = [(word, tuple(stems(words(prepare(word))))) for word in asked.text.split()]
    said = {term for _word, parts in typed for term in parts}
    for value in answer.values.get(facets.TERRITORY.name, ()):
        name = stems(words(prepare(value.label.partition(" (")[0])))
        if not value.chosen and name and said.issuperset(name):
            left = " ".join(word for word, parts in typed if not parts or not set(parts) <= set(name))
            return value, left
    return None


def suggest(text: str, tokens: frozenset[str] | None) -> list[SearchEntry]:
    """Return the entries whose title or place begins as what is being typed, best first."""
    query = parse(clean(text))
    if not query:
        return []
    found = read(engines.suggest(query, tokens, RANKED), query, tokens)
    return ranking.order(found, query.typing())[:SUGGESTED]
