"""What the portal holds of a person: each app tells what it keeps, and erases it when the account is closed."""

from collections.abc import Callable
from dataclasses import dataclass

from pages.people.models import User

Exporter = Callable[[User], object]
Eraser = Callable[[User], None]


@dataclass(frozen=True)
class Part:
    name: str
    exporter: Exporter
    eraser: Eraser | None = None


_parts: dict[str, Part] = {}


def register(name: str, exporter: Exporter, eraser: Eraser | None = None) -> None:
    """Add an app's part under a name, which titles it in the exported file.

    ``exporter(user)`` returns what JSON can hold, without any secret. ``eraser(user)`` erases or anonymises within the
    transaction that closes the account; it raises PermissionDenied, with a reason to show, when that may not be.
    """
    _parts[name] = Part(name, exporter, eraser)


def export(user: User) -> dict:
    """Return everything that the portal holds of a person, by part."""
    return {part.name: part.exporter(user) for part in _parts.values()}


def erase(user: User) -> None:
    """Have every part erased. Raises PermissionDenied with the reason of the part that may not be."""
    for part in _parts.values():
        if part.eraser:
            part.eraser(user)
