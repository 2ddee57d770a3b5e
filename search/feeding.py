"""Feeding the cluster: what it has not acknowledged is sent again until it has; an index is built beside the old one.

The rows are the truth. Each operation carries the entry's version, so that a later one is never undone by an earlier
one, however often either is sent; whatever fails is sent again later.
"""

import contextlib
import logging
import re
import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import BigIntegerField, Count, F, Min, Q, Sum, Value
from django.db.models.functions import Cast, Mod
from django.utils import timezone

from search.engines import cluster
from search.engines.cluster import MAPPING, Away, Refused
from search.models import EngineState, Removal, SearchEntry

logger = logging.getLogger("search.feeding")

BATCH = 500
PASS = timedelta(seconds=100)
"""How long one pass of the worker may last; the next goes on where it ended."""
HELD = timedelta(seconds=60)
"""How long a feeder that says nothing more keeps the others away."""
AGAIN = timedelta(hours=1)
"""After which an entry that the cluster would not have is offered again."""
LONGEST_PAUSE = 300  # seconds
LOST_WHILE_BUILT, LOST = 2, 6
"""After how many failures in a row an index that has lost a part is given up."""
VERIFIED = 3
"""How often a new index is compared with the entries before it is built all over again."""

Told = Callable[[int, int], None]
"""Called with how many entries are done, and of how many."""


class Busy(Exception):
    """Somebody else is feeding."""


@dataclass(frozen=True)
class Status:
    """What ``search_status`` tells: counts of entries, ``lag`` in seconds, ``built`` a share from 0 to 1."""

    engine: str
    answers: bool
    health: str
    index: str
    entries: int
    indexed: int | None
    pending: int
    lag: int
    failed: int
    building: str
    built: float
    problem: str
    retry_at: datetime | None


# What waits


def pending():
    """Return the entries that the cluster has not acknowledged and that may be sent now."""
    offered = Q(refused_at=None) | Q(refused_at__lte=timezone.now() - AGAIN)
    return SearchEntry.objects.filter(~Q(acknowledged=F("version")), offered)


def feed() -> int:
    """Send what waits; return how many operations were acknowledged. The worker calls it every few seconds.

    Never raises for the cluster's sake: what it says is kept, and it is asked again a little later each time.
    """
    if not settings.SEARCH_CLUSTER:
        forget()
        return 0
    try:
        with held() as state:
            if state.retry_at and state.retry_at > timezone.now():
                return 0
            return _trying(state, lambda: _feed(state, timezone.now() + PASS))
    except Busy:
        return 0


def forget() -> None:
    """Forget a cluster that the portal no longer has: what happens from now on is not told to it."""
    if EngineState.objects.exists():
        EngineState.objects.all().delete()
        Removal.objects.all().delete()
        SearchEntry.objects.filter(narrowed=True).update(narrowed=False)


def sync(told: Told | None = None) -> int:
    """Send all that waits, whatever failed before, then compare; build again when they differ.

    Raises Away, Refused, or Busy when the worker does not leave its turn.
    """
    with held(wait=True) as state:
        SearchEntry.objects.exclude(refused_at=None).update(refused_at=None)
        sent = _feed(state, None, told)
        if not _same(state, state.index):
            logger.warning("L’index ne tient pas les mêmes entrées que la base : il est refait.")
            _begin(state)
            sent += _feed(state, None, told)
        return sent


def rebuild(told: Told | None = None, restart: bool = False) -> int:
    """Build a new index beside the one that answers, compare, then let it answer instead; return its entries.

    What was begun before is taken up where it ended, unless told to ``restart``. Raises Away, Refused or Busy.
    """
    with held(wait=True) as state:
        _look(state)
        if restart or not state.building:
            _begin(state)
        _feed(state, None, told)
        return _counted(state.index)[0]


def verify() -> None:
    """Compare the index with the entries, and begin another when they differ. The worker calls it every hour."""
    if not settings.SEARCH_CLUSTER:
        return

    def compare() -> int:
        _feed(state, timezone.now() + PASS)
        if state.index and not state.building and not _same(state, state.index):
            logger.warning("L’index ne tient pas les mêmes entrées que la base : il est refait.")
            _begin(state)
        return 0

    with contextlib.suppress(Busy), held() as state:
        _trying(state, compare)


