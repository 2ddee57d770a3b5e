"""« Reprendre mon dossier »: next year's request starts from a former one, with what is still true of it."""

import pytest
from wagtail.models import ModelLogEntry

from pages.fund.models import AskedDocument, CallPage
from pages.people.models import MembershipRole
from pages.proposals import services
from pages.proposals.models import CoFinancing, Proposal
from pages.territories.models import Structure, StructureKind
from tests import factories
from tests.proposals import making, pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(portal):
    return portal


@pytest.fixture
def former():
    """A request sent with everything that it may hold."""
    call = making.call()
    asked = AskedDocument.objects.create(call=call, label="Devis", required=False)
    association = making.association()
    actor = making.member(association)
    draft = making.ready(actor, association=association, call=call)
    draft.axis = factories.axis(call.convention)
    draft.budget_note = "Les achats sont groupés."
    draft.save()
    place = call.convention.get_parent().specific
    draft.structures.add(
        Structure.objects.create(name="Centre social", kind=StructureKind.SOCIAL_CENTRE, territory=place)
    )
    CoFinancing.objects.create(proposal=draft, funder="Région", amount=0)
    services.attach(actor, draft, making.pdf(), asked)
    return services.submit(actor, draft)


def next_call(convention=None, **fields):
    """Return another open call, of the same fund unless a convention is given."""
    fund = factories.fund(convention) if convention else factories.fund(CallPage.objects.first().convention)
    return making.call(parent=fund, **fields)


def test_what_is_said_of_the_action_is_taken_up(former):
    renewed = services.renew(former.created_by, former, call=next_call(former.convention))
    for name in ("title", "summary", "needs", "objectives", "description", "beneficiaries", "people_expected"):
        assert getattr(renewed, name) == getattr(former, name), name
    for name in ("territory", "human_means", "evaluation", "budget_note", "axis", "form", "purpose", "period"):
        assert getattr(renewed, name) == getattr(former, name), name
    assert list(renewed.structures.all()) == list(former.structures.all())
    assert [one.label for one in renewed.targets.all()] == ["Parents accueillis"]
    assert {one.account: one.amount for one in renewed.budget_lines.all()} == {
        one.account: one.amount for one in former.budget_lines.all()
    }
    assert [one.funder for one in renewed.co_financings.all()] == ["Région"]
    assert renewed.renews == former
    assert (renewed.status, renewed.number) == ("draft", None)


def test_dates_files_attestations_and_amounts_asked_are_this_year_s(former):
    renewed = services.renew(former.created_by, former, call=next_call(former.convention))
    assert (renewed.start, renewed.end) == (None, None)
    assert not renewed.attachments.exists()
    assert not renewed.funding_requests.exists()
    assert not (renewed.attests_regularity or renewed.attests_accuracy)
    assert renewed.aid_total is None
    with pytest.raises(services.Refused) as refusal:
        services.submit(former.created_by, renewed)
    assert {"public-et-territoire", "budget", "attestations"} <= refusal.value.fields.keys()


def test_the_former_one_is_left_as_it_was(former):
    before = Proposal.objects.filter(pk=former.pk).values().get()
    services.renew(former.created_by, former, call=next_call(former.convention))
    assert Proposal.objects.filter(pk=former.pk).values().get() == before
    assert former.targets.count() == 1
    assert former.attachments.count() == 1
    assert former.funding_requests.count() == 1
    assert former.submissions.get().is_intact


def test_a_first_request_becomes_a_renewal(former):
    assert former.recurrence == "first"
    assert services.renew(former.created_by, former, call=next_call(former.convention)).recurrence == "renewal"


def test_another_convention_s_call_drops_the_axis_and_the_places(former):
    elsewhere = factories.convention(factories.territory("92036", "Gennevilliers"))
    renewed = services.renew(former.created_by, former, call=next_call(elsewhere))
    assert renewed.convention == elsewhere
    assert renewed.axis is None
    assert not renewed.structures.exists()
    assert renewed.title == former.title


def test_it_may_be_taken_up_outside_any_call(former):
    open_all_year = factories.convention(factories.territory("92036", "Gennevilliers"), receives_proposals=True)
    renewed = services.renew(former.created_by, former, convention=open_all_year)
    assert (renewed.call, renewed.convention) == (None, open_all_year)


def test_a_double_click_starts_one_draft(former):
    call = next_call(former.convention)
    first, second = (services.renew(former.created_by, former, call=call) for _click in range(2))
    assert first == second
    assert Proposal.objects.filter(renews=former).count() == 1
    assert second.targets.count() == 1
    assert ModelLogEntry.objects.filter(action="proposals.renewed").count() == 1


def test_taken_up_again_what_was_changed_since_is_kept(former):
    call = next_call(former.convention)
    renewed = services.renew(former.created_by, former, call=call)
    services.save_draft(
        former.created_by, renewed, "action", making.typed(title="Cafés 2027"), renewed.version_of("action")
    )
    assert services.renew(former.created_by, former, call=call).title == "Cafés 2027"


def test_it_is_refused_when_the_call_is_not_open(former):
    with pytest.raises(services.Refused) as refusal:
        services.renew(former.created_by, former, call=closed(next_call(former.convention)))
    assert "clos" in refusal.value.reason
    with pytest.raises(services.Refused):
        services.renew(former.created_by, former)
    assert not Proposal.objects.filter(renews=former).exists()


def closed(call: CallPage) -> CallPage:
    CallPage.objects.filter(pk=call.pk).update(closes_at=call.opens_at)
    return CallPage.objects.get(pk=call.pk)


def test_a_draft_is_gone_on_with_not_taken_up():
    draft = making.ready()
    with pytest.raises(services.Refused):
        services.renew(draft.created_by, draft, call=draft.call)


@pytest.mark.parametrize(("role", "may"), [(MembershipRole.CONTRIBUTOR, True), (MembershipRole.READER, False)])
def test_whoever_writes_for_the_association_takes_it_up(former, role, may):
    who, call = making.member(former.association, role), next_call(former.convention)
    answer = pages.signed_in(who).post(
        f"/espace/propositions/nouvelle/?appel={call.pk}&reprend={former.pk}", {"association": former.association_id}
    )
    assert answer.status_code == (302 if may else 404)
    assert Proposal.objects.filter(renews=former).exists() == may


def test_another_association_s_request_is_not_taken_up(former):
    stranger, call = making.member(making.association()), next_call(former.convention)
    with pytest.raises(services.Refused):
        services.renew(stranger, former, call=call)
    client = pages.signed_in(stranger)
    assert client.get(f"/espace/propositions/nouvelle/?appel={call.pk}&reprend={former.pk}").status_code == 404


def test_one_chooses_the_call_then_finds_the_draft(former):
    call = next_call(former.convention, title="Appel de l’an prochain")
    client = pages.signed_in(former.created_by)
    choice = client.get(f"/espace/propositions/nouvelle/?reprend={former.pk}").text
    assert f"?appel={call.pk}&amp;reprend={former.pk}" in choice
    address = f"/espace/propositions/nouvelle/?appel={call.pk}&reprend={former.pk}"
    assert former.number in client.get(address).text
    page = client.post(address, {"association": former.association_id}, follow=True)
    assert former.title in page.text


def test_with_no_call_open_one_is_told_so(former):
    closed(former.call)
    page = pages.signed_in(former.created_by).get(f"/espace/propositions/nouvelle/?reprend={former.pk}").text
    assert "Aucun appel n’est ouvert aujourd’hui" in page
