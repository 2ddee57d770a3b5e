"""A search cluster, Elasticsearch or OpenSearch: given the terms that ``analysis`` made, asked for terms.

Nothing is asked that needs a plugin or an analysis of its own: the two engines, and a managed one, answer alike.
"""

import json
import logging
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.conf import settings

from search import ranking
from search.engines.found import Found, Question
from search.facets import FACETS, MOST_SHOWN, Facet, pieces
from search.models import EngineState, Removal, SearchEntry
from search.query import Clause, Phrase, Query

logger = logging.getLogger("search.cluster")

MAPPING = 2
"""Grows with each change of what the index holds: an index of another mapping is built again."""
ANSWER_WITHIN, FEED_WITHIN = 2.0, 30.0  # seconds
MOST_HIDDEN = 500
MOST_VALUES = 1000
"""Of one facet, counted in each part of the index; those chosen are to be among them."""
MOST_READ = 20_000
"""Of more hits than that, the best are looked for among those that have a word in their title or place, and words in a
row are not looked for in their texts: our own rules read them.
"""
BULK = 4_000_000  # characters sent at once

FIELDS = {
    "title": ranking.TITLE,
    "place": ranking.PLACE,
    "summary": ranking.SUMMARY,
    "body": ranking.TEXT,
    "attached": ranking.ATTACHED,
}
PHRASES = {
    "title": ranking.PHRASE_IN_TITLE,
    "summary": ranking.PHRASE_IN_SUMMARY,
    "body": ranking.PHRASE_IN_TEXT,
}
_text = {"type": "text", "analyzer": "whitespace"}
_said = {**_text, "copy_to": "words"}
_word = {"type": "keyword", "ignore_above": 300}
PROPERTIES = {
    "pk": {"type": "long"},
    "check": {"type": "long", "index": False},
    "title": _said,
    "place": _said,
    "summary": _said,
    "body": _said,
    "attached": _said,
    # All that is said, where one word is looked for: in five places, it would be read five times.
    "words": {**_text, "index_options": "docs", "norms": False},
    # What suggestions look at, by the beginnings of its words.
    "names": {**_text, "index_prefixes": {"min_chars": 1, "max_chars": 8}, "norms": False},
    "date": {"type": "date"},
    "audience": _word,
    **{facet.name: _word for facet in FACETS},
}


class Away(Exception):
    """The cluster does not answer, or not in order: it is asked again later. The message says what it said."""


class Refused(Exception):
    """The cluster answers that it will not: the request, or what it is about, is not what it expects."""

    def __init__(self, status: int, said: str):
        super().__init__(f"{status} {said}")
        self.status = status


class Client:
    """The kept client of either engine, behind the one call that both know.

    Raises Away when nothing answers in time, or when what answers is overloaded or read-only; Refused otherwise.
    """

    def __init__(self, cluster: Mapping[str, Any], within: float):
        others = len(cluster["hosts"]) - 1
        common = {"max_retries": others, "retry_on_timeout": True, "retry_on_status": (502, 503, 504)}
        if cluster["authority"]:
            common["ca_certs"] = cluster["authority"]
        account = (cluster["username"], cluster["password"]) if cluster["username"] else None
        if cluster["engine"] == "elasticsearch":
            import elasticsearch

            self._errors = (elasticsearch.TransportError,)
            self._refusals = elasticsearch.ApiError
            self._client = elasticsearch.Elasticsearch(
                cluster["hosts"], basic_auth=account, request_timeout=within, **common
            )
        else:
            import opensearchpy

            self._errors = (opensearchpy.exceptions.ConnectionError, opensearchpy.exceptions.SerializationError)
            self._refusals = opensearchpy.TransportError
            self._client = opensearchpy.OpenSearch(cluster["hosts"], http_auth=account, timeout=within, **common)
        self._elasticsearch = cluster["engine"] == "elasticsearch"

    def ask(self, method: str, path: str, body: Any = None, **params) -> Any:
        """Send a request; ``body`` is JSON's, or the lines of a bulk."""
        try:
            if self._elasticsearch:
                kind = "application/x-ndjson" if isinstance(body, str) else "application/json"
                headers = {"accept": "application/json", "content-type": kind}
                sent = body.encode() if isinstance(body, str) else body
                return self._client.perform_request(method, path, params=params, headers=headers, body=sent).body
            return self._client.transport.perform_request(method, path, params=params, body=body)
        except self._errors as problem:
            raise Away(f"{type(problem).__name__}") from problem
        except self._refusals as problem:
            status = problem.status_code
            said = str(getattr(problem, "error", "") or problem)[:200]
            if not isinstance(status, int) or status in (401, 403, 429) or status >= 500:
                raise Away(f"{status} {said}") from problem
            raise Refused(status, said) from problem


