"""Writes on actions that have a rule: a progress note, the value of an indicator."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from pages.actions.models import ActionMeasure, ActionPage, ProgressNote
from pages.people.models import User
from search import index


def may_report(actor: User, action: ActionPage) -> str:
    """Return why an actor may not report on an action, the empty string when they may (whoever may edit it)."""
    if action.permissions_for_user(actor).can_edit():
        return ""
    return _("Seule l’équipe de la convention écrit les points d’étape et les valeurs d’indicateur.")


def _require(actor: User, action: ActionPage) -> None:
    if reason := may_report(actor, action):
        raise PermissionDenied(reason)


def _not_to_come(day) -> None:
    if day > timezone.localdate():
        raise ValidationError({"date": _("Cette date est à venir.")})


@transaction.atomic
def save_note(actor: User, note: ProgressNote) -> ProgressNote:
    """Write a progress note, new or corrected.

    Raises PermissionDenied, or ValidationError: a date to come, a second note for one day, a progress beyond 100.
    """
    _require(actor, note.action)
    if note.pk:
        _require(actor, ProgressNote.objects.select_related("action").get(pk=note.pk).action)
    else:
        note.author = actor
    note.full_clean()
    _not_to_come(note.date)
    note.save()
    log(instance=note.action, action="actions.note", user=actor, data={"date": note.date.isoformat()})
    index.refresh(ActionPage.objects.get(pk=note.action_id))
    return note


@transaction.atomic
def record_measure(actor: User, measure: ActionMeasure) -> ActionMeasure:
    """Write the value of an action's indicator on a day. Raises PermissionDenied or ValidationError."""
    action = measure.indicator.action
    _require(actor, action)
    measure.author = measure.author or actor
    measure.full_clean()
    _not_to_come(measure.date)
    measure.save()
    log(instance=action, action="actions.measure", user=actor, data={"indicator": measure.indicator.label})
    return measure
