"""The database's own full-text search, over the terms that ``analysis`` has prepared: FTS5, or a GIN index."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import QuerySet

from search.engines.found import Found, Question
from search.facets import BAR, FACETS, Facet, pieces
from search.models import EntryAudience, EntryLabel, EntryText, SearchEntry
from search.query import Clause, Phrase, Query

TABLE = SearchEntry._meta.db_table
TEXTS = EntryText._meta.db_table
INDEX = f"{TEXTS}_fts"
"""Beside the entries and written with them, by triggers: FTS5's own on SQLite, on PostgreSQL one narrow row each."""
LABELS = EntryLabel._meta.db_table
AUDIENCE = EntryAudience._meta.db_table
COLUMNS = ("title_terms", "place_terms", "summary_terms", "body_terms", "attached_terms")
WEIGHTS = (10.0, 6.0, 4.0, 1.0, 0.5)

_names = ", ".join(COLUMNS)
_old, _new = (", ".join(f"{row}.{name}" for name in COLUMNS) for row in ("old", "new"))

SQLITE = f"""
CREATE VIRTUAL TABLE IF NOT EXISTS {INDEX} USING fts5(
    {_names}, content='{TEXTS}', content_rowid='entry_id', tokenize='ascii');
INSERT INTO {INDEX}({INDEX}, rank) VALUES ('rank', 'bm25({", ".join(map(str, WEIGHTS))})');
CREATE TRIGGER IF NOT EXISTS {INDEX}_insert AFTER INSERT ON {TEXTS} BEGIN
    INSERT INTO {INDEX}(rowid, {_names}) VALUES (new.entry_id, {_new});
END;
CREATE TRIGGER IF NOT EXISTS {INDEX}_delete AFTER DELETE ON {TEXTS} BEGIN
    INSERT INTO {INDEX}({INDEX}, rowid, {_names}) VALUES ('delete', old.entry_id, {_old});
END;
CREATE TRIGGER IF NOT EXISTS {INDEX}_update AFTER UPDATE OF {_names} ON {TEXTS} BEGIN
    INSERT INTO {INDEX}({INDEX}, rowid, {_names}) VALUES ('delete', old.entry_id, {_old});
    INSERT INTO {INDEX}(rowid, {_names}) VALUES (new.entry_id, {_new});
END;
"""

# A row holds all that is read of what a query finds, to count and rank it; its long vector stands apart. ``head`` is
# what ranks, without the text; a vector holds a megabyte, hence half a million characters. Words of titles and places,
# and those of the summary, are in the vector once more, marked: one index finds what has a word there.
TITLE_MARK, SUMMARY_MARK = "0t", "0s"
_classified = ("date", "year", "kind", "territories", "themes", "organisations", "readers")
_of_entry, _of_new = (", ".join(f"{row}.{name}" for name in _classified) for row in ("entry", "NEW"))
_head = " || ".join(
    f"setweight(to_tsvector('simple', NEW.{name}), '{weight}')" for name, weight in zip(COLUMNS[:3], "ABC", strict=True)
)


def _state(row: str) -> str:
    return f"CASE WHEN {row}.status = '' THEN NULL ELSE {row}.kind || ':' || {row}.status END"


def _marked(mark: str, terms: str) -> str:
    return f"to_tsvector('simple', '{mark}' || replace({terms}, ' ', ' {mark}'))"


