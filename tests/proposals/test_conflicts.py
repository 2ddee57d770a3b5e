"""Two people or two tabs on one draft: the second is shown what changed, and nothing is overwritten silently."""

import pytest

from pages.people.models import MembershipRole
from pages.proposals.models import Proposal
from tests import factories
from tests.proposals import making
from tests.proposals.pages import Page, address, opened, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(portal):
    return portal


@pytest.fixture
def two_pages():
    """The same section opened by two people; the first one is named."""
    proposal = making.draft()
    other = factories.user(first_name="Nour", last_name="Benali")
    making.member(proposal.association, MembershipRole.CONTRIBUTOR, other)
    _proposal, first = opened("action", proposal, other)
    _proposal, second = opened("action", proposal)
    return proposal, first, second


def test_the_second_is_shown_both_values_and_who_saved_and_nothing_is_written(two_pages):
    proposal, first, second = two_pages
    first.post(title="Le café de Nour", needs="Pareil")
    answer = second.post(title="Mon café", needs="Pareil")
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Nour Benali a enregistré cette partie pendant que vous écriviez" in shown
    assert "Le café de Nour</td>" in shown and "Mon café</td>" in shown
    assert '<th scope="row">Besoin' not in shown
    assert 'value="Mon café"' in shown
    assert Proposal.objects.get(pk=proposal.pk).title == "Le café de Nour"


def test_keeping_one_s_own_is_posting_again_from_the_version_just_shown(two_pages):
    proposal, first, second = two_pages
    first.post(title="Le café de Nour")
    second.post(title="Mon café")
    assert second.post(title="Mon café").status_code == 302
    assert Proposal.objects.get(pk=proposal.pk).title == "Mon café"


def test_saved_by_itself_a_conflict_is_told_and_the_page_keeps_its_version(two_pages):
    proposal, first, second = two_pages
    first.post(title="Le café de Nour")
    answer = second.post(by_itself=True, title="Mon café")
    assert answer.status_code == 409
    assert "Comparer les deux versions" in answer.content.decode()
    assert "data-stop" in answer.content.decode()
    assert second.hidden["version"] == "0"
    assert Proposal.objects.get(pk=proposal.pk).title == "Le café de Nour"


def test_two_tabs_of_one_person_are_two_and_each_may_go_on(two_pages):
    proposal, _first, second = two_pages
    third = Page(second.client, second.url)
    second.post(by_itself=True, title="Un")
    assert third.post(title="Deux").status_code == 409
    assert second.post(by_itself=True, title="Un et demi").status_code == 200


def test_the_same_text_on_both_sides_is_no_conflict(two_pages):
    _proposal, first, second = two_pages
    first.post(title="Le café")
    assert second.post(title="Le café").status_code == 302


def test_two_sections_are_written_at_once_without_conflict(two_pages):
    proposal, first, _second = two_pages
    first.post(title="Le café")
    budget = Page(signed_in(proposal.created_by), address(proposal, "public-et-territoire"))
    assert budget.post(beneficiaries="Parents").status_code == 302
    found = Proposal.objects.get(pk=proposal.pk)
    assert (found.title, found.beneficiaries) == ("Le café", "Parents")


def test_a_line_that_someone_else_added_is_shown_and_not_erased():
    proposal = making.draft()
    _proposal, first = opened("evaluation", proposal)
    _proposal, second = opened("evaluation", proposal)
    table = {"targets-TOTAL_FORMS": 1, "targets-INITIAL_FORMS": 0}
    first.post(**table, **{"targets-0-label": "Parents", "targets-0-value": "30"})
    answer = second.post(**table, **{"targets-0-label": "Enfants"})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Indicateurs prévus" in shown and "Parents – 30" in shown and "Enfants" in shown
    assert [one.label for one in proposal.targets.all()] == ["Parents"]
