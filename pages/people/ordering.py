"""Alphabetical order as people know it: neither database puts « Égales » between « Eau » and « Ethnologie »."""

from functools import reduce

from django.db.models import F, Value
from django.db.models.functions import Lower, Replace

ACCENTS = {"É": "E", "È": "E", "Ê": "E", "À": "A", "Â": "A", "Î": "I", "Ô": "O", "Û": "U", "Ç": "C", "Œ": "Oe"}
PLAIN = {**ACCENTS, **{sign.lower(): letter.lower() for sign, letter in ACCENTS.items()}}


def alphabetical(field: str):
    """Return the expression that sorts by a text field without its accents nor capitals."""
    return Lower(reduce(lambda text, pair: Replace(text, Value(pair[0]), Value(pair[1])), PLAIN.items(), F(field)))
