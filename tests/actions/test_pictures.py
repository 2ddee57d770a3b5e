"""The pictures tell the figures that they stand beside: positions, rules of what counts, empty crossings."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pages.actions import progress
from pages.actions.models import ActionIndicator, ActionMeasure, ActionPage, ProgressNote
from pages.base.dates import ApproximateDate
from pages.base.templatetags import charts
from pages.conventions.models import ObjectiveIndicator, ObjectiveMeasure
from tests import factories

day = dt.date


def values(*known):
    return [SimpleNamespace(date=when, value=Decimal(value)) for when, value in known]


# Curves


def test_one_value_makes_no_curve_a_dated_baseline_makes_it_two():
    one = values((day(2020, 5, 1), 10))
    assert charts.curve_drawing(one) is None
    assert charts.curve_drawing(one, Decimal(3)) is None
    assert charts.curve_drawing(one, Decimal(3), ApproximateDate(day(2019, 1, 1), "year"))


def test_a_curve_goes_from_the_bottom_to_the_top_by_round_values():
    drawn = charts.curve_drawing(values((day(2020, 1, 1), 0), (day(2020, 12, 31), 100)), target=Decimal(50))
    heights = [float(point["y"]) for point in drawn["points"]]
    assert heights == [100, 0]
    assert float(drawn["target"]["y"]) == 50
    assert [level["value"] for level in drawn["levels"]] == [0, 25, 50, 75, 100]


@pytest.mark.parametrize(
    "known",
    [
        [(day(2020, 1, 1), 0), (day(2020, 2, 1), 0)],
        [(day(2020, 1, 1), -4), (day(2020, 2, 1), -4)],
        [(day(2020, 1, 1), -4), (day(2021, 2, 1), "0.01")],
        [(day(2020, 1, 1), "1e9"), (day(2020, 1, 1), "1e-2")],
        [(day(1900, 1, 1), 95), (day(2100, 12, 31), 97)],
    ],
)
def test_whatever_the_values_the_curve_stays_in_its_frame(known):
    drawn = charts.curve_drawing(values(*known), target=Decimal(12))
    for point in drawn["points"]:
        assert 0 <= float(point["x"]) <= 100
        assert 0 <= float(point["y"]) <= 100
    assert 2 <= len(drawn["levels"]) <= charts.MOST_LEVELS + 2


@pytest.mark.django_db
def test_the_curves_of_an_axis_ask_no_query_each(client):
    axis = factories.axis()

    def measured(objective):
        indicator = ObjectiveIndicator.objects.create(objective=objective, label="Familles", target=Decimal(9))
        for month in (1, 2, 3):
            ObjectiveMeasure.objects.create(indicator=indicator, date=day(2020, month, 1), value=month)

    def queries():
        with CaptureQueriesContext(connection) as counted:
            said = client.get(axis.url).content.decode()
        return len(counted), said.count('class="curve"')

    measured(factories.objective(axis))
    queries()
    before, one = queries()
    for _ in range(6):
        measured(factories.objective(axis))
    after, seven = queries()
    assert (one, seven) == (1, 7)
    assert after == before <= 20


@pytest.mark.django_db
def test_an_action_s_curve_stands_with_its_table_and_the_picture_is_hidden(client):
    action = factories.action()
    indicator = ActionIndicator.objects.create(action=action, label="Parents venus", unit="parents")
    for month, value in ((1, 10), (6, 24)):
        ActionMeasure.objects.create(indicator=indicator, date=day(2020, month, 1), value=value)
    said = client.get(action.url).content.decode()
    assert '<figure class="curve" aria-hidden="true">' in said
    assert said.index("<caption>Indicateurs de l’action</caption>") < said.index('class="curve"')
    assert "style=" not in said[said.index('class="curve"') :]


# Marks, matrix


def test_a_mark_stands_at_its_date_in_the_period_and_not_outside_it():
    marks = [{"date": day(2021, 7, 1), "kind": "done"}, {"date": day(2019, 1, 1), "kind": "late"}]
    drawn = charts.marks_drawing([{"label": "Comité", "marks": marks}], day(2021, 1, 1), day(2021, 12, 31))
    assert [round(float(mark["x"])) for mark in drawn["rows"][0]["marks"]] == [50]
    assert [entry["kind"] for entry in drawn["key"]] == ["done"]


def test_nothing_dated_makes_no_picture():
    assert charts.marks_drawing([{"label": "Comité", "marks": []}], today=day(2021, 1, 1)) is None
    assert charts.marks_drawing([], day(2021, 1, 1), day(2021, 2, 1)) is None


def test_the_surface_of_a_disc_says_the_number():
    assert float(charts.disc(40, 40)) == 2 * float(charts.disc(10, 40))
    assert charts.disc(0, 40) == charts.disc(3, 0) == "0"


# Progress of the axes


@pytest.fixture
def axis(db):
    return factories.axis(factories.convention(), 1)


def act(axis, begun: str, *notes, **fields) -> ActionPage:
    action = factories.action(
        factories.plan(axis.convention), axis=axis, **{"actual_start": factories.when(begun), **fields}
    )
    for when, value in notes:
        ProgressNote.objects.create(action=action, date=when, progress=value, done="Fait")
    return action


def at_ends(until: dt.date) -> dict:
    found = progress.over_time(ActionPage.objects.all(), until)
    return dict(zip(found["dates"], found["rows"][0]["values"], strict=True))


def test_an_action_counts_for_nothing_before_it_begins_for_zero_until_its_first_note(axis):
    act(axis, "janvier 2020", (day(2020, 3, 10), 40))
    act(axis, "avril 2020")
    known = at_ends(day(2020, 5, 31))
    assert known[day(2020, 1, 31)] == known[day(2020, 2, 29)] == 0
    assert known[day(2020, 3, 31)] == 40
    assert known[day(2020, 4, 30)] == 20


def test_a_done_action_counts_for_a_hundred_from_its_end(axis):
    act(axis, "janvier 2020", (day(2020, 2, 1), 60), status="done", actual_end=factories.when("15 mars 2020"))
    known = at_ends(day(2020, 4, 30))
    assert known[day(2020, 2, 29)] == 60
    assert known[day(2020, 3, 31)] == 100


def test_an_abandoned_action_and_one_not_begun_are_left_out(axis):
    act(axis, "janvier 2020", (day(2020, 1, 20), 80))
    act(axis, "janvier 2020", (day(2020, 1, 20), 10), status="abandoned")
    factories.action(factories.plan(axis.convention), axis=axis, status="planned", planned_start=factories.when("2019"))
    assert at_ends(day(2020, 2, 29))[day(2020, 1, 31)] == 80


def test_nothing_begun_makes_no_course(axis):
    factories.action(factories.plan(axis.convention), axis=axis, status="planned")
    assert progress.over_time(ActionPage.objects.all(), day(2020, 1, 1)) is None
    act(axis, "janvier 2021")
    assert progress.over_time(ActionPage.objects.all(), day(2020, 1, 1)) is None


def test_the_courses_are_read_in_one_query(axis, django_assert_num_queries):
    for month in range(1, 10):
        act(axis, "janvier 2020", (day(2020, month, 1), 10 * month), (day(2020, month, 2), 10 * month + 1))
    with django_assert_num_queries(1):
        progress.over_time(ActionPage.objects.all(), day(2021, 1, 1))


@pytest.mark.parametrize(
    ("first", "until", "second", "count"),
    [
        (day(2020, 1, 15), day(2020, 3, 31), day(2020, 2, 29), 3),
        (day(2020, 2, 1), day(2022, 2, 10), day(2020, 6, 30), 9),
        (day(2009, 4, 1), day(2026, 11, 22), day(2010, 12, 31), 18),
        (day(2020, 5, 2), day(2020, 5, 20), None, 1),
    ],
)
def test_the_periods_are_months_then_quarters_then_years_up_to_the_day(first, until, second, count):
    ends = progress.period_ends(first, until)
    assert (ends[0] >= first, ends[-1], len(ends)) == (True, until, count)
    assert second is None or ends[1] == second


def test_the_plan_shows_the_courses_unfiltered_and_keeps_to_its_queries(client, axis):
    act(axis, "janvier 2010", (day(2010, 3, 10), 40))
    plan = factories.plan(axis.convention)
    client.get(plan.url)

    def queries(address):
        with CaptureQueriesContext(connection) as counted:
            said = client.get(address).content.decode()
        return len(counted), "L’avancement des axes dans le temps" in said

    before, shown = queries(plan.url)
    assert shown
    for month in range(1, 9):
        act(axis, "janvier 2010", (day(2010, month, 1), 10))
    assert queries(plan.url) == (before, True)
    assert before <= 20
    assert queries(f"{plan.url}?axe=1")[1] is False


# Themes and territories


def themed(plan, theme, **fields) -> ActionPage:
    action = factories.action(plan, **fields)
    action.themes = [theme]
    action.save()
    return action


@pytest.fixture
def two_territories(db):
    theme, other = factories.theme(), factories.theme("Logement", "logement")
    places = [factories.territory(), factories.territory("92036", "Gennevilliers")]
    for place, count in zip(places, (2, 1), strict=True):
        plan = factories.plan(factories.convention(place))
        for _ in range(count):
            themed(plan, theme)
    themed(plan, other, audience="staff")
    return places


def test_each_crossing_tells_its_actions_and_leads_to_them(client, two_territories):
    said = client.get("/themes/").content.decode()
    for code, count in (("33281", 2), ("92036", 1)):
        address = f"/actions/?theme=parentalite&amp;territoire={code}"
        assert address in said
        found = client.get(address.replace("&amp;", "&")).content.decode()
        assert f"{count} action" in found
        assert found.count('<article class="card') == count


def test_an_empty_crossing_is_told_and_what_one_may_not_see_is_not_counted(client, two_territories):
    said = client.get("/themes/").content.decode()
    assert said.count("rien</span>") == 2  # housing, on both
    assert "theme=logement" not in said
    client.force_login(factories.admin())
    assert client.get("/themes/").content.decode().count("theme=logement") == 1


def test_the_matrix_asks_as_many_queries_whatever_it_holds(client, two_territories):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            assert client.get("/themes/").status_code == 200
        return len(counted)

    queries()
    before = queries()
    for number in range(20):
        theme = factories.theme(f"Thème {number}", f"theme-{number}")
        place = factories.territory(f"3300{number}", f"Commune {number}")
        themed(factories.plan(factories.convention(place)), theme)
    assert queries() == before <= 20


@pytest.mark.parametrize("asked", ["page=999", "page=-1", "page=abc", "autre=1"])
def test_whatever_is_asked_the_matrix_answers(client, two_territories, asked):
    assert client.get(f"/themes/?{asked}").status_code == 200


def test_a_portal_without_territory_says_so(client, portal):
    assert "Aucun territoire" in client.get("/themes/").content.decode()
