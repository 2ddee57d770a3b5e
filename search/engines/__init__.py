"""What answers a question: the database's own full-text search, always there."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from search.engines.database import Found, ask, matching, suggest
from search.models import EntryAudience, EntryLabel, SearchEntry

__all__ = ["Found", "ask", "borne", "labelled", "matching", "suggest", "visible"]


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


def labelled(entries: QuerySet, sort: str, *values: str) -> QuerySet:
    """Keep the entries that bear one of these labels of a sort (``EntryLabel.Sort``)."""
    return entries.filter(Exists(EntryLabel.objects.filter(entry=OuterRef("pk"), sort=sort, value__in=values)))
