"""How good the search is, on a judged set: for each question, whether what is worth most comes first.

The texts and what each is worth were written by hand, for the subjects of a convention, before any engine answered
them (``judged.txt``). What a question finds beside them, as the demonstration's pages, is not judged and is left aside.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from search import index, searching
from search.index import Entry
from search.searching import PER_PAGE, Asked

FIRST, MANY = 10, 50
KIND = "judged"
ANYONE = frozenset({"public"})


@dataclass(frozen=True)
class Text:
    """A judged text; ``worth``: from 0 (it only looks like the subject) to 3 (it is about it)."""

    pk: int
    worth: int
    title: str
    summary: str
    text: str

    def search_key(self) -> str:
        return f"{KIND}:{self.pk}"

    def search_entry(self) -> Entry:
        return Entry(KIND, self.title, f"/{KIND}/{self.pk}/", ANYONE, summary=self.summary, text=self.text)


@dataclass(frozen=True)
class Subject:
    name: str
    questions: tuple[str, ...]
    texts: tuple[Text, ...]


@dataclass(frozen=True)
class Quality:
    """Means over the questions, each from 0 to 1."""

    questions: int
    ndcg: float
    recall: float


def subjects() -> Iterator[Subject]:
    """Yield the subjects of the judged set."""
    number = 0
    for part in (Path(__file__).parent / "judged.txt").read_text().split("\n= ")[1:]:
        name, asked, *lines = filter(None, part.splitlines())
        texts = []
        for line in lines:
            worth, *said = line.split("|")
            number += 1
            texts.append(Text(number, int(worth), *said))
        yield Subject(name, tuple(one.strip() for one in asked.removeprefix("? ").split("|")), tuple(texts))


def lay() -> None:
    """Put the judged texts in the index, where anyone finds them."""
    for subject in subjects():
        for text in subject.texts:
            index.refresh(text)


def answer(question: str) -> list[int]:
    """Return the keys of the judged texts among the first results, in order."""
    asked, found = Asked(text=question), []
    for page in range(1, math.ceil(MANY / PER_PAGE) + 1):
        entries = searching.search(replace(asked, page=page), ANYONE).entries
        found += [int(one.key.partition(":")[2]) for one in entries if one.kind == KIND]
        if len(entries) < PER_PAGE:
            break
    return found[:MANY]


def measure() -> Quality:
    """Ask every question; the judged texts are to be in the index."""
    ndcgs, recalls = [], []
    for subject in subjects():
        worth = {text.pk: text.worth for text in subject.texts}
        wanted = {pk for pk, value in worth.items() if value}
        best = gain(sorted(worth.values(), reverse=True))
        for question in subject.questions:
            found = answer(question)
            ndcgs.append(gain([worth.get(pk, 0) for pk in found]) / best)
            recalls.append(len(wanted.intersection(found)) / len(wanted))
    return Quality(len(ndcgs), sum(ndcgs) / len(ndcgs), sum(recalls) / len(recalls))


def gain(worths: list[int]) -> float:
    """Return the discounted cumulative gain of the first results (Järvelin and Kekäläinen, 2002)."""
    return sum((2**worth - 1) / math.log2(place + 2) for place, worth in enumerate(worths[:FIRST]))