POSTGRESQL = f"""
CREATE TABLE IF NOT EXISTS {INDEX} (
    id bigint PRIMARY KEY, date date, year smallint, kind text, territories text, themes text, organisations text,
    readers text, state text, head tsvector, vector tsvector) WITH (toast_tuple_target = 128);
ALTER TABLE {INDEX} {", ".join(f"ALTER {name} SET STORAGE MAIN" for name in (*_classified[2:], "state", "head"))};
CREATE INDEX IF NOT EXISTS {INDEX}_vector ON {INDEX} USING gin (vector);
CREATE OR REPLACE FUNCTION {INDEX}_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head tsvector := {_head};
    vector tsvector := head || {_marked(TITLE_MARK, "NEW.title_terms || ' ' || NEW.place_terms")}
        || {_marked(SUMMARY_MARK, "NEW.summary_terms")}
        || to_tsvector('simple', left(NEW.body_terms || ' ' || NEW.attached_terms, 500000));
BEGIN
    INSERT INTO {INDEX} SELECT entry.id, {_of_entry}, {_state("entry")}, head, vector
        FROM {TABLE} AS entry WHERE entry.id = NEW.entry_id
        ON CONFLICT (id) DO UPDATE SET head = EXCLUDED.head, vector = EXCLUDED.vector;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION {INDEX}_classified() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE {INDEX} SET ({", ".join(_classified)}, state) = ROW({_of_new}, {_state("NEW")}) WHERE id = NEW.id;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION {INDEX}_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'TRUNCATE' THEN TRUNCATE {INDEX}; ELSE DELETE FROM {INDEX} WHERE id = OLD.entry_id; END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER {INDEX}_insert AFTER INSERT ON {TEXTS} FOR EACH ROW EXECUTE FUNCTION {INDEX}_written();
CREATE OR REPLACE TRIGGER {INDEX}_update AFTER UPDATE OF {_names} ON {TEXTS} FOR EACH ROW
    WHEN (({_old}) IS DISTINCT FROM ({_new})) EXECUTE FUNCTION {INDEX}_written();
CREATE OR REPLACE TRIGGER {INDEX}_classify AFTER UPDATE OF {", ".join(_classified)}, status ON {TABLE} FOR EACH ROW
    EXECUTE FUNCTION {INDEX}_classified();
CREATE OR REPLACE TRIGGER {INDEX}_delete AFTER DELETE ON {TEXTS} FOR EACH ROW EXECUTE FUNCTION {INDEX}_gone();
CREATE OR REPLACE TRIGGER {INDEX}_truncate AFTER TRUNCATE ON {TEXTS} EXECUTE FUNCTION {INDEX}_gone();
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


ORDERS = {
    "": "rank DESC, date IS NULL, date DESC, id",
    "recent": "date IS NULL, date DESC, id",
    "ancien": "date IS NULL, date, id",
}
MOST_RANKED = 2000
"""Of more entries than that, those that have a word asked for in a short field are ranked, when they are enough."""
Read = Callable[[Statement], list[tuple]]
GROUPS = [[facet for facet in FACETS if not facet.sort], *([facet] for facet in FACETS if facet.sort)]
"""Facets counted together: those of which an entry has one value; each sort of label by itself."""
COUNTED = [facet for group in GROUPS for facet in group]


class Sqlite:
    held = TABLE
    """The table of what entries are classified by; ``on`` joins the index to the entries."""
    on = f"{INDEX}.rowid = {TABLE}.id"
    state = _state(TABLE)
    operators = " AND ", " OR ", " NOT "

    @staticmethod
    def phrase(terms: Phrase, prefix: bool = False) -> str:
        return f'"{" ".join(terms)}"{"*" if prefix else ""}'

    @classmethod
    def match(cls, query: Query, titles: bool = False) -> Statement:
        said = _said(query, cls.phrase, *cls.operators)
        return Statement(f"{INDEX} MATCH %s", [f"{{title_terms place_terms}} : ({said})" if titles else said])

    @staticmethod
    def rank(query: Query) -> Statement:
        return Statement(f"-{INDEX}.rank")

    @classmethod
    def answer(cls, question: Question, chosen: Sequence[Facet], read: Read) -> Found:
        """Answer in one statement: FTS5 ranks as it reads, and what it has read is counted."""
        ranked = bool(question.query) and not question.order
        rank = {"rank": cls.rank(question.query) if ranked else Statement("0")}
        hits = _hits(question.query, {**_counted_columns(question, chosen), **rank}, _readable(question.tokens))
        numbers = _numbers(chosen)
        parts = [
            f"SELECT NULL, {', '.join(one.column if one is facet else 'NULL' for one in COUNTED)},"
            f" {', '.join(numbers)} FROM hit GROUP BY {facet.column}"
            for facet in COUNTED
        ]
        nothing = ["NULL"] * (len(COUNTED) + len(numbers) - 1)
        best = f"SELECT id FROM hit WHERE {_flags(chosen)} ORDER BY {ORDERS[question.order]} LIMIT %s OFFSET %s"
        parts.append(f"SELECT ROW_NUMBER() OVER (), {', '.join(nothing)}, id FROM ({best}) AS best")
        sql = f"WITH hit AS MATERIALIZED ({hits.sql}) {' UNION ALL '.join(parts)}"
        rows = read(Statement(sql, [*hits.params, question.size, question.start]))
        count, counts = _sums([row[1:] for row in rows if row[0] is None], chosen)
        return Found(count, [row[-1] for row in sorted(row for row in rows if row[0] is not None)], counts)


class Postgresql:
    held = INDEX
    on = f"{INDEX}.id = {TABLE}.id"
    state = f"{INDEX}.state"
    operators = " & ", " | ", " & !"

    @staticmethod
    def phrase(terms: Phrase, prefix: bool = False, mark: str = "") -> str:
        return " <-> ".join(f"'{mark}{term}'" for term in terms) + (":*" if prefix else "")

    @classmethod
    def match(cls, query: Query, titles: bool = False) -> Statement:
        phrase = partial(cls.phrase, mark=TITLE_MARK) if titles else cls.phrase
        return cls._has(_said(query, phrase, *cls.operators))

    @classmethod
    def near(cls, query: Query) -> Statement | None:
        """Return what the best meet, a word in the title, place or summary: ``head`` holds no other. When any word will
        do, what has the most of them comes first, wherever they are.
        """
        if query.any_word:
            return None
        phrases = [partial(cls.phrase, mark=mark) for mark in (TITLE_MARK, SUMMARY_MARK)]
        return cls._has(" | ".join(_clause(one, said, *cls.operators[:2]) for one in query.clauses for said in phrases))

    @staticmethod
    def _has(asked: str) -> Statement:
        return Statement(f"{INDEX}.vector @@ to_tsquery('simple', %s)", [asked])

    @classmethod
    def rank(cls, query: Query) -> Statement:
        # Clause by clause: of two words together, ts_rank makes nothing where one of them stands.
        asked = [_clause(one, cls.phrase, *cls.operators[:2]) for one in query.clauses]
        worth = f"ts_rank('{{0.1, 0.4, 0.6, 1.0}}', {INDEX}.head, to_tsquery('simple', %s), 1)"
        return Statement(" + ".join(worth for _one in asked), asked)

    @classmethod
    def answer(cls, question: Question, chosen: Sequence[Facet], read: Read) -> Found:
        """Answer in two statements or three: the counts; the best of what is near; of all, when they are too few."""
        columns = _counted_columns(question, chosen)
        hits = _hits(question.query, columns, _readable(question.tokens))
        sets = ", ".join(f"({_columns(group)})" for group in GROUPS)
        sql = f"SELECT {_columns(COUNTED)}, {', '.join(_numbers(chosen))} FROM ({hits.sql}) AS hit"
        count, counts = _sums(read(Statement(f"{sql} GROUP BY GROUPING SETS ({sets})", hits.params)), chosen)
        return Found(count, cls._best(question, chosen, count, read), counts)

    @classmethod
    def _best(cls, question: Question, chosen: Sequence[Facet], count: int, read: Read) -> list[int]:
        """Return the keys of the entries wanted, in order, of the ``count`` that are found."""
        query = question.query
        ranked = bool(query) and not question.order
        rank = {"rank": cls.rank(query) if ranked else Statement("0")}
        conditions = [*_readable(question.tokens), *(_met(facet, question.chosen[facet.name]) for facet in chosen)]
        page = question.order, question.size, question.start
        ids: list[int] = []
        if ranked and count > MOST_RANKED and (near := cls.near(query)):
            ids = _keys(read, _hits(query, rank, [near, *conditions]), *page)
        if len(ids) < min(question.size, count - question.start):
            ids = _keys(read, _hits(query, rank, conditions), *page)
        return ids


def _columns(facets: Iterable[Facet]) -> str:
    return ", ".join(facet.column for facet in facets)


def _said(query: Query, phrase: Callable[..., str], together: str, either: str, without: str) -> str:
    clauses = (_clause(one, phrase, together, either) for one in query.clauses)
    excluded = (f"{without}{_clause(one, phrase, together, either)}" for one in query.excluded)
    return f"({(either if query.any_word else together).join(clauses)}){''.join(excluded)}"


def _clause(clause: Clause, phrase: Callable[..., str], together: str, either: str) -> str:
    first, *others = clause.phrases
    parts = [phrase(first, clause.prefix), *map(phrase, others)]
    if clause.anywhere:
        parts.append(f"({together.join(phrase((term,)) for term in clause.anywhere)})")
    return f"({either.join(f'({part})' for part in parts)})"


def dialect():
    return Sqlite if connections[SearchEntry.objects.db].vendor == "sqlite" else Postgresql


# Asking


def ask(question: Question) -> Found:
    """Return what answers a question."""
    chosen = [facet for facet in FACETS if question.chosen.get(facet.name)]
    with _reading() as read:
        return dialect().answer(question, chosen, read)


def suggest(query: Query, tokens: frozenset[str] | None, size: int) -> list[int]:
    """Return the keys of the entries that ``engines.suggest`` promises."""
    speaks, query = dialect(), query.typing()
    hits = _hits(query, {"rank": speaks.rank(query)}, _readable(tokens), titles=True)
    with _reading() as read:
        return _keys(read, hits, "", size)


def matching(entries: QuerySet[SearchEntry], query: Query) -> QuerySet[SearchEntry]:
    """Keep the entries that a query finds, each with its ``rank``, for what is a list rather than a search."""
    speaks = dialect()
    match, rank = speaks.match(query), speaks.rank(query)
    # The index is joined as a table: a correlated bm25() is computed again for each row and takes seconds.
    return entries.extra(
        tables=[INDEX],
        where=[speaks.on, match.sql],
        params=match.params,
        select={"rank": rank.sql},
        select_params=rank.params,
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
"""How PostgreSQL is to read what is found. Compiling a statement takes longer than running it; counting many labels
wants room; and the planner takes the match of a long vector, which it would read whole for each row, for nothing.
"""


@contextmanager
def _reading() -> Iterator[Read]:
    connection = connections[SearchEntry.objects.db]
    planned = connection.vendor == "postgresql"
    with transaction.atomic(connection.alias) if planned else nullcontext(), connection.cursor() as cursor:
        if planned:
            cursor.execute(PLANNED)

        def read(statement: Statement) -> list[tuple]:
            cursor.execute(statement.sql, statement.params)
            return cursor.fetchall()

        yield read


def _counted_columns(question: Question, chosen: Sequence[Facet]) -> dict[str, Statement]:
    """Return what is read of each entry found: each facet's column, and whether the choice in it is met."""
    columns = {facet.column: Statement(_column(facet)) for facet in COUNTED}
    return columns | {_flag(facet): _met(facet, question.chosen[facet.name]) for facet in chosen}


