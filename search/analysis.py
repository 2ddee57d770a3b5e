"""French analysis, done once here so that every engine agrees: fold, elide, drop stop words, stem."""

import re
import unicodedata

import Stemmer

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss"})
ELISIONS = frozenset("l d j m t s n c qu jusqu lorsqu puisqu quoiqu".split())
STOP_WORDS = frozenset(
    "a au aux avec ce ces cette cet dans de des du elle elles en est et eux il ils je la le les leur leurs lui ma mais"
    " me mes mon ne nos notre nous on ou par pas pour qu que qui sa se ses son sont sur ta te tes ton tu un une vos"
    " votre vous y".split()
)
TOKEN = re.compile(r"[a-z0-9]+")
MAX_WORD = 64


def fold(text: str) -> str:
    """Return lower-case text without accents nor ligatures."""
    decomposed = unicodedata.normalize("NFKD", text.translate(LIGATURES))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).lower()


def words(text: str) -> list[str]:
    """Return the folded words of a text, elisions removed, in order."""
    found = TOKEN.findall(fold(text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    return [word[:MAX_WORD] for word in found]


def terms(text: str) -> list[str]:
    """Return the indexed terms of a text: its words without elisions nor stop words, stemmed.

    A text made of stop words alone (« le ») keeps them, so that it can still be found.
    """
    found = words(text)
    kept = [word for word in found if word not in ELISIONS and word not in STOP_WORDS] or found
    return Stemmer.Stemmer("french").stemWords(kept)
