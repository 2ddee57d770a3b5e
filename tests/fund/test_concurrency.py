"""Twenty people write in one fund at the same instant, each on a connection of their own, on both databases."""

import itertools
import uuid
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone

from pages.fund import calls, services
from pages.fund.models import CallInquiry, CallInvitation, FundPage, LedgerEntry
from pages.people.models import Role, User
from tests import factories
from tests.fund.ledgers import caf, coordinator, entry, write
from tests.threads import REFUSED, at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("shared_database"),
]

WRITERS = 20
GRANT = Decimal("10000.00")
ENOUGH = Decimal("140000.00")


@pytest.fixture
def fund():
    fund = factories.fund()
    write(fund, "contribution", ENOUGH)
    return fund


@pytest.fixture
def actor(fund):
    return coordinator(fund)


def sent(fund: FundPage, actor: User, **fields) -> None:
    """Write as a web request does: with objects of its own."""
    fund, actor = FundPage.objects.get(pk=fund.pk), User.objects.get(pk=actor.pk)
    services.write_entry(actor, entry(fund, "commitment", GRANT, **fields))


def test_the_balance_never_goes_below_zero(fund, actor):
    project, funder = factories.project(fund), caf()
    ended = at_once(lambda: sent(fund, actor, project=project, funder=funder), WRITERS)
    assert ended == {None: 14, REFUSED: 6}
    assert services.balance(fund) == 0
    assert LedgerEntry.objects.filter(kind="commitment").count() == 14


def test_a_double_submission_gives_one_entry(fund, actor):
    project, funder, submission = factories.project(fund), caf(), uuid.uuid4()
    ended = at_once(lambda: sent(fund, actor, project=project, funder=funder, submission=submission), WRITERS)
    assert ended == {None: WRITERS}
    assert services.balance(fund) == ENOUGH - GRANT


def test_an_entry_is_cancelled_once_by_twenty_people(fund, actor):
    one = write(fund, "commitment", GRANT, actor=actor, project=factories.project(fund))

    def cancel():
        services.reverse_entry(User.objects.get(pk=actor.pk), one, "Retirée", timezone.localdate())

    assert at_once(cancel, WRITERS) == {None: 1, REFUSED: WRITERS - 1}
    assert services.balance(fund) == ENOUGH


def test_a_project_is_not_paid_more_than_it_was_granted(fund, actor):
    project, funder = factories.project(fund), caf()
    write(fund, "commitment", 3 * GRANT, actor=actor, project=project)

    def pay():
        services.write_entry(
            User.objects.get(pk=actor.pk), entry(fund, "payment", GRANT, project=project, funder=funder)
        )

    assert at_once(pay, WRITERS) == {None: 3, REFUSED: WRITERS - 3}
    assert services.due(project, funder) == 0


def test_an_address_invited_by_twenty_people_at_once_gets_one_mail():
    call = factories.call()
    actor = factories.holder(Role.MODERATOR, call.convention)

    def invite() -> int:
        return len(calls.invite(User.objects.get(pk=actor.pk), call, ["a@exemple.test"]).sent)

    assert at_once(invite, WRITERS) == {1: 1, 0: WRITERS - 1}
    assert CallInvitation.objects.count() == len(mail.outbox) == 1


def test_twenty_tabs_at_once_ask_no_more_than_a_day_allows():
    call, asker, number = factories.call(), factories.user(), itertools.count()

    def ask():
        calls.ask(User.objects.get(pk=asker.pk), call, f"Question {next(number)}")

    assert at_once(ask, WRITERS) == {None: calls.ASKED_A_DAY, REFUSED: WRITERS - calls.ASKED_A_DAY}
    assert CallInquiry.objects.count() == calls.ASKED_A_DAY
