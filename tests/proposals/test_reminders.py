"""Those whose draft is not sent are told once, when the call is about to close, unless they would rather not."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from pages.fund.models import CallPage
from pages.people.models import Delivery, MembershipRole, NotificationPreference
from pages.proposals import mails, services
from pages.proposals.models import Proposal, ProposalSettings
from pages.proposals.reminders import remind_unfinished
from portal.beat import JOBS
from tests.proposals import making
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(portal):
    return portal


def closing(proposal: Proposal, **left) -> Proposal:
    """Return a request whose call closes in that time."""
    CallPage.objects.filter(pk=proposal.call_id).update(closes_at=timezone.now() + dt.timedelta(**left))
    return Proposal.objects.get(pk=proposal.pk)


def begun() -> Proposal:
    """Return a draft in which something was written."""
    draft = making.draft()
    services.save_draft(draft.created_by, draft, "action", making.typed(title="Une fête"), 0)
    return Proposal.objects.get(pk=draft.pk)


def days(count: int) -> None:
    settings = ProposalSettings.load()
    settings.reminder_days = count
    settings.save()


def told() -> list[str]:
    return sorted(address for message in mail.outbox for address in message.to)


def test_a_draft_is_recalled_once():
    draft = closing(begun(), days=2)
    assert [remind_unfinished() for _round in range(2)] == [1, 0]
    assert told() == [draft.created_by.email]
    assert draft.call.title in mail.outbox[0].body


@pytest.mark.parametrize(
    ("setting", "left", "count"),
    [
        (3, {"days": 2, "hours": 23}, 1),
        (3, {"days": 3, "hours": 1}, 0),
        (5, {"days": 4}, 1),
        (3, {"minutes": 5}, 1),
        (3, {"minutes": -5}, 0),
        (0, {"hours": 1}, 0),
    ],
)
def test_only_before_the_closing_within_the_days_that_the_settings_say(setting, left, count):
    days(setting)
    closing(begun(), **left)
    assert remind_unfinished() == count
    assert len(mail.outbox) == count


def test_a_draft_in_which_nobody_wrote_is_not_recalled():
    closing(making.draft(), days=1)
    assert remind_unfinished() == 0
    assert not mail.outbox


def test_what_is_sent_is_not_recalled():
    closing(making.sent(), days=1)
    mail.outbox.clear()
    assert remind_unfinished() == 0
    assert not mail.outbox


def test_a_request_outside_any_call_is_never_recalled():
    draft = begun()
    Proposal.objects.filter(pk=draft.pk).update(call=None)
    assert remind_unfinished() == 0


def test_a_call_that_is_not_published_any_more_is_not_recalled():
    draft = closing(begun(), days=1)
    draft.call.unpublish()
    assert remind_unfinished() == 0
    assert not mail.outbox


def test_who_stopped_this_notification_is_not_told_and_the_others_are():
    draft = closing(begun(), days=1)
    colleague = making.member(draft.association, MembershipRole.CONTRIBUTOR)
    making.member(draft.association, MembershipRole.READER)
    NotificationPreference.objects.create(user=draft.created_by, kind=mails.REMINDERS, delivery=Delivery.NEVER)
    remind_unfinished()
    assert told() == [colleague.email]


def test_the_notification_that_is_stopped_is_this_one_only():
    draft = closing(begun(), days=1)
    NotificationPreference.objects.create(user=draft.created_by, kind=mails.JOIN_REQUESTS, delivery=Delivery.NEVER)
    remind_unfinished()
    assert told() == [draft.created_by.email]


def test_who_left_the_association_is_told_nothing():
    draft = closing(begun(), days=1)
    making.member(draft.association)
    services.end_membership(draft.created_by, draft.created_by.memberships.get())
    remind_unfinished()
    assert draft.created_by.email not in told()


def test_the_worker_s_clock_does_it():
    assert "pages.proposals.reminders.remind_unfinished" in [job.path for job in JOBS]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.usefixtures("shared_database")
def test_several_workers_at_once_write_once():
    for _draft in range(3):
        closing(begun(), days=1)
    ended = at_once(remind_unfinished, 4)
    assert sum(count * workers for count, workers in ended.items()) == 3
    assert len(told()) == len(set(told())) == 3
