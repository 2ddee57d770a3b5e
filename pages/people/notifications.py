"""The kinds of notification that a person may stop: each app declares its own."""

from dataclasses import dataclass

from pages.people.models import Delivery, NotificationPreference, User


@dataclass(frozen=True)
class Kind:
    """``name``: a constant word of 60 characters at most; ``label`` and ``help_text``: what « Mon compte » says."""

    name: str
    label: str
    help_text: str = ""


_kinds: dict[str, Kind] = {}


def declare(kind: str, label: str, help_text: str = "") -> None:
    """Offer a kind of notification in everyone's account; called in ``AppConfig.ready()``."""
    _kinds[kind] = Kind(kind, label, help_text)


def kinds() -> list[Kind]:
    return list(_kinds.values())


def wants(user: User, kind: str) -> bool:
    """Say whether a person is to be told of a kind of thing, at once or with the day's others."""
    return delivery_of(user, kind) != Delivery.NEVER


def delivery_of(user: User, kind: str) -> str:
    """Return when a person is to be told of a kind of thing. Raises KeyError for a kind that no app declared.

    A closed account is told of nothing.
    """
    name = _kinds[kind].name
    if not user.is_active:
        return Delivery.NEVER
    kept = NotificationPreference.objects.filter(user=user, kind=name).values_list("delivery", flat=True).first()
    return kept or Delivery.AT_ONCE


def chosen(user: User) -> dict[str, str]:
    """Return what a person chose, for every kind declared."""
    kept = dict(user.notification_preferences.values_list("kind", "delivery"))
    return {kind.name: kept.get(kind.name, Delivery.AT_ONCE.value) for kind in kinds()}
