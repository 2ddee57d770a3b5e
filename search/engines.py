"""The database's own full-text search, over the terms that ``analysis`` has prepared."""

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Exists, OuterRef, QuerySet

from search.analysis import terms
from search.models import EntryAudience, EntryLabel, SearchEntry

TABLE = SearchEntry._meta.db_table

SQLITE = f"""
CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE}_fts USING fts5(
    head_terms, body_terms, content='{TABLE}', content_rowid='id', tokenize='ascii');
INSERT INTO {TABLE}_fts({TABLE}_fts, rank) VALUES ('rank', 'bm25(10.0, 1.0)');
CREATE TRIGGER IF NOT EXISTS {TABLE}_fts_insert AFTER INSERT ON {TABLE} BEGIN
    INSERT INTO {TABLE}_fts(rowid, head_terms, body_terms) VALUES (new.id, new.head_terms, new.body_terms);
END;
CREATE TRIGGER IF NOT EXISTS {TABLE}_fts_delete AFTER DELETE ON {TABLE} BEGIN
    INSERT INTO {TABLE}_fts({TABLE}_fts, rowid, head_terms, body_terms)
    VALUES ('delete', old.id, old.head_terms, old.body_terms);
END;
CREATE TRIGGER IF NOT EXISTS {TABLE}_fts_update AFTER UPDATE OF head_terms, body_terms ON {TABLE} BEGIN
    INSERT INTO {TABLE}_fts({TABLE}_fts, rowid, head_terms, body_terms)
    VALUES ('delete', old.id, old.head_terms, old.body_terms);
    INSERT INTO {TABLE}_fts(rowid, head_terms, body_terms) VALUES (new.id, new.head_terms, new.body_terms);
END;
"""

POSTGRESQL = f"""
ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS vector tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('simple', head_terms), 'A')
    || setweight(to_tsvector('simple', left(body_terms, 500000)), 'D')) STORED;
CREATE INDEX IF NOT EXISTS {TABLE}_vector ON {TABLE} USING gin (vector);
"""


def prepare_tables(using: str = DEFAULT_DB_ALIAS, **kwargs) -> None:
    """Lay the database's full-text index beside the entries; done after each migration, harmless when there."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.connection.executescript(SQLITE)
        else:
            cursor.execute(POSTGRESQL)


def visible(tokens: frozenset[str] | None) -> QuerySet[SearchEntry]:
    """Return the entries that a reader holding these tokens may find; None opens everything."""
    entries = SearchEntry.objects.all()
    if tokens is None:
        return entries
    return entries.filter(Exists(EntryAudience.objects.filter(entry=OuterRef("pk"), token__in=tokens)))


def labelled(entries: QuerySet, sort: str, *values: str) -> QuerySet:
    """Keep the entries that bear one of these labels of a sort (``EntryLabel.Sort``)."""
    return entries.filter(Exists(EntryLabel.objects.filter(entry=OuterRef("pk"), sort=sort, value__in=values)))


def search(query: str, tokens: frozenset[str] | None) -> QuerySet[SearchEntry]:
    """Return what a reader may find with all the words of a query, best first (title and summary weigh more).

    A query without any word finds nothing.
    """
    asked = terms(query)[:12]
    if not asked:
        return SearchEntry.objects.none()
    vendor = connections[SearchEntry.objects.db].vendor
    return (_sqlite if vendor == "sqlite" else _postgresql)(visible(tokens), asked).order_by("-rank", "-date", "pk")


def _sqlite(entries: QuerySet, asked: list[str]) -> QuerySet:
    # The index is joined as a table: a correlated bm25() is computed again for each row and takes seconds.
    return entries.extra(
        tables=[f"{TABLE}_fts"],
        where=[f"{TABLE}_fts.rowid = {TABLE}.id", f"{TABLE}_fts MATCH %s"],
        params=[" AND ".join(f'"{term}"*' for term in asked)],
        select={"rank": f"-{TABLE}_fts.rank"},
    )


def _postgresql(entries: QuerySet, asked: list[str]) -> QuerySet:
    match = " & ".join(f"{term}:*" for term in asked)
    return entries.extra(
        where=[f"{TABLE}.vector @@ to_tsquery('simple', %s)"],
        params=[match],
        select={"rank": f"ts_rank({TABLE}.vector, to_tsquery('simple', %s), 1)"},
        select_params=[match],
    )
