"""What is recalled by the clock: drafts that a call's closing is about to overtake."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from pages.proposals import mails
from pages.proposals.models import Proposal, ProposalSettings, ProposalStatus

AT_ONCE = 100
"""Reminders of one round: on SQLite a long transaction would hold everybody's writes."""


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
