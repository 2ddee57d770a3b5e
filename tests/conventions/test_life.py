"""The life of a convention as the public reads it: phases, prolongation, diagnosis, committees, evaluations."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pages.base.models import PortalDocument
from pages.conventions.models import (
    ConventionField,
    FindingFigure,
    ObjectiveIndicator,
    ObjectiveMeasure,
    Outcome,
    Phase,
    Post,
    RelatedContract,
    Seat,
    Signatory,
)
from pages.people.models import Role
from pages.territories.geography.loading import ensure_loaded
from tests import factories

pytestmark = pytest.mark.django_db

MOST_QUERIES = 20


def read(client, page) -> str:
    """Return what a page says, its non-breaking spaces made plain."""
    answer = client.get(page.url)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def queries(client, page) -> int:
    client.get(page.url)
    with CaptureQueriesContext(connection) as captured:
        client.get(page.url)
    return len(captured)


# The convention


def test_a_phase_is_told_with_what_was_planned_and_what_happened(client):
    page = factories.convention()
    Phase.objects.create(
        convention=page,
        kind="diagnosis",
        planned_start=factories.when("T1 2008"),
        planned_end=factories.when("T2 2008"),
        actual_start=factories.when("mai 2008"),
        actual_end=factories.when("décembre 2008"),
    )
    said = read(client, page)
    assert "premier trimestre 2008 – deuxième trimestre 2008" in said
    assert "mai 2008 – décembre 2008" in said


def test_the_timeline_goes_from_the_first_date_to_the_last_and_keeps_what_has_no_date(client):
    page = factories.convention()
    Phase.objects.create(convention=page, kind="follow_up", label="Suivi", actual_start=factories.when("mai 2009"))
    Phase.objects.create(convention=page, kind="exchanges", label="Échanges", actual_start=factories.when("2008"))
    Phase.objects.create(convention=page, kind="drawing_up", label="Sans date")
    rows = [row["label"] for row in client.get(page.url).context["timeline"]]
    assert rows == ["Échanges", "Signature", "Convention", "Suivi", "Sans date"]


def test_the_diagnosis_phase_leads_to_the_diagnosis_that_one_may_see(client):
    page = factories.convention()
    Phase.objects.create(convention=page, kind="diagnosis", actual_start=factories.when("2008"))
    diagnosis = factories.diagnosis(page, audience="staff")
    assert diagnosis.url not in read(client, page)
    client.force_login(factories.holder(Role.WRITER, page))
    rows = {row["label"]: row.get("url") for row in client.get(page.url).context["timeline"]}
    assert rows["Diagnostic partagé"] == diagnosis.url


def fact(client, page, label: str):
    return {one["label"]: one.get("value") for one in client.get(page.url).context["facts"]}.get(label)


def test_the_end_after_prolongation_stands_beside_the_planned_end(client):
    page = factories.convention()
    for until in ("décembre 2011", "juin 2012"):
        RelatedContract.objects.create(
            convention=page, relation="amendment", title="Avenant", extends_until=factories.when(until)
        )
    assert str(fact(client, page, "Fin prévue")) == "mars 2011"
    assert str(fact(client, page, "Fin après prolongation")) == "juin 2012"
    assert "Prolongation" in [row["label"] for row in client.get(page.url).context["timeline"]]


def test_without_prolongation_none_is_told(client):
    page = factories.convention()
    assert not fact(client, page, "Fin après prolongation")
    assert "Prolongation" not in read(client, page)


def test_the_conventions_before_and_after_are_opened_from_the_essential(client):
    page, before, after = (factories.convention(title=title) for title in ("Celle-ci", "D’avant", "D’après"))
    RelatedContract.objects.create(convention=page, relation="before", title="CTG 2009", page=before)
    RelatedContract.objects.create(convention=page, relation="after", title="CTG 2015", page=after)
    facts = {one["label"]: one for one in client.get(page.url).context["facts"]}
    assert (facts["Convention précédente"]["value"], facts["Convention précédente"]["url"]) == ("CTG 2009", before.url)
    assert (facts["Convention suivante"]["value"], facts["Convention suivante"]["url"]) == ("CTG 2015", after.url)


def test_the_next_convention_is_not_announced_while_it_is_a_draft(client):
    page, draft = factories.convention(), factories.convention(live=False)
    RelatedContract.objects.create(convention=page, relation="after", title="CTG secrète", page=draft)
    assert "CTG secrète" not in read(client, page)
    draft.live = True
    draft.save()
    assert "CTG secrète" in read(client, page)


def test_an_accorded_project_gives_its_document_to_who_may_read_the_convention(client):
    page = factories.convention(audience="members")
    document = PortalDocument(title="Projet social de territoire")
    document.file.save("projet.pdf", ContentFile(b"%PDF-1.4\n%%EOF"), save=True)
    RelatedContract.objects.create(convention=page, relation="project", title="Projet social", document=document)
    page.save()
    assert client.get(document.url).status_code == 404
    client.force_login(factories.holder(Role.PARTNER, page))
    assert document.url in read(client, page)
    assert client.get(document.url).status_code == 200


def test_only_an_amendment_prolongs():
    contract = RelatedContract(
        convention=factories.convention(), relation="beside", title="CEJ", extends_until=factories.when("2012")
    )
    with pytest.raises(ValidationError, match="Seul un avenant"):
        contract.full_clean()


def test_a_phase_does_not_end_before_it_begins():
    phase = Phase(convention=factories.convention(), kind="exchanges")
    phase.actual_start, phase.actual_end = factories.when("2010"), factories.when("2009")
    with pytest.raises(ValidationError, match="La fin précède le début"):
        phase.full_clean()


def test_the_page_names_the_diagnosis_and_the_evaluations_that_one_may_see(client):
    page = factories.convention()
    assert 'id="diagnostic"' not in read(client, page)
    diagnosis = factories.diagnosis(page)
    shown = factories.evaluation(page, title="Évaluation de 2010")
    hidden = factories.evaluation(page, title="Évaluation réservée", audience="staff")
    said = read(client, page)
    assert diagnosis.url in said
    assert shown.url in said
    assert hidden.title not in said
    contents = [one["id"] for one in client.get(page.url).context["contents"]]
    assert contents.index("diagnostic") < contents.index("axes") < contents.index("evaluation")


def full_convention():
    """Return a convention that has one of each thing that its page shows."""
    ensure_loaded()
    page = factories.convention()
    other = factories.convention()
    axis = factories.axis(page)
    factories.action(factories.plan(page), axis=axis)
    factories.diagnosis(page)
    factories.committee(page)
    factories.evaluation(page)
    add_to(page, other)
    return page, other


def add_to(page, other):
    Phase.objects.create(convention=page, kind="exchanges", actual_start=factories.when("2008"))
    for relation in RelatedContract.Relation:
        RelatedContract.objects.create(convention=page, relation=relation, title="Texte", page=other)
    Signatory.objects.create(convention=page, organisation=factories.organisation(), function="maire")
    Post.objects.create(convention=page, title="Poste", employer=factories.organisation())
    ConventionField.objects.create(convention=page, side="caf", name="Petite enfance")


def test_a_full_convention_leaves_room_for_groups_fund_and_news(client):
    """Each of those rooms has one query of its own: this room's share is what is left when they have nothing."""
    page, other = full_convention()
    few = queries(client, page)
    for _number in range(20):
        add_to(page, other)
        factories.committee(page)
        factories.evaluation(page)
    assert few <= MOST_QUERIES
    assert queries(client, page) == few


