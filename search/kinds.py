"""The natures of what is found, declared by the apps that register them: their names and their icon."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    label: str
    plural: str


KINDS: dict[str, Kind] = {}


def declare(kind: str, label: str, plural: str) -> None:
    """Give a nature its names on the screen."""
    KINDS[kind] = Kind(label, plural)


def label(kind: str) -> str:
    """Return a nature's singular name, the nature itself when nobody declared it."""
    return str(KINDS[kind].label) if kind in KINDS else kind


def plural(kind: str) -> str:
    """Return a nature's plural name."""
    return str(KINDS[kind].plural) if kind in KINDS else kind
