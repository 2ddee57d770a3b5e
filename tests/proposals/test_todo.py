"""« À traiter » holds what waits for a person, be it a request or not."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pages.groups.models.meetings import DecisionState
from pages.people.models import JoinRequest, Level, MembershipRole, Role
from pages.proposals import services
from tests import factories
from tests.proposals import making, pages

pytestmark = pytest.mark.django_db
LIST = "/a-traiter/"
ALONE, SERVED = "Association sans personne (fictive)", "Association servie (fictive)"


@pytest.fixture(autouse=True)
def site(portal):
    return portal


@pytest.fixture
def convention():
    """A convention with a request that waits for its moderators."""
    return making.sent(call=making.call()).convention


def shown(who) -> str:
    return pages.signed_in(who).get(LIST).text


def asked_to_join(name: str):
    organisation = factories.organisation(name, kind="association")
    return JoinRequest.objects.create(user=factories.user(), organisation=organisation)


def test_who_asks_for_an_association_that_has_nobody_waits_for_a_moderator_until_they_are_answered(convention):
    asked = asked_to_join(ALONE)
    making.member(asked_to_join(SERVED).organisation)
    moderator = factories.holder(Role.MODERATOR, convention)
    assert ALONE in shown(moderator) and "Demande d’accès à répondre" in shown(moderator)
    assert SERVED not in shown(moderator)
    assert ALONE not in shown(factories.holder(Role.FUND_INSTRUCTOR, convention, organisation=factories.organisation()))
    services.answer_join_request(moderator, asked, True, MembershipRole.REPRESENTATIVE)
    assert ALONE not in shown(moderator)


def test_a_decision_waits_for_who_is_in_charge_of_it_until_it_is_done(convention):
    minutes = factories.minutes(factories.meeting(factories.group(convention), days=-40))
    owner = factories.holder(Role.MODERATOR, convention)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    decision = factories.decision(minutes, text="Ouvrir le samedi", owner=owner, due=yesterday)
    page = shown(owner)
    assert "Ouvrir le samedi" in page and "En retard" in page and decision.search_entry().url in page
    assert "Ouvrir le samedi" not in shown(factories.holder(Role.MODERATOR, convention))
    decision.state = DecisionState.DONE
    decision.save()
    assert "Ouvrir le samedi" not in shown(owner)


def test_a_decision_is_not_told_to_who_may_no_longer_read_its_minutes(convention):
    minutes = factories.minutes(factories.meeting(factories.group(), days=-40), audience=Level.MEMBERS)
    owner = factories.holder(Role.MODERATOR, convention)
    factories.decision(minutes, text="Décision tue", owner=owner)
    assert "Décision tue" not in shown(owner)


def test_the_page_costs_twelve_queries_whatever_waits(convention, settings):
    settings.PAGE_CACHE = True  # as in production: the portal's settings are then kept in memory
    moderator = factories.holder(Role.MODERATOR, convention)
    minutes = factories.minutes(factories.meeting(factories.group(convention), days=-40))
    client = pages.signed_in(moderator)
    costs = []
    for count in (1, 20):
        for rank in range(count):
            asked_to_join(f"Association {count} {rank}")
            factories.decision(minutes, text=f"Décision {rank}", owner=moderator)
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 12