# The diagnosis


def test_both_voices_their_figures_and_what_they_conclude_are_read_together(client):
    page = factories.diagnosis(conclusion="Agir d’abord sur la parentalité.")
    finding = factories.finding(
        page, "Des parents isolés", caf_text="Vu de la Caf", local_text="Vu de la ville", conclusion="Ensemble"
    )
    FindingFigure.objects.create(
        finding=finding, side="local", label="Demandes", value=Decimal("1200"), source="CCAS", sort_order=0
    )
    FindingFigure.objects.create(
        finding=finding, side="caf", label="Allocataires", value=Decimal("12.50"), unit="%", sort_order=1
    )
    said = read(client, page)
    for text in ("Agir d’abord", "Vu de la Caf", "Vu de la ville", "Ensemble", "12,5 %", "1 200", "CCAS"):
        assert text in said
    assert said.index("Allocataires") < said.index("Demandes")


def test_findings_are_read_by_theme(client):
    page = factories.diagnosis()
    housing = factories.theme("Logement", "logement")
    factories.finding(page, "Premier")
    factories.finding(page, "Deuxième", theme=housing)
    factories.finding(page, "Troisième")
    themes = client.get(page.url).context["themes"]
    assert [(one["theme"].slug, len(one["findings"])) for one in themes] == [("parentalite", 2), ("logement", 1)]
    said = read(client, page)
    assert 'href="#theme-logement"' in said
    assert "Parentalité (2 constats)" in said


