"""What is asked, read from what was typed: words, quotations, exclusions; never an error."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from search.analysis import STOP_WORDS, join_numbers, prepare, stems, words

MAX_LENGTH = 200
MAX_CLAUSES = 12
PART = re.compile(r'(?<!\w)(-)?(?:"([^"]*)"|([^\s"]+))')
QUOTES = str.maketrans(dict.fromkeys("«»“”„", '"'))

Phrase = tuple[str, ...]
Equivalents = Mapping[Phrase, tuple[Phrase, ...]]


@dataclass(frozen=True)
class Clause:
    """What is asked in one place: any of these phrases (terms in a row), the first as it was typed.

    ``anywhere``: the words of an expression, which also do wherever they stand; ``prefix``: the last term of the first
    phrase is the beginning of a word.
    """

    phrases: tuple[Phrase, ...]
    anywhere: Phrase = ()
    prefix: bool = False

    @property
    def typed(self) -> Phrase:
        return self.phrases[0]


@dataclass(frozen=True)
class Query:
    """Clauses that must all be met (one at least when ``any_word``), and some that must not."""

    clauses: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()
    phrase: Phrase = ()
    """All that was typed in a row, small words included: what says exactly that comes first."""
    any_word: bool = False

    def __bool__(self) -> bool:
        return bool(self.clauses)

    def typing(self) -> "Query":
        """Return the same while its last word is still being typed."""
        if not self.clauses:
            return self
        return replace(self, clauses=(*self.clauses[:-1], replace(self.clauses[-1], prefix=True)))

    @property
    def typed(self) -> set[str]:
        """Return the terms that were typed, without those that say the same."""
        return {term for clause in self.clauses for term in clause.typed}

    @property
    def phrases(self) -> set[Phrase]:
        """Return all that is asked for, as terms in a row."""
        return {phrase for clause in self.clauses for phrase in (*clause.phrases, *((one,) for one in clause.anywhere))}


def clean(text: str) -> str:
    """Return what was typed without what is not seen (controls, directions), at most ``MAX_LENGTH`` characters."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text[: MAX_LENGTH * 4])
    return " ".join(printable.split())[:MAX_LENGTH]


def parse(text: str, equivalents: Equivalents | None = None) -> Query:
    """Read a query: « "mots exacts" -exclu autres mots ».

    ``equivalents``: for the terms of an expression, without stop words, the expressions that say the same.
    """
    plain: list[str] = []
    quoted: list[Clause] = []
    excluded: list[Clause] = []
    for minus, quotation, word in PART.findall(join_numbers(clean(text)).translate(QUOTES)):
        said = quotation or word
        found = words(prepare(said))
        if not found:
            continue
        if minus:
            excluded.append(_exact(found))
        elif quotation:
            quoted.append(_exact(found))
        else:
            plain.append(said)
    typed = prepare(" ".join(plain))
    clauses = [*quoted, *_clauses(typed, equivalents or {})]
    phrase = tuple(stems(words(typed))) if not quoted else ()
    return Query(tuple(clauses[:MAX_CLAUSES]), tuple(excluded[:MAX_CLAUSES]), phrase)


def _exact(found: list[str]) -> Clause:
    return Clause((tuple(stems(found)),))


def _clauses(typed: str, equivalents: Equivalents) -> Iterator[Clause]:
    """Yield a clause for each word or known expression; small words only when there is nothing else."""
    tokens = list(filter(None, map(words, typed.split())))
    said = [token for token in tokens if len(token) > 1 or token[0] not in STOP_WORDS] or tokens
    parts = [tuple(stems(token)) for token in said]
    longest = max(map(len, equivalents), default=1)
    start = 0
    while start < len(parts):
        key, length = _longest(parts[start : start + longest], equivalents)
        phrases = equivalents.get(key, (key,))
        if length == 1 and len(key) > 1:
            joined = "".join(said[start])
            phrases = (phrases[0], tuple(stems([joined])), *phrases[1:])
        yield Clause(phrases, anywhere=key if length > 1 else ())
        start += length


def _longest(parts: list[Phrase], equivalents: Equivalents) -> tuple[Phrase, int]:
    """Return the longest expression known that these parts begin with, and of how many it is made; else the first."""
    for length in range(len(parts), 1, -1):
        key = tuple(term for part in parts[:length] for term in part)
        if key in equivalents:
            return key, length
    return parts[0], 1
