"""Decided, signed and paid by many at the same instant, and by a process that dies, on both databases."""

import os
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from pages.fund import services as ledger
from pages.fund.models import FundedProjectPage, LedgerEntry
from pages.people.models import User
from pages.proposals import circuit, services
from pages.proposals.models import Act, FundingRequest, GrantDecision, Proposal, ProposalStatus, Signature, Step
from pages.proposals.services import decisions
from tests.proposals import making
from tests.threads import REFUSED, all_at_once, at_once

ROOT = Path(__file__).resolve().parents[2]
GRANT = Decimal(1000)

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("shared_database", "portal"),
]


def read(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def copies_of(proposal: Proposal, count: int) -> list[Proposal]:
    """Return other requests of the same association, for the same call, that wait for the same funder's decision."""
    line, made = proposal.funding_requests.get(), []
    for rank in range(count):
        copy = Proposal.objects.create(
            association=proposal.association,
            convention=proposal.convention,
            call=proposal.call,
            title=f"Action {rank}",
            number=f"2099-{rank:04d}",
            status=ProposalStatus.SUBMITTED,
            submitted_at=proposal.submitted_at,
            created_by=proposal.created_by,
        )
        copy.save_revision()
        FundingRequest.objects.create(proposal=copy, funder=line.funder, amount=line.amount)
        circuit.begin(copy, None, at=Step.DECISION)
        made.append(copy)
    return made


def decide(who: User, proposal: Proposal) -> str:
    funder = proposal.funding_requests.get().funder
    services.decide(
        User.objects.get(pk=who.pk),
        read(proposal),
        funder,
        GRANT,
        act="Délibération",
        reference=proposal.number,
        date=timezone.localdate(),
    )
    return "decided"


def test_two_hundred_decisions_at_once_never_take_the_fund_below_nothing():
    proposal = making.sent()
    making.funded(proposal, 5 * GRANT)
    proposal, people = making.at(Step.DECISION, proposal)
    waiting = [proposal, *copies_of(proposal, 199)]
    left = iter(waiting)

    def five() -> tuple:
        ended = []
        for _one in range(5):
            try:
                ended.append(decide(people.instructor, next(left)))
            except services.Refused:
                ended.append(REFUSED)
        return tuple(ended)

    told = [one for group in all_at_once(*[five] * 40) for one in group]
    assert (told.count("decided"), told.count(REFUSED)) == (5, 195)
    fund, funder = decisions.fund_of(proposal), proposal.funding_requests.get().funder
    assert ledger.available(fund, funder) == 0
    assert ledger.balance(fund) == 0
    assert FundedProjectPage.objects.count() == 5
    assert Proposal.objects.filter(status=ProposalStatus.ACCEPTED).count() == 5


def test_two_people_who_decide_at_once_decide_once():
    proposal = making.sent()
    making.funded(proposal)
    proposal, people = making.at(Step.DECISION, proposal)
    funder = proposal.funding_requests.get().funder
    colleague = making.factories.holder("fund_instructor", proposal.convention, organisation=funder)
    ended = all_at_once(*(lambda who=who: decide(who, proposal) for who in (people.instructor, colleague)))
    assert sorted(ended) == ["decided", REFUSED]
    assert GrantDecision.objects.count() == FundedProjectPage.objects.count() == 1
    assert LedgerEntry.objects.filter(kind="commitment").count() == 1


def test_a_button_pressed_twenty_times_at_once_signs_once():
    proposal, people = making.at(Step.APPROVAL)
    at_once(lambda: services.sign(User.objects.get(pk=people.caf.pk), read(proposal)).pk, 20)
    assert Signature.objects.count() == 1
    assert read(proposal).step == Step.APPROVAL


def test_both_halves_sign_at_once_and_the_step_passes_once():
    proposal, people = making.at(Step.APPROVAL)
    ended = all_at_once(
        *(
            lambda who=who: services.sign(User.objects.get(pk=who.pk), read(proposal)).pk
            for who in (people.caf, people.local)
        )
    )
    assert ended == [proposal.pk] * 2
    assert read(proposal).step == Step.COMMITTEE
    assert proposal.current_workflow_state.task_states.count() == 4


def test_a_signature_and_a_recusal_at_once_leave_no_signature_of_who_stands_out_afterwards():
    proposal, people = making.at(Step.APPROVAL)
    caf = people.caf

    def sign():
        services.sign(User.objects.get(pk=caf.pk), read(proposal))

    def recuse():
        services.recuse(User.objects.get(pk=caf.pk), proposal.association)

    all_at_once(sign, recuse, recuse, sign)
    assert caf.recusals.standing().count() == 1
    with pytest.raises(services.Refused):
        sign()


KILLED = """
import os, signal, sys
import django
django.setup()
from decimal import Decimal
from django.db import connections
connections.settings["default"]["NAME"] = sys.argv[1]
from django.utils import timezone
from pages.people.models import User
from pages.proposals import services, telling
from pages.proposals.models import Proposal

def stop(proposal):
    # The page, the commitment and the acts are written, nothing is committed: the machine stops here.
    print(proposal.page.title, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

telling.accepted = stop
proposal = Proposal.objects.get(pk=sys.argv[2])
services.decide(
    User.objects.get(pk=sys.argv[3]), proposal, proposal.funding_requests.get().funder, Decimal(1000),
    act="Délibération", reference="D-1", date=timezone.localdate(),
)
"""


def test_a_process_killed_between_the_acceptance_and_the_publication_leaves_nothing_done():
    proposal = making.sent()
    making.funded(proposal)
    proposal, people = making.at(Step.DECISION, proposal)
    arguments = [str(connection.settings_dict["NAME"]), str(proposal.pk), str(people.instructor.pk)]
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.test"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert killed.stdout.strip() == proposal.title
    left = read(proposal)
    assert (left.status, left.step, left.page_id) == (ProposalStatus.UNDER_REVIEW, Step.DECISION, None)
    for model in (GrantDecision, FundedProjectPage, Act):
        assert not model.objects.exists()
    assert not LedgerEntry.objects.filter(kind="commitment").exists()
    decide(people.instructor, proposal)
    assert read(proposal).status == ProposalStatus.ACCEPTED