def test_a_finding_leads_to_its_objectives_and_an_objective_back_to_it(client):
    convention = factories.convention()
    axis = factories.axis(convention, number=2)
    factories.objective(axis, "Premier")
    objective = factories.objective(axis, "Second")
    page = factories.diagnosis(convention)
    finding = factories.finding(page, "Des parents isolés", objectives=[objective])
    assert f'{axis.url}#objectif-2.2"' in read(client, page)
    said = read(client, axis)
    assert 'id="objectif-2.2"' in said
    assert f"{page.url}#constat-{finding.pk}" in said
    assert said.count("Des parents isolés") == 1


def test_an_objective_of_an_axis_one_may_not_see_is_not_named(client):
    convention = factories.convention()
    objective = factories.objective(factories.axis(convention, audience="staff"), "Objectif tu")
    page = factories.diagnosis(convention)
    factories.finding(page, objectives=[objective])
    assert "Objectif tu" not in read(client, page)
    client.force_login(factories.holder(Role.WRITER, convention))
    assert "Objectif tu" in read(client, page)


def test_a_finding_of_a_diagnosis_one_may_not_see_is_not_named_by_its_objective(client):
    convention = factories.convention()
    axis = factories.axis(convention)
    page = factories.diagnosis(convention, audience="members")
    factories.finding(page, "Constat tu", objectives=[factories.objective(axis)])
    assert "Constat tu" not in read(client, axis)
    client.force_login(factories.holder(Role.PARTNER, convention))
    assert "Constat tu" in read(client, axis)


def test_two_hundred_findings_cost_no_more_queries_than_one(client):
    convention = factories.convention()
    axis = factories.axis(convention)
    page = factories.diagnosis(convention)

    def add(number: int):
        for _rank in range(number):
            found = factories.finding(page, caf_text="Vu " * 40, objectives=[factories.objective(axis)])
            FindingFigure.objects.create(finding=found, side="caf", label="Chiffre", value=1)

    add(1)
    few = queries(client, page), queries(client, axis)
    add(199)
    assert (queries(client, page), queries(client, axis)) == few
    assert max(few) <= MOST_QUERIES


def test_a_diagnosis_without_a_finding_says_what_will_be_there(client):
    assert "Aucun constat n’est encore publié" in read(client, factories.diagnosis())


# The committees


