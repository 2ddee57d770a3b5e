"""French analysis, done once here so that every engine agrees: fold, elide, join what is one word, stem.

An engine is given the terms, separated by spaces, and asked for terms: none needs an analysis of its own.
"""

import re
import sys
import threading
import unicodedata
from functools import lru_cache

import Stemmer

VERSION = 4
"""Grows with each change of what a text is analysed into: the entries written before are then written again."""
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss"})
APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘´`", "'"))
ELISION = re.compile(r"\b(?:[ldjmtsnc]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)'(?=\w)")
STOP_WORDS = frozenset(
    "a au aux avec ce ces cette cet dans de des du elle elles en est et eux il ils je la le les leur leurs lui ma mais"
    " me mes mon ne nos notre nous on ou par pas pour qu que qui sa se ses son sont sur ta te tes ton tu un une vos"
    " votre vous y".split()
)
WORD = re.compile(r"[^\W_]+")
COMPOUND = re.compile(r"[^\W_]+(?:-[^\W_]+)+")
# « 140 000 », « 1.200.000 », and a Siret in its groups of three and five figures.
GROUPED = re.compile(r"(?<![\w.,-])\d{1,3}(?:[ \u00a0\u202f.]\d{3})+(?:[ \u00a0\u202f]\d{5})?(?![\w-])")
COMBINING = re.compile(f"[{''.join(filter(unicodedata.combining, map(chr, range(sys.maxunicode + 1))))}]")
MAX_WORD = 64
KNOWN_STEMS = 50_000
# Their stem is another word's: « café » would find the Caf, « mois » what is « moi ».
STEMS = {"cafe": "cafe", "cafes": "cafe", "mois": "mois", "fois": "fois"}
# The French stemmer takes no plural off after these vowels: « emplois », « vélos », « lieux » would not be « emploi »,
# « vélo », « lieu ».
PLURAL = re.compile(r"(?<=\w\w[aiou])[sx]$")

_local = threading.local()


def fold(text: str) -> str:
    """Return lower-case text without accents nor ligatures, its apostrophes straight."""
    if not text.isascii():
        text = COMBINING.sub("", unicodedata.normalize("NFKD", text.translate(LIGATURES)))
    return text.lower().translate(APOSTROPHES)


def join_numbers(text: str) -> str:
    """Return a text with each number that is written in groups of figures in one word."""
    return GROUPED.sub(lambda found: re.sub(r"\D", "", found[0]), text)


def prepare(text: str) -> str:
    """Return folded text, without elisions, with each grouped number in one word."""
    return ELISION.sub("", fold(join_numbers(text)))


def words(prepared: str) -> list[str]:
    """Return the words of a prepared text, in any script, in order."""
    return [word[:MAX_WORD] for word in WORD.findall(prepared)]


def compounds(prepared: str) -> list[str]:
    """Return each compound of a prepared text in one word: « saint-medard » as « saintmedard »."""
    return [found.replace("-", "")[:MAX_WORD] for found in COMPOUND.findall(prepared)]


def stems(found: list[str]) -> list[str]:
    """Return the stems of folded words, in order."""
    return list(map(stem, found))


@lru_cache(KNOWN_STEMS)
def stem(word: str) -> str:
    """Return the stem of a folded word, in the singular."""
    if not hasattr(_local, "stemmer"):
        _local.stemmer = Stemmer.Stemmer("french")  # not to be shared between threads
    return STEMS.get(word) or PLURAL.sub("", _local.stemmer.stemWord(word))


def terms(text: str) -> list[str]:
    """Return the terms that a text is indexed by: its words stemmed, in order, then its compounds in one word each.

    Stop words are kept, for the phrases that hold them and for what is found by nothing else; a query leaves them out.
    """
    prepared = prepare(text)
    return stems(words(prepared) + compounds(prepared))