def status() -> Status:
    """Return what is known of the cluster, asking it; never raises for its sake."""
    state = EngineState.objects.first() or EngineState()
    waiting = SearchEntry.objects.exclude(acknowledged=F("version"))
    oldest = waiting.aggregate(oldest=Min("written_at"))["oldest"]
    entries = SearchEntry.objects.count()
    answers, health, indexed, problem = True, "", None, state.problem
    try:
        ask = cluster.client(cluster.ANSWER_WITHIN).ask
        said = ask("GET", "/_cluster/health")
        health = f"{said['status']}, {said['number_of_nodes']}"
        if state.index:
            indexed = ask("GET", f"/{state.index}/_count")["count"]
    except (Away, Refused) as refusal:
        answers, problem = False, str(refusal)
    return Status(
        engine=address(),
        answers=answers,
        health=health,
        index=state.index,
        entries=entries,
        indexed=indexed,
        pending=waiting.count() + Removal.objects.count(),
        lag=int((timezone.now() - oldest).total_seconds()) if oldest else 0,
        failed=SearchEntry.objects.exclude(refused_at=None).count(),
        building=state.building,
        built=SearchEntry.objects.filter(pk__lte=state.cursor).count() / max(1, entries) if state.building else 0.0,
        problem=problem,
        retry_at=state.retry_at,
    )


def address() -> str:
    """Return the cluster's address, without its account."""
    known = settings.SEARCH_CLUSTER
    hosts = ",".join(host.partition("://")[2] for host in known["hosts"])
    return f"{known['engine']}://{hosts}/{known['prefix']}"


# One at a time


@contextlib.contextmanager
def held(wait: bool = False) -> Iterator[EngineState]:
    """Keep the other feeders away; raises Busy when one of them is at work, after a minute if told to ``wait``."""
    EngineState.objects.get_or_create(pk=1)
    deadline = timezone.now() + (HELD + timedelta(seconds=5) if wait else timedelta())
    while True:
        now = timezone.now()
        free = EngineState.objects.filter(Q(busy_until=None) | Q(busy_until__lte=now), pk=1)
        if free.update(busy_until=now + HELD):
            break
        if now >= deadline:
            raise Busy
        time.sleep(0.5)
    state = EngineState.objects.get(pk=1)
    try:
        yield state
    finally:
        EngineState.objects.filter(pk=1).update(busy_until=None)


def _keep(state: EngineState, *fields: str) -> None:
    """Write what has changed, and go on holding the row."""
    state.busy_until = timezone.now() + HELD
    state.save(update_fields=[*fields, "busy_until"])


def _trying(state: EngineState, work: Callable[[], int]) -> int:
    try:
        done = work()
    except (Away, Refused) as problem:
        state.failures += 1
        pause = min(5 * 2 ** min(state.failures - 1, 8), LONGEST_PAUSE)
        state.problem, state.retry_at = str(problem)[:300], timezone.now() + timedelta(seconds=pause)
        logger.warning("Le moteur de recherche n’a pas été servi (%s) : nouvel essai dans %d s.", problem, pause)
        _keep(state, "failures", "problem", "retry_at")
        return 0
    return done


# One pass


def _feed(state: EngineState, until: datetime | None, told: Told | None = None) -> int:
    _look(state)
    _mourn(state)
    if not (state.index or state.building) or (not state.building and state.mapping != MAPPING):
        _begin(state)
    sent = 0
    if state.index:
        sent += _send_waiting(state, until)
    if state.building:
        sent += _go_on(state, until, told)
    state.failures, state.problem, state.retry_at, state.fed_at = 0, "", None, timezone.now()
    _keep(state, "failures", "problem", "retry_at", "fed_at")
    return sent


def _ask(method: str, path: str, body=None, **params):
    return cluster.client(cluster.FEED_WITHIN).ask(method, path, body, **params)


def _prefix() -> str:
    return settings.SEARCH_CLUSTER["prefix"]


def writer(index: str) -> str:
    """Return the alias that an index is written through: one that is gone is not made again by a write."""
    return f"{index}-w"


def _look(state: EngineState) -> None:
    """See whether the cluster still has what the portal left in it: it may have been replaced by another."""
    if state.address != address():
        state.address, state.index, state.building, state.cursor = address(), "", "", 0
    there = indices()
    if state.index and there.get(state.index) is not True:
        logger.warning("L’index %s n’est plus dans le moteur de recherche : il est refait.", state.index)
        state.index = ""
    if state.building and state.building not in there:
        state.building, state.cursor = "", 0
    _keep(state, "address", "index", "building", "cursor")


