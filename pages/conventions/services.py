"""Writes on conventions that have a rule: the value of an indicator. The rooms above write theirs by the same rule."""

from collections.abc import Callable
from datetime import date
from operator import attrgetter

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from pages.conventions.models import Measure, ObjectiveMeasure
from pages.people.models import User


def may_report(actor: User, page: Page) -> str:
    """Return why an actor may not report on a page, the empty string when they may (whoever may edit it)."""
    if page.permissions_for_user(actor).can_edit():
        return ""
    return _("Seule l’équipe de la convention écrit les points d’étape et les valeurs d’indicateur.")


def require_team(actor: User, page: Page) -> None:
    """Raise PermissionDenied, with the reason, when an actor may not report on a page."""
    if reason := may_report(actor, page):
        raise PermissionDenied(reason)


def refuse_to_come(day: date) -> None:
    """Raise ValidationError when a report is dated after today."""
    if day > timezone.localdate():
        raise ValidationError({"date": _("Cette date est à venir.")})


@transaction.atomic
def write_measure(actor: User, measure: Measure, page_of: Callable[[Measure], Page], log_action: str) -> Measure:
    """Write the value of an indicator, new or corrected, and log it on the page that ``page_of`` finds.

    Raises PermissionDenied, also when the value stood on a page that the actor may not edit, or ValidationError.
    """
    page = page_of(measure)
    require_team(actor, page)
    if measure.pk:
        require_team(actor, page_of(type(measure).objects.get(pk=measure.pk)))
    measure.author = measure.author or actor
    measure.full_clean()
    refuse_to_come(measure.date)
    measure.save()
    log(instance=page, action=log_action, user=actor, data={"indicator": measure.indicator.label})
    return measure


def record_measure(actor: User, measure: ObjectiveMeasure) -> ObjectiveMeasure:
    """Write the value of an objective's indicator on a day. Raises PermissionDenied or ValidationError."""
    return write_measure(actor, measure, attrgetter("indicator.objective.axis"), "conventions.measure")