def client(within: float) -> Client:
    """Return this process's client of the cluster that the settings name."""
    return _client(json.dumps(settings.SEARCH_CLUSTER), within)


@cache
def _client(cluster: str, within: float) -> Client:
    return Client(json.loads(cluster), within)


class Breaker:
    """Keeps a process from waiting, at each search, for a cluster that has just failed it."""

    FIRST, LONGEST = 5.0, 60.0  # seconds

    def __init__(self):
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        self._pause, self._until = self.FIRST, 0.0

    def check(self) -> None:
        """Raise Away while the cluster is left alone."""
        if time.monotonic() < self._until:
            raise Away("left alone")

    def failed(self) -> None:
        with self._lock:
            if time.monotonic() >= self._until:
                self._until = time.monotonic() + self._pause
                self._pause = min(self._pause * 2, self.LONGEST)


breaker = Breaker()


# What is written


def document(entry: SearchEntry) -> dict[str, Any]:
    """Return what the cluster holds of an entry: of its columns and of its content's, those that ``HELD`` names."""
    content = entry.content
    columns = {"type": entry.kind, "statut": entry.status and f"{entry.kind}:{entry.status}", "annee": entry.year}
    return {
        "pk": entry.pk,
        "check": check(entry.pk, entry.version),
        "title": content.title_terms,
        "place": content.place_terms,
        "summary": content.summary_terms,
        "body": content.body_terms,
        "attached": content.attached_terms,
        "names": f"{content.title_terms} {content.place_terms}",
        "date": entry.date and entry.date.isoformat(),
        "audience": pieces(entry.readers),
        **{facet.name: pieces(getattr(entry, facet.column)) for facet in FACETS if facet.sort},
        **{name: str(value) for name, value in columns.items() if value},
    }


HELD = (
    *("version", "kind", "status", "year", "date", "territories", "themes", "organisations", "readers"),
    *(f"content__{name}_terms" for name in FIELDS),
)
"""What ``document`` reads; the rest of an entry is long and stays where it is."""
CHECK = (2_654_435_761, 40_503, 2_147_483_647)


def check(pk: int, version: int) -> int:
    """Return what stands for an entry at a version: summed, it tells whether two stores hold the same."""
    spread, step, modulo = CHECK
    return (pk * spread + version * step) % modulo


def chunks(lines: Iterable[tuple[str, ...]]) -> Iterator[list[tuple[str, ...]]]:
    """Yield the operations of a bulk in parts that a server takes at once."""
    part: list[tuple[str, ...]] = []
    size = 0
    for operation in lines:
        length = sum(map(len, operation))
        if part and size + length > BULK:
            yield part
            part, size = [], 0
        part.append(operation)
        size += length
    if part:
        yield part


def indexing(index: str, entry: SearchEntry) -> tuple[str, str]:
    """Return the lines that write an entry, unless the cluster has a later version of it."""
    return json.dumps({"index": _versioned(index, entry.pk, entry.version)}), json.dumps(document(entry))


def deleting(index: str, pk: int, version: int) -> tuple[str]:
    """Return the line that takes an entry away."""
    return (json.dumps({"delete": _versioned(index, pk, version)}),)


def _versioned(index: str, pk: int, version: int) -> dict[str, Any]:
    return {"_index": index, "_id": str(pk), "version": version, "version_type": "external_gte"}


def settings_of_index() -> dict[str, Any]:
    """Return how a new index is laid out; it is not refreshed while it is filled."""
    shared = {"number_of_shards": settings.SEARCH_SHARDS, "auto_expand_replicas": settings.SEARCH_REPLICAS}
    mapping = {
        "dynamic": "strict",
        "_source": {"enabled": False},
        "_meta": {"mapping": MAPPING},
        "properties": PROPERTIES,
    }
    return {"settings": {"index": {**shared, "refresh_interval": "-1"}}, "mappings": mapping}


# What is asked


