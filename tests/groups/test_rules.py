"""Meetings, minutes, decisions and the rhythm of committees: what is refused, what counts, who may write."""

import datetime as dt

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import PageLogEntry

from pages.base.dates import ApproximateDate
from pages.conventions.models import CommitteePage, Phase, Seat
from pages.conventions.models.convention import BEFORE_SIGNATURE
from pages.groups import rhythm, services
from pages.groups.models import AgendaItem, Decision, DecisionState, MeetingPage, MinutesPage
from pages.people import audience
from pages.people.models import Level, LocalRole, Role
from tests import factories
from tests.threads import at_once

pytestmark = pytest.mark.django_db

SPRING_NIGHT, AUTUMN_NIGHT = "29 mars 2026", "25 octobre 2026"


def refused(instance) -> set[str]:
    """Return the fields that validation refuses."""
    try:
        instance.full_clean()
    except ValidationError as error:
        return set(error.message_dict)
    return set()


def meeting_at(date: str = "18 mars 2026", start: dt.time | None = None, end: dt.time | None = None) -> MeetingPage:
    """Return a meeting as an editor would write it, its dates not checked yet."""
    meeting = factories.meeting()
    meeting.date, meeting.start_time, meeting.end_time = factories.when(date), start, end
    return meeting


def elsewhere():
    return factories.convention(factories.territory("92036", "Gennevilliers"))


# When a meeting is held


def test_a_meeting_does_not_end_before_it_starts():
    meeting = meeting_at(start=dt.time(14))
    for end in (dt.time(13), dt.time(14)):
        meeting.end_time = end
        assert refused(meeting) == {"end_time"}
    meeting.end_time = dt.time(14, 1)
    assert refused(meeting) == set()


def test_an_end_without_a_start_is_refused():
    assert refused(meeting_at(end=dt.time(14))) == {"start_time"}


@pytest.mark.parametrize("date", ["novembre 2014", "T1 2015", "2014"])
def test_an_hour_demands_a_precise_day(date):
    assert refused(meeting_at(date, dt.time(14))) == {"start_time"}
    assert refused(meeting_at(date)) == set()


def test_an_hour_that_the_clocks_skip_is_refused():
    meeting = meeting_at(SPRING_NIGHT, dt.time(2, 30), dt.time(4))
    assert refused(meeting) == {"start_time"}
    meeting.start_time, meeting.end_time = dt.time(1, 30), dt.time(2, 30)
    assert refused(meeting) == {"end_time"}
    meeting.end_time = dt.time(3, 30)
    assert refused(meeting) == set()
    assert meeting.end - meeting.start == dt.timedelta(hours=2)
    assert meeting.end.astimezone(dt.UTC) - meeting.start.astimezone(dt.UTC) == dt.timedelta(hours=1)


def test_an_hour_that_comes_twice_is_the_first_of_the_two():
    meeting = meeting_at(AUTUMN_NIGHT, dt.time(2, 30))
    assert refused(meeting) == set()
    assert meeting.start.astimezone(dt.UTC) == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (None, None, ""),
        (dt.time(14), None, "à 14\u00a0h"),
        (dt.time(9, 5), dt.time(11, 30), "de 9\u00a0h\u00a005 à 11\u00a0h\u00a030"),
    ],
)
def test_hours_are_said_as_in_french(start, end, said):
    assert MeetingPage(start_time=start, end_time=end).hours == said


# How committees keep their rule


def committee(since: int = 400, times: int = 2, **fields) -> CommitteePage:
    """Return a committee that must meet so many times a year, by a rule that began so many days ago."""
    begun = ApproximateDate(timezone.localdate() - dt.timedelta(days=since))
    return factories.committee(yearly_minimum=times, rule_from=begun, **fields)


def health(who=audience.ANYONE) -> rhythm.Health:
    (found,) = rhythm.health(CommitteePage.objects.all(), who, timezone.localdate())
    return found


def test_a_committee_without_a_rule_is_never_late():
    factories.meeting(factories.committee(), days=-3000)
    found = health()
    assert (found.due, found.is_late) == (None, False)
    assert found.last is not None


