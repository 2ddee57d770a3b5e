from datetime import datetime

from django.db import models
from django.utils import timezone

AT, BY, TAB, VERSION = "at", "by", "tab", "version"


class Sectioned(models.Model):
    """Something filled section by section, each with its own version: two people may write two sections at once.

    ``sections`` is ``{section: {"version": 3, "by": user id, "at": ISO instant, "tab": "…"}}``. It is read and written
    by the services only, which hold the row.
    """

    sections = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True

    def version_of(self, section: str) -> int:
        """Return how many times a section was saved."""
        return self.sections.get(section, {}).get(VERSION, 0)

    def saved_at(self, section: str) -> datetime | None:
        """Return when a section was saved last, None for never."""
        written = self.sections.get(section, {}).get(AT)
        return datetime.fromisoformat(written) if written else None

    def was_saved_from(self, section: str, tab: str) -> bool:
        """Say whether this very tab of a browser saved the section last."""
        return bool(tab) and self.sections.get(section, {}).get(TAB) == tab

    def note_save(self, section: str, user, tab: str) -> None:
        """Count one more save of a section (in memory: the service saves the row)."""
        self.sections[section] = {
            VERSION: self.version_of(section) + 1,
            BY: user.pk,
            AT: timezone.now().isoformat(),
            TAB: tab[:40],
        }
