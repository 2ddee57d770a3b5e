"""Saving one section of something long: nothing is overwritten silently, nothing understood is lost."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pages.people.models import User
from pages.people.refusals import Refused
from pages.proposals.models.sections import BY, Sectioned
from pages.proposals.sections import Difference, SectionForm


class Conflict(Refused):
    """Someone else, or another tab, saved the section meanwhile: ``form`` holds what was typed, ``differences`` how it
    differs from what is kept now, ``by`` who saved it.
    """

    def __init__(self, form: SectionForm, differences: list[Difference], by: User | None):
        super().__init__(_("Cette partie a été modifiée ailleurs pendant que vous écriviez."))
        self.form, self.differences, self.by = form, differences, by


@dataclass(frozen=True)
class Saved:
    """A section after it was saved: its form (with its faults, if any) and its new version."""

    form: SectionForm
    version: int

    @property
    def is_whole(self) -> bool:
        """Say whether everything that was typed is kept."""
        return not self.form.has_faults


def save_section(
    actor: User, owner: Sectioned, section: type[SectionForm], data: Mapping, version: int, tab: str
) -> Saved:
    """Save what could be understood of a section, typed from a version of it. Raises Conflict.

    ``owner``: the row, held by the caller's transaction. The same tab may save again without having seen its last
    answer; another one that started from an older version is shown what changed.
    """
    form = section(data, instance=owner)
    form.is_valid()
    if version != owner.version_of(section.slug) and not owner.was_saved_from(section.slug, tab):
        # The form is told the truth before it is asked what differs: its instance took the typed values.
        fresh = section(data, instance=type(owner)._default_manager.get(pk=owner.pk))
        if found := fresh.differences():
            raise Conflict(fresh, found, User.objects.filter(pk=owner.sections.get(section.slug, {}).get(BY)).first())
    owner.note_save(section.slug, actor, tab)
    form.write()
    owner.save()
    return Saved(form, owner.version_of(section.slug))
