"""How a service says no."""

from collections.abc import Mapping


class Refused(Exception):
    """A service does not do what it is asked; ``reason`` is a French sentence for the person who asked.

    ``fields`` says what is wrong with which field, when it is what was typed. ``forbidden`` tells what the person may
    not do from what cannot be done now.
    """

    def __init__(self, reason: str, fields: Mapping[str, str] | None = None, forbidden: bool = False):
        super().__init__(reason)
        self.reason = reason
        self.fields = dict(fields or {})
        self.forbidden = forbidden
