"""How good the search is, on two judged sets: for each question, whether what is worth most comes first.

*The texts* (``judged.txt``) were written for the subjects of a convention; *the demonstration* (``demo.txt``) is judged
page by page. What each is worth was said by hand, before any engine answered. A question may find both: only what is of
its own set counts.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from search import index, searching
from search.index import Entry
from search.searching import PER_PAGE, Asked

FIRST, MANY = 10, 50
KIND = "judged"
ANYONE = frozenset({"public"})
SHORT = {"M/": "/territoires/merignac-33281/ctg-2009/", "G/": "/territoires/gennevilliers-92036/ctg-2015/"}
"""How the addresses of the demonstration's two conventions begin, as ``demo.txt`` writes them."""
DOCUMENT = re.compile(r"^/documents/\d+/(.+?)(?:_\w{7})?(\.\w+)$")


@dataclass(frozen=True)
class Text:
    """A judged text; ``worth``: from 0 (it only looks like the subject) to 3 (it is about it)."""

    pk: int
    worth: int
    title: str
    summary: str
    text: str

    @property
    def url(self) -> str:
        return f"/{KIND}/{self.pk}/"

    def search_key(self) -> str:
        return f"{KIND}:{self.pk}"

    def search_entry(self) -> Entry:
        return Entry(KIND, self.title, self.url, ANYONE, summary=self.summary, text=self.text)


@dataclass(frozen=True)
class Subject:
    """Questions that ask the same; ``worth``: what is worth something to who asks them, by address."""

    questions: tuple[str, ...]
    worth: dict[str, int]


@dataclass(frozen=True)
class Quality:
    """Means over the questions, each from 0 to 1."""

    questions: int
    ndcg: float
    recall: float

    def __str__(self):
        return f"nDCG@10 {self.ndcg:.3f}, rappel@50 {self.recall:.3f} ({self.questions} questions)"


def parts(name: str) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Yield each subject of a file: its questions, its other lines."""
    for part in (Path(__file__).parent / name).read_text().split("\n? ")[1:]:
        asked, *lines = filter(None, part.splitlines())
        yield tuple(one.strip() for one in asked.split("|")), lines


def texts() -> Iterator[tuple[tuple[str, ...], list[Text]]]:
    """Yield the texts of each subject, after its questions."""
    number = 0
    for questions, lines in parts("judged.txt"):
        made = []
        for line in lines:
            worth, *said = line.split("|")
            number += 1
            made.append(Text(number, int(worth), *said))
        yield questions, made


def of_texts() -> list[Subject]:
    """Return what is asked of the judged texts."""
    return [Subject(questions, {text.url: text.worth for text in made}) for questions, made in texts()]


def of_demo() -> list[Subject]:
    """Return what is asked of the demonstration."""
    return [
        Subject(questions, {whole(address): int(worth) for worth, address in (line.split("|") for line in lines)})
        for questions, lines in parts("demo.txt")
    ]


def whole(address: str) -> str:
    return SHORT.get(address[:2], address[:2]) + address[2:]


def lay() -> None:
    """Put the judged texts in the index, where anyone finds them."""
    for _questions, made in texts():
        for text in made:
            index.refresh(text)


def answer(question: str, laid: bool = True) -> list[str]:
    """Return the addresses of the first results, in order: judged texts that were laid, or all else.

    A document is known by its name, less the letters that a storage adds to one already taken; a decision by the
    minutes that hold it.
    """
    asked, found = Asked(text=question), []
    for page in range(1, math.ceil(MANY / PER_PAGE) + 1):
        entries = searching.search(replace(asked, page=page), ANYONE).entries
        found += [address_of(one.url) for one in entries if (one.kind == KIND) == laid]
        if len(entries) < PER_PAGE:
            break
    return list(dict.fromkeys(found))[:MANY]


def address_of(url: str) -> str:
    return DOCUMENT.sub(r"/documents/\1\2", url.partition("#")[0])


def measure(subjects: Iterable[Subject], laid: bool = True) -> Quality:
    """Ask every question; what is judged is to be in the index."""
    ndcgs, recalls = [], []
    for subject in subjects:
        wanted = {address for address, value in subject.worth.items() if value}
        best = gain(sorted(subject.worth.values(), reverse=True))
        for question in subject.questions:
            found = answer(question, laid)
            ndcgs.append(gain([subject.worth.get(one, 0) for one in found]) / best)
            recalls.append(len(wanted.intersection(found)) / len(wanted))
    return Quality(len(ndcgs), sum(ndcgs) / len(ndcgs), sum(recalls) / len(recalls))


def gain(worths: list[int]) -> float:
    """Return the discounted cumulative gain of the first results (Järvelin and Kekäläinen, 2002)."""
    return sum((2**worth - 1) / math.log2(place + 2) for place, worth in enumerate(worths[:FIRST]))
