"""Progress notes: asked for in time, given with or without an account, read before they are published."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from pages.actions.models import ProgressNote
from pages.people.models import MembershipRole, Role
from pages.people.refusals import Refused
from pages.proposals import reminders, services
from pages.proposals.models import GivenNote, InstructionRules, NoteLink, NoteState, Proposal
from pages.proposals.services.reports import note_due
from tests import factories
from tests.proposals import making, pages

pytestmark = pytest.mark.django_db

NOTE = {"progress": 40, "done": "Huit ateliers.", "difficulties": "", "correction": ""}


@pytest.fixture(autouse=True)
def site(portal):
    return portal


@pytest.fixture
def granted():
    """An accepted request whose action began long enough ago for a note to be due soon."""
    proposal, people = making.accepted()
    Proposal.objects.filter(pk=proposal.pk).update(
        start=timezone.localdate() - dt.timedelta(days=175), end=timezone.localdate() + dt.timedelta(days=200)
    )
    mail.outbox.clear()
    return Proposal.objects.get(pk=proposal.pk), people


def secret() -> str:
    return re.search(r"/point-d-etape/([\w-]+)/", mail.outbox[-1].body)[1]


def test_a_note_is_asked_for_once_with_a_personal_link(granted):
    proposal, _people = granted
    assert reminders.remind_notes() == 1
    assert reminders.remind_notes() == 0
    [message] = mail.outbox
    assert message.to == [proposal.created_by.email]
    assert "point d’étape" in message.subject


def test_none_is_asked_for_when_the_rules_say_none_nor_after_the_end(granted):
    proposal, _people = granted
    rules = InstructionRules.objects.create(page=proposal.call, note_months=0)
    assert reminders.remind_notes() == 0
    rules.delete()
    Proposal.objects.filter(pk=proposal.pk).update(end=timezone.localdate() - dt.timedelta(days=1))
    assert reminders.remind_notes() == 0


def test_the_next_note_is_counted_from_the_last(granted):
    proposal, _people = granted
    services.give_note(proposal.created_by, proposal, NOTE)
    assert note_due(Proposal.objects.get()) is None or note_due(Proposal.objects.get()) > timezone.localdate()
    assert reminders.remind_notes() == 0


def test_the_link_gives_one_note_without_an_account_then_nothing_more(granted):
    reminders.remind_notes()
    address = f"/point-d-etape/{secret()}/"
    visitor = Client()
    shown = visitor.get(address)
    assert shown.status_code == 200
    assert shown["Referrer-Policy"] == "no-referrer"
    assert "no-store" in shown["Cache-Control"]
    assert visitor.post(address, NOTE).status_code == 200
    assert visitor.post(address, NOTE).status_code == 410
    assert visitor.get(address).status_code == 410
    assert GivenNote.objects.get().state == NoteState.WAITING


def test_the_link_tells_nothing_of_the_request_but_its_title(granted):
    proposal, _people = granted
    reminders.remind_notes()
    shown = Client().get(f"/point-d-etape/{secret()}/").text
    assert proposal.title in shown
    for told in (proposal.number, proposal.needs, proposal.association.name):
        assert told not in shown


@pytest.mark.parametrize("what", ["expired", "unknown", "left", "closed account"])
def test_a_link_that_is_no_longer_good_gives_nothing(granted, what):
    proposal, _people = granted
    reminders.remind_notes()
    given = secret()
    if what == "expired":
        NoteLink.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    elif what == "unknown":
        given = "x" * 43
    elif what == "left":
        proposal.created_by.memberships.update(ended_at=timezone.now())
    else:
        type(proposal.created_by).objects.filter(pk=proposal.created_by_id).update(is_active=False)
    assert Client().post(f"/point-d-etape/{given}/", NOTE).status_code == 410
    assert not GivenNote.objects.exists()


@pytest.mark.parametrize("wrong", [{"progress": "101"}, {"progress": "-1"}, {"done": ""}, {"done": "x" * 5001}])
def test_a_wrong_note_is_told_and_does_not_use_the_link(granted, wrong):
    reminders.remind_notes()
    address = f"/point-d-etape/{secret()}/"
    assert Client().post(address, {**NOTE, **wrong}).status_code == 422
    assert Client().post(address, NOTE).status_code == 200


def test_a_note_is_published_by_the_moderation_and_shown_on_the_project_s_page(granted):
    proposal, people = granted
    note = services.give_note(proposal.created_by, proposal, NOTE)
    page = proposal.page.specific
    page.get_latest_revision().publish()
    assert "Huit ateliers." not in Client().get(page.url).text
    services.answer_note(people.moderator, note, True)
    assert "Huit ateliers." in Client().get(page.url).text


def test_a_note_set_aside_gives_its_reason_to_the_association_alone(granted):
    proposal, people = granted
    note = services.give_note(proposal.created_by, proposal, NOTE)
    with pytest.raises(Refused):
        services.answer_note(people.moderator, note, False, " ")
    services.answer_note(people.moderator, note, False, "Un nom y figure.")
    shown = pages.signed_in(proposal.created_by).get(f"/espace/propositions/{proposal.pk}/points-d-etape/").text
    assert "Un nom y figure." in shown


def test_only_those_whose_it_is_give_and_read_notes(granted):
    proposal, people = granted
    for who in (factories.user(), people.moderator, making.member(proposal.association, MembershipRole.READER)):
        with pytest.raises(Refused):
            services.give_note(who, proposal, NOTE)
    note = services.give_note(proposal.created_by, proposal, NOTE)
    elsewhere = factories.holder(Role.MODERATOR, factories.convention(factories.territory("92036", "Gennevilliers")))
    recused = factories.holder(Role.MODERATOR, proposal.convention)
    services.recuse(recused, proposal.association)
    for who in (elsewhere, recused, people.officer, people.instructor, proposal.created_by):
        with pytest.raises(Refused):
            services.answer_note(who, note, True)


def test_an_action_without_a_fund_gets_the_note_among_its_own():
    call = factories.call(factories.convention())
    factories.plan(call.convention)
    making.CallFunder.objects.create(call=call, organisation=factories.organisation(kind="commune"))
    proposal = making.sent(call=call)
    people = making.team(proposal)
    proposal, _people = making.at("decision", proposal, people)
    making.decided(proposal, people, making.Decimal(1000))
    proposal = Proposal.objects.get(pk=proposal.pk)
    note = services.give_note(proposal.created_by, proposal, NOTE)
    services.answer_note(people.moderator, note, True)
    assert ProgressNote.objects.get().action_id == proposal.page_id


def test_a_note_given_waits_for_those_who_read_notes_until_one_of_them_answers(granted):
    proposal, people = granted
    note = services.give_note(proposal.created_by, proposal, NOTE)
    for reader in (people.moderator, people.caf):
        page = pages.signed_in(reader).get("/a-traiter/").text
        assert "Point d’étape à relire" in page and proposal.number in page
        assert f"/dossiers/{proposal.number}/points-d-etape/" in page
    for other in people.instructors.values():
        assert proposal.number not in pages.signed_in(other).get("/a-traiter/").text
    services.answer_note(people.moderator, note, True)
    assert proposal.number not in pages.signed_in(people.caf).get("/a-traiter/").text
