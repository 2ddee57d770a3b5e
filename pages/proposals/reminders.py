"""What is recalled by the clock: drafts that a call's closing overtakes, steps and opinions that are overdue."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pages.people.models import User
from pages.proposals import mails, telling
from pages.proposals.models import FinalReport, NoteLink, Opinion, Proposal, ProposalSettings, ProposalStatus
from pages.proposals.models.proposals import EXAMINED
from pages.proposals.services.reports import note_due

AT_ONCE = 100
"""Reminders of one round: on SQLite a long transaction would hold everybody's writes."""
NOTE_BEFORE = 14
"""Days before a progress note is due when it is asked for."""
LATE_AGAIN = 7
"""Days between two reminders of the same delay."""


def remind_unfinished() -> int:
    """Write once to those whose draft is not sent while its call is about to close; return how many drafts it was."""
    days = ProposalSettings.load().reminder_days
    now = timezone.now()
    due = Proposal.objects.filter(
        status=ProposalStatus.DRAFT,
        reminded_at=None,
        call__live=True,
        call__closes_at__gt=now,
        call__closes_at__lte=now + timedelta(days=days),
    ).exclude(sections={})
    reminded = 0
    for proposal in due.select_related("association", "call").order_by("call__closes_at", "pk")[:AT_ONCE]:
        with transaction.atomic():
            # Claimed before it is told: two workers never write twice.
            if Proposal.objects.filter(pk=proposal.pk, reminded_at=None).update(reminded_at=now):
                mails.unfinished(proposal)
                reminded += 1
    return reminded


def remind_late_steps() -> int:
    """Write, once a week while it lasts, to those whose step or opinion is overdue; return how many it was."""
    today = timezone.localdate()
    again = today - timedelta(days=LATE_AGAIN)
    quiet = Q(step_reminded_on=None) | Q(step_reminded_on__lte=again)
    late = Proposal.objects.filter(quiet, status__in=EXAMINED, due_on__lt=today)
    reminded = 0
    for proposal in late.select_related("association", "convention").order_by("due_on", "pk")[:AT_ONCE]:
        with transaction.atomic():
            if Proposal.objects.filter(quiet, pk=proposal.pk).update(step_reminded_on=today):
                telling.late(proposal)
                reminded += 1
    unread = Q(reminded_on=None) | Q(reminded_on__lte=again)
    overdue = Opinion.objects.waiting().filter(unread, due_on__lt=today, proposal__status__in=EXAMINED)
    for opinion in overdue.select_related("proposal", "person").order_by("due_on", "pk")[:AT_ONCE]:
        with transaction.atomic():
            if Opinion.objects.filter(unread, pk=opinion.pk).update(reminded_on=today):
                telling.opinion_late(opinion)
                reminded += 1
    return reminded


def remind_notes() -> int:
    """Ask for the progress notes that are due within two weeks, once for each due day; return how many mails it was."""
    soon = timezone.localdate() + timedelta(days=NOTE_BEFORE)
    going = Proposal.objects.filter(status=ProposalStatus.ACCEPTED).exclude(end__lt=timezone.localdate())
    asked = 0
    for proposal in going.select_related("association", "convention", "call").iterator(chunk_size=100):
        due_on = note_due(proposal)
        if due_on is None or due_on > soon:
            continue
        for person in mails.people_of(proposal.association):
            asked += _ask_for_note(proposal, person, due_on)
    return asked


@transaction.atomic
def _ask_for_note(proposal: Proposal, person: User, due_on: date) -> bool:
    # The person's row is held: two workers never write twice about the same day.
    User.objects.select_for_update().get(pk=person.pk)
    if NoteLink.objects.filter(proposal=proposal, person=person, due_on=due_on).exists():
        return False
    link, secret = NoteLink.open(proposal, person, due_on)
    telling.note_expected(link, secret)
    return True


def remind_reports() -> int:
    """Recall the final reports sixty and fifteen days before their day, then the day after; return how many."""
    today = timezone.localdate()
    owed = FinalReport.objects.owed().filter(due_on__lte=today + timedelta(days=60))
    reminded = 0
    for report in owed.filter(proposal__status=ProposalStatus.ACCEPTED).select_related("proposal__association"):
        left = (report.due_on - today).days
        mark = "late" if left < 0 else "15" if left <= 15 else "60"
        with transaction.atomic():
            if FinalReport.objects.filter(pk=report.pk).exclude(reminded_for=mark).update(reminded_for=mark):
                telling.report_expected(report)
                reminded += 1
    return reminded
