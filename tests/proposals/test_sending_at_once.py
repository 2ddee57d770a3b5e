"""Requests sent, saved and started by many at the same instant, and by a process that dies, on both databases."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from pages.people.models import User
from pages.proposals import services
from pages.proposals.models import NumberCounter, Proposal, Submission
from tests.proposals import making
from tests.threads import at_once

ROOT = Path(__file__).resolve().parents[2]
SENDERS = 20

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("shared_database", "portal"),
]


def again(proposal: Proposal) -> tuple[User, Proposal]:
    """Return what a web request reads for itself."""
    return User.objects.get(pk=proposal.created_by_id), Proposal.objects.get(pk=proposal.pk)


def test_a_button_pressed_twenty_times_at_once_sends_once():
    proposal = making.ready()
    ended = at_once(lambda: services.submit(*again(proposal)).number, SENDERS)
    number = f"{timezone.localdate().year}-0001"
    assert ended == {number: SENDERS}
    assert Submission.objects.count() == len(mail.outbox) == 1
    assert NumberCounter.objects.get().last == 1


def test_twenty_requests_sent_at_once_have_twenty_numbers_in_a_row():
    association = making.association()
    actor, call = making.member(association), making.call()
    first = making.ready(actor, association=association, call=call)
    proposals = [first, *(copy_of(first) for _one in range(SENDERS - 1))]
    left = iter(proposals)
    ended = at_once(lambda: services.submit(*again(next(left))).number, SENDERS)
    year = timezone.localdate().year
    assert sorted(ended) == [f"{year}-{rank:04d}" for rank in range(1, SENDERS + 1)]


def copy_of(proposal: Proposal) -> Proposal:
    """Return another complete draft, written by the same person."""
    draft = Proposal.objects.create(
        association=proposal.association,
        convention=proposal.convention,
        call=proposal.call,
        created_by=proposal.created_by,
    )
    return making.complete(proposal.created_by, draft)


def test_a_draft_started_twenty_times_at_once_is_one_draft():
    association = making.association()
    actor, call = making.member(association), making.call()
    ended = at_once(lambda: services.start(User.objects.get(pk=actor.pk), association, call=call).pk, SENDERS)
    assert list(ended.values()) == [SENDERS]
    assert Proposal.objects.count() == 1


def test_of_two_who_save_one_section_at_once_the_second_is_shown_what_changed():
    proposal = making.draft()
    titles = iter(["Une fête", "Un bal"])

    def save():
        actor, mine = again(proposal)
        try:
            services.save_draft(actor, mine, "action", making.typed(title=next(titles)), 0)
        except services.Conflict:
            return "told"
        return "saved"

    assert at_once(save, 2) == {"saved": 1, "told": 1}
    assert Proposal.objects.get().title in ("Une fête", "Un bal")


KILLED = """
import os, signal, sys
import django
django.setup()
from django.db import connection, connections
connections.settings["default"]["NAME"] = sys.argv[1]
from django.db import transaction
from pages.people.models import User
from pages.proposals import services
from pages.proposals.models import Proposal
with transaction.atomic():
    sent = services.submit(User.objects.get(pk=sys.argv[3]), Proposal.objects.get(pk=sys.argv[2]))
    print(sent.number, flush=True)
    # Everything is written, nothing is committed: the machine stops here.
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_killed_in_the_middle_of_a_sending_has_sent_nothing():
    proposal = making.ready()
    name = connection.settings_dict["NAME"]
    arguments = [str(name), str(proposal.pk), str(proposal.created_by_id)]
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.test"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert killed.stdout.strip() == f"{timezone.localdate().year}-0001"
    left = Proposal.objects.get()
    assert (left.status, left.number) == ("draft", None)
    assert not Submission.objects.exists()
    assert not NumberCounter.objects.exists()
    assert services.submit(*again(proposal)).number == killed.stdout.strip()
