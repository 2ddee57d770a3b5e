"""The database's own full-text search, over the terms that ``analysis`` has prepared: FTS5, or a GIN index."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import QuerySet

from search.engines.found import Found, Question
from search.facets import BAR, FACETS, Facet, pieces
from search.models import EntryAudience, EntryLabel, EntryText, SearchEntry
from search.query import Clause, Phrase, Query

TABLE = SearchEntry._meta.db_table
TEXTS = EntryText._meta.db_table
LABELS = EntryLabel._meta.db_table
AUDIENCE = EntryAudience._meta.db_table
COLUMNS = ("title_terms", "place_terms", "summary_terms", "body_terms", "attached_terms")
WEIGHTS = (10.0, 6.0, 4.0, 1.0, 0.5)

_names = ", ".join(COLUMNS)
_old, _new = (", ".join(f"{row}.{name}" for name in COLUMNS) for row in ("old", "new"))

SQLITE = f"""
CREATE VIRTUAL TABLE IF NOT EXISTS {TEXTS}_fts USING fts5(
    {_names}, content='{TEXTS}', content_rowid='entry_id', tokenize='ascii');
INSERT INTO {TEXTS}_fts({TEXTS}_fts, rank) VALUES ('rank', 'bm25({", ".join(map(str, WEIGHTS))})');
CREATE TRIGGER IF NOT EXISTS {TEXTS}_fts_insert AFTER INSERT ON {TEXTS} BEGIN
    INSERT INTO {TEXTS}_fts(rowid, {_names}) VALUES (new.entry_id, {_new});
END;
CREATE TRIGGER IF NOT EXISTS {TEXTS}_fts_delete AFTER DELETE ON {TEXTS} BEGIN
    INSERT INTO {TEXTS}_fts({TEXTS}_fts, rowid, {_names}) VALUES ('delete', old.entry_id, {_old});
END;
CREATE TRIGGER IF NOT EXISTS {TEXTS}_fts_update AFTER UPDATE OF {_names} ON {TEXTS} BEGIN
    INSERT INTO {TEXTS}_fts({TEXTS}_fts, rowid, {_names}) VALUES ('delete', old.entry_id, {_old});
    INSERT INTO {TEXTS}_fts(rowid, {_names}) VALUES (new.entry_id, {_new});
END;
"""

# Half a million characters: a tsvector holds a megabyte. ``head`` is what ranks: reading the whole vector of each row
# found is what takes the time. ``names`` is what suggestions look at.
_head = " || ".join(
    f"setweight(to_tsvector('simple', {name}), '{weight}')" for name, weight in zip(COLUMNS[:3], "ABC", strict=True)
)
# Kept apart, long values leave rows that many are read of at once.
POSTGRESQL = f"""
ALTER TABLE {TEXTS} SET (toast_tuple_target = 128);
ALTER TABLE {TEXTS} ADD COLUMN IF NOT EXISTS head tsvector GENERATED ALWAYS AS ({_head}) STORED;
ALTER TABLE {TEXTS} ADD COLUMN IF NOT EXISTS vector tsvector GENERATED ALWAYS AS (
    {_head} || setweight(to_tsvector('simple', left(body_terms || ' ' || attached_terms, 500000)), 'D')) STORED;
ALTER TABLE {TEXTS} ADD COLUMN IF NOT EXISTS names tsvector GENERATED ALWAYS AS (
    to_tsvector('simple', title_terms) || to_tsvector('simple', place_terms)) STORED;
ALTER TABLE {TEXTS} ALTER COLUMN head SET STORAGE MAIN;
CREATE INDEX IF NOT EXISTS {TEXTS}_vector ON {TEXTS} USING gin (vector);
CREATE INDEX IF NOT EXISTS {TEXTS}_names ON {TEXTS} USING gin (names);
"""


def prepare_tables(using: str = DEFAULT_DB_ALIAS, **kwargs) -> None:
    """Lay the database's full-text index beside the entries; done after each migration, harmless when there."""
    connection = connections[using]
    if TEXTS not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.connection.executescript(SQLITE)
        else:
            cursor.execute(POSTGRESQL)


# What is asked, in each database's words


@dataclass
class Statement:
    """A piece of SQL and its parameters."""

    sql: str
    params: list = field(default_factory=list)


