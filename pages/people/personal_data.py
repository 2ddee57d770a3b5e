"""What the portal holds of a person: each app tells what it keeps, and erases it when the account is closed."""

from collections.abc import Callable
from dataclasses import dataclass

from pages.people.models import User

Exporter = Callable[[User], object]
Eraser = Callable[[User], None]
Refuser = Callable[[User], str]


@dataclass(frozen=True)
class Part:
    name: str
    exporter: Exporter
    eraser: Eraser | None = None
    refuser: Refuser | None = None


_parts: dict[str, Part] = {}


def register(name: str, exporter: Exporter, eraser: Eraser | None = None, refuser: Refuser | None = None) -> None:
    """Add an app's part under a name, which titles it in the exported file.

    ``exporter(user)`` returns what JSON can hold, without any secret. ``eraser(user)`` erases or anonymises within the
    transaction that closes the account; it raises PermissionDenied, with a reason to show, when that may not be.
    ``refuser(user)`` says that reason beforehand, the empty string when there is none.
    """
    _parts[name] = Part(name, exporter, eraser, refuser)


def refusal(user: User) -> str:
    """Return why what an app keeps prevents an account from being closed today, the empty string when nothing does."""
    told = (part.refuser(user) for part in _parts.values() if part.refuser)
    return next((reason for reason in told if reason), "")


def export(user: User) -> dict:
    """Return everything that the portal holds of a person, by part."""
    return {part.name: part.exporter(user) for part in _parts.values()}


def erase(user: User) -> None:
    """Have every part erased. Raises PermissionDenied with the reason of the part that may not be."""
    for part in _parts.values():
        if part.eraser:
            part.eraser(user)
