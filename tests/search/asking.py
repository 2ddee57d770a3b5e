"""Searching as the page does."""

from search import searching
from search.models import SearchEntry
from search.searching import Asked

PUBLIC = frozenset({"public"})


def found(text: str, tokens: frozenset[str] | None = PUBLIC, **asked) -> list[SearchEntry]:
    """Return the entries of the first page."""
    return searching.search(Asked(text=text, **asked), tokens).entries


def said_at(client, address: str) -> str:
    """Return the text of an answer, without the marks that part the words asked for from the rest."""
    return client.get(address).content.decode().replace("<mark>", "").replace("</mark>", "")
