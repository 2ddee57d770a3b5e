"""« Dossiers reçus »: each sees what they follow or examine, narrowed by the address, at a cost that does not grow."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from pages.people.models import MembershipRole, Role, User
from pages.proposals import listing
from pages.proposals.models import FundingRequest, Proposal
from tests import factories
from tests.proposals import making, pages

pytestmark = pytest.mark.django_db

LIST = "/dossiers/"


@pytest.fixture(autouse=True)
def site(portal):
    return portal


def convention(code: str = "33281", title: str = "Mérignac"):
    return factories.convention(factories.territory(code, title))


def received(count: int = 1, convention=None, call=None, status: str = "submitted") -> list[Proposal]:
    """Return requests as rows that were sent: only what the list reads is on them."""
    call = call or making.call(parent=factories.fund(convention))
    made = []
    for _one in range(count):
        author = factories.user()
        rank = next(factories.numbers)
        made.append(
            Proposal.objects.create(
                association=factories.organisation(),
                convention=call.convention,
                call=call,
                created_by=author,
                title=f"Action {rank}",
                number=f"2026-{rank:04d}",
                status=status,
                submitted_at=call.opens_at,
            )
        )
    return made


def shown(client, **query) -> set[str]:
    """Return the numbers of the requests that the list shows."""
    answer = client.get(LIST, query)
    assert answer.status_code == 200
    return {proposal.number for proposal in answer.context["page_obj"]}


def numbers(*proposals: Proposal) -> set[str]:
    return {proposal.number for proposal in proposals}


@pytest.fixture
def two_places():
    """A person who follows two conventions, and what each received."""
    here, there = convention(), convention("92036", "Gennevilliers")
    who = factories.holder(Role.MODERATOR, here)
    factories.holder(Role.CAF_COORDINATOR, there, who)
    return pages.signed_in(who), received(2, here), received(1, there)


def test_the_list_is_narrowed_by_territory(two_places):
    client, here, there = two_places
    assert shown(client) == numbers(*here, *there)
    assert shown(client, territoire="33281") == numbers(*here)
    assert shown(client, territoire="92036") == numbers(*there)


def test_the_list_is_narrowed_by_state(two_places):
    client, here, _there = two_places
    Proposal.objects.filter(pk=here[0].pk).update(status="withdrawn")
    assert shown(client, etat="withdrawn") == numbers(here[0])
    assert shown(client, etat="accepted") == set()


def test_the_list_is_narrowed_by_call(two_places):
    client, here, there = two_places
    assert shown(client, appel=here[0].call_id) == numbers(*here)
    assert shown(client, appel=there[0].call_id, territoire="92036", etat="submitted") == numbers(*there)
    assert shown(client, appel=there[0].call_id, territoire="33281") == set()


@pytest.mark.parametrize("name", ["territoire", "etat", "appel", "page", "autre"])
@pytest.mark.parametrize("value", ["", "draft", "0", "-1", "99999999999999999999", "' or 1=1 --", "é\x00", "75056"])
def test_an_unknown_value_filters_nothing(two_places, name, value):
    client, here, there = two_places
    assert shown(client, **{name: value}) == numbers(*here, *there)


def test_another_convention_s_call_is_neither_offered_nor_a_filter(two_places):
    client, here, there = two_places
    (elsewhere,) = received(1, convention("75056", "Paris"))
    assert shown(client, appel=elsewhere.call_id) == numbers(*here, *there)
    assert elsewhere.call.title not in client.get(LIST).text


def test_what_is_chosen_is_told_and_can_be_taken_back(two_places):
    client, here, _there = two_places
    page = client.get(LIST, {"territoire": "33281", "appel": here[0].call_id}).text
    assert "Territoire : Mérignac" in page.replace("\u00a0", " ")
    assert f'href="?appel={here[0].call_id}"' in page
    assert 'href="?territoire=33281"' in page


def test_a_request_is_told_with_its_association_and_its_call_or_else_its_convention():
    there = convention()
    called, outside = received(2, there)
    Proposal.objects.filter(pk=outside.pk).update(call=None)
    page = listing.page_of(Proposal.objects.order_by("pk"), None, 25)
    told = [(one.association_name, one.written_for) for one in page]
    assert told == [(called.association.name, called.call.title), (outside.association.name, there.title)]


def test_a_draft_is_never_there():
    draft = making.ready()
    for who in (factories.holder(Role.CAF_COORDINATOR, draft.convention), factories.admin()):
        client = pages.signed_in(who)
        assert shown(client) == set()
        assert shown(client, etat="draft") == set()


def test_nobody_examines_their_own_association_s_requests():
    mine, other = received(2, convention())
    who = factories.holder(Role.MODERATOR, mine.convention)
    making.member(mine.association, MembershipRole.READER, who)
    client = pages.signed_in(who)
    assert shown(client) == numbers(other)
    assert client.get(f"{LIST}{mine.number}/").status_code == 404


def test_an_instructor_sees_what_is_asked_of_their_funder_there_only():
    asked, other = received(2, convention())
    caf = factories.organisation("Caf d’essai", kind="caf")
    FundingRequest.objects.create(proposal=asked, funder=caf, amount=500)
    (elsewhere,) = received(1, convention("92036", "Gennevilliers"))
    FundingRequest.objects.create(proposal=elsewhere, funder=caf, amount=500)
    client = pages.signed_in(factories.holder(Role.FUND_INSTRUCTOR, asked.convention, organisation=caf))
    assert shown(client) == numbers(asked)
    assert client.get(f"{LIST}{other.number}/").status_code == 404


@pytest.mark.parametrize("role", [Role.PARTNER, Role.WRITER, Role.COOPERATION_OFFICER])
def test_who_follows_no_request_has_no_list(role):
    (proposal,) = received(1, convention())
    client = pages.signed_in(factories.holder(role, proposal.convention))
    assert client.get(LIST).status_code == 404
    assert pages.signed_in(factories.user()).get(LIST).status_code == 404


@pytest.mark.parametrize("count", [3, 60])
def test_the_list_costs_twelve_queries_at_most_whatever_it_holds(django_assert_max_num_queries, count):
    first = received(count, convention())[0]
    query = {"territoire": "33281", "etat": "submitted"}
    for who in (factories.holder(Role.MODERATOR, first.convention), factories.admin()):
        with django_assert_max_num_queries(12):
            filters = listing.Filters(QueryDict(urlencode(query)), User.objects.get(pk=who.pk))
            page = listing.page_of(filters.apply(listing.followed(filters.user)), "1", 25)
            rows = [(one.association_name, one.written_for) for one in page]
            assert filters.form() and len(filters.chips()) == 2
        assert len(rows) == min(count, 25)


@pytest.mark.parametrize("who", ["moderator", "administrator"])
def test_the_page_costs_the_same_with_more_rows(who):
    first = received(3, convention())[0]
    client = pages.signed_in(
        factories.holder(Role.MODERATOR, first.convention) if who == "moderator" else factories.admin()
    )
    client.get(LIST)
    costs = []
    for more in (0, 57):
        received(more, call=first.call)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST, {"territoire": "33281", "etat": "submitted"})
        costs.append(len(queries))
    assert costs[0] == costs[1]
    # The administrator's page, the frame of the portal included.
    assert who == "moderator" or costs[0] <= 12


def test_the_latest_come_first_and_the_rest_is_on_the_next_page():
    received(30, convention())
    client = pages.signed_in(factories.admin())
    first = [one.number for one in client.get(LIST).context["page_obj"]]
    second = [one.number for one in client.get(LIST, {"page": 2}).context["page_obj"]]
    assert first == sorted(first, reverse=True)
    assert (len(first), len(second)) == (25, 5)
    assert not set(first) & set(second)


def test_an_administrator_s_look_is_written_in_the_history_and_a_coordinator_s_work_is_not():
    proposal = making.sent()
    opened = ModelLogEntry.objects.for_instance(proposal).filter(action="proposals.opened")
    pages.signed_in(factories.holder(Role.CAF_COORDINATOR, proposal.convention)).get(f"{LIST}{proposal.number}/")
    assert not opened.exists()
    boss = factories.admin()
    pages.signed_in(boss).get(f"{LIST}{proposal.number}/")
    assert [entry.user for entry in opened] == [boss]
