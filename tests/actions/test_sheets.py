"""The practice sheet: drafted from what its readers may read, published with the pair's agreement, found."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageLogEntry, TaskState, Workflow

from pages.actions import services
from pages.actions.models import (
    ActionPage,
    ActionPartner,
    ActionReferent,
    FinancingLine,
    PairApprovalTask,
    PracticeSheetPage,
    ProgressNote,
    SheetPartner,
)
from pages.actions.signals import lay_sheet_circuit
from pages.people.models import LocalRole, Role
from search import engines
from tests import factories
from tests.admin_forms import page_form
from tests.search.asking import found

pytestmark = pytest.mark.django_db
TEAM = [Role.WRITER, Role.COOPERATION_OFFICER, Role.MODERATOR, Role.CAF_COORDINATOR, Role.LOCAL_COORDINATOR]
PAIR = [Role.CAF_COORDINATOR, Role.LOCAL_COORDINATOR]


@pytest.fixture
def action() -> ActionPage:
    lay_sheet_circuit(None)
    convention = factories.convention(title="CTG de Mérignac")
    axis = factories.axis(convention, 2, title="Soutenir les parents")
    return factories.action(
        factories.plan(convention),
        title="Cafés des parents",
        summary="Une rencontre par mois.",
        axis=axis,
        objective=factories.objective(axis, "Rompre l’isolement"),
        lead=factories.organisation("Les Tilleuls (fictif)"),
        means="Deux animatrices",
        people_reached=310,
    )


@pytest.fixture
def sheet(action) -> PracticeSheetPage:
    return services.draft_sheet(factories.admin(), action)


def elsewhere():
    return factories.convention(factories.territory("92036", "Gennevilliers"))


def signed_in(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


# The draft


def test_a_draft_tells_what_is_known_of_the_action(action):
    caf = factories.organisation("Caf de la Gironde", kind="caf")
    ActionPartner.objects.create(action=action, organisation=caf, part="Un local")
    ActionReferent.objects.create(action=action, side="caf", function="conseillère territoriale", organisation=caf)
    for funder, planned, actual in ((caf, "4000", "3800"), (action.lead, "1000", None)):
        amounts = {"planned": Decimal(planned), "actual": Decimal(actual) if actual else None}
        FinancingLine.objects.create(action=action, year=2015, funder=funder, **amounts)
    ProgressNote.objects.create(action=action, date=dt.date(2016, 3, 18), progress=40, done="Six cafés tenus")
    ProgressNote.objects.create(
        action=action, date=dt.date(2017, 6, 1), progress=80, done="Douze cafés", difficulties="Peu de pères"
    )
    sheet = services.draft_sheet(factories.admin(), action)
    sheet = PracticeSheetPage.objects.get(pk=sheet.pk)
    assert not sheet.live
    assert (sheet.title, sheet.summary) == ("Cafés des parents", "Une rencontre par mois.")
    assert [lead.organisation for lead in sheet.leads.all()] == [action.lead]
    assert [(partner.organisation, partner.part) for partner in sheet.partners.all()] == [(caf, "Un local")]
    assert sheet.human_means == "Deux animatrices"
    said = sheet.financial_means.replace("\u00a0", " ")
    assert "Caf de la Gironde : 4 000 € prévus, 3 800 € réalisés" in said
    assert "Les Tilleuls (fictif) : 1 000 € prévus" in said
    assert "Total : 5 000 € prévus, 3 800 € réalisés" in said
    assert "Rompre l’isolement" in sheet.objectives
    assert "Soutenir les parents" in sheet.origins
    assert sheet.results.index("Six cafés tenus") < sheet.results.index("Douze cafés")
    assert "Peu de pères" in sheet.results
    assert "310" in sheet.results
    assert (sheet.contact_function, sheet.contact_organisation) == ("conseillère territoriale", caf)
    assert PageLogEntry.objects.filter(page=sheet.pk, action="actions.sheet").exists()


def test_a_draft_of_a_convention_tells_nothing_that_its_readers_may_not_read():
    convention = factories.convention()
    plan = factories.plan(convention)
    for audience, title in (("inherit", "Action ouverte"), ("staff", "Action réservée")):
        done = {"status": "done", "actual_end": factories.when("2016"), "audience": audience}
        action = factories.action(plan, title=title, **done)
        hidden = factories.organisation(f"Partenaire de {title}")
        ActionPartner.objects.create(action=action, organisation=hidden)
        FinancingLine.objects.create(action=action, year=2015, funder=hidden, planned=Decimal(100))
        ProgressNote.objects.create(action=action, date=dt.date(2016, 1, 1), progress=100, done=f"Bilan de {title}")
    sheet = services.draft_sheet(factories.admin(), convention)
    told = f"{sheet.search_text()} {sheet.results} {sheet.financial_means}"
    assert "Action ouverte" in told
    assert "Action réservée" not in told


def test_what_people_wrote_is_shown_as_text_in_a_draft(action):
    ProgressNote.objects.create(action=action, date=dt.date(2016, 3, 18), progress=40, done="<script>alert(1)</script>")
    assert "<script>" not in services.draft_sheet(factories.admin(), action).results


@pytest.mark.parametrize("status", ["planned", "ongoing", "suspended", "abandoned"])
def test_a_sheet_is_drafted_at_any_time(action, status):
    ActionPage.objects.filter(pk=action.pk).update(status=status)
    assert services.draft_sheet(factories.admin(), ActionPage.objects.get(pk=action.pk)).pk


def test_an_action_has_several_sheets(action):
    admin = factories.admin()
    slugs = [services.draft_sheet(admin, ActionPage.objects.get(pk=action.pk)).slug for _ in range(2)]
    assert slugs == ["fiche", "fiche-1"]


@pytest.mark.parametrize("role", TEAM)
def test_the_team_drafts_a_sheet_by_the_button_of_the_action(action, role):
    client = signed_in(factories.holder(role, action.convention))
    address = f"{reverse('fiches:draft')}?page={action.pk}"
    assert address in client.get(f"/admin/pages/{action.pk}/edit/").content.decode().replace("&amp;", "&")
    assert "Cafés des parents" in client.get(address).content.decode()
    answer = client.post(address)
    sheet = PracticeSheetPage.objects.get()
    assert answer.url == f"/admin/pages/{sheet.pk}/edit/"
    assert client.get(answer.url).status_code == 200
    assert not sheet.live


def test_looking_at_the_button_s_screen_writes_nothing(action):
    signed_in(factories.admin()).get(f"{reverse('fiches:draft')}?page={action.pk}")
    assert not PracticeSheetPage.objects.exists()


@pytest.mark.parametrize("role", [None, Role.PARTNER, Role.FUND_INSTRUCTOR])
def test_nobody_else_drafts(action, role):
    fields = {"organisation": factories.organisation()} if role == Role.FUND_INSTRUCTOR else {}
    who = factories.holder(role, action.convention, **fields) if role else factories.user()
    with pytest.raises(PermissionDenied, match="équipe"):
        services.draft_sheet(who, action)
    assert signed_in(who).post(f"{reverse('fiches:draft')}?page={action.pk}").status_code in (302, 403, 404)
    assert not PracticeSheetPage.objects.exists()


@pytest.mark.parametrize("asked", ["", "abc", "999999", "9" * 30, "1"])
def test_a_page_that_makes_no_sheet_is_not_found(action, asked):
    who = factories.holder(Role.CAF_COORDINATOR, elsewhere())
    for address in (f"{reverse('fiches:draft')}?page={asked}", f"{reverse('fiches:draft')}?page={action.pk}"):
        assert signed_in(who).post(address).status_code == 404
    plan = action.get_parent().specific
    with pytest.raises(PermissionDenied):
        services.draft_sheet(factories.admin(), plan)


def test_an_empty_sheet_is_not_started_by_hand(action):
    admin = signed_in(factories.admin())
    address = f"/admin/pages/add/actions/practicesheetpage/{action.pk}/"
    assert admin.get(address).url == "/admin/"
    admin.post(address, {"title": "Vide", "slug": "vide", "action-publish": "1"})
    assert not PracticeSheetPage.objects.exists()


def test_words_on_the_spot_have_an_author(sheet):
    sheet.quote = "Du sur mesure."
    with pytest.raises(ValidationError) as refused:
        sheet.full_clean()
    assert set(refused.value.message_dict) == {"quote_author"}


@pytest.mark.parametrize("wrong", [["inconnu"], "partnership", {"a": 1}])
def test_a_kind_is_one_of_the_vocabulary(sheet, wrong):
    sheet.kinds = wrong
    with pytest.raises(ValidationError):
        sheet.full_clean()


# The circuit


def edit(client, sheet, **sent):
    address = f"/admin/pages/{sheet.pk}/edit/"
    return client.post(address, {**page_form(client, address), "title": "Titre proposé", **sent})


def step(sheet) -> TaskState:
    return PracticeSheetPage.objects.get(pk=sheet.pk).current_workflow_task_state


def act(client, sheet, name, **sent):
    return client.post(reverse("wagtailadmin_pages:workflow_action", args=[sheet.pk, name, step(sheet).pk]), sent)


def is_live(sheet) -> bool:
    return PracticeSheetPage.objects.get(pk=sheet.pk).live


def propose(sheet):
    writer = factories.holder(Role.WRITER, sheet.convention)
    edit(signed_in(writer), sheet, **{"action-submit": "1"})


def read_over(sheet):
    propose(sheet)
    act(signed_in(factories.holder(Role.MODERATOR, sheet.convention)), sheet, "approve")


def test_the_circuit_is_laid_once_and_what_is_changed_later_is_kept(action):
    lay_sheet_circuit(None)
    circuit = Workflow.objects.get(name="Circuit des fiches d’expérience")
    assert [task.name for task in circuit.tasks] == ["Relecture", "Accord du binôme"]
    circuit.deactivate()
    lay_sheet_circuit(None)
    assert PairApprovalTask.objects.count() == 1
    assert not Workflow.objects.get(pk=circuit.pk).active


def test_a_sheet_goes_by_its_own_circuit_and_the_action_above_it_by_everyone_s(action, sheet):
    assert sheet.get_workflow().name == "Circuit des fiches d’expérience"
    assert action.get_workflow().name == "Circuit de validation"


def test_a_sheet_goes_by_everyone_s_circuit_once_its_own_is_disabled(sheet):
    sheet.get_workflow().deactivate()
    assert sheet.get_workflow().name == "Circuit de validation"


@pytest.mark.parametrize("role", PAIR)
def test_read_over_then_agreed_by_either_coordinator_a_sheet_is_published(sheet, role):
    propose(sheet)
    reader = signed_in(factories.holder(Role.MODERATOR, sheet.convention))
    offered = reader.get(f"/admin/pages/{sheet.pk}/edit/").content.decode()
    assert "Accepter" in offered and "et publier" not in offered
    act(reader, sheet, "approve")
    assert not is_live(sheet)
    assert step(sheet).task.name == "Accord du binôme"
    act(signed_in(factories.holder(role, sheet.convention)), sheet, "approve")
    assert is_live(sheet)
    assert PracticeSheetPage.objects.get().title == "Titre proposé"


def test_neither_the_moderator_nor_the_administrator_agrees_in_the_pair_s_place(sheet):
    read_over(sheet)
    others = [
        factories.holder(Role.MODERATOR, sheet.convention),
        factories.holder(Role.WRITER, sheet.convention),
        factories.admin(),
        factories.holder(Role.CAF_COORDINATOR, elsewhere()),
        factories.holder(Role.LOCAL_COORDINATOR, sheet.convention, end=dt.date(2020, 1, 1)),
        factories.holder(Role.LOCAL_COORDINATOR, sheet.convention, is_deputy=True),
    ]
    for who in others:
        act(signed_in(who), sheet, "approve")
        act(signed_in(who), sheet, "reject", comment="non")
        assert step(sheet).status == TaskState.STATUS_IN_PROGRESS, who
    assert not is_live(sheet)


def test_a_deputy_agrees_while_standing_in(sheet):
    read_over(sheet)
    deputy = factories.holder(Role.LOCAL_COORDINATOR, sheet.convention, is_deputy=True, standing_in=True)
    act(signed_in(deputy), sheet, "approve")
    assert is_live(sheet)


def test_an_agreement_is_not_given_through_the_address_of_another_page(sheet):
    read_over(sheet)
    theirs = factories.action(factories.plan(elsewhere()))
    other = signed_in(factories.holder(Role.CAF_COORDINATOR, theirs.convention))
    other.post(reverse("wagtailadmin_pages:workflow_action", args=[theirs.pk, "approve", step(sheet).pk]))
    assert not is_live(sheet)


def test_the_pair_asks_for_changes_with_a_comment(sheet):
    read_over(sheet)
    act(signed_in(factories.holder(Role.CAF_COORDINATOR, sheet.convention)), sheet, "reject", comment="Trop long")
    assert not is_live(sheet)
    assert TaskState.objects.latest("pk").comment == "Trop long"


@pytest.mark.parametrize("role", [Role.WRITER, Role.MODERATOR, None])
def test_who_is_not_of_the_pair_publishes_a_sheet_by_no_request(sheet, role):
    who = factories.holder(role, sheet.convention) if role else factories.admin()
    client = signed_in(who)
    edit(client, sheet, **{"action-publish": "1"})
    client.post(f"/admin/bulk/wagtailcore/page/publish/?id={sheet.pk}")
    assert not is_live(sheet)


@pytest.mark.parametrize("role", PAIR)
def test_a_coordinator_publishes_directly(sheet, role):
    edit(signed_in(factories.holder(role, sheet.convention)), sheet, **{"action-publish": "1"})
    assert is_live(sheet)


def test_the_pair_alone_is_written_to_and_finds_the_sheet_on_its_home(sheet):
    caf = factories.holder(Role.CAF_COORDINATOR, sheet.convention)
    former = factories.holder(Role.LOCAL_COORDINATOR, sheet.convention, end=dt.date(2020, 1, 1))
    propose(sheet)
    mail.outbox.clear()
    moderator = factories.holder(Role.MODERATOR, sheet.convention)
    act(signed_in(moderator), sheet, "approve")
    assert [message.to for message in mail.outbox if message.to == [caf.email]]
    assert not [message.to for message in mail.outbox if former.email in message.to]
    assert "Titre proposé" in signed_in(caf).get("/admin/").content.decode()
    task = PairApprovalTask.objects.get()
    assert not task.get_task_states_user_can_moderate(factories.admin()).exists()
    assert not task.get_task_states_user_can_moderate(moderator).exists()
    assert task.get_task_states_user_can_moderate(caf).count() == 1


# The page


@pytest.fixture
def published(sheet) -> PracticeSheetPage:
    sheet.quote, sheet.quote_author = "Du sur mesure", "une chargée de mission"
    sheet.save_revision().publish()
    return PracticeSheetPage.objects.get(pk=sheet.pk)


def test_a_sheet_is_read_with_its_whole_form(client, published):
    said = client.get(published.url).content.decode()
    for part in ("Fiche d’expérience", "Du sur mesure", "une chargée de mission", "Les Tilleuls", "Deux animatrices"):
        assert part in said
    assert said.count("<h1") == 1


def test_a_draft_is_read_by_nobody_and_named_nowhere(client, action, sheet):
    assert client.get(f"{action.url}fiche/").status_code == 404
    assert f"{action.url}fiche/" not in client.get(action.url).content.decode()


def test_the_action_and_the_convention_lead_to_their_sheets_without_a_query_more(client, action):
    def queries(address):
        with CaptureQueriesContext(connection) as counted:
            said = client.get(address).content.decode()
        return len(counted), said

    convention = action.convention
    client.get(convention.url)
    client.get(action.url)
    pages = {source: queries(source.url)[0] for source in (action, convention)}
    for source, before in pages.items():
        for _ in range(3):
            services.draft_sheet(factories.admin(), type(source).objects.get(pk=source.pk)).save_revision().publish()
        after, said = queries(source.url)
        assert f"{source.url}fiche-2/" in said
        assert after == before <= 20


def test_a_sheet_costs_the_same_with_forty_partners_as_with_one(client, published):
    def queries():
        client.get(published.url)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(published.url).status_code == 200
        return len(counted)

    SheetPartner.objects.create(sheet=published, organisation=factories.organisation())
    one = queries()
    for _number in range(39):
        SheetPartner.objects.create(sheet=published, organisation=factories.organisation())
    assert queries() == one <= 20


def test_a_sheet_is_found_by_its_words_and_by_its_organisations(action, published):
    anyone = frozenset({"public"})
    kinds = {entry.kind for entry in found("sur mesure", anyone)}
    assert kinds == {"sheet"}
    held = engines.labelled(engines.visible(anyone), "organisation", action.lead.slug)
    assert {entry.kind for entry in held} == {"action", "sheet"}


def test_a_sheet_closed_with_its_action_is_found_by_nobody_else(client, action, published):
    action = ActionPage.objects.get(pk=action.pk)
    action.audience = "staff"
    action.save_revision().publish()
    assert client.get(published.url).status_code == 404
    assert not found("sur mesure")


def test_the_sheets_are_listed_in_the_administration_by_convention(action, published):
    other = services.draft_sheet(factories.admin(), elsewhere())
    client = signed_in(factories.holder(Role.WRITER, action.convention))
    said = client.get(reverse("fiches:index")).content.decode()
    assert published.title in said
    assert other.title not in said
    found = signed_in(factories.admin()).get(reverse("fiches:index"), {"convention": action.convention.pk})
    assert published.title in found.content.decode()
    assert f"/admin/pages/{other.pk}/edit/" not in found.content.decode()


def test_the_menu_leads_to_every_list_of_the_actions_in_two_clicks():
    said = signed_in(factories.admin()).get("/admin/").content.decode()
    for name in ("actions:index", "points-d-etape:index", "valeurs:index", "fiches:index"):
        assert reverse(name) in said


def test_a_role_that_ends_closes_the_pair_s_step(sheet):
    caf = factories.holder(Role.CAF_COORDINATOR, sheet.convention)
    read_over(sheet)
    LocalRole.objects.filter(user=caf).update(end=dt.date(2020, 1, 1))
    act(signed_in(caf), sheet, "approve")
    assert not is_live(sheet)