class Sqlite:
    tables = (f"{TEXTS}_fts",)
    on = (f"{TEXTS}_fts.rowid = {TABLE}.id",)
    rank = f"-{TEXTS}_fts.rank"

    @staticmethod
    def match(query: Query, titles: bool = False) -> Statement:
        def phrase(terms: Phrase, prefix: bool = False) -> str:
            return f'"{" ".join(terms)}"{"*" if prefix else ""}'

        said = _said(query, phrase, " AND ", " OR ", " NOT ")
        return Statement(f"{TEXTS}_fts MATCH %s", [f"{{title_terms place_terms}} : ({said})" if titles else said])

    @staticmethod
    def rank_params(query: Query) -> list:
        return []


class Postgresql:
    tables = (TEXTS,)
    on = (f"{TEXTS}.entry_id = {TABLE}.id",)
    rank = f"ts_rank('{{0.1, 0.4, 0.6, 1.0}}', {TEXTS}.head, to_tsquery('simple', %s), 1)"

    @classmethod
    def match(cls, query: Query, titles: bool = False) -> Statement:
        return Statement(f"{TEXTS}.{'names' if titles else 'vector'} @@ to_tsquery('simple', %s)", [cls._asked(query)])

    @classmethod
    def rank_params(cls, query: Query) -> list:
        return [cls._asked(query)]

    @staticmethod
    def _asked(query: Query) -> str:
        def phrase(terms: Phrase, prefix: bool = False) -> str:
            return " <-> ".join(f"'{term}'" for term in terms) + (":*" if prefix else "")

        return _said(query, phrase, " & ", " | ", " & !")


def _said(query: Query, phrase, together: str, either: str, without: str) -> str:
    def clause(one: Clause) -> str:
        first, *others = one.phrases
        parts = [phrase(first, one.prefix), *map(phrase, others)]
        if one.anywhere:
            parts.append(f"({together.join(phrase((term,)) for term in one.anywhere)})")
        return f"({either.join(f'({part})' for part in parts)})"

    said = f"({(either if query.any_word else together).join(map(clause, query.clauses))})"
    return said + "".join(f"{without}{clause(one)}" for one in query.excluded)


def dialect():
    return Sqlite if connections[SearchEntry.objects.db].vendor == "sqlite" else Postgresql


# Asking


ORDERS = {
    "": "rank DESC, date IS NULL, date DESC, id",
    "recent": "date IS NULL, date DESC, rank DESC, id",
    "ancien": "date IS NULL, date, rank DESC, id",
}


def ask(question: Question) -> Found:
    """Return what answers a question, in one statement."""
    chosen = question.chosen
    facets = [facet for facet in FACETS if chosen.get(facet.name)]
    hits = _hits(question.query, question.tokens, facets, chosen)
    kept = _all(facets)
    parts = [
        Statement(f"SELECT '#', '', COUNT(*) FROM hit WHERE {kept}"),
        Statement(
            "SELECT '', CAST(id AS text), ROW_NUMBER() OVER () FROM"
            f" (SELECT id FROM hit WHERE {kept} ORDER BY {ORDERS[question.order]} LIMIT %s OFFSET %s) AS best",
            [question.size, question.start],
        ),
        *_counts(facets),
    ]
    sql = f"WITH hit AS MATERIALIZED ({hits.sql}) {' UNION ALL '.join(part.sql for part in parts)}"
    rows = _read(sql, [*hits.params, *(param for part in parts for param in part.params)])
    count, ids = 0, []
    counts: dict[str, dict[str, int]] = {facet.name: {} for facet in FACETS}
    for facet, value, number in rows:
        if facet == "#":
            count = number
        elif facet == "":
            ids.append((number, int(value)))
        else:
            # What holds several labels in one piece counts for each of them.
            for one in pieces(value):
                counts[facet][one] = counts[facet].get(one, 0) + number
    return Found(count, [pk for _place, pk in sorted(ids)], counts)


def suggest(query: Query, tokens: frozenset[str] | None, size: int) -> list[int]:
    """Return the keys of the entries that ``engines.suggest`` promises."""
    hits = _hits(query.typing(), tokens, [], {}, titles=True)
    sql = f"SELECT id FROM ({hits.sql}) AS hit ORDER BY {ORDERS['']} LIMIT %s"
    return [pk for (pk,) in _read(sql, [*hits.params, size])]


