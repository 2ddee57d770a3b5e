"""The receipt is an accessible PDF that says what the law asks, and proves what was sent."""

import ctypes

import pypdfium2
import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.formats import date_format
from pypdfium2 import raw as pdfium

from pages.people.models import Role
from pages.proposals import receipts, services
from pages.proposals.models import Proposal, ProposalSettings, Submission
from tests import factories
from tests.proposals import making, pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(portal):
    return portal


@pytest.fixture
def proposal():
    return making.sent()


def language(document: pypdfium2.PdfDocument) -> str:
    """Return the language that a PDF says it is written in."""
    length = pdfium.FPDFCatalog_GetLanguage(document, None, 0)
    told = ctypes.create_string_buffer(length)
    pdfium.FPDFCatalog_GetLanguage(document, ctypes.cast(told, ctypes.POINTER(pdfium.FPDF_WCHAR)), length)
    return told.raw.decode("utf-16-le").rstrip("\0")


def words_of(content: bytes) -> str:
    """Return what is read on a PDF, each line's end as a space."""
    document = pypdfium2.PdfDocument(content)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def test_it_is_tagged_for_screen_readers_in_french_with_its_title(proposal):
    content = receipts.pdf(proposal.submissions.get())
    assert b"pdfuaid" in content
    document = pypdfium2.PdfDocument(content)
    assert pdfium.FPDFCatalog_IsTagged(document)
    assert language(document) == "fr-FR"
    title = document.get_metadata_dict()["Title"].replace("\u00a0", " ")
    assert title == f"Accusé de réception de la proposition n° {proposal.number}"


def test_it_says_the_number_the_association_the_amounts_and_what_silence_meant_on_that_day():
    settings = ProposalSettings.load()
    settings.service = "Service Enfance, 1 rue de l’Essai"
    settings.save()
    call = making.call()
    factories.holder(Role.CAF_COORDINATOR, call.convention, function="conseillère territoriale")
    proposal = making.sent(call=call)
    settings.service, settings.silence_months = "Un autre service", 6
    settings.save()
    submission = proposal.submissions.get()
    words = words_of(receipts.pdf(submission))
    silence = date_format(timezone.localdate(proposal.submitted_at) + relativedelta(months=2), "j F Y")
    assert "Un autre service" not in words
    for said in (
        proposal.number,
        proposal.association.name,
        "Cafés des parents",
        proposal.call.title,
        date_format(timezone.localdate(submission.sent_at), "j F Y"),
        "4 500 €",
        f"Sans réponse avant le {silence}",
        "L.231-4",
        "tribunal administratif",
        "Service Enfance",
        "conseillère territoriale",
    ):
        assert said.replace("\u00a0", " ") in words, said
    assert submission.fingerprint in words.replace(" ", "")


def test_it_says_nothing_of_the_bank_nor_who_is_in_charge_by_name(proposal):
    who = factories.user("zoe.planchon@exemple.test", first_name="Zoé", last_name="Planchon")
    factories.holder(Role.CAF_COORDINATOR, proposal.convention, who)
    words = words_of(receipts.pdf(proposal.submissions.get()))
    for secret in (proposal.association.bank_details.iban, "FR76", "Planchon", "Zoé"):
        assert secret not in words


def test_it_names_each_file_with_its_digest():
    draft = making.ready()
    attachment = services.attach(draft.created_by, draft, making.pdf("devis.pdf"), label="Devis")
    sent = services.submit(draft.created_by, draft)
    words = words_of(receipts.pdf(sent.submissions.get()))
    assert "Devis (devis.pdf)" in words
    assert attachment.sha256 in words.replace(" ", "")


def test_asked_twice_it_is_the_same_bytes(proposal):
    address = f"{proposal.get_absolute_url()}accuse-de-reception.pdf"
    client = pages.signed_in(proposal.created_by)
    first, second = client.get(address), client.get(address)
    assert first.content == second.content
    assert first["Content-Type"] == "application/pdf"
    assert proposal.number in first["Content-Disposition"]
    assert "no-store" in first["Cache-Control"]


def test_the_association_s_file_changed_since_changes_nothing_of_it(proposal):
    before = receipts.pdf(proposal.submissions.get())
    type(proposal.association).objects.filter(pk=proposal.association_id).update(name="Autre nom")
    Proposal.objects.filter(pk=proposal.pk).update(title="Autre titre")
    assert receipts.pdf(Submission.objects.get(proposal=proposal)) == before


def test_the_fingerprint_changes_with_one_character_of_what_was_sent(proposal):
    submission = proposal.submissions.get()
    assert submission.is_intact
    content = submission.content
    assert Submission.fingerprint_of(dict(reversed(content.items()))) == submission.fingerprint
    content["association"]["name"] += "."
    assert Submission.fingerprint_of(content) != submission.fingerprint
    assert not submission.is_intact


def test_two_requests_have_two_fingerprints(proposal):
    other = making.sent()
    assert proposal.submissions.get().fingerprint != other.submissions.get().fingerprint


def test_a_name_full_of_signs_is_printed_as_it_is():
    sent = making.sent(association=making.association(name="#L’« *&* » $x$ \\ [a](b) @c Łódź Αθήνα Київ"))
    words = words_of(receipts.pdf(sent.submissions.get()))
    assert "#L’« *&* » $x$ \\ [a](b) @c Łódź Αθήνα Київ" in words


@pytest.mark.parametrize(
    "name", ["Les ballons 🎈", "جمعية الأمل", "עמותה", "協会", "\u202eenvers", "a\x01b", "👩‍👩‍👧 ❤️ \U000e0041"]
)
def test_whatever_the_writing_of_its_name_an_association_has_its_receipt(name):
    sent = making.sent(association=making.association(name=name))
    client = pages.signed_in(sent.created_by)
    answer = client.get(f"{sent.get_absolute_url()}accuse-de-reception.pdf")
    assert answer.status_code == 200
    assert sent.number in words_of(answer.content)


def test_every_character_said_to_be_drawn_is_drawn(proposal):
    every = [chr(code) for first, last in receipts.DRAWN for code in range(first, last + 1)]
    submission = proposal.submissions.get()
    submission.content["association"]["name"] = " ".join(f"a{one}" for one in every)
    assert receipts.pdf(submission).startswith(b"%PDF-")


def test_it_is_given_to_the_association_alone(proposal):
    address = f"{proposal.get_absolute_url()}accuse-de-reception.pdf"
    for who in (factories.user(), factories.holder(Role.CAF_COORDINATOR, proposal.convention)):
        assert pages.signed_in(who).get(address).status_code == 404


def test_a_draft_has_none():
    draft = making.draft()
    address = f"{draft.get_absolute_url()}accuse-de-reception.pdf"
    assert pages.signed_in(draft.created_by).get(address).status_code == 404
