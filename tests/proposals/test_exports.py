"""A whole request taken away, what may be communicated of it, two versions side by side; each side has its part."""

import io
import json
import zipfile
from decimal import Decimal

import pypdfium2
import pytest

from pages.base.templatetags.portal import euros
from pages.people.models import Role
from pages.proposals import comparing, services
from pages.proposals.models import Proposal, Step
from tests import factories
from tests.proposals import making, pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(portal):
    return portal


def words(content: bytes) -> str:
    found = pypdfium2.PdfDocument(content)
    return " ".join(page.get_textpage().get_text_range().replace("\r\n", " ") for page in found)


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def examined():
    proposal = making.sent()
    making.funded(proposal)
    people = making.team(proposal)
    proposal, _people = making.at(Step.INSTRUCTION, proposal, people)
    services.ask_opinion(people.moderator, proposal, people.officer)
    services.give_opinion(people.officer, proposal, "reserved", "Observation secrète.")
    services.write_message(people.moderator, proposal, "Note cachée.", internal=True)
    services.write_message(people.moderator, proposal, "Bonjour à tous.", [making.pdf("programme.pdf")])
    return proposal, people


def test_each_side_exports_its_part(examined):
    proposal, people = examined
    staff = words(body(pages.signed_in(people.caf).get(f"/dossiers/{proposal.number}/export.pdf")))
    own = words(body(pages.signed_in(proposal.created_by).get(f"/espace/propositions/{proposal.pk}/export.pdf")))
    for text in ("Cafés des parents", "Bonjour à tous."):
        assert text in staff and text in own
    for text in ("Observation secrète.", "Note cachée."):
        assert text in staff
        assert text not in own


def test_the_archive_holds_the_versions_and_the_files_save_the_bank_s(examined):
    proposal, people = examined

    def names(who, address):
        return zipfile.ZipFile(io.BytesIO(body(pages.signed_in(who).get(address)))).namelist()

    bank = proposal.association.permanent_documents.get(kind="bank_statement").pk
    statutes = proposal.association.permanent_documents.get(kind="statutes").pk
    followed, examining = (
        names(who, f"/dossiers/{proposal.number}/export.zip") for who in (people.caf, people.instructor)
    )
    assert f"dossier-{proposal.number}.pdf" in followed
    assert "versions/version-1.json" in followed
    assert any(name.startswith(f"association/{statutes}-") for name in followed)
    assert any(name.startswith("messages/") for name in followed)
    assert not any(name.startswith(f"association/{bank}-") for name in followed)
    assert any(name.startswith(f"association/{bank}-") for name in examining)


def test_what_was_sent_is_in_the_archive_word_for_word(examined):
    proposal, people = examined
    content = body(pages.signed_in(people.caf).get(f"/dossiers/{proposal.number}/export.zip"))
    told = json.loads(zipfile.ZipFile(io.BytesIO(content)).read("versions/version-1.json"))
    assert told == json.loads(json.dumps(proposal.submissions.get().content))


def test_a_communicable_version_withholds_what_is_chosen_and_every_note():
    proposal = making.sent()
    making.funded(proposal)
    people = making.team(proposal)
    services.write_message(people.moderator, proposal, "Note cachée.", internal=True)
    services.write_message(people.moderator, proposal, "Bonjour.")
    proposal, _people = making.at(Step.DECISION, proposal, people)
    making.decided(proposal, people, Decimal(1000))
    client = pages.signed_in(people.instructor)
    address = f"/dossiers/{proposal.number}/communicable/"
    form = client.get(address).context["form"]
    assert "a-representant" in form.initial["parts"]
    answer = client.post(address, {"parts": [*form.initial["parts"], "budget-association"], "files": []})
    made = zipfile.ZipFile(io.BytesIO(body(answer)))
    told = words(made.read(f"dossier-{proposal.number}.pdf"))
    assert "[occulté]" in told
    for absent in ("Alex Exemple", "Note cachée.", "Bonjour."):
        assert absent not in told
    assert "1 000" in told.replace("\u202f", " ").replace("\u00a0", " ")
    assert not any(name.startswith("versions/") for name in made.namelist())


def test_nothing_is_communicated_before_the_decision(examined):
    proposal, people = examined
    assert pages.signed_in(people.caf).get(f"/dossiers/{proposal.number}/communicable/").status_code == 404


def test_others_export_nothing(examined):
    proposal, _people = examined
    for who in (
        factories.user(),
        making.member(making.association()),
        factories.holder(Role.WRITER, proposal.convention),
    ):
        client = pages.signed_in(who)
        for kind in ("pdf", "zip"):
            assert client.get(f"/dossiers/{proposal.number}/export.{kind}").status_code == 404
            assert client.get(f"/espace/propositions/{proposal.pk}/export.{kind}").status_code == 404


# Two versions


def corrected() -> tuple[Proposal, making.Team]:
    proposal = making.sent()
    people = making.team(proposal)
    services.request_correction(people.moderator, proposal, ["action", "budget"], "Précisez.")
    proposal = Proposal.objects.get(pk=proposal.pk)
    told = {name: getattr(proposal, name) for name in ("title", "needs", "objectives", "description")}
    author = proposal.created_by
    services.save_draft(
        author,
        proposal,
        "action",
        making.typed(**told, summary="Un café chaque samedi."),
        proposal.version_of("action"),
    )
    funder = proposal.call.funders[0]
    budget = {"c60": "2 200", "c64": "3 800", "c70": "1 500", f"asked{funder.pk}": "4 500", **making.rows("others")}
    saved = services.save_draft(author, proposal, "budget", making.typed(**budget), proposal.version_of("budget"))
    assert saved.is_whole
    services.resubmit(author, proposal)
    return Proposal.objects.get(pk=proposal.pk), people


def test_both_versions_are_kept_and_the_changed_words_are_shown_on_each_side():
    proposal, people = corrected()
    assert [one.rank for one in proposal.submissions.order_by("rank")] == [1, 2]
    for who, address in (
        (people.moderator, f"/dossiers/{proposal.number}/versions/1/2/"),
        (proposal.created_by, f"/espace/propositions/{proposal.pk}/versions/1/2/"),
    ):
        shown = pages.signed_in(who).get(address).text
        assert "semaine." in shown and "samedi." in shown
        assert euros(Decimal(1200)) in shown and euros(Decimal(2200)) in shown
        assert "<del>" in shown and "<ins>" in shown


def test_only_what_changed_is_told():
    proposal, _people = corrected()
    before, after = (one.content for one in proposal.submissions.order_by("rank"))
    assert comparing.compare(before, before) == []
    titles = [part["title"] for part in comparing.compare(before, after)]
    assert titles == ["L’action", "Budget de l’action"]


def test_what_a_person_wrote_is_never_markup():
    proposal, people = corrected()
    submission = proposal.submissions.get(rank=2)
    for section in submission.content["sections"]:
        for field in section["fields"]:
            if field["name"] == "summary":
                field["value"] = "<script>alert(1)</script>"
    submission.save()
    shown = pages.signed_in(people.moderator).get(f"/dossiers/{proposal.number}/versions/1/2/").text
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown


def test_a_version_that_does_not_exist_is_not_found():
    proposal, people = corrected()
    assert pages.signed_in(people.moderator).get(f"/dossiers/{proposal.number}/versions/1/9/").status_code == 404