def test_a_committee_is_late_by_its_own_rule_from_the_day_it_holds():
    today = timezone.localdate()
    half_a_year = (today - (today - relativedelta(months=6))).days
    on_the_day = committee(since=half_a_year)
    assert (health().due, health().is_late) == (today, False)
    on_the_day.rule_from = ApproximateDate(today - dt.timedelta(days=half_a_year + 1))
    on_the_day.save()
    assert health().is_late


def test_a_meeting_before_the_rule_holds_does_not_put_it_off():
    one = committee(since=30)
    factories.meeting(one, days=-700)
    begun = timezone.localdate() - dt.timedelta(days=30)
    assert health().due == begun + relativedelta(months=6)


def test_a_meeting_held_puts_the_next_one_off():
    factories.meeting(committee(), days=-10)
    found = health()
    assert not found.is_late
    assert found.due == timezone.localdate() - dt.timedelta(days=10) + relativedelta(months=6)


@pytest.mark.parametrize("fields", [{"cancelled": True}, {"live": False}])
def test_a_cancelled_meeting_or_a_draft_does_not_count(fields):
    one = committee()
    factories.meeting(one, days=-10, **fields)
    factories.meeting(one, days=10, **fields)
    found = health()
    assert found.is_late
    assert (found.last, found.next) == (None, None)


def test_a_meeting_planned_does_not_count_as_held():
    meeting = factories.meeting(committee(), days=10)
    found = health()
    assert found.is_late
    assert (found.next.title, found.next.url) == (meeting.title, meeting.url)


def test_a_meeting_of_a_group_is_not_one_of_the_committee_it_answers_to():
    one = committee()
    factories.meeting(factories.group(one.convention, committee=one), days=-10)
    assert health().last is None


def test_a_meeting_for_members_only_counts_as_held_and_is_not_named():
    one = committee()
    meeting = factories.meeting(one, days=-10, audience=Level.MEMBERS)
    factories.meeting(one, days=10, audience=Level.MEMBERS)
    found = health()
    assert (found.is_late, found.last.date) == (False, meeting.date)
    assert (found.last.title, found.last.url, found.next) == ("", "", None)
    seen = health(audience.reader(factories.holder(Role.PARTNER, one.convention)))
    assert (seen.last.title, seen.last.url) == (meeting.title, meeting.url)
    assert seen.next is not None


def test_a_committee_for_members_only_is_told_to_them_only():
    one = committee(audience=Level.MEMBERS)
    assert rhythm.health(CommitteePage.objects.all(), audience.ANYONE, timezone.localdate()) == []
    assert health(audience.reader(factories.holder(Role.PARTNER, one.convention))).committee == one


@pytest.mark.parametrize("status", ["preparation", "negotiation", "expired", "renewed"])
def test_a_committee_is_late_only_while_its_convention_runs(status):
    one = committee()
    assert health().is_late
    convention = one.convention
    convention.status = status
    if status in BEFORE_SIGNATURE:
        convention.actual_signature = None
    convention.save()
    assert (health().due, health().is_late) == (None, False)


def test_the_health_of_many_committees_costs_one_query(django_assert_num_queries):
    convention = factories.convention()
    for _rank in range(4):
        factories.meeting(committee(parent=convention), days=-10)
    with django_assert_num_queries(1):
        found = rhythm.health(CommitteePage.objects.all(), audience.ANYONE, timezone.localdate())
    assert len(found) == 4


# Minutes


def test_minutes_begin_with_who_is_expected_and_the_agenda():
    one = factories.committee()
    carrier = factories.organisation()
    Seat.objects.create(committee=one, function="Maire", college="elected", organisation=carrier, sort_order=0)
    Seat.objects.create(committee=one, function="Habitante", college="residents", sort_order=1)
    meeting = factories.meeting(one, days=0)
    AgendaItem.objects.create(meeting=meeting, title="Le bilan de l’année")
    writer = factories.holder(Role.WRITER, one.convention)
    minutes = services.write_minutes(writer, meeting)
    assert not minutes.live
    kept = MinutesPage.objects.get()
    assert [(row.function, row.college, row.organisation) for row in kept.attendance.all()] == [
        ("Maire", "elected", carrier),
        ("Habitante", "residents", None),
    ]
    draft = kept.get_latest_revision_as_object()
    assert [str(block.value["text"]) for block in draft.body] == ["Le bilan de l’année"]
    assert kept.url == f"{meeting.url}compte-rendu/"