@pytest.mark.parametrize(
    ("least", "most", "begins", "said"),
    [
        (2, 3, "avril 2009", "2 à 3 fois par an, depuis avril 2009"),
        (1, None, "8 avril 2015", "au moins 1 fois par an, depuis le 8 avril 2015"),
        (2, 2, "2014", "2 fois par an, depuis 2014"),
        (4, None, "janvier 2099", "au moins 4 fois par an, dès janvier 2099"),
        (None, None, None, "quand il le faut"),
    ],
)
def test_the_meeting_rule_is_said_in_words(client, least, most, begins, said):
    page = factories.committee(
        yearly_minimum=least, yearly_maximum=most, rule_from=factories.when(begins) if begins else None
    )
    assert said in read(client, page)
    assert said in read(client, page.get_parent())


def seat(committee, college: str, function: str, **fields) -> Seat:
    return Seat.objects.create(committee=committee, college=college, function=function, **fields)


def test_committees_are_listed_kind_after_kind_with_their_seats_counted_by_college(client):
    convention = factories.convention()
    factories.committee(convention, kind="thematic", title="Comité parentalité")
    steering = factories.committee(convention, kind="steering", title="Comité de pilotage de la CTG")
    for function in ("maire", "adjointe"):
        seat(steering, "elected", function, organisation=factories.organisation())
    seat(steering, "residents", "habitante")
    index = steering.get_parent()
    assert [one["page"].kind for one in client.get(index.url).context["committees"]] == ["steering", "thematic"]
    said = read(client, index)
    assert "3 sièges : 2 élus, 1 habitant" in said
    assert "Sièges à désigner" in said


def test_every_seat_is_told_by_function_and_organisation_never_by_name(client):
    page = factories.committee()
    who = factories.user(first_name="Camille", last_name="Inventée")
    caf = factories.organisation("Caf inventée")
    seat(page, "caf", "directrice", organisation=caf, person=who)
    seat(page, "caf", "conseillère territoriale", organisation=caf)
    seat(page, "residents", "habitante du quartier")
    said = read(client, page)
    for text in ("directrice", "conseillère territoriale", "habitante du quartier", "Caf inventée"):
        assert text in said
    for text in ("Inventée<", "Camille", who.email, "à désigner"):
        assert text not in said
    assert "Sans siège ici : Élus" in said


def test_the_team_is_told_which_seats_wait_for_a_person(client):
    page = factories.committee()
    seat(page, "residents", "habitante", person=factories.user(last_name="Inventée"))
    seat(page, "residents", "habitant")
    for role, told in ((Role.PARTNER, False), (Role.WRITER, True)):
        client.force_login(factories.holder(role, page.convention))
        said = read(client, page)
        assert ("à désigner" in said) is told
        assert "Inventée" not in said


def test_a_committee_leads_to_what_it_was_born_of_only_for_who_may_see_it(client):
    convention = factories.convention()
    origin = factories.standard_page(convention, title="Action d’origine", audience="members")
    page = factories.committee(convention, born_of=origin)
    assert "Action d’origine" not in read(client, page)
    client.force_login(factories.holder(Role.PARTNER, convention))
    assert origin.url in read(client, page)


def test_a_committee_is_born_of_a_page_of_its_own_convention():
    elsewhere = factories.convention(factories.territory("92036", "Gennevilliers"))
    page = factories.committee(rule_from=None)
    page.born_of = factories.standard_page(elsewhere)
    with pytest.raises(ValidationError, match="même convention"):
        page.full_clean()
    page.born_of = factories.standard_page(page.convention)
    page.full_clean()


def test_forty_committees_cost_no_more_queries_than_one(client):
    page = factories.committee()
    seat(page, "residents", "habitant")
    few = queries(client, page), queries(client, page.get_parent())
    for _number in range(40):
        seat(page, "elected", "élue", organisation=factories.organisation())
        seat(factories.committee(page.convention), "residents", "habitant")
    assert (queries(client, page), queries(client, page.get_parent())) == few
    assert max(few) <= MOST_QUERIES


