"""Writes on actions that have a rule: a progress note, the value of an indicator."""

from operator import attrgetter

from django.db import transaction
from wagtail.log_actions import log

from pages.actions.models import ActionMeasure, ActionPage, ProgressNote
from pages.conventions.services import refuse_to_come, require_team, write_measure
from pages.people.models import User
from search import index


@transaction.atomic
def save_note(actor: User, note: ProgressNote) -> ProgressNote:
    """Write a progress note, new or corrected.

    Raises PermissionDenied, or ValidationError: a date to come, a second note for one day, a progress beyond 100.
    """
    require_team(actor, note.action)
    if note.pk:
        require_team(actor, ProgressNote.objects.select_related("action").get(pk=note.pk).action)
    else:
        note.author = actor
    note.full_clean()
    refuse_to_come(note.date)
    note.save()
    log(instance=note.action, action="actions.note", user=actor, data={"date": note.date.isoformat()})
    index.refresh(ActionPage.objects.get(pk=note.action_id))
    return note


def record_measure(actor: User, measure: ActionMeasure) -> ActionMeasure:
    """Write the value of an action's indicator on a day. Raises PermissionDenied or ValidationError."""
    return write_measure(actor, measure, attrgetter("indicator.action"), "actions.measure")
