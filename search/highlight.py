"""Extracts of what was found with the words asked for marked, made from plain text and escaped here."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from search.analysis import GROUPED, WORD, fold, stems
from search.models import SearchEntry
from search.query import Phrase, Query

LENGTH = 220  # characters
BEFORE = 60
PIECE = re.compile(rf"{GROUPED.pattern}|{WORD.pattern}")

Span = tuple[int, int]


def extract(entry: SearchEntry, query: Query) -> SafeString:
    """Return what tells why an entry was found: its summary, its text or what is joined, around the first place.

    The text is shown only when neither the title nor the summary has anything asked for.
    """
    summary, content = entry.summary, entry.content
    if found := _matches(summary, query.phrases):
        return _marked(*_window(summary, found))
    if not (summary and _matches(entry.title, query.phrases)):
        for text in (content.text, content.attached):
            if found := _matches(text, query.phrases):
                return _marked(*_window(text, found))
    return _marked(Truncator(summary or content.text or content.attached).chars(LENGTH), [])


def mark(text: str, query: Query) -> SafeString:
    """Return a short text, whole, with what was asked for marked."""
    return _marked(text, _matches(text, query.phrases))


def _matches(text: str, phrases: set[Phrase]) -> list[Span]:
    """Return where what is asked for stands, from its first to its last character, in order and apart."""
    if not phrases or not text:
        return []
    pieces = [
        (re.sub(r"\D", "", found[0]) if found[0][0].isdigit() else fold(found[0]), found.span())
        for found in PIECE.finditer(text)
    ]
    terms = stems([word for word, _span in pieces])
    lengths = sorted(set(map(len, phrases)), reverse=True)
    found, place = [], 0
    while place < len(terms):
        runs = (tuple(terms[place : place + length]) for length in lengths)
        length = next((len(run) for run in runs if run in phrases), 0)
        if length:
            found.append((pieces[place][1][0], pieces[place + length - 1][1][1]))
        place += length or 1
    return found


def _window(text: str, found: list[Span]) -> tuple[str, list[Span]]:
    """Return about LENGTH characters around the first word found, cut between words, with where the words now stand."""
    if len(text) <= LENGTH:
        return text, found
    start = max(0, found[0][0] - BEFORE)
    if start:
        start = text.find(" ", start, found[0][0]) + 1 or start
    end = min(len(text), start + LENGTH)
    if end < len(text):
        end = max(text.rfind(" ", start, end), found[0][1])
    before, after = "… " if start else "", " …" if end < len(text) else ""
    shift = len(before) - start
    kept = [(first + shift, last + shift) for first, last in found if last <= end]
    return f"{before}{text[start:end]}{after}", kept


def _marked(text: str, found: list[Span]) -> SafeString:
    parts, position = [], 0
    for start, end in found:
        parts += [escape(text[position:start]), "<mark>", escape(text[start:end]), "</mark>"]
        position = end
    parts.append(escape(text[position:]))
    return mark_safe("".join(parts))  # noqa: S308 - each part of the text is escaped just above