def ask(question: Question) -> Found:
    """Return what answers a question. Raises Away.

    Two searches: the counts, for which nothing is ranked, then the best ones, for which the engine passes over whatever
    cannot be among them.
    """
    breaker.check()
    chosen = question.chosen
    facets = [facet for facet in FACETS if chosen.get(facet.name)]
    readable = _readable(question.tokens, question.query)
    asked, met = _asked(question.query), _met(facets, chosen)
    counts = {one.name: _counted(one, [other for other in facets if other is not one], chosen) for one in FACETS}
    counted = _search(
        {
            "query": {"bool": {**readable, "filter": [*readable["filter"], *asked]}},
            "post_filter": met,
            "aggs": counts,
            "size": 0,
            "track_total_hits": True,
        }
    )
    count = counted["hits"]["total"]["value"]
    best = _best(question, {**readable, "filter": [*readable["filter"], met]}, count)
    found = {name: _buckets(one) for name, one in counted["aggregations"].items()}
    values = {name: {one["key"]: one["doc_count"] for one in buckets} for name, buckets in found.items()}
    return Found(count, _keys(best), values)


def _best(question: Question, said: Mapping[str, list], count: int) -> list[dict]:
    """Return the hits wanted, in order, of the ``count`` that the query finds among those for which ``said`` holds."""
    query = question.query
    if count <= question.start:
        return []

    def hits(**more) -> list[dict]:
        body = {"query": {"bool": {**said, **more}}, "sort": _sorted(question.order), "from": question.start}
        return _search({**body, "size": question.size, "track_total_hits": False})["hits"]["hits"]

    if not query or question.order:
        return hits(filter=[*said["filter"], *_asked(query)])
    worths = [_worths(one, ranking.WORD_MET if query.any_word else 0) for one in query.clauses]
    ranked = {"must": [_any(worths)] if query.any_word else worths, "should": _preferred(query, among=count)}
    if count > MOST_READ and not query.any_word:
        best = hits(**ranked, filter=[*said["filter"], _near(query)])
        if len(best) == question.size and best[-1]["sort"][0] >= _most_elsewhere(query):
            return best
    return hits(**ranked)


def suggest(query: Query, tokens: frozenset[str] | None, size: int) -> list[int]:
    """Return the keys of the entries whose title or place has these words, the last one being typed. Raises Away."""
    breaker.check()
    names = [_any([_names(clause, phrase) for phrase in clause.phrases]) for clause in query.typing().clauses]
    said = {**_readable(tokens, query), "must": names}
    body = {"query": {"bool": said}, "sort": _sorted(""), "size": size, "track_total_hits": False}
    return _keys(_search(body)["hits"]["hits"])


def _search(body: dict) -> dict:
    try:
        if not EngineState.objects.filter(mapping=MAPPING).exclude(index="").exists():
            raise Away("no index yet")
        asked = {**body, "_source": False, "stored_fields": "_none_", "timeout": f"{int(ANSWER_WITHIN * 900)}ms"}
        prefix = settings.SEARCH_CLUSTER["prefix"]
        said = client(ANSWER_WITHIN).ask("POST", f"/{prefix}/_search", asked, request_cache="false")
        if said["timed_out"] or not whole(said):
            raise Away("a part of the index did not answer")
    except Refused as problem:
        logger.error("Le moteur de recherche a refusé une question (%s).", problem)
        breaker.failed()
        raise Away(str(problem)) from problem
    except Away as problem:
        logger.warning("Le moteur de recherche ne répond pas (%s) : la base répond à sa place.", problem)
        breaker.failed()
        raise
    breaker.reset()
    return said


def whole(said: Mapping) -> bool:
    """Say whether each part of the index answered; one that no node holds any more is not counted as failed."""
    return said["_shards"]["successful"] == said["_shards"]["total"]


def hidden() -> list[int]:
    """Return the entries that are gone, or that fewer may find, and of which the cluster has not been told.

    Raises Away when they are so many that the database had better answer.
    """
    narrowed = SearchEntry.objects.filter(narrowed=True).values_list("pk")
    found = list(narrowed.union(Removal.objects.values_list("entry_id"), all=True)[: MOST_HIDDEN + 1])
    if len(found) > MOST_HIDDEN:
        raise Away("too much to leave out")
    return [pk for (pk,) in found]


def _readable(tokens: frozenset[str] | None, query: Query) -> dict[str, list]:
    """Return what holds for all that a reader may find, and that a query does not leave out."""
    opened = [{"terms": {"audience": sorted(tokens)}}] if tokens is not None else []
    gone = [{"terms": {"_id": [str(pk) for pk in left_out]}}] if (left_out := hidden()) else []
    return {"filter": opened, "must_not": [*gone, *map(_met_by, query.excluded)]}


def _counted(facet: Facet, others: Sequence[Facet], chosen: Mapping[str, Sequence[str]]) -> dict:
    size = MOST_VALUES if facet.name in chosen else MOST_SHOWN
    values = {"terms": {"field": facet.name, "size": size, "shard_size": MOST_VALUES}}
    return {"filter": _met(others, chosen), "aggs": {"values": values}} if others else values


