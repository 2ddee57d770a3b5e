"""What the domain says of an action, its notes and its indicators."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from pages.actions import services
from pages.actions.models import (
    ActionIndicator,
    ActionMeasure,
    ActionPage,
    ActionReferent,
    ActionStatus,
    FinancingLine,
    ProgressNote,
)
from pages.people.models import Role
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def refused(thing) -> set[str]:
    try:
        thing.full_clean()
    except ValidationError as error:
        return set(error.message_dict)
    return set()


@pytest.mark.parametrize(("start", "end"), [("planned_start", "planned_end"), ("actual_start", "actual_end")])
def test_an_action_does_not_end_before_it_starts(start, end):
    action = factories.action()
    setattr(action, start, factories.when("mai 2020"))
    setattr(action, end, factories.when("avril 2020"))
    assert refused(action) == {end}


def test_a_referent_does_not_leave_before_taking_office():
    referent = ActionReferent(action=factories.action(), side="caf", function="conseillère territoriale")
    referent.start, referent.end = date(2020, 5, 1), date(2020, 4, 30)
    assert refused(referent) == {"end"}


def test_an_action_that_is_done_has_an_end():
    action = factories.action()
    action.status = ActionStatus.DONE
    assert refused(action) == {"actual_end"}


def test_an_end_to_come_is_a_planned_end():
    action = factories.action()
    action.actual_end = factories.when("2099")
    assert refused(action) == {"actual_end"}


def test_an_action_that_has_begun_is_no_longer_planned():
    action = factories.action(status="planned")
    action.actual_start = factories.when("2020")
    assert refused(action) == {"status"}


def test_an_objective_is_one_of_the_action_s_axis():
    action = factories.action()
    convention = action.convention
    action.axis = factories.axis(convention, 1)
    action.objective = factories.objective(factories.axis(convention, 2))
    assert refused(action) == {"objective"}


@pytest.mark.parametrize(
    ("status", "end", "late"),
    [
        ("ongoing", "octobre 2026", True),
        ("planned", "21 novembre 2026", True),
        ("ongoing", "novembre 2026", False),
        ("ongoing", "22 novembre 2026", False),
        ("ongoing", "2026", False),
        ("suspended", "2020", False),
        ("abandoned", "2020", False),
    ],
)
def test_an_open_action_is_late_once_the_whole_of_its_planned_end_is_past(status, end, late):
    action = factories.action(status=status, planned_end=factories.when(end))
    assert action.is_late(TODAY) == late
    assert ActionPage.objects.late(TODAY).filter(pk=action.pk).exists() == late
    assert ActionPage.objects.on_time(TODAY).filter(pk=action.pk).exists() != late


def progress(action):
    return ActionPage.objects.with_progress().get(pk=action.pk).progress


def test_the_progress_is_the_last_note_s():
    action = factories.action()
    assert progress(action) is None
    ProgressNote.objects.create(action=action, date=date(2020, 5, 1), progress=60, done="Fait")
    ProgressNote.objects.create(action=action, date=date(2020, 1, 1), progress=20, done="Fait")
    assert progress(action) == 60


def test_what_is_done_is_done_at_a_hundred_percent():
    action = factories.action(status="done", actual_end=factories.when("2020"))
    ProgressNote.objects.create(action=action, date=date(2020, 5, 1), progress=60, done="Fait")
    assert progress(action) == 100


def test_a_note_is_due_by_the_convention_s_rhythm():
    action = factories.action(actual_start=factories.when("mars 2026"))
    assert action.note_due(6, None, True) == date(2026, 9, 30)
    assert action.note_due(6, date(2026, 8, 31), True) == date(2027, 2, 28)


def test_no_note_is_due_of_what_is_over():
    action = factories.action(status="done", actual_end=factories.when("2020"))
    assert action.note_due(6, None, True) is None
    assert factories.action(actual_start=factories.when("2020")).note_due(6, None, False) is None


def note(action, **fields) -> ProgressNote:
    return ProgressNote(**{"action": action, "date": date(2020, 1, 1), "progress": 40, "done": "Fait", **fields})


@pytest.mark.parametrize("role", [Role.WRITER, Role.COOPERATION_OFFICER, Role.MODERATOR, Role.CAF_COORDINATOR])
def test_the_team_of_the_convention_writes_notes(role):
    action = factories.action()
    who = factories.holder(role, action.convention)
    assert services.save_note(who, note(action)).author == who


def test_neither_a_partner_nor_another_convention_s_team_writes_notes():
    action = factories.action()
    other = factories.convention(factories.territory("92036", "Gennevilliers"))
    for who in (
        factories.user(),
        factories.holder(Role.PARTNER, action.convention),
        factories.holder(Role.CAF_COORDINATOR, other),
    ):
        with pytest.raises(PermissionDenied, match="équipe"):
            services.save_note(who, note(action))


def test_a_note_cannot_be_moved_to_an_action_that_the_author_may_not_report_on():
    mine, theirs = (
        factories.action(),
        factories.action(factories.plan(factories.convention(factories.territory("92036", "Gennevilliers")))),
    )
    who = factories.holder(Role.WRITER, mine.convention)
    kept = services.save_note(who, note(mine))
    kept.action = theirs
    with pytest.raises(PermissionDenied):
        services.save_note(who, kept)


@pytest.mark.parametrize(
    "wrong",
    [{"progress": 101}, {"progress": -1}, {"date": timezone.localdate() + timedelta(days=1)}, {"done": ""}],
)
def test_a_wrong_note_is_refused(wrong):
    with pytest.raises(ValidationError):
        services.save_note(factories.admin(), note(factories.action(), **wrong))


def test_sending_a_note_twice_writes_it_once():
    action, who = factories.action(), factories.admin()
    services.save_note(who, note(action))
    with pytest.raises(ValidationError, match="existe déjà"):
        services.save_note(who, note(action))
    assert action.notes.count() == 1


def test_the_database_itself_refuses_a_progress_beyond_a_hundred():
    action = factories.action()
    with pytest.raises(IntegrityError), transaction.atomic():
        note(action, progress=101).save()


def test_a_note_is_found_by_its_words():
    from tests.search.asking import found

    action = factories.action()
    services.save_note(factories.admin(), note(action, done="La ludothèque a ouvert"))
    assert [entry.title for entry in found("ludothèque")] == [action.title]


def test_a_measure_is_written_by_the_team_alone():
    action = factories.action()
    indicator = ActionIndicator.objects.create(action=action, label="Familles")
    measure = ActionMeasure(indicator=indicator, date=date(2020, 1, 1), value=Decimal("12.5"))
    with pytest.raises(PermissionDenied):
        services.record_measure(factories.user(), measure)
    services.record_measure(factories.holder(Role.WRITER, action.convention), measure)
    assert indicator.last_measure.value == Decimal("12.5")


def test_an_amount_is_never_negative():
    line = FinancingLine(action=factories.action(), year=2026, funder=factories.organisation(), planned=Decimal("-1"))
    assert refused(line) == {"planned"}


def test_an_axis_shows_the_first_actions_of_each_objective_and_leads_to_the_others(client):
    axis = factories.axis()
    objective = factories.objective(axis, "Accueillir")
    plan = factories.plan(axis.convention)
    for _number in range(9):
        factories.action(plan, axis=axis, objective=objective)
    factories.action(plan, axis=axis, title="Sans objectif")
    said = client.get(axis.url).content.decode()
    assert said.count('class="card axis-1"') == 7
    assert "Les 9 actions" in said
    assert f"{plan.url}?axe={axis.number}" in said
    assert "Sans objectif" in said