def _numbers(chosen: Sequence[Facet]) -> list[str]:
    """Return what counts a group: all that is met, then without each choice in its turn."""
    among = [chosen, *([other for other in chosen if other is not facet] for facet in chosen)]
    return [f"COUNT(*) FILTER (WHERE {_flags(facets)})" for facets in among]


def _sums(rows: Iterable[Sequence], chosen: Sequence[Facet]) -> tuple[int, dict[str, dict[str, int]]]:
    """Return how many entries are found, and how many bear each facet's values, its own choice left aside."""
    places = [chosen.index(facet) + 1 if facet in chosen else 0 for facet in COUNTED]
    count = 0
    counts: dict[str, dict[str, int]] = {facet.name: {} for facet in FACETS}
    for row in rows:
        values, numbers = row[: len(COUNTED)], row[len(COUNTED) :]
        if values[0] is not None:
            count += numbers[0]
        for facet, value, place in zip(COUNTED, values, places, strict=True):
            if value is not None and numbers[place]:
                found = counts[facet.name]
                # What holds several labels in one piece counts for each of them.
                for one in pieces(str(value)):
                    found[one] = found.get(one, 0) + numbers[place]
    return count, counts


def _keys(read: Read, hits: Statement, order: str, size: int, start: int = 0) -> list[int]:
    sql = f"SELECT id FROM ({hits.sql}) AS hit ORDER BY {ORDERS[order]} LIMIT %s OFFSET %s"
    return [pk for (pk,) in read(Statement(sql, [*hits.params, size, start]))]


