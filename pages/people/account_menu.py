"""The entries of the menu « Mon espace »: each app adds its own."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from pages.people.models import User


@dataclass(frozen=True)
class Entry:
    """``name``: of the address; ``shown``: whether it is for a person (None: for everyone)."""

    name: str
    title: str
    shown: Callable[[User], bool] | None = None

    @property
    def url(self) -> str:
        return reverse(self.name)


_entries: list[Entry] = []


def offer(name: str, title: str, shown: Callable[[User], bool] | None = None) -> None:
    """Add an entry, after those already there; called in ``AppConfig.ready()``.

    ``shown`` is asked on every page of whoever is signed in: it reads what the page has read already.
    """
    _entries.append(Entry(name, title, shown))


def entries(user: User) -> list[Entry]:
    """Return the entries for a person."""
    return [entry for entry in _entries if entry.shown is None or entry.shown(user)]
