"""A section is saved however incomplete, and what cannot be understood holds back itself only."""

import pytest
from django.test import Client

from pages.people.models import MembershipRole
from pages.proposals.models import Proposal
from tests.proposals import making
from tests.proposals.pages import Page, address, opened, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(portal):
    return portal


def kept(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def line(rank: int, **values) -> dict:
    return {f"targets-{rank}-{name}": value for name, value in values.items()}


def test_one_field_alone_is_saved_and_the_page_says_what_is_missing():
    proposal, page = opened("action")
    answer = page.post(title="Cafés des parents")
    assert answer.status_code == 302
    assert kept(proposal).title == "Cafés des parents"
    shown = Page(page.client, page.url).shown.content.decode()
    assert "il manque encore ici" in shown
    assert '<a href="#id_summary">Résumé</a>' in shown


def test_saving_and_going_on_leads_to_the_next_section_and_after_the_last_to_reading_over():
    proposal, page = opened("action")
    assert page.post(title="Cafés", next="1").url == address(proposal, "public-et-territoire")
    _proposal, page = opened("attestations", proposal)
    assert page.post(next="1").url == f"{proposal.get_absolute_url()}relire/"


def test_saved_by_itself_it_says_when_and_gives_the_next_version():
    proposal, page = opened("action")
    answer = page.post(by_itself=True, title="Cafés")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Enregistré" in text and "\u00a0h\u00a0" in text
    assert "<html" not in text
    assert page.hidden["version"] == "1"
    assert kept(proposal).title == "Cafés"


def test_the_button_after_saves_by_itself_is_no_conflict_even_when_their_answers_were_lost():
    proposal, page = opened("action")
    before = dict(page.hidden)
    page.post(by_itself=True, title="Ca")
    page.post(by_itself=True, title="Café")
    page.hidden = before
    assert page.post(title="Cafés").status_code == 302
    assert kept(proposal).title == "Cafés"


def test_a_field_that_is_wrong_says_so_and_the_others_are_kept():
    proposal, page = opened("public-et-territoire")
    answer = page.post(beneficiaries="Parents", people_expected="-3", start="2027-09-01", end="2027-01-01")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert '<a href="#id_people_expected">' in text and '<a href="#id_end">' in text
    assert "La fin précède le début." in text
    assert (kept(proposal).beneficiaries, kept(proposal).people_expected) == ("Parents", None)


def test_a_text_that_is_too_long_is_told_and_never_cut_short():
    proposal, page = opened("action")
    assert (
        "maxlength"
        not in page.shown.content.decode().partition('<form method="post" id="redaction"')[2].partition("</form>")[0]
    )
    answer = page.post(title="Cafés", summary="a" * 501)
    assert answer.status_code == 422
    assert "a" * 501 in answer.content.decode()
    assert (kept(proposal).title, kept(proposal).summary) == ("Cafés", "")


@pytest.mark.parametrize("typed", ["Cafés 👩‍👧‍👦 🎉", "مقهى الآباء", "<script>alert(1)</script>", "L'été & l’hiver"])
def test_any_script_and_any_sign_is_kept_and_shown_as_it_was_typed(typed):
    proposal, page = opened("action")
    assert page.post(title=typed).status_code == 302
    assert kept(proposal).title == typed
    shown = page.client.get(page.url)
    assert "<script>alert" not in shown.content.decode()
    assert shown.context["form"]["title"].value() == typed
    assert 'dir="auto"' in str(shown.context["form"]["title"])


def test_a_nul_character_is_refused_in_words():
    proposal, page = opened("action")
    assert page.post(title="Ca\x00fé", needs="Besoin").status_code == 422
    assert (kept(proposal).title, kept(proposal).needs) == ("", "Besoin")
    page.hidden["tab"] = "a\x00b"
    assert page.post(title="Cafés").status_code in (302, 409)


@pytest.mark.parametrize(
    "forged", [{"version": "-1"}, {"version": "9" * 400}, {"version": "é"}, {"version": ""}, {"version": "٣"}]
)
def test_a_forged_version_breaks_nothing(forged):
    _proposal, page = opened("action")
    page.hidden |= forged
    assert page.post(title="Cafés").status_code in (302, 409)


def test_fields_that_are_not_of_the_section_change_nothing():
    proposal, page = opened("action")
    other = making.association()
    page.post(title="Cafés", status="accepted", number="2026-0001", association=other.pk, attests_accuracy="on")
    found = kept(proposal)
    assert (found.status, found.number, found.association_id) == ("draft", None, proposal.association_id)
    assert not found.attests_accuracy


def test_a_section_posted_for_a_request_that_was_sent_is_refused_with_the_reason():
    proposal = making.sent()
    client = signed_in(proposal.created_by)
    answer = client.post(address(proposal, "action"), {"version": "1", "title": "Autre chose"})
    assert answer.status_code == 409
    assert "elle ne se modifie plus" in answer.content.decode()
    assert kept(proposal).title == "Cafés des parents"


def test_a_reader_of_the_association_sees_the_section_without_buttons_and_is_refused():
    proposal = making.draft()
    reader = making.member(proposal.association, MembershipRole.READER)
    _proposal, page = opened("action", proposal, reader)
    assert "Enregistrer" not in page.shown.content.decode()
    answer = page.post(title="Cafés")
    assert answer.status_code == 403
    assert "demandez à l’association" in answer.content.decode()
    assert kept(proposal).title == ""


def test_a_section_that_the_request_has_not_is_not_found():
    proposal = making.draft()
    client = signed_in(proposal.created_by)
    assert client.get(address(proposal, "questions")).status_code == 404
    assert client.get(address(proposal, "n-existe-pas")).status_code == 404


# Tables


def test_a_line_saved_by_itself_twice_is_kept_once_and_keeps_its_place():
    proposal, page = opened("evaluation")
    blank = {"targets-TOTAL_FORMS": 2, "targets-INITIAL_FORMS": 0, **line(0, id="", label="")}
    answer = page.post(by_itself=True, **blank, **line(1, id="", label="Parents"))
    pk = proposal.targets.get().pk
    assert f'name="targets-1-id" id="id_targets-1-id" value="{pk}"' in answer.content.decode()
    page.post(by_itself=True, **blank, **line(1, id=pk, label="Parents accueillis"))
    assert [(one.pk, one.label) for one in proposal.targets.all()] == [(pk, "Parents accueillis")]


def test_a_line_whose_answer_was_lost_is_not_doubled():
    proposal, page = opened("evaluation")
    typed = {"targets-TOTAL_FORMS": 1, "targets-INITIAL_FORMS": 0}
    before = dict(page.hidden)
    page.post(by_itself=True, **typed, **line(0, id="", label="Parents"))
    page.hidden = before
    page.post(by_itself=True, **typed, **line(0, id="", label="Parents accueillis"))
    assert [one.label for one in proposal.targets.all()] == ["Parents accueillis"]


def test_a_line_unchanged_is_left_alone_emptied_it_goes_and_ticked_it_goes():
    proposal, page = opened("evaluation")
    typed = {"targets-TOTAL_FORMS": 3, "targets-INITIAL_FORMS": 0}
    page.post(**typed, **line(0, label="Un"), **line(1, label="Deux"), **line(2, label="Trois"))
    one, two, three = proposal.targets.all()
    _proposal, page = opened("evaluation", proposal)
    page.post(
        **typed,
        **line(0, id=one.pk, label="Un"),
        **line(1, id=two.pk, label=""),
        **line(2, id=three.pk, label="Trois", DELETE="on"),
    )
    assert list(proposal.targets.all()) == [one]


def test_another_request_s_line_cannot_be_changed():
    other = making.ready()
    theirs = other.targets.get()
    proposal, page = opened("evaluation")
    page.post(**{"targets-TOTAL_FORMS": 1, "targets-INITIAL_FORMS": 1}, **line(0, id=theirs.pk, label="Volé"))
    assert other.targets.get().label == "Parents accueillis"
    assert [one.label for one in proposal.targets.all()] == ["Volé"]


def test_a_table_without_its_management_fields_loses_no_line():
    proposal = making.ready()
    _proposal, page = opened("evaluation", proposal)
    page.post(evaluation="Autrement")
    assert proposal.targets.count() == 1


def test_adding_lines_saves_and_comes_back_to_the_table_with_two_blank_ones():
    proposal, page = opened("evaluation")
    typed = {"targets-TOTAL_FORMS": 2, "targets-INITIAL_FORMS": 0, "lines": "targets"}
    answer = page.post(**typed, **line(0, label="Un"), **line(1, label="Deux"))
    assert answer.url.endswith("/evaluation/#table-targets")
    assert page.client.get(page.url).context["form"].formsets["targets"].total_form_count() == 4


# What is too much


@pytest.mark.parametrize("by_itself", [True, False])
def test_ten_megabytes_of_text_are_refused_in_french(by_itself):
    proposal = making.draft()
    client = signed_in(proposal.created_by)
    headers = {"HX-Request": "true"} if by_itself else {}
    answer = client.post(
        address(proposal, "action"),
        f"description={'a' * 10_000_000}",
        content_type="application/x-www-form-urlencoded",
        headers=headers,
    )
    assert answer.status_code == 413
    assert "beaucoup trop long" in answer.content.decode()


def test_a_stranger_finds_nothing_here_and_somebody_logged_out_is_asked_to_log_in():
    proposal = making.draft()
    url = address(proposal, "action")
    assert signed_in(making.member(making.association())).get(url).status_code == 404
    assert Client().get(url).url.startswith("/compte/connexion/")