def test_the_minutes_of_a_group_expect_its_members_facilitators_first():
    group = factories.group()
    LocalRole.objects.create(page=group, role=Role.GROUP_MEMBER, function="Directrice de crèche")
    facilitator = factories.holder(Role.FACILITATOR, group, function="Référente")
    minutes = services.write_minutes(facilitator, factories.meeting(group))
    assert [row.function for row in minutes.attendance.all()] == ["Référente", "Directrice de crèche"]


def test_the_minutes_of_the_convention_s_own_meeting_expect_its_pair():
    convention = factories.convention()
    who = factories.holder(Role.CAF_COORDINATOR, convention, function="Conseillère")
    minutes = services.write_minutes(who, factories.meeting(convention))
    assert [row.function for row in minutes.attendance.all()] == ["Conseillère"]


def test_minutes_are_written_once_however_often_one_asks():
    meeting = factories.meeting()
    who = factories.admin()
    first = services.write_minutes(who, meeting)
    assert services.write_minutes(who, MeetingPage.objects.get(pk=meeting.pk)) == first
    assert MinutesPage.objects.count() == 1
    assert PageLogEntry.objects.filter(action="groups.minutes", page=first.pk).count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.usefixtures("shared_database")
def test_ten_people_who_press_at_once_open_the_same_minutes():
    meeting = factories.meeting(days=-1)
    writer = factories.holder(Role.WRITER, meeting.get_parent().specific.convention)
    press = lambda: services.write_minutes(writer, MeetingPage.objects.get(pk=meeting.pk)).pk  # noqa: E731
    assert at_once(press, 10) == {MinutesPage.objects.get().pk: 10}


def test_a_cancelled_meeting_has_no_minutes():
    with pytest.raises(ValidationError, match="annulée"):
        services.write_minutes(factories.admin(), factories.meeting(cancelled=True))


TEAM = [Role.WRITER, Role.COOPERATION_OFFICER, Role.MODERATOR, Role.CAF_COORDINATOR, Role.LOCAL_COORDINATOR]


@pytest.mark.parametrize("role", [*TEAM, Role.FACILITATOR])
def test_the_team_and_the_group_s_facilitator_write_up_its_meetings(role):
    group = factories.group()
    meeting = factories.meeting(group)
    who = factories.holder(role, group if role == Role.FACILITATOR else group.convention)
    minutes = services.write_minutes(who, meeting)
    decision = services.save_decision(who, Decision(minutes=minutes, text="Se revoir"))
    assert decision.author == who
    assert services.set_decision_state(who, decision, DecisionState.DONE).state == DecisionState.DONE


def strangers(group) -> list:
    other_group = factories.group(group.convention)
    return [
        factories.user(),
        factories.holder(Role.PARTNER, group.convention),
        factories.holder(Role.GROUP_MEMBER, group),
        factories.holder(Role.FACILITATOR, other_group),
        factories.holder(Role.CAF_COORDINATOR, elsewhere()),
        factories.holder(Role.WRITER, group.convention, end="2020-01-01"),
    ]


def test_nobody_else_writes_minutes_or_decisions():
    group = factories.group()
    meeting = factories.meeting(group)
    decision = factories.decision(factories.minutes(factories.meeting(group)))
    for who in strangers(group):
        with pytest.raises(PermissionDenied, match="équipe"):
            services.write_minutes(who, meeting)
        with pytest.raises(PermissionDenied, match="équipe"):
            services.save_decision(who, Decision(minutes=decision.minutes, text="Intrus"))
        with pytest.raises(PermissionDenied, match="équipe"):
            services.set_decision_state(who, decision, DecisionState.DONE)
    assert MinutesPage.objects.count() == Decision.objects.count() == 1


# Decisions


def why(who, decision) -> set[str]:
    """Return the fields of a decision that the service refuses."""
    with pytest.raises(ValidationError) as refusal:
        services.save_decision(who, decision)
    return set(refusal.value.message_dict)


