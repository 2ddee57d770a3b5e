"""A request's thread between its association and those who examine it, and the notes that only the latter read."""

import uuid

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from pages.people.models import MembershipRole, Role
from pages.people.refusals import Refused
from pages.proposals import services
from pages.proposals.models import Message, MessageFile
from tests import factories
from tests.proposals import making, pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(portal):
    return portal


@pytest.fixture
def sent():
    proposal = making.sent()
    people = making.team(proposal)
    mail.outbox.clear()
    return proposal, people


def test_each_side_reads_what_the_other_writes(sent):
    proposal, people = sent
    services.write_message(proposal.created_by, proposal, "Quand répondrez-vous ?")
    services.write_message(people.moderator, proposal, "Avant la fin du mois.")
    for who, address in (
        (proposal.created_by, f"/espace/propositions/{proposal.pk}/messages/"),
        (people.caf, f"/dossiers/{proposal.number}/messages/"),
    ):
        shown = pages.signed_in(who).get(address).text
        assert "Quand répondrez-vous" in shown and "Avant la fin du mois" in shown


def test_the_association_reads_a_function_never_a_name():
    proposal = making.sent()
    town = factories.organisation("Ville d’Essai", kind="commune")
    who = factories.user(first_name="Zoé", last_name="Planchon")
    moderator = factories.holder(
        Role.MODERATOR, proposal.convention, who, function="chargée de mission", organisation=town
    )
    services.write_message(moderator, proposal, "Bonjour.")
    shown = pages.signed_in(proposal.created_by).get(f"/espace/propositions/{proposal.pk}/messages/").text
    assert "chargée de mission, Ville d’Essai" in shown
    assert "Planchon" not in shown


def test_an_internal_note_is_never_the_association_s(sent):
    proposal, people = sent
    note = services.write_message(people.moderator, proposal, "Note : prudence.", [making.pdf()], internal=True)
    client = pages.signed_in(proposal.created_by)
    for address in ("", "messages/"):
        assert "prudence" not in client.get(f"/espace/propositions/{proposal.pk}/{address}").text
    file = note.files.get()
    assert client.get(f"/espace/propositions/{proposal.pk}/messages/{file.pk}/").status_code == 404
    assert client.get(f"/dossiers/{proposal.number}/notes/").status_code == 404
    assert pages.signed_in(people.caf).get(f"/dossiers/{proposal.number}/messages/{file.pk}/").status_code == 200


def test_who_is_both_staff_and_of_the_association_is_on_its_side(sent):
    proposal, people = sent
    making.member(proposal.association, MembershipRole.CONTRIBUTOR, people.moderator)
    services.write_message(people.caf, proposal, "Note : prudence.", internal=True)
    assert pages.signed_in(people.moderator).get(f"/dossiers/{proposal.number}/notes/").status_code == 404
    with pytest.raises(Refused):
        services.write_message(people.moderator, proposal, "Une note.", internal=True)
    assert not services.write_message(people.moderator, proposal, "Bonjour.").from_staff


@pytest.mark.parametrize("internal", [False, True])
def test_nobody_else_writes_nor_reads(sent, internal):
    proposal, _people = sent
    others = [
        factories.user(),
        making.member(making.association()),
        factories.holder(Role.MODERATOR, factories.convention(factories.territory("92036", "Gennevilliers"))),
        factories.holder(Role.WRITER, proposal.convention),
    ]
    for who in others:
        with pytest.raises(Refused):
            services.write_message(who, proposal, "Bonjour.", internal=internal)
        for address in (f"/dossiers/{proposal.number}/messages/", f"/espace/propositions/{proposal.pk}/messages/"):
            assert pages.signed_in(who).get(address).status_code == 404


def test_a_reader_of_the_association_reads_and_does_not_write(sent):
    proposal, _people = sent
    reader = making.member(proposal.association, MembershipRole.READER)
    with pytest.raises(Refused):
        services.write_message(reader, proposal, "Bonjour.")
    assert pages.signed_in(reader).get(f"/espace/propositions/{proposal.pk}/messages/").status_code == 200


def test_sent_twice_it_is_written_once(sent):
    proposal, _people = sent
    key = uuid.uuid4()
    client = pages.signed_in(proposal.created_by)
    for _click in range(2):
        client.post(f"/espace/propositions/{proposal.pk}/messages/", {"text": "Bonjour.", "key": key})
    assert Message.objects.count() == 1


def test_the_other_side_is_told_and_the_mail_says_nothing_of_it(sent):
    proposal, people = sent
    services.write_message(proposal.created_by, proposal, "Un secret : brindezingue.")
    assert {to for message in mail.outbox for to in message.to} == {people.moderator.email}
    assert "brindezingue" not in "".join(message.body for message in mail.outbox)
    mail.outbox.clear()
    services.write_message(people.moderator, proposal, "Bien reçu.")
    assert {to for message in mail.outbox for to in message.to} == {proposal.created_by.email}


@pytest.mark.parametrize("text", ["", "   ", "x" * 5001])
def test_a_wrong_message_is_said_beside_the_field_and_what_was_typed_stays(sent, text):
    proposal, _people = sent
    answer = pages.signed_in(proposal.created_by).post(f"/espace/propositions/{proposal.pk}/messages/", {"text": text})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert text.strip()[:50] in answer.text
    assert not Message.objects.exists()


def test_a_hostile_file_is_refused_and_nothing_is_written(sent):
    proposal, _people = sent
    hostile = SimpleUploadedFile("facture.pdf", b"MZ\x90\x00", "application/pdf")
    answer = pages.signed_in(proposal.created_by).post(
        f"/espace/propositions/{proposal.pk}/messages/", {"text": "Voici.", "files": [hostile]}
    )
    assert answer.status_code == 422
    assert not Message.objects.exists()
    assert not MessageFile.objects.exists()


def test_a_draft_has_no_thread():
    draft = making.draft()
    assert pages.signed_in(draft.created_by).get(f"/espace/propositions/{draft.pk}/messages/").status_code == 404
    with pytest.raises(Refused):
        services.write_message(draft.created_by, draft, "Bonjour.")
