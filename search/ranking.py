"""The order of what was found, the same for all engines: an engine chooses the candidates, these rules order them.

Where a word stands counts first (title, then territory and theme, summary, text, what is joined), then what is said
exactly as it was typed, then how much of the title is what was asked; recency only breaks ties.
"""

from collections.abc import Iterable

from search.models import SearchEntry
from search.query import Clause, Phrase, Query

TITLE, PLACE, SUMMARY, TEXT, ATTACHED = 10.0, 6.0, 4.0, 1.0, 0.5
SYNONYM = 0.7
PHRASE_IN_TITLE, PHRASE_IN_SUMMARY, PHRASE_IN_TEXT = 12.0, 5.0, 2.0
EXACT_TITLE = 10.0
COVERED = 4.0
WORD_MET = 100.0


def order(entries: Iterable[SearchEntry], query: Query) -> list[SearchEntry]:
    """Return entries with their ``score``, best first.

    Each was read by ``searching.read``, with ``has_phrase``: whether its text says exactly what was typed; and with
    ``text_terms`` when there is something beside it that may say as much.
    """
    ordered = list(entries)
    for entry in ordered:
        entry.score = score(entry, query)
    return sorted(ordered, key=lambda one: (-one.score, -one.date.toordinal() if one.date else 0, one.pk))


def score(entry: SearchEntry, query: Query) -> float:
    """Return how well an entry answers a query, rounded so that what no reader could tell apart is a tie."""
    content = entry.content
    title, summary = content.title_terms.split(), content.summary_terms.split()
    fields = [(TITLE, title), (PLACE, content.place_terms.split()), (SUMMARY, summary)]
    if query.any_word:
        fields += [(TEXT, content.body_terms.split()), (ATTACHED, content.attached_terms.split())]
        worths = [_best(clause, fields, 0) for clause in query.clauses]
        total = sum(worths) + WORD_MET * sum(worth > 0 for worth in worths)
    elif entry.text_terms is None:
        # A clause that is met in no short field was met in the text, which is long to read.
        total = sum(_best(clause, fields, TEXT) for clause in query.clauses)
    else:
        fields.append((TEXT, entry.text_terms.split()))
        total = sum(_best(clause, fields, ATTACHED) for clause in query.clauses)
    asked = query.typed
    total += COVERED * sum(term in asked for term in title) / max(1, len(title))
    if len(query.phrase) > 1:
        if _within(query.phrase, title):
            total += PHRASE_IN_TITLE
        elif _within(query.phrase, summary):
            total += PHRASE_IN_SUMMARY
        elif entry.has_phrase:
            total += PHRASE_IN_TEXT
    if query.phrase and tuple(title) == query.phrase:
        total += EXACT_TITLE
    return round(total, 2)


def _best(clause: Clause, fields: list[tuple[float, list[str]]], least: float) -> float:
    """Return what the best place of a clause is worth."""
    best = least
    for weight, terms in fields:
        for rank, phrase in enumerate(clause.phrases):
            if _within(phrase, terms, clause.prefix and rank == 0):
                best = max(best, weight * (1 if rank == 0 else SYNONYM))
        if clause.anywhere and all(term in terms for term in clause.anywhere):
            best = max(best, weight * SYNONYM)
    return best


def _within(phrase: Phrase, terms: list[str], prefix: bool = False) -> bool:
    length = len(phrase)
    for start in range(len(terms) - length + 1):
        run = terms[start : start + length]
        same = tuple(run[:-1]) == phrase[:-1]
        if same and (run[-1].startswith(phrase[-1]) if prefix else run[-1] == phrase[-1]):
            return True
    return False
