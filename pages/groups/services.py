"""Writes on meetings that have a rule: their minutes, what they decided and how far it has come."""

from collections.abc import Iterable
from itertools import chain

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _g
from wagtail.log_actions import log
from wagtail.models import Page

from pages.conventions.models import CommitteePage, ConventionPage
from pages.groups.models import Attendance, Decision, DecisionState, GroupPage, MeetingPage, MinutesPage
from pages.people import audience
from pages.people.models import GROUP_ROLES, PAIR_ROLES, LocalRole, User

MINUTES_SLUG = "compte-rendu"
NOT_A_READER = _g("Cette personne ne peut pas lire le compte rendu : la décision lui resterait cachée.")


def may_write(actor: User, meeting: Page) -> str:
    """Return why an actor may not write up a meeting, the empty string when they may (whoever may edit its page)."""
    if meeting.permissions_for_user(actor).can_edit():
        return ""
    return _("Seules l’équipe de la convention et l’animation du groupe écrivent les comptes rendus et les décisions.")


def _require(actor: User, meeting: Page) -> None:
    if reason := may_write(actor, meeting):
        raise PermissionDenied(reason)


# Minutes


def minutes_of(meeting: Page) -> MinutesPage | None:
    """Return the minutes of a meeting, published or not, None before they are written."""
    return MinutesPage.objects.child_of(meeting).first()


@transaction.atomic
def write_minutes(actor: User, meeting: MeetingPage) -> MinutesPage:
    """Return the minutes of a meeting: a draft with who is expected and the agenda, made at the first call only.

    Raises PermissionDenied, or ValidationError for a cancelled meeting.
    """
    _require(actor, meeting)
    # Two people who press the button at once wait for each other here.
    Page.objects.select_for_update().get(pk=meeting.pk)
    meeting = MeetingPage.objects.get(pk=meeting.pk)
    if written := minutes_of(meeting):
        return written
    if meeting.cancelled:
        raise ValidationError(_("Cette réunion est annulée : elle n’a pas de compte rendu."))
    minutes = MinutesPage(
        title=(_("Compte rendu : %(meeting)s") % {"meeting": meeting.title})[:255],
        slug=MINUTES_SLUG,
        live=False,
        has_unpublished_changes=True,
        owner=actor,
        body=[("heading", {"text": item.title[:150], "level": "2"}) for item in meeting.agenda_items.all()],
        attendance=list(expected(meeting)),
    )
    meeting.add_child(instance=minutes)
    minutes.save_revision(user=actor, log_action=False)
    log(instance=minutes, action="groups.minutes", user=actor, data={"meeting": meeting.title})
    return minutes


def expected(meeting: MeetingPage) -> Iterable[Attendance]:
    """Yield who is expected at a meeting, by function: the seats of its committee, the members of its group."""
    holder = meeting.holder.specific
    if isinstance(holder, CommitteePage):
        for rank, seat in enumerate(holder.seats.select_related("organisation")):
            yield Attendance(
                sort_order=rank, function=seat.function, organisation=seat.organisation, college=seat.college
            )
        return
    for rank, role in enumerate(holder.members() if isinstance(holder, GroupPage) else chain(*holder.pair().values())):
        yield Attendance(sort_order=rank, function=role.public_name, organisation=role.organisation)


def invited(meeting: MeetingPage) -> list[User]:
    """Return whom a meeting can be announced to: those expected who have an account and may read its page."""
    holder = meeting.holder.specific
    if isinstance(holder, CommitteePage):
        people = User.objects.filter(pk__in=holder.seats.exclude(person=None).values("person"))
    else:
        roles = GROUP_ROLES if isinstance(holder, GroupPage) else PAIR_ROLES
        held = LocalRole.objects.today().filter(page=holder.pk, role__in=roles, user__isnull=False)
        people = User.objects.filter(pk__in=held.values("user"))
    people = people.filter(is_active=True).order_by("email")
    return [person for person in people if audience.may_see(audience.reader(person), meeting)]


# Decisions


@transaction.atomic
def save_decision(actor: User, decision: Decision) -> Decision:
    """Write a decision of a meeting, new or corrected; it is read with the minutes that hold it.

    Raises PermissionDenied, also when the decision stood in minutes that the actor may not edit, or ValidationError:
    what it is about or its phase is another convention's, its owner may not read the minutes.
    """
    meeting = decision.minutes.meeting
    _require(actor, meeting)
    if decision.pk:
        _require(actor, Decision.objects.get(pk=decision.pk).minutes.meeting)
    else:
        decision.author = actor
    decision.full_clean()
    if errors := dict(_refused(actor, decision, ConventionPage.objects.ancestor_of(meeting).get())):
        raise ValidationError(errors)
    decision.save()
    log(instance=decision.minutes, action="groups.decision", user=actor, data={"decision": str(decision)})
    return decision


def _refused(actor: User, decision: Decision, convention: ConventionPage) -> Iterable[tuple[str, str]]:
    about, owner, phase = decision.about, decision.owner, decision.phase
    # A page that the actor may not see is answered as one that stands elsewhere: its existence is not told.
    if about and not (_within(convention, about) and audience.may_see(audience.reader(actor), about)):
        yield "about", _("Cette page n’est pas de la convention dont c’est la réunion.")
    if phase and phase.convention_id != convention.pk:
        yield "phase", _("Cette phase est celle d’une autre convention.")
    if owner and not (owner.is_active and audience.may_see(audience.reader(owner), decision.minutes)):
        yield "owner", NOT_A_READER


def _within(convention: Page, page: Page) -> bool:
    return page.path.startswith(convention.path)


@transaction.atomic
def set_decision_state(actor: User, decision: Decision, state: str) -> Decision:
    """Say how far a decision is; nothing is written when it is there already.

    Raises PermissionDenied, or ValidationError for a state that is none.
    """
    _require(actor, decision.minutes.meeting)
    if state not in DecisionState.values:
        raise ValidationError({"state": _("Cet état n’existe pas.")})
    kept = Decision.objects.select_for_update().get(pk=decision.pk)
    if kept.state == state:
        return kept
    kept.state = state
    kept.save()
    data = {"decision": str(kept), "state": str(DecisionState(state).label)}
    log(instance=kept.minutes, action="groups.decision_state", user=actor, data=data)
    return kept
