"""Once it is sent, the association reads at which step its request is, what comes next, who answers and by when."""

import datetime as dt

import pytest
from django.utils import timezone
from wagtail.log_actions import log

from pages.people.models import MembershipRole, Role
from pages.proposals import following, services
from pages.proposals.models import Proposal, ProposalSettings, ProposalStatus
from tests import factories
from tests.proposals import making, pages

pytestmark = pytest.mark.django_db

DONE, CURRENT, TODO = "done", "current", "todo"


@pytest.fixture(autouse=True)
def site(portal):
    return portal


EXAMINED = ["Envoi", "Recevabilité", "Instruction", "Accord du binôme", "Avis du comité de pilotage"]
WHOLE = [*EXAMINED, "Décision de chaque financeur"]


@pytest.mark.parametrize(
    ("status", "labels", "here"),
    [
        ("submitted", WHOLE, "Recevabilité"),
        ("to_correct", WHOLE, "Recevabilité"),
        ("under_review", WHOLE, "Instruction"),
        ("accepted", [*WHOLE, "Acceptée"], "Acceptée"),
        ("refused", ["Envoi", "Refusée"], "Refusée"),
        ("closed", ["Envoi", "Classée sans suite"], "Classée sans suite"),
        ("withdrawn", ["Envoi", "Retirée"], "Retirée"),
    ],
)
def test_each_step_is_told_in_its_order_done_before_the_present_one_to_do_after(status, labels, here):
    steps = following.steps(making.brought_to(status))
    assert [step["label"] for step in steps] == labels
    rank = labels.index(here)
    states = [step["state"] for step in steps]
    assert states == [DONE] * rank + [CURRENT] + [TODO] * (len(labels) - rank - 1)
    assert all(step["date"] for step in steps[:rank])


def test_a_draft_is_at_its_first_step_and_has_no_date():
    steps = following.steps(making.draft())
    assert [step["state"] for step in steps] == [CURRENT, TODO, TODO, TODO]
    assert not any(step["date"] for step in steps)


def test_every_state_says_what_comes_next_in_its_own_words():
    said = {status: following.what_comes_next(making.brought_to(status)) for status in ProposalStatus.values}
    assert len(set(said.values())) == len(ProposalStatus.values)
    waiting = {status for status, words in said.items() if words.startswith("À vous")}
    assert waiting == {"draft", "to_correct"}


@pytest.mark.parametrize("status", [one for one in ProposalStatus.values if one not in ("draft", "to_correct")])
def test_the_page_says_the_step_and_what_comes_next(status):
    proposal = making.brought_to(status)
    page = pages.signed_in(proposal.created_by).get(proposal.get_absolute_url())
    assert page.status_code == 200
    assert following.what_comes_next(proposal) in page.text
    assert page.text.count('aria-current="step"') == 1


def test_who_answers_is_told_by_function_and_organisation_never_by_name():
    proposal = making.sent()
    town = factories.organisation("Ville d’Essai", kind="commune")
    who = factories.user("zoe.planchon@exemple.test", first_name="Zoé", last_name="Planchon")
    factories.holder(Role.LOCAL_COORDINATOR, proposal.convention, who, function="chargée de mission", organisation=town)
    factories.holder(Role.MODERATOR, proposal.convention)
    assert set(following.who_answers(proposal)) == {"chargée de mission, Ville d’Essai", "Modérateur"}
    page = pages.signed_in(proposal.created_by).get(proposal.get_absolute_url()).text
    assert "chargée de mission, Ville d’Essai" in page
    for told in ("Zoé", "Planchon", "zoe.planchon"):
        assert told not in page


def test_who_is_no_longer_in_charge_or_only_helps_does_not_answer():
    proposal = making.sent()
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    factories.holder(Role.CAF_COORDINATOR, proposal.convention, function="ancienne conseillère", end=yesterday)
    factories.holder(Role.WRITER, proposal.convention, function="rédactrice")
    elsewhere = factories.convention(factories.territory("92036", "Gennevilliers"))
    factories.holder(Role.CAF_COORDINATOR, elsewhere, function="conseillère d’ailleurs")
    assert following.who_answers(proposal) == []


def test_two_who_hold_the_same_function_are_one_line():
    proposal = making.sent()
    for _person in range(2):
        factories.holder(Role.MODERATOR, proposal.convention)
    assert following.who_answers(proposal) == ["Modérateur"]


@pytest.mark.parametrize(
    ("months", "sent", "ends"),
    [
        (2, dt.datetime(2026, 3, 10, 12), dt.date(2026, 5, 10)),
        (2, dt.datetime(2026, 12, 31, 12), dt.date(2027, 2, 28)),
        (4, dt.datetime(2026, 3, 10, 12), dt.date(2026, 7, 10)),
        # Ten past midnight in Paris, the evening before for the server.
        (2, dt.datetime(2026, 6, 1, 0, 10), dt.date(2026, 8, 1)),
    ],
)
def test_silence_is_a_refusal_after_the_months_that_the_settings_say(months, sent, ends):
    settings = ProposalSettings.load()
    settings.silence_months = months
    settings.save()
    proposal = Proposal(submitted_at=timezone.make_aware(sent))
    assert following.silence_ends(proposal) == ends


def test_two_months_unless_the_administrator_says_otherwise():
    assert ProposalSettings.load().silence_months == 2


def test_silence_means_nothing_before_the_sending_and_is_not_recalled_once_decided():
    assert following.silence_ends(making.draft()) is None
    proposal = making.sent()
    client = pages.signed_in(proposal.created_by)
    assert "réputée refusée" in client.get(proposal.get_absolute_url()).text
    services.refuse(making.team(proposal).moderator, proposal, "Hors du territoire.")
    assert "réputée refusée" not in client.get(proposal.get_absolute_url()).text


def test_the_association_is_told_its_own_acts_and_not_the_others():
    proposal = making.sent()
    actor = proposal.created_by
    boss = factories.admin()
    pages.signed_in(boss).get(f"/dossiers/{proposal.number}/")
    log(instance=proposal, action="proposals.attached", user=actor, data={"file": "devis.pdf"})
    services.withdraw(actor, proposal)
    events = following.events(proposal)
    assert [str(event["what"]) for event in events] == [
        "Proposition retirée",
        "Proposition envoyée",
        "Brouillon commencé",
    ]
    assert {event["who"] for event in events} == {str(actor)}
    page = pages.signed_in(actor).get(proposal.get_absolute_url()).text
    assert "Proposition retirée" in page
    assert "ouverte par l’administration" not in page
    assert str(boss) not in page


def test_the_history_of_a_request_is_not_another_s():
    proposal, other = making.sent(), making.sent()
    services.withdraw(other.created_by, other)
    assert len(following.events(proposal)) == 2


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (MembershipRole.REPRESENTATIVE, {"Reprendre mon dossier", "Retirer"}),
        (MembershipRole.CONTRIBUTOR, {"Reprendre mon dossier"}),
        (MembershipRole.READER, set()),
    ],
)
def test_each_is_offered_what_they_may_do(role, offered):
    proposal = making.sent()
    page = pages.signed_in(making.member(proposal.association, role)).get(proposal.get_absolute_url()).text
    assert {words for words in ("Reprendre mon dossier", "Retirer") if f">{words}</a>" in page} == offered
