"""Twenty people write in one fund at the same instant, each on a connection of their own, on both databases."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from pages.fund import services
from pages.fund.models import FundPage, LedgerEntry
from pages.people.models import User
from tests import factories
from tests.fund.ledgers import caf, coordinator, entry, write

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("shared_database"),
]

WRITERS = 20
GRANT = Decimal("10000.00")
ENOUGH = Decimal("140000.00")


def at_once(work: Callable[[], object]) -> Counter:
    """Run the same work in every thread at the same instant; return how many ended how."""
    ended: list[str] = []
    together = threading.Barrier(WRITERS)

    def run():
        try:
            together.wait(timeout=60)
            work()
            ended.append("written")
        except ValidationError:
            ended.append("refused")
        except Exception as error:  # an unexpected end must be seen in the count, not lost with its thread
            ended.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return Counter(ended)


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
    ended = at_once(lambda: sent(fund, actor, project=project, funder=funder))
    assert ended == {"written": 14, "refused": 6}
    assert services.balance(fund) == 0
    assert LedgerEntry.objects.filter(kind="commitment").count() == 14


def test_a_double_submission_gives_one_entry(fund, actor):
    project, funder, submission = factories.project(fund), caf(), uuid.uuid4()
    ended = at_once(lambda: sent(fund, actor, project=project, funder=funder, submission=submission))
    assert ended == {"written": WRITERS}
    assert services.balance(fund) == ENOUGH - GRANT


def test_an_entry_is_cancelled_once_by_twenty_people(fund, actor):
    one = write(fund, "commitment", GRANT, actor=actor, project=factories.project(fund))

    def cancel():
        services.reverse_entry(User.objects.get(pk=actor.pk), one, "Retirée", timezone.localdate())

    assert at_once(cancel) == {"written": 1, "refused": WRITERS - 1}
    assert services.balance(fund) == ENOUGH


def test_a_project_is_not_paid_more_than_it_was_granted(fund, actor):
    project, funder = factories.project(fund), caf()
    write(fund, "commitment", 3 * GRANT, actor=actor, project=project)

    def pay():
        services.write_entry(
            User.objects.get(pk=actor.pk), entry(fund, "payment", GRANT, project=project, funder=funder)
        )

    assert at_once(pay) == {"written": 3, "refused": WRITERS - 3}
    assert services.due(project, funder) == 0