def _mourn(state: EngineState) -> None:
    """Give up an index of which a part is gone with its node, and does not come back: another takes its place."""
    if state.building and state.failures >= LOST_WHILE_BUILT and _has_lost_a_part(state.building):
        _begin(state)
    elif state.index and not state.building and state.failures >= LOST and _has_lost_a_part(state.index):
        logger.error("L’index %s a perdu une de ses parties : il est refait.", state.index)
        state.index = ""
        _keep(state, "index")


def _has_lost_a_part(index: str) -> bool:
    return _ask("GET", f"/_cluster/health/{index}")["status"] == "red"


def indices() -> dict[str, bool]:
    """Return the portal's indices in the cluster, and whether each is the one that answers."""
    ours = re.compile(rf"{re.escape(_prefix())}-\d{{14}}-[0-9a-f]{{6}}")
    try:
        found = _ask("GET", f"/{_prefix()}-*/_alias")
    except Refused as refusal:
        if refusal.status != 404:
            raise
        found = {}
    return {name: _prefix() in said["aliases"] for name, said in found.items() if ours.fullmatch(name)}


def drop_indices() -> None:
    """Take all the portal's indices away, after a measure or a test. Elasticsearch wants each one named."""
    for name in indices():
        _ask("DELETE", f"/{name}")


def _begin(state: EngineState) -> None:
    """Lay a new index, and take away what was left of those begun before."""
    for name, answers in indices().items():
        if not answers:
            _ask("DELETE", f"/{name}")
    name = f"{_prefix()}-{timezone.now():%Y%m%d%H%M%S}-{secrets.token_hex(3)}"
    _ask("PUT", f"/{name}", {**cluster.settings_of_index(), "aliases": {writer(name): {}}})
    state.building, state.cursor = name, 0
    _keep(state, "building", "cursor")


def _targets(state: EngineState) -> list[str]:
    return [name for name in (state.index, state.building) if name]


def _send_waiting(state: EngineState, until: datetime | None) -> int:
    sent = 0
    while not _over(until) and (gone := list(Removal.objects.order_by("pk")[:BATCH])):
        for index in _targets(state):
            bulk([cluster.deleting(writer(index), one.entry_id, one.version) for one in gone])
        Removal.objects.filter(pk__in=[one.pk for one in gone]).delete()
        sent += len(gone)
        _keep(state)
    while not _over(until) and (rows := _read(pending().order_by("pk"))):
        refused: dict[int, str] = {}
        for index in _targets(state):
            refused |= bulk(_lines(rows, index))
        _settle(state, rows, refused, acknowledge=True)
        sent += len(rows)
    if sent and state.index:
        # Found as soon as it is said to be.
        _ask("POST", f"/{state.index}/_refresh")
    return sent


def _go_on(state: EngineState, until: datetime | None, told: Told | None) -> int:
    """Fill the index that is being built; once it is full and says the same as the entries, let it answer.

    While the cluster takes some entries, the next ones are read.
    """
    first = not state.index
    done, total = SearchEntry.objects.filter(pk__lte=state.cursor).count(), SearchEntry.objects.count()
    sent = 0
    with ThreadPoolExecutor(1) as sender:
        rows = _after(state.cursor)
        while rows and not _over(until):
            sending = sender.submit(bulk, _lines(rows, state.building))
            following = _after(rows[-1].pk)
            _settle(state, rows, sending.result(), acknowledge=first)
            state.cursor = rows[-1].pk
            _keep(state, "cursor")
            sent += len(rows)
            if told:
                told(done + sent, max(total, done + sent))
            rows = following
    if rows:
        return sent
    for _attempt in range(VERIFIED):
        sent += _send_waiting(state, until)
        if _same(state, state.building):
            _switch(state)
            return sent
    state.cursor = 0
    _keep(state, "cursor")
    raise Away("the new index does not hold what was sent to it")


def _over(until: datetime | None) -> bool:
    return until is not None and timezone.now() >= until


def _read(entries) -> list[SearchEntry]:
    return list(entries.select_related("content").only(*cluster.HELD)[:BATCH])


def _after(cursor: int) -> list[SearchEntry]:
    return _read(SearchEntry.objects.filter(pk__gt=cursor).order_by("pk"))


def _lines(rows: list[SearchEntry], index: str) -> list[tuple[str, ...]]:
    return [cluster.indexing(writer(index), row) for row in rows]


