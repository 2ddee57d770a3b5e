"""A budget adds up on the screen as it does when it is sent."""

from decimal import Decimal

import pytest

from pages.proposals.models import Proposal
from tests.proposals import making
from tests.proposals.pages import opened

pytestmark = pytest.mark.django_db

OTHERS = {"others-TOTAL_FORMS": 1, "others-INITIAL_FORMS": 0}


@pytest.fixture(autouse=True)
def site(portal):
    return portal


def funder_field(proposal: Proposal) -> str:
    return f"asked{proposal.call.funders[0].pk}"


def test_account_74_is_what_is_asked_and_the_other_grants_and_is_no_field():
    proposal, page = opened("budget")
    assert 'name="c74"' not in page.shown.content.decode()
    typed = {**OTHERS, "others-0-funder": "Région", "others-0-amount": "500", "c74": "9 999"}
    answer = page.post(by_itself=True, c60="1 200,50", c70="200,50", **{funder_field(proposal): "500 €"}, **typed)
    shown = answer.content.decode()
    assert 'data-total="grants">1\u00a0000\u00a0€' in shown
    assert 'data-total="income">1\u00a0200,50\u00a0€' in shown
    assert Proposal.objects.get(pk=proposal.pk).budget.is_balanced
    assert '<p class="alert alert--good" data-gap="none">' in shown


def test_what_lacks_is_said_with_a_link_to_it():
    _proposal, page = opened("budget")
    shown = page.post(by_itself=True, c60="5 000", c70="4 500", c860="10", **OTHERS).content.decode()
    assert '<b data-amount>500\u00a0€</b>. <a href="#produits">' in shown
    assert '<b data-amount>10\u00a0€</b>. <a href="#contributions">' in shown
    assert 'data-gap="none" hidden' in shown


def test_more_than_the_ceiling_is_refused_beside_the_amount_and_the_ceiling_is_told_beforehand():
    proposal = making.draft(call=making.call(ceiling=Decimal(3000)))
    _proposal, page = opened("budget", proposal)
    assert "au plus 3\u00a0000\u00a0€" in page.shown.content.decode()
    answer = page.post(c60="5 000", **{funder_field(proposal): "3 000,01"}, **OTHERS)
    assert answer.status_code == 422
    assert f'href="#id_{funder_field(proposal)}"' in answer.content.decode()
    assert Proposal.objects.get(pk=proposal.pk).asked == 0
    assert proposal.budget_lines.get().amount == 5000


@pytest.mark.parametrize("typed", ["1e400", "-5", "NaN", "inf", "9" * 30, "1.234,5", "douze", "1,234", "٣"])
def test_an_amount_that_is_none_is_told_and_the_others_are_kept(typed):
    proposal, page = opened("budget")
    answer = page.post(c60=typed, c61="12", **OTHERS)
    assert answer.status_code == 422
    assert [(one.account, one.amount) for one in proposal.budget_lines.all()] == [("61", 12)]


def test_a_line_begun_without_its_amount_is_kept():
    proposal, page = opened("budget")
    assert page.post(by_itself=True, **OTHERS, **{"others-0-funder": "Région"}).status_code == 200
    assert [(one.funder, one.amount) for one in proposal.co_financings.all()] == [("Région", 0)]


def test_money_is_asked_of_the_call_s_funders_only():
    proposal, page = opened("budget")
    stranger = making.association()
    page.post(**{f"asked{stranger.pk}": "100"}, **OTHERS)
    assert not proposal.funding_requests.exists()