def _hits(
    query: Query, columns: Mapping[str, Statement], conditions: Sequence[Statement], titles: bool = False
) -> Statement:
    """Return the entries that a query finds, all without any word, and that meet conditions: these columns of them."""
    speaks = dialect()
    tables = [speaks.held]
    if query:
        conditions = [speaks.match(query, titles), *conditions]
        if speaks.held != INDEX:
            tables.append(INDEX)
            conditions = [Statement(speaks.on), *conditions]
    named = [f"{speaks.held}.id", f"{speaks.held}.date", *(f"({one.sql}) AS {name}" for name, one in columns.items())]
    where = " AND ".join(f"({one.sql})" for one in conditions)
    return Statement(
        f"SELECT {', '.join(named)} FROM {', '.join(tables)}{' WHERE ' if where else ''}{where}",
        [param for one in [*columns.values(), *conditions] for param in one.params],
    )


def _readable(tokens: frozenset[str] | None) -> list[Statement]:
    """Return the condition that holds for what is read by whoever holds these tokens, none for whoever reads all."""
    if tokens is None:
        return []
    held = dialect().held
    # Nearly all are opened by one token: they are not looked up in another table.
    opened = f"SELECT 1 FROM {AUDIENCE} a WHERE a.entry_id = {held}.id AND a.token IN {_list(tokens)}"
    sql = f"{held}.readers IN {_list(tokens)} OR ({held}.readers LIKE %s AND EXISTS ({opened}))"
    return [Statement(sql, [*sorted(tokens), f"%{BAR}%", *sorted(tokens)])]


def _met(facet: Facet, values: Sequence[str]) -> Statement:
    if facet.sort:
        held = f"l.entry_id = {dialect().held}.id AND l.sort = %s AND l.value IN {_list(values)}"
        return Statement(f"EXISTS (SELECT 1 FROM {LABELS} l WHERE {held})", [facet.sort, *values])
    return Statement(f"COALESCE(CAST({_column(facet)} AS text), '') IN {_list(values)}", list(values))


def _column(facet: Facet) -> str:
    speaks = dialect()
    return speaks.state if facet.column == "state" else f"{speaks.held}.{facet.column}"


def _flag(facet: Facet) -> str:
    return f"met_{facet.name}"


def _flags(facets: Sequence[Facet]) -> str:
    return " AND ".join(map(_flag, facets)) or "1 = 1"


def _list(values: Iterable) -> str:
    return f"({', '.join('%s' for _value in values) or 'NULL'})"
