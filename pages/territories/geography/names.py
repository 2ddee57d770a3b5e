"""How names are compared: without accents, capitals, hyphens nor apostrophes, and from any of their words."""

import re
import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
ABBREVIATIONS = {"st": "saint", "ste": "sainte"}
# Nobody begins typing a name with these when it does not begin with them.
LINKING_WORDS = frozenset(["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sous", "sur"])


def fold(text: str) -> str:
    """Return a text as lower-case ASCII words and digits, one space apart; "" when there is nothing to compare.

    « St-Médard en Jalles » and « Saint-Médard-en-Jalles » fold alike.
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(LIGATURES).casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    words = re.sub(r"[^a-z0-9]+", " ", letters).split()
    return " ".join(ABBREVIATIONS.get(word, word) for word in words)


def keys(folded_name: str, folded_departement: str, codes: list[str]) -> set[str]:
    """Return everything an area is found by: its folded name from each word on, then its département; and its codes.

    The département closes each key, so that « merignac gironde » is a beginning as « merignac » is.
    """
    words = folded_name.split()
    starts = [start for start, word in enumerate(words) if start == 0 or word not in LINKING_WORDS]
    phrases = {" ".join([*words[start:], folded_departement]).strip() for start in starts}
    return phrases | {code.lower() for code in codes}
