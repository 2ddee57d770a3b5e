"""The natures of what is found, declared by the apps that register them: their names and their icon."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    label: str
    plural: str
    icon: str


KINDS: dict[str, Kind] = {}


def declare(kind: str, label: str, plural: str, icon: str = "text") -> None:
    """Give a nature its names on the screen and its icon, one of those of ``search/kind_icon.html``."""
    KINDS[kind] = Kind(label, plural, icon)


def label(kind: str) -> str:
    """Return a nature's singular name, the nature itself when nobody declared it."""
    return str(KINDS[kind].label) if kind in KINDS else kind


def plural(kind: str) -> str:
    """Return a nature's plural name."""
    return str(KINDS[kind].plural) if kind in KINDS else kind


def icon(kind: str) -> str:
    """Return the name of a nature's icon."""
    return KINDS[kind].icon if kind in KINDS else "text"