def matching(entries: QuerySet[SearchEntry], query: Query) -> QuerySet[SearchEntry]:
    """Keep the entries that a query finds, each with its ``rank``, for what is a list rather than a search."""
    speaks = dialect()
    match = speaks.match(query)
    # The index is joined as a table: a correlated bm25() is computed again for each row and takes seconds.
    return entries.extra(
        tables=speaks.tables,
        where=[*speaks.on, match.sql],
        params=match.params,
        select={"rank": speaks.rank},
        select_params=speaks.rank_params(query),
    )


PLANNED = "".join(
    f"SET LOCAL {name} = {value};"
    for name, value in {
        "jit": "off",
        "work_mem": "'32MB'",
        "enable_seqscan": "off",
        "enable_indexscan": "off",
    }.items()
)
"""How PostgreSQL is to read what is found (see ``_read``)."""


def _read(sql: str, params: list) -> list[tuple]:
    connection = connections[SearchEntry.objects.db]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()
    # Compiling the statement takes longer than running it; counting many labels wants room; and the planner takes the
    # match of a long vector, which it would read whole for each row, for nothing.
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        cursor.execute(PLANNED)
        cursor.execute(sql, params)
        return cursor.fetchall()


def _hits(
    query: Query,
    tokens: frozenset[str] | None,
    facets: Sequence[Facet],
    chosen: Mapping[str, Sequence[str]],
    titles: bool = False,
) -> Statement:
    """Return the entries that a query finds for a reader; a column says of each facet whether its choice is met."""
    speaks = dialect()
    named = ("id", "date", "kind", "year", "territories", "themes", "organisations")
    columns = [f"{TABLE}.{name}" for name in named] + [f"{STATE} AS state"]
    params, conditions, tables = [], [], [TABLE]
    columns.append(f"{speaks.rank if query else '0'} AS rank")
    if query:
        params += speaks.rank_params(query)
        tables += speaks.tables
        conditions += speaks.on
    for facet in facets:
        met = _met(facet, chosen[facet.name])
        columns.append(f"({met.sql}) AS {_flag(facet)}")
        params += met.params
    if query:
        match = speaks.match(query, titles)
        conditions.append(match.sql)
        params += match.params
    if tokens is not None:
        # Nearly all are opened by one token: they are not looked up in another table.
        held = f"SELECT 1 FROM {AUDIENCE} a WHERE a.entry_id = {TABLE}.id AND a.token IN {_list(tokens)}"
        one = f"{TABLE}.readers IN {_list(tokens)}"
        conditions.append(f"({one} OR ({TABLE}.readers LIKE %s AND EXISTS ({held})))")
        params += [*sorted(tokens), f"%{BAR}%", *sorted(tokens)]
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return Statement(f"SELECT {', '.join(columns)} FROM {', '.join(tables)}{where}", params)


STATE = f"CASE WHEN {TABLE}.status = '' THEN NULL ELSE {TABLE}.kind || ':' || {TABLE}.status END"


def _list(values: Iterable) -> str:
    return f"({', '.join('%s' for _value in values) or 'NULL'})"


def _flag(facet: Facet) -> str:
    return f"met_{facet.name}"


def _met(facet: Facet, values: Sequence[str]) -> Statement:
    if facet.sort:
        borne = f"SELECT 1 FROM {LABELS} l WHERE l.entry_id = {TABLE}.id AND l.sort = %s AND l.value IN {_list(values)}"
        return Statement(f"EXISTS ({borne})", [facet.sort, *values])
    column = STATE if facet.column == "state" else f"CAST({TABLE}.{facet.column} AS text)"
    return Statement(f"COALESCE({column}, '') IN {_list(values)}", list(values))


def _counts(chosen: Sequence[Facet]) -> Iterator[Statement]:
    """Yield what counts each facet's values, among what the choices of the others leave."""
    for facet in FACETS:
        others = _all([other for other in chosen if other is not facet])
        yield Statement(
            f"SELECT '{facet.name}', CAST({facet.column} AS text), COUNT(*) FROM hit"
            f" WHERE {others} AND {facet.column} IS NOT NULL GROUP BY {facet.column}"
        )


def _all(facets: Sequence[Facet]) -> str:
    return " AND ".join(map(_flag, facets)) or "1 = 1"
