"""The mails of this room: rows of the transaction of what they tell, sent by the worker, with nothing confidential."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from post_office.models import STATUS, Email

from pages.fund.models import CallPage
from pages.people.models import Invitation, MembershipRole, User
from pages.proposals import mails, services
from pages.proposals.models import Proposal, Step
from portal import beat
from portal.models import BeatJob
from tests import factories
from tests.proposals import making, pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queue(portal, settings):
    """Queue the mails as production does; what the worker sends arrives in memory."""
    settings.EMAIL_BACKEND = "post_office.EmailBackend"
    settings.POST_OFFICE = {
        **settings.POST_OFFICE,
        "BACKENDS": {"default": "django.core.mail.backends.locmem.EmailBackend"},
    }
    return settings


class Undone(Exception):
    """What comes after the mail fails."""


def text_of(email: Email) -> str:
    return f"{email.subject}\n{email.message}\n{email.html_message}"


def html_of(email: Email) -> str:
    return email.html_message


def every_mail() -> dict[str, tuple[Email, User]]:
    """Return each mail of the room with the account of who receives it."""
    found = {}

    def keep(name: str, who: User) -> None:
        found[name] = (Email.objects.filter(to=who.email).latest("pk"), who)

    proposal = making.sent()
    author, association = proposal.created_by, proposal.association
    keep("received", author)
    services.withdraw(author, proposal)
    keep("withdrawn", author)
    draft = making.ready(author, association=association)
    mails.unfinished(draft)
    keep("unfinished", author)
    guest = factories.member()
    services.invite(author, association, guest.email, MembershipRole.CONTRIBUTOR)
    keep("invited", guest)
    newcomer, refused = factories.user(), factories.user()
    for who, accepted in ((newcomer, True), (refused, False)):
        asked = services.ask_to_join(who, association, "Je suis trésorière : motfuyant.")
        keep("join asked", author)
        services.answer_join_request(author, asked, accepted)
        keep(f"join answered, {accepted}", who)
    return found


def test_a_mail_is_a_row_of_the_transaction_and_is_undone_with_it():
    proposal = making.ready()
    with pytest.raises(Undone), transaction.atomic():
        services.submit(proposal.created_by, proposal)
        assert Email.objects.filter(to=proposal.created_by.email).count() == 1
        raise Undone
    assert not Email.objects.exists()
    assert Proposal.objects.get(pk=proposal.pk).number is None
    assert not mail.outbox


def test_with_the_worker_stopped_a_mail_waits_and_the_worker_sends_it():
    proposal = making.sent()
    waiting = Email.objects.get(to=proposal.created_by.email)
    assert waiting.status == STATUS.queued
    assert not mail.outbox
    beat.send_mails()
    (message,) = mail.outbox
    assert message.to == [proposal.created_by.email]
    assert proposal.number in message.subject
    assert Email.objects.get(pk=waiting.pk).status == STATUS.sent
    beat.send_mails()
    assert len(mail.outbox) == 1


def test_a_worker_that_was_down_for_a_day_sends_everything_once_when_it_is_back():
    def all_due() -> None:
        BeatJob.objects.update(last_run=timezone.now() - timedelta(days=1), lease_until=None)

    beat.run_due()
    mail.outbox.clear()
    # The day without it: a request is sent and comes to a step that is late, a draft's call is about to close.
    proposal, people = making.at(Step.INSTRUCTION)
    Proposal.objects.filter(pk=proposal.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    draft = making.draft()
    services.save_draft(draft.created_by, draft, "action", making.typed(title="Une fête"), 0)
    CallPage.objects.filter(pk=draft.call_id).update(closes_at=timezone.now() + timedelta(days=2))
    waiting = Email.objects.count()
    assert waiting and not mail.outbox
    for _turn in range(3):
        all_due()
        beat.run_due()
    assert not Email.objects.exclude(status=STATUS.sent).exists()
    sent = Counter((*message.to, message.subject) for message in mail.outbox)
    assert set(sent.values()) == {1} and len(mail.outbox) == Email.objects.count() > waiting
    told = {address for address, _subject in sent}
    assert {proposal.created_by.email, people.moderator.email, draft.created_by.email} <= told


def test_a_refused_sending_writes_nothing():
    proposal = making.draft()
    with pytest.raises(services.Refused):
        services.submit(proposal.created_by, proposal)
    assert not Email.objects.exists()


def test_every_mail_is_in_french_in_text_and_in_html():
    for name, (email, _who) in every_mail().items():
        assert email.message.startswith("Bonjour,"), name
        assert '<html lang="fr">' in html_of(email), name
        assert "<" not in re.sub(r"<\S+@\S+>", "", email.message), name
        assert "\n" not in email.subject, name
        assert "n’y répondez pas" in email.message, name
        assert "n’y répondez pas" in html_of(email), name


def test_no_mail_says_anything_of_the_request_the_budget_or_the_bank():
    for name, (email, _who) in every_mail().items():
        told = text_of(email).replace("\u00a0", " ").replace("\u202f", " ")
        for secret in (
            "Cafés des parents",
            "Un café",
            "Rompre l’isolement",
            "Les parents sont isolés",
            "FR76",
            "30006000011234567890189",
            "AGRIFRPP",
            "4 500",
            "1 200",
            "4500",
            "€",
            "Alex Exemple",
            "05 00 00 00 00",
            "motfuyant",
        ):
            assert secret not in told, (name, secret)


def links(email: Email) -> set[str]:
    written = re.findall(r"https?://[^\s<>\"]+", email.message)
    return set(written) | set(re.findall(r'href="([^"]+)"', html_of(email)))


def test_every_link_is_the_portal_s_whole_address_and_opens_for_who_receives_it(settings):
    found = every_mail()
    for name, (email, who) in found.items():
        client = pages.signed_in(User.objects.get(pk=who.pk))
        assert len(links(email)) > 1 or name == "join answered, False", name
        for address in links(email):
            assert address.startswith(f"{settings.BASE_URL}/"), (name, address)
            answer = client.get(address.removeprefix(settings.BASE_URL))
            assert answer.status_code == 200, (name, address)


def test_the_receipt_says_the_number_the_day_and_what_silence_means():
    proposal = making.sent()
    told = Email.objects.get(to=proposal.created_by.email)
    for text in (told.message, told.html_message):
        assert proposal.number in text
        assert "réputée refusée" in text
        assert f"{proposal.get_absolute_url()}accuse-de-reception.pdf" in text


def test_only_the_digest_of_an_invitation_is_kept_once_its_mail_has_gone():
    association = making.association()
    services.invite(making.member(association), association, "amie@exemple.test", MembershipRole.READER)
    email = Email.objects.get(to="amie@exemple.test")
    assert Invitation.objects.get().digest not in text_of(email)


def test_what_a_hostile_name_says_stays_text_on_one_line():
    association = making.association(name="L’« & » <b>\r\nBcc: tous@exemple.test")
    services.invite(making.member(association), association, "amie@exemple.test", MembershipRole.READER)
    email = Email.objects.get(to="amie@exemple.test")
    assert "\n" not in email.subject
    assert not email.bcc and not email.cc
    assert "<b>\r" not in email.html_message
    assert "&lt;b&gt;" in email.html_message
