"""The editors and lists of diagnoses, committees and evaluations, and what they lack, in the administration."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pages.conventions.admin_lists import parts_to_complete
from pages.conventions.models import (
    ConventionStatus,
    DiagnosisPage,
    EvaluationPage,
    Finding,
    FindingFigure,
    ObjectiveIndicator,
    Outcome,
    Phase,
    Seat,
)
from pages.people.models import Organisation, Role
from tests import factories
from tests.admin_forms import page_form

pytestmark = pytest.mark.django_db

LISTS = ("conventions", "axes", "diagnostics", "instances", "evaluations")


@pytest.fixture
def admin(client):
    client.force_login(factories.admin())
    return client


@pytest.fixture
def ours():
    return factories.objective(factories.axis(factories.convention(), number=3), "Soutenir les parents")


@pytest.fixture
def theirs():
    elsewhere = factories.convention(factories.territory("92036", "Gennevilliers"))
    return factories.objective(factories.axis(elsewhere), "Objectif d’ailleurs")


def rows(name: str, *given: dict) -> dict:
    """Return what the browser sends for the rows of an inline panel, all of them new."""
    sent = {f"{name}-TOTAL_FORMS": str(len(given)), f"{name}-INITIAL_FORMS": "0"}
    for rank, row in enumerate(given):
        sent |= {f"{name}-{rank}-{field}": value for field, value in row.items()}
        sent[f"{name}-{rank}-ORDER"] = str(rank + 1)
    return sent


def finding_row(**fields) -> dict:
    return {
        "title": "Constat",
        "theme": factories.theme().pk,
        "figures-TOTAL_FORMS": "0",
        "figures-INITIAL_FORMS": "0",
        **fields,
    }


def publish(client, page, **fields):
    edit = f"/admin/pages/{page.pk}/edit/"
    return client.post(edit, {**page_form(client, edit), "action-publish": "1", **fields})


# The diagnosis' editor


def test_a_finding_is_tied_to_the_objectives_of_its_own_convention_named_by_number(admin, ours, theirs):
    page = factories.diagnosis(ours.axis.convention)
    shown = admin.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert "3.1 Soutenir les parents" in shown
    assert "Objectif d’ailleurs" not in shown
    assert publish(admin, page, **rows("findings", finding_row(objectives=[ours.pk]))).status_code == 302
    assert list(Finding.objects.get().objectives.all()) == [ours]


def test_an_objective_of_another_convention_is_refused(admin, ours, theirs):
    page = factories.diagnosis(ours.axis.convention)
    answer = publish(admin, page, **rows("findings", finding_row(title="Tapé", objectives=[theirs.pk])))
    assert answer.status_code == 200
    [errors] = answer.context["form"].formsets["findings"].errors
    assert "objectives" in errors
    assert 'value="Tapé"' in answer.content.decode()
    assert not Finding.objects.exists()


def test_a_diagnosis_is_created_where_its_axes_are(admin, ours):
    address = f"/admin/pages/add/conventions/diagnosispage/{ours.axis.convention.pk}/"
    wanted = {"title": "Diagnostic", "slug": "diagnostic", "action-publish": "1"}
    findings = rows("findings", finding_row(objectives=[ours.pk]))
    answer = admin.post(address, {**page_form(admin, address), **wanted, **findings})
    assert answer.status_code == 302
    assert DiagnosisPage.objects.get().findings.get().objectives.get() == ours


def test_a_diagnosis_has_its_address_whatever_its_title(admin, ours):
    address = f"/admin/pages/add/conventions/diagnosispage/{ours.axis.convention.pk}/"
    wanted = {"title": "Ce que nous voyons", "slug": "ce-que-nous-voyons", "action-publish": "1"}
    assert admin.post(address, {**page_form(admin, address), **wanted, **rows("findings")}).status_code == 302
    assert DiagnosisPage.objects.get().url == f"{ours.axis.convention.url}diagnostic/"


def test_a_draft_of_a_diagnosis_is_previewed(admin, ours):
    page = factories.diagnosis(ours.axis.convention)
    factories.finding(page, "Publié", objectives=[ours])
    edit = f"/admin/pages/{page.pk}/edit/"
    sent = {**page_form(admin, edit), **rows("findings", finding_row(title="Pas encore publié", objectives=[ours.pk]))}
    assert admin.post(f"{edit}preview/", sent).json()["is_valid"]
    shown = admin.get(f"{edit}preview/")
    assert shown.status_code == 200
    assert "Pas encore publié" in shown.content.decode()


def test_the_editor_reads_the_objectives_once_however_many_findings(admin, ours):
    page = factories.diagnosis(ours.axis.convention)
    for _rank in range(6):
        factories.finding(page)
    with CaptureQueriesContext(connection) as seen:
        admin.get(f"/admin/pages/{page.pk}/edit/")
    lists = [
        one["sql"] for one in seen if "axis_title" in one["sql"] and "conventions_finding_objectives" not in one["sql"]
    ]
    assert len(lists) == 1


# The evaluation's editor


def test_a_point_is_tied_to_an_objective_and_an_indicator_of_its_own_convention(admin, ours, theirs):
    page = factories.evaluation(ours.axis.convention)
    measured = ObjectiveIndicator.objects.create(objective=ours, label="Familles reçues")
    foreign = ObjectiveIndicator.objects.create(objective=theirs, label="Places d’ailleurs")
    shown = admin.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert "3.1 Soutenir les parents" in shown
    assert "Familles reçues" in shown
    assert "d’ailleurs" not in shown
    row = {"kind": "result", "text": "Texte", "objective": ours.pk, "indicator": measured.pk}
    for wrong in ({"objective": theirs.pk}, {"indicator": foreign.pk}):
        answer = publish(admin, page, **rows("outcomes", {**row, **wrong}))
        assert answer.status_code == 200
        assert set(wrong) <= set(answer.context["form"].formsets["outcomes"].errors[0])
    assert publish(admin, page, **rows("outcomes", row)).status_code == 302
    point = Outcome.objects.get()
    assert (point.objective, point.indicator) == (ours, measured)


def test_an_evaluation_is_created_where_its_axes_are(admin, ours):
    index = factories.evaluation(ours.axis.convention).get_parent()
    address = f"/admin/pages/add/conventions/evaluationpage/{index.pk}/"
    wanted = {"title": "Seconde", "slug": "seconde", "action-publish": "1"}
    point = {"kind": "correction", "text": "Texte", "objective": ours.pk, "indicator": ""}
    answer = admin.post(address, {**page_form(admin, address), **wanted, **rows("outcomes", point)})
    assert answer.status_code == 302
    assert EvaluationPage.objects.get(slug="seconde").outcomes.get().objective == ours


# The committee's editor


def test_what_a_committee_was_born_of_is_a_page_of_its_convention(admin, theirs):
    page = factories.committee()
    near = factories.standard_page(page.convention)
    answer = publish(admin, page, born_of=theirs.axis_id)
    assert "même convention" in answer.content.decode()
    assert publish(admin, page, born_of=near.pk).status_code == 302
    page.refresh_from_db()
    assert page.born_of_id == near.pk


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"yearly_minimum": "3", "yearly_maximum": "2", "rule_from": "2010"}, "inférieur au plus petit"),
        ({"yearly_minimum": "", "yearly_maximum": "2", "rule_from": "2010"}, "Dites aussi combien"),
        ({"yearly_minimum": "1", "yearly_maximum": "", "rule_from": ""}, "Dites à partir de quand"),
        ({"yearly_minimum": "0", "yearly_maximum": "", "rule_from": "2010"}, "Au moins une fois"),
    ],
)
def test_a_wrong_meeting_rule_is_said(admin, wrong, said):
    assert said in publish(admin, factories.committee(), **wrong).content.decode()


def test_only_a_resident_sits_for_no_organisation(admin):
    page = factories.committee()
    answer = publish(admin, page, **rows("seats", {"college": "elected", "function": "maire"}))
    assert "seuls les habitants" in answer.content.decode()
    assert publish(admin, page, **rows("seats", {"college": "residents", "function": "habitante"})).status_code == 302


# An organisation that sits


def test_an_organisation_that_sits_on_a_committee_is_not_deleted(admin):
    committee = factories.committee()
    sitting = factories.organisation("Caf inventée")
    kept = Seat.objects.create(committee=committee, college="caf", function="directrice", organisation=sitting)
    address = f"/admin/organismes/delete/{sitting.pk}/"
    shown = admin.get(address).content.decode()
    assert "serious" not in shown
    assert f"/admin/organismes/usage/{sitting.pk}/" in shown
    admin.post(address)
    assert Organisation.objects.filter(pk=sitting.pk).exists()
    usage = admin.get(f"/admin/organismes/usage/{sitting.pk}/?describe_on_delete=1").content.decode()
    assert committee.title in usage
    # Once the committee is gone, nothing holds the organisation any more.
    admin.post(f"/admin/pages/{committee.pk}/delete/")
    assert not Seat.objects.filter(pk=kept.pk).exists()
    admin.post(address)
    assert not Organisation.objects.filter(pk=sitting.pk).exists()


# The lists


def test_each_list_is_two_clicks_away_and_tells_the_convention(admin):
    convention = factories.convention(title="CTG de Mérignac")
    for make in (factories.axis, factories.diagnosis, factories.committee, factories.evaluation):
        make(convention)
    menu = admin.get("/admin/").content.decode()
    for name in LISTS:
        assert f'"/admin/{name}/"' in menu.replace("&quot;", '"'), name
        assert "CTG de Mérignac" in admin.get(f"/admin/{name}/").content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_a_list_shows_only_what_one_may_edit(client, name):
    here = factories.convention(title="Ici")
    elsewhere = factories.convention(factories.territory("92036", "Gennevilliers"), title="Ailleurs")
    for convention in (here, elsewhere):
        for make in (factories.axis, factories.diagnosis, factories.committee, factories.evaluation):
            make(convention, title=convention.title)
    client.force_login(factories.holder(Role.WRITER, here))
    shown = client.get(f"/admin/{name}/").content.decode()
    assert "Ici" in shown
    assert "Ailleurs" not in shown


def listed(client, name: str, **asked) -> set[str]:
    shown = client.get(f"/admin/{name}/", asked).content.decode()
    return {word for word in ("Premier", "Second") if word in shown}


def test_lists_are_narrowed_by_what_counts(admin):
    here, elsewhere = factories.convention(), factories.convention(factories.territory("92036", "Gennevilliers"))
    objective = factories.objective(factories.axis(here))
    tied, untied = factories.diagnosis(here, title="Premier"), factories.diagnosis(elsewhere, title="Second")
    factories.finding(tied, objectives=[objective])
    factories.finding(untied)
    seated = factories.committee(here, title="Premier", kind="steering")
    Seat.objects.create(committee=seated, college="residents", function="habitante")
    factories.committee(elsewhere, title="Second", kind="thematic")
    Outcome.objects.create(evaluation=factories.evaluation(here, title="Premier"), kind="result", text="Texte")
    factories.evaluation(elsewhere, title="Second")
    for name in LISTS[2:]:
        assert listed(admin, name) == {"Premier", "Second"}
        assert listed(admin, name, convention=elsewhere.pk) == {"Second"}
    assert listed(admin, "diagnostics", untied="true") == {"Second"}
    assert listed(admin, "diagnostics", untied="false") == {"Premier"}
    assert listed(admin, "instances", kind="steering") == {"Premier"}
    assert listed(admin, "instances", seated="false") == {"Second"}
    assert listed(admin, "evaluations", kind="result") == {"Premier"}


@pytest.mark.parametrize(
    "query", ["convention=abc", "convention=99999999999999999999", "kind='--", "ordering=x", "p=-1"]
)
@pytest.mark.parametrize("name", LISTS)
def test_a_hostile_parameter_breaks_no_list(admin, name, query):
    factories.committee()
    assert admin.get(f"/admin/{name}/?{query}").status_code in (200, 302, 404)


# What is to be completed


def lacking(user) -> dict:
    return {one.title: set(one.missing) for one in parts_to_complete(user)}


def test_what_a_convention_s_life_lacks_is_said():
    convention = factories.convention(title="Nue")
    diagnosis = factories.diagnosis(convention, title="Diagnostic")
    factories.finding(diagnosis)
    factories.finding(diagnosis)
    factories.committee(convention, title="Comité vide")
    assert lacking(factories.admin()) == {
        "Nue": {"sans phase"},
        "Diagnostic": {"2 constats sans objectif"},
        "Comité vide": {"sans siège"},
    }


def test_what_lacks_nothing_is_not_said():
    convention = factories.convention()
    Phase.objects.create(convention=convention, kind="exchanges")
    factories.finding(factories.diagnosis(convention), objectives=[factories.objective(factories.axis(convention))])
    Seat.objects.create(committee=factories.committee(convention), college="residents", function="habitante")
    assert lacking(factories.admin()) == {}


@pytest.mark.parametrize("status", [ConventionStatus.EXPIRED, ConventionStatus.RENEWED])
def test_nothing_is_asked_of_a_convention_that_is_over(status):
    convention = factories.convention(status=status)
    factories.finding(factories.diagnosis(convention))
    factories.committee(convention)
    assert lacking(factories.admin()) == {}


def test_phases_and_diagnosis_are_not_yet_asked_of_a_convention_in_preparation():
    factories.convention(status=ConventionStatus.PREPARATION, actual_signature=None)
    assert lacking(factories.admin()) == {}


def test_only_what_one_may_edit_is_to_be_completed():
    here, elsewhere = factories.convention(), factories.convention(factories.territory("92036", "Gennevilliers"))
    factories.committee(here, title="Ici")
    factories.committee(elsewhere, title="Ailleurs")
    assert set(lacking(factories.holder(Role.WRITER, here))) == {"Ici", here.title}


def test_telling_it_costs_three_queries_whatever_their_number():
    convention = factories.convention()
    who = factories.admin()
    for _rank in range(5):
        factories.committee(convention)
    for _rank in range(3):
        FindingFigure.objects.create(finding=factories.finding(factories.diagnosis(convention)), side="caf", value=1)
    with CaptureQueriesContext(connection) as seen:
        parts_to_complete(who)
    assert len(seen) == 3
