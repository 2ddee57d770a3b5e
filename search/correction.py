"""« Voulez-vous dire … ? »: the nearest words among those that everyone may read."""

import threading
import time
from collections import Counter

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from search.analysis import STOP_WORDS, fold, prepare, words
from search.models import SearchEntry

KEPT = 600  # seconds
MOST_ENTRIES = 20_000
SHORTEST = 4
NEAREST = 0.25
"""How many letters of a word may differ, as a share of its length."""

_lock = threading.Lock()
_known: tuple[float, dict[str, tuple[str, int]]] = (0.0, {})


def correct(typed: str) -> str:
    """Return what was typed with each unknown word replaced by the nearest public one, empty when nothing changes.

    Only titles, summaries and territories that everyone may read are looked at: a correction tells nothing else.
    """
    known = vocabulary()
    corrected, changed = [], False
    for word in typed.split():
        folded = "".join(words(prepare(word)))
        nearest = _nearest(folded, known) if len(folded) >= SHORTEST and folded not in known else ""
        changed = changed or bool(nearest)
        corrected.append(known[nearest][0] if nearest else word)
    return " ".join(corrected) if changed else ""


def _nearest(folded: str, known: dict[str, tuple[str, int]]) -> str:
    found = process.extract(
        folded, known.keys(), scorer=DamerauLevenshtein.normalized_distance, score_cutoff=NEAREST, limit=5
    )
    # Among the nearest, the one that is said most often.
    return min(found, key=lambda one: (round(one[1], 2), -known[one[0]][1], one[0]))[0] if found else ""


def vocabulary() -> dict[str, tuple[str, int]]:
    """Return the words that everyone may read, by their folded form: as written, and how often."""
    global _known
    with _lock:
        read_at, known = _known
        if not known or time.monotonic() - read_at > KEPT:
            _known = time.monotonic(), _read()
        return _known[1]


def forget() -> None:
    """Read the words again at the next question."""
    global _known
    _known = (0.0, {})


def _read() -> dict[str, tuple[str, int]]:
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    public = SearchEntry.objects.filter(audience__token="public").order_by("-updated_at")  # noqa: S106 - no password
    for title, summary, place in public.values_list("title", "summary", "territory_name")[:MOST_ENTRIES]:
        for text in (title, summary, place):
            for word in text.replace("’", " ").replace("'", " ").split():
                said = word.strip('.,;:!?()[]«»"…“”')
                folded = "".join(words(fold(said)))
                if len(folded) >= SHORTEST and folded not in STOP_WORDS:
                    counts[folded] += 1
                    written.setdefault(folded, said.lower())
    return {folded: (written[folded], count) for folded, count in counts.items()}
