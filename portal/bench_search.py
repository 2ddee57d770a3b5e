"""What ``make bench`` measures of the search, on a copy of the database filled with a generated corpus.

With ``SEARCH_URL``, the cluster is filled and asked, under a prefix of its own.
"""

import datetime as dt
import time

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

BATCH = 1000
CLUSTER = "cluster"
ENTRIES = {"sqlite": 20_000, "postgresql": 100_000, CLUSTER: 1_000_000}
LIMITS = {
    CLUSTER: {"search_p95": 50.0, "suggest_p95": 30.0},
    "sqlite": {"search_p95": 50.0, "suggest_p95": 30.0},
    "postgresql": {"search_p95": 80.0, "suggest_p95": 30.0},
}
"""In milliseconds."""
LEAST_FILLED = {"sqlite": 0, "postgresql": 1000, CLUSTER: 2000}
"""Entries written in the database, or sent to the cluster, a second, at least."""
SUGGESTIONS = 60


def measure(entries: int, progress) -> dict:
    """Return the figures; lays the judged texts beside what this database, which is to be a copy, finds; then empties
    its index and fills it.
    """
    from portal import relevance
    from portal.search_corpus import queries
    from search import engines, feeding, searching
    from search.management.progress import Progress
    from search.query import parse

    relevance.lay()
    if settings.SEARCH_CLUSTER:
        prefix = settings.SEARCH_CLUSTER["prefix"]
        use_indices(f"{prefix}-jugement")
        feeding.rebuild(restart=True)
    texts = relevance.measure(relevance.of_texts())
    demo = relevance.measure(relevance.of_demo(), laid=False)
    start = time.perf_counter()
    fill(entries, progress)
    filled = entries / (time.perf_counter() - start)
    if settings.SEARCH_CLUSTER:
        feeding.drop_indices()
        use_indices(f"{prefix}-mesure")
        start = time.perf_counter()
        feeding.rebuild(Progress(progress), restart=True)
        filled = entries / (time.perf_counter() - start)
    asked = [parse(text) for text in queries()]
    public = frozenset({"public", "group:7"})
    engines.ask(engines.Question(asked[0], public, size=100))
    searches = timed(lambda query: engines.ask(engines.Question(query, public, size=100)), asked)
    beginnings = [text.split()[-1][:4] for text in queries()][:SUGGESTIONS]
    suggestions = timed(lambda text: searching.suggest(text, public), beginnings)
    if settings.SEARCH_CLUSTER:
        feeding.drop_indices()
    times = {**spread("search", searches), **spread("suggest", suggestions)}
    return {"entries": entries, "filled": filled, "texts": str(texts), "demo": str(demo), **times}


def use_indices(prefix: str) -> None:
    """Have the portal use indices of the measure's own."""
    settings.SEARCH_CLUSTER = {**settings.SEARCH_CLUSTER, "prefix": prefix}


def empty() -> None:
    """Take every entry away, in the database: Django's own deletion reads each row first, a million of them."""
    from search.models import EntryAudience, EntryLabel, EntryText, SearchEntry

    for model in (EntryAudience, EntryLabel, EntryText, SearchEntry):
        model.objects.all()._raw_delete(connection.alias)


def engine() -> str:
    """Return the name of the engine that is measured, as in the limits."""
    return CLUSTER if settings.SEARCH_CLUSTER else connection.vendor


def fill(entries: int, progress) -> None:
    from portal.search_corpus import docs
    from search.analysis import terms
    from search.models import EntryAudience, EntryLabel, EntryText, SearchEntry

    empty()
    batch = []

    def write():
        with transaction.atomic():
            rows = SearchEntry.objects.bulk_create([row for row, *_others in batch])
            for row, (_row, content, _labels, _token) in zip(rows, batch, strict=True):
                content.entry = row
            EntryText.objects.bulk_create([content for _row, content, *_others in batch])
            EntryLabel.objects.bulk_create(
                EntryLabel(entry=row, sort=sort, value=value)
                for row, _content, labels, _token in batch
                for sort, value in labels
            )
            EntryAudience.objects.bulk_create(
                EntryAudience(entry=row, token=token) for row, _content, _labels, token in batch
            )
        progress.write(f"  {rows[-1].key} / {entries}", ending="\r")
        batch.clear()

    now = timezone.now()
    for doc in docs(entries):
        row = SearchEntry(
            key=f"mesure:{doc['id']}",
            kind=doc["kind"],
            title=doc["title"],
            summary=doc["summary"],
            url=f"/mesure/{doc['id']}/",
            status=str(doc["status"]),
            year=doc["year"],
            territories=str(doc["territory"]),
            themes=str(doc["theme"]),
            organisations=str(doc["organisation"]),
            readers=token_of(doc),
            date=dt.date(doc["year"], 1, 1) + dt.timedelta(days=doc["id"] % 365),
            updated_at=now,
            digest="",
        )
        content = EntryText(
            text=doc["text"],
            title_terms=" ".join(terms(doc["title"])),
            place_terms="",
            summary_terms=" ".join(terms(doc["summary"])),
            body_terms=" ".join(terms(doc["text"])),
            attached_terms="",
        )
        labels = [
            ("territory", str(doc["territory"])),
            ("theme", str(doc["theme"])),
            ("organisation", str(doc["organisation"])),
        ]
        batch.append((row, content, labels, token_of(doc)))
        if len(batch) == BATCH:
            write()
    if batch:
        write()
    progress.write("")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def token_of(doc: dict) -> str:
    return f"group:{doc['audience']}" if doc["audience"] else "public"


def timed(work, asked) -> list[float]:
    """Return how long each question takes, in milliseconds."""
    times = []
    for one in asked:
        start = time.perf_counter()
        work(one)
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times)


def spread(name: str, times: list[float]) -> dict:
    return {f"{name}_p50": times[len(times) // 2], f"{name}_p95": times[int(len(times) * 0.95)]}