def _settle(state: EngineState, rows: list[SearchEntry], refused: dict[int, str], acknowledge: bool) -> None:
    """Note, of entries that were sent, those that the cluster has and those that it would not have."""
    for pk, reason in refused.items():
        logger.error("Le moteur de recherche ne veut pas de l’entrée %d (%s).", pk, reason)
    if refused:
        # What it has of them is older than what the portal says: nothing is better.
        versions = {row.pk: row.version for row in rows}
        for index in _targets(state):
            bulk([cluster.deleting(writer(index), pk, versions[pk]) for pk in refused])
        for pk, reason in refused.items():
            SearchEntry.objects.filter(pk=pk, version=versions[pk]).update(
                refused_at=timezone.now(), refusal=reason[:300], acknowledged=0, narrowed=False
            )
    if acknowledge:
        by_version: dict[int, list[int]] = {}
        for row in rows:
            if row.pk not in refused:
                by_version.setdefault(row.version, []).append(row.pk)
        for version, pks in by_version.items():
            # One that has changed meanwhile is still to be sent.
            SearchEntry.objects.filter(pk__in=pks, version=version).update(
                acknowledged=version, narrowed=False, refused_at=None, refusal=""
            )
    _keep(state)


def bulk(lines: list[tuple[str, ...]]) -> dict[int, str]:
    """Send operations; return why the cluster would not have some of them, by entry. Raises Away."""
    refused = {}
    for part in cluster.chunks(lines):
        body = "".join(f"{line}\n" for operation in part for line in operation)
        try:
            # In the address: one of the clients takes this parameter for its own.
            said = _ask("POST", "/_bulk?require_alias=true&timeout=10s", body)
        except Refused as refusal:
            if refusal.status == 413 and len(part) > 1:
                half = len(part) // 2
                refused |= bulk(part[:half]) | bulk(part[half:])
                continue
            raise
        for item in said["items"] if said["errors"] else ():
            ((action, outcome),) = item.items()
            # 409: it has this version or a later one; a missing entry is as good as taken away.
            if outcome["status"] in (200, 201, 409) or (action == "delete" and outcome.get("result") == "not_found"):
                continue
            reason = outcome.get("error", {})
            reason = f"{reason.get('type')} {reason.get('reason')}" if isinstance(reason, dict) else str(reason)
            if outcome["status"] in (403, 404, 429) or outcome["status"] >= 500:
                raise Away(reason)
            refused[int(outcome["_id"])] = reason
    return refused


# Comparing and switching


def _counted(index: str) -> tuple[int, int]:
    """Return how many entries an index holds, and the sum of what stands for each."""
    _ask("POST", f"/{index}/_refresh")
    body = {"size": 0, "track_total_hits": True, "aggs": {"sum": {"sum": {"field": "check"}}}}
    said = _ask("POST", f"/{index}/_search", body)
    if not cluster.whole(said):
        raise Away("a part of the index did not answer")
    return said["hits"]["total"]["value"], round(said["aggregations"]["sum"]["value"])


def _same(state: EngineState, index: str) -> bool:
    """Say whether an index holds each entry at the version that it has acknowledged, and nothing else."""
    spread, step, modulo = (Value(number, BigIntegerField()) for number in cluster.CHECK)
    pk, version = Cast("pk", BigIntegerField()), Cast("acknowledged", BigIntegerField())
    stands_for = Mod(pk * spread + version * step, modulo, output_field=BigIntegerField())
    held_rows = SearchEntry.objects.filter(acknowledged__gt=0)
    # Taken away, and not yet told.
    still = sum(cluster.check(one.entry_id, one.version - 1) for one in Removal.objects.all())
    wanted = held_rows.aggregate(count=Count("pk"), sum=Sum(stands_for))
    same = _counted(index) == (wanted["count"] + Removal.objects.count(), (wanted["sum"] or 0) + still)
    if same:
        state.verified_at = timezone.now()
        _keep(state, "verified_at")
    return same


def _switch(state: EngineState) -> None:
    """Let the new index answer, in one step, and take the old one away."""
    _ask("PUT", f"/{state.building}/_settings", {"index": {"refresh_interval": "1s"}})
    others = [name for name in indices() if name != state.building]
    taken_away = [{"remove_index": {"index": name}} for name in others]
    _ask("POST", "/_aliases", {"actions": [*taken_away, {"add": {"index": state.building, "alias": _prefix()}}]})
    state.index, state.building, state.cursor, state.mapping = state.building, "", 0, MAPPING
    _keep(state, "index", "building", "cursor", "mapping")