def test_a_decision_is_about_a_page_of_the_same_convention():
    minutes = factories.minutes()
    convention = minutes.meeting.holder.specific.convention
    who = factories.holder(Role.WRITER, convention)
    there = factories.action(factories.plan(elsewhere()))
    assert why(who, Decision(minutes=minutes, text="Une décision", about=there)) == {"about"}
    assert why(who, Decision(minutes=minutes, text="Une décision", about=factories.home())) == {"about"}
    here = factories.action(factories.plan(convention))
    for about in (here, convention):
        assert services.save_decision(who, Decision(minutes=minutes, text="Une décision", about=about)).about_id


def test_a_facilitator_does_not_tie_a_decision_to_a_page_that_they_may_not_see():
    group = factories.group()
    hidden = factories.group(group.convention, audience=Level.MEMBERS)
    minutes = factories.minutes(factories.meeting(group))
    who = factories.holder(Role.FACILITATOR, group)
    assert why(who, Decision(minutes=minutes, text="Une décision", about=hidden)) == {"about"}


def test_the_phase_of_a_decision_is_one_of_the_same_convention():
    minutes = factories.minutes()
    who = factories.admin()
    there = Phase.objects.create(convention=elsewhere(), kind="diagnosis")
    here = Phase.objects.create(convention=minutes.meeting.holder.specific.convention, kind="diagnosis")
    assert why(who, Decision(minutes=minutes, text="Une décision", phase=there)) == {"phase"}
    assert services.save_decision(who, Decision(minutes=minutes, text="Une décision", phase=here)).pk


def test_whoever_sees_to_a_decision_may_read_its_minutes():
    group = factories.group(audience=Level.MEMBERS)
    minutes = factories.minutes(factories.meeting(group))
    who = factories.holder(Role.CAF_COORDINATOR, group.convention)
    for reader in (factories.user(), factories.holder(Role.PARTNER, group.convention)):
        assert why(who, Decision(minutes=minutes, text="Une décision", owner=reader)) == {"owner"}
    gone = factories.holder(Role.GROUP_MEMBER, group)
    gone.is_active = False
    gone.save()
    assert why(who, Decision(minutes=minutes, text="Une décision", owner=gone)) == {"owner"}
    member = factories.holder(Role.GROUP_MEMBER, group)
    assert services.save_decision(who, Decision(minutes=minutes, text="Une décision", owner=member)).owner == member


def test_a_decision_is_not_carried_off_to_other_minutes():
    theirs = factories.decision(factories.minutes(factories.meeting(factories.group(elsewhere()))))
    group = factories.group()
    theirs.minutes = factories.minutes(factories.meeting(group))
    with pytest.raises(PermissionDenied):
        services.save_decision(factories.holder(Role.FACILITATOR, group), theirs)


def test_a_decision_keeps_its_author_when_someone_else_corrects_it():
    minutes = factories.minutes()
    first, second = factories.admin(), factories.admin()
    decision = services.save_decision(first, Decision(minutes=minutes, text="Une décision"))
    decision.text = "Une décision corrigée"
    assert services.save_decision(second, decision).author == first


def test_saying_a_state_twice_writes_it_once():
    decision = factories.decision()
    who = factories.admin()
    for _time in range(2):
        services.set_decision_state(who, decision, DecisionState.DONE)
    assert PageLogEntry.objects.filter(action="groups.decision_state").count() == 1


def test_a_state_that_is_none_is_refused():
    with pytest.raises(ValidationError):
        services.set_decision_state(factories.admin(), factories.decision(), "perdue")


def test_a_decision_moves_on_even_when_its_owner_may_no_longer_read_it():
    group = factories.group(audience=Level.MEMBERS)
    decision = factories.decision(factories.minutes(factories.meeting(group)), owner=factories.user())
    assert services.set_decision_state(factories.admin(), decision, DecisionState.DONE).state == DecisionState.DONE


@pytest.mark.parametrize(
    ("state", "days", "overdue"),
    [("to_do", -1, True), ("ongoing", -1, True), ("to_do", 0, False), ("done", -1, False), ("dropped", -1, False)],
)
def test_a_decision_is_overdue_while_it_is_open_after_its_day(state, days, overdue):
    due = timezone.localdate() + dt.timedelta(days=days)
    decision = factories.decision(state=state, due=due)
    assert decision.is_overdue() is overdue
    assert (decision.status[0] == "late") is overdue
    assert Decision.objects.overdue(timezone.localdate()).exists() is overdue
