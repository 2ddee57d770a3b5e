"""What answers a question: the cluster when there is one, else the database's own full-text search, always there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from search import facets
from search.engines import cluster, database
from search.engines.database import matching
from search.engines.found import Found, Question
from search.facets import FACETS
from search.models import EntryAudience, EntryLabel, SearchEntry
from search.query import Query

__all__ = ["Found", "Question", "ask", "borne", "chosen_among", "labelled", "matching", "suggest", "visible"]


def ask(question: Question) -> Found:
    """Return what answers a question, from the cluster when it can."""
    if not settings.SEARCH_CLUSTER:
        return database.ask(question)
    try:
        return cluster.ask(question)
    except cluster.Away:
        return replace(database.ask(question), degraded=True)


def suggest(query: Query, tokens: frozenset[str] | None, size: int) -> list[int]:
    """Return the keys of the entries whose title or place has these words, the last one being typed, best first."""
    if settings.SEARCH_CLUSTER:
        try:
            return cluster.suggest(query, tokens, size)
        except cluster.Away:
            pass
    return database.suggest(query, tokens, size)


def visible(tokens: frozenset[str] | None) -> QuerySet[SearchEntry]:
    """Return the entries that a reader holding these tokens may find; None opens everything."""
    entries = SearchEntry.objects.all()
    if tokens is None:
        return entries
    return entries.filter(Exists(EntryAudience.objects.filter(entry=OuterRef("pk"), token__in=tokens)))


def borne(sort: str, values: Collection[str], tokens: frozenset[str] | None) -> set[str]:
    """Return which of these labels of a sort something that a reader may find bears."""
    found = EntryLabel.objects.filter(sort=sort, value__in=values, entry__in=visible(tokens))
    return set(found.values_list("value", flat=True).distinct())


def chosen_among(entries: QuerySet[SearchEntry], chosen: Mapping[str, Sequence[str]]) -> QuerySet[SearchEntry]:
    """Keep the entries that bear one of the values chosen in each facet, for what is a list rather than a search."""
    for facet in FACETS:
        if not (values := chosen.get(facet.name)):
            continue
        if facet.sort:
            entries = labelled(entries, facet.sort, *values)
        elif facet is facets.STATUS:
            pairs = (value.partition(":") for value in values)
            entries = entries.filter(reduce(or_, (Q(kind=kind, status=status) for kind, _colon, status in pairs)))
        else:
            spoken = Cast(facet.column, CharField())
            entries = entries.alias(**{f"as_{facet.name}": spoken}).filter(**{f"as_{facet.name}__in": values})
    return entries


def labelled(entries: QuerySet, sort: str, *values: str) -> QuerySet:
    """Keep the entries that bear one of these labels of a sort (``EntryLabel.Sort``)."""
    return entries.filter(Exists(EntryLabel.objects.filter(entry=OuterRef("pk"), sort=sort, value__in=values)))