@pytest.mark.parametrize("query", ["page=999999", "page=-1", "page=abc", "page=%00", "theme=../x", "inconnu=1"])
def test_a_hostile_parameter_is_ignored(client, query):
    convention = factories.convention()
    pages = [factories.committee(convention), factories.evaluation(convention), factories.diagnosis(convention)]
    for page in [*pages, *(one.get_parent() for one in pages)]:
        assert client.get(f"{page.url}?{query}").status_code == 200


# The evaluations


def indicator(objective, **fields) -> ObjectiveIndicator:
    return ObjectiveIndicator.objects.create(objective=objective, label="Familles reçues", unit="familles", **fields)


def test_an_evaluation_tells_apart_results_shortfalls_and_corrections(client):
    page = factories.evaluation(scope="Les deux premières années")
    for kind in reversed(Outcome.Kind.values):
        Outcome.objects.create(evaluation=page, kind=kind, text=f"Texte {kind}")
    said = read(client, page)
    places = [said.index(text) for text in ("Texte result", "Texte not_reached", "Texte correction")]
    assert places == sorted(places)
    assert "Les deux premières années" in said


@pytest.mark.parametrize(
    ("baseline", "target", "value", "reached"),
    [(10, 60, 48, False), (10, 60, 60, True), (60, 10, 12, False), (60, 10, 9, True), (None, 60, 61, True)],
)
def test_a_point_gives_the_last_value_of_its_indicator_against_the_target(client, baseline, target, value, reached):
    convention = factories.convention()
    objective = factories.objective(factories.axis(convention), "Soutenir les parents")
    measured = indicator(objective, baseline=baseline, target=target)
    ObjectiveMeasure.objects.create(indicator=measured, date="2009-01-01", value=1)
    ObjectiveMeasure.objects.create(indicator=measured, date="2010-03-01", value=value)
    page = factories.evaluation(convention)
    Outcome.objects.create(evaluation=page, kind="result", text="Texte", indicator=measured, objective=objective)
    row = client.get(page.url).context["parts"][0]["rows"][0]
    assert row["measure"].value == value
    assert row["reached"] is reached
    assert f"{objective.axis.url}#objectif-1.1" in read(client, page)


def test_what_is_tied_to_an_axis_one_may_not_see_is_not_named(client):
    convention = factories.convention()
    objective = factories.objective(factories.axis(convention, audience="staff"), "Objectif tu")
    page = factories.evaluation(convention)
    Outcome.objects.create(evaluation=page, kind="result", text="Texte", indicator=indicator(objective))
    said = read(client, page)
    assert "Objectif tu" not in said
    assert "Familles reçues" not in said


def test_an_indicator_is_of_the_objective_that_the_point_names():
    axis = factories.axis()
    point = Outcome(evaluation=factories.evaluation(axis.convention), kind="result", text="Texte")
    point.objective, point.indicator = factories.objective(axis), indicator(factories.objective(axis))
    with pytest.raises(ValidationError, match="autre objectif"):
        point.full_clean()


def test_evaluations_are_listed_the_latest_first(client):
    convention = factories.convention()
    for year in ("2010", "2012", "2011"):
        page = factories.evaluation(convention, title=f"Évaluation {year}", date=factories.when(year))
    said = read(client, page.get_parent())
    assert said.index("Évaluation 2012") < said.index("Évaluation 2011") < said.index("Évaluation 2010")


def test_many_points_cost_no_more_queries_than_one(client):
    convention = factories.convention()
    axis = factories.axis(convention)
    page = factories.evaluation(convention)

    def add():
        measured = indicator(factories.objective(axis), target=5)
        ObjectiveMeasure.objects.create(indicator=measured, date="2009-01-01", value=1)
        Outcome.objects.create(
            evaluation=page, kind="result", text="Texte", indicator=measured, objective=measured.objective
        )

    add()
    few = queries(client, page)
    for _number in range(30):
        add()
    assert queries(client, page) == few <= MOST_QUERIES