def _buckets(found: Mapping) -> list[Mapping]:
    return (found.get("values") or found)["buckets"]


def _met(facets: Sequence[Facet], chosen: Mapping[str, Sequence[str]]) -> dict:
    return {"bool": {"filter": [{"terms": {facet.name: list(chosen[facet.name])}} for facet in facets]}}


def _keys(hits: Iterable[Mapping]) -> list[int]:
    """Return the entries' keys, which are last in each order: a document's own is kept apart and long to read."""
    return [one["sort"][-1] for one in hits]


def _sorted(order: str) -> list:
    newest, oldest = ({"date": {"order": order, "missing": "_last"}} for order in ("desc", "asc"))
    by_rank, by_key = {"_score": {"order": "desc"}}, {"pk": "asc"}
    return {"": [by_rank, newest, by_key], "recent": [newest, by_key], "ancien": [oldest, by_key]}[order]


# Each place is worth what ``ranking`` says, whatever the rarity of the word: engines then agree on the candidates.


def _asked(query: Query) -> list[dict]:
    """Return what an entry must meet, nothing when the query has no word."""
    clauses = [_met_by(one) for one in query.clauses]
    return [_any(clauses)] if query.any_word else clauses


def _met_by(clause: Clause) -> dict:
    said = [_said_somewhere(phrase, clause.prefix and phrase == clause.typed) for phrase in clause.phrases]
    return _any([*said, _all(clause.anywhere)] if clause.anywhere else said)


def _said_somewhere(phrase: Phrase, prefix: bool) -> dict:
    fields = FIELDS if len(phrase) > 1 else ["words"]
    return _any([_stands(field, phrase, prefix) for field in fields])


def _worths(clause: Clause, bonus: float) -> dict:
    """Return what a clause is worth by where it stands."""
    found = []
    for field, worth in FIELDS.items():
        for rank, phrase in enumerate(clause.phrases):
            by_prefix = clause.prefix and rank == 0
            worth_here = worth * (1 if rank == 0 else ranking.SYNONYM) + bonus
            found.append(_worth(_stands(field, phrase, by_prefix), worth_here))
        if clause.anywhere:
            found.append(_worth(_all(clause.anywhere, field), worth * ranking.SYNONYM + bonus))
    if clause.anywhere:
        found.append(_worth(_all(clause.anywhere), ranking.TEXT * ranking.SYNONYM + bonus))
    return _best_of(found)


def _preferred(query: Query, among: int) -> list[dict]:
    """Return what is worth more, of what a query finds; ``among`` how many."""
    # How much of the title was asked for only tells apart what is worth the same.
    preferred = [{"match": {"title": {"query": " ".join(sorted(query.typed)), "boost": 0.05}}}]
    if len(query.phrase) > 1:
        places = PHRASES if among <= MOST_READ else {name: PHRASES[name] for name in PHRASES if name != "body"}
        preferred.append(_best_of(_worth(_stands(name, query.phrase), worth) for name, worth in places.items()))
    return preferred


def _near(query: Query) -> dict:
    """Return what all that may come first meets: a clause in its title or place, or all in a row in its summary."""
    near = [_names(clause, phrase) for clause in query.clauses for phrase in clause.phrases]
    near += [_all(clause.anywhere, "names") for clause in query.clauses if clause.anywhere]
    return _any([*near, _stands("summary", query.phrase)] if len(query.phrase) > 1 else near)


def _most_elsewhere(query: Query) -> float:
    """Return the most that anything else is worth."""
    return ranking.SUMMARY * len(query.clauses)


def _names(clause: Clause, phrase: Phrase) -> dict:
    return _stands("names", phrase, clause.prefix and phrase == clause.typed)


def _stands(field: str, phrase: Phrase, prefix: bool = False) -> dict:
    if len(phrase) > 1:
        return {"match_phrase_prefix" if prefix else "match_phrase": {field: " ".join(phrase)}}
    return {"prefix" if prefix else "term": {field: {"value": phrase[0]}}}


def _worth(query: dict, worth: float) -> dict:
    return {"constant_score": {"filter": query, "boost": round(worth, 3)}}


def _best_of(queries: Iterable[dict]) -> dict:
    return {"dis_max": {"queries": list(queries)}}


def _all(terms: Phrase, field: str = "words") -> dict:
    return {"bool": {"filter": [_stands(field, (term,)) for term in terms]}}


def _any(queries: Collection[dict]) -> dict:
    return {"bool": {"should": list(queries), "minimum_should_match": 1}}
