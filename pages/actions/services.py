"""Writes on actions that have a rule: a progress note, the value of an indicator, the draft of a practice sheet."""

from operator import attrgetter

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail.permissions import policy_registry

from pages.actions import drafting
from pages.actions.models import ActionMeasure, ActionPage, ActionPlanPage, PracticeSheetPage, ProgressNote
from pages.conventions.models import ConventionPage
from pages.conventions.services import refuse_to_come, require_team, write_measure
from pages.conventions.starter import add_draft
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


def may_draft(actor: User, source: Page) -> str:
    """Return why an actor may not draft a sheet from a page, the empty string when they may (whoever may add pages)."""
    if not isinstance(source, ActionPage | ConventionPage):
        return _("Une fiche se rédige depuis une action ou une convention.")
    if policy_registry.get_by_type(Page).user_has_permission_for_instance(actor, "add", source):
        return ""
    return _("Seule l’équipe de la convention rédige ses fiches d’expérience.")


@transaction.atomic
def draft_sheet(actor: User, source: ActionPage | ConventionPage) -> PracticeSheetPage:
    """Draft a practice sheet below an action or a convention, filled with what is known of it; at any time.

    Raises PermissionDenied, or ValidationError when an alias, which shows another page's content, is the source.
    """
    if reason := may_draft(actor, source):
        raise PermissionDenied(reason)
    if source.alias_of_id:
        raise ValidationError(_("Cette page est le reflet d’une autre : rédigez la fiche depuis celle-ci."))
    sheet = drafting.compose(source)
    sheet.live, sheet.owner = False, actor
    sheet.slug = find_available_slug(source, "fiche")
    source.add_child(instance=sheet)
    sheet.save_revision(user=actor, log_action=False)
    log(instance=sheet, action="actions.sheet", user=actor, data={"source": source.title})
    return sheet


def start_plan(actor: User, convention: ConventionPage) -> None:
    """Give a convention that is being prepared its empty action plan, as a draft: a step of ``starter``."""
    add_draft(actor, convention, ActionPlanPage(title=_("Plan d’actions"), slug="plan-d-actions"))
