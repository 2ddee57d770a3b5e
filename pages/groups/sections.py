"""What groups and meetings add to the pages of the rooms below: who meets, when, and what was decided."""

import datetime as dt

from dateutil.relativedelta import relativedelta
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page

from pages.base.dates import ApproximateDate
from pages.base.templatetags.pictures import Scale
from pages.conventions import parts
from pages.conventions.models import CommitteeIndexPage, CommitteePage, ConventionPage
from pages.groups import presentation, rhythm, schedule
from pages.groups.models import Decision, GroupIndexPage, GroupPage, MeetingPage
from pages.people import audience

NEXT_OF_CONVENTION = 3
MONTHS_BEHIND, MONTHS_AHEAD = 24, 6
MOST_MARKS = 1000


# On the convention


def instances(page: ConventionPage, request: HttpRequest) -> dict | None:
    """Give a convention its committees and groups by name, its next meetings and its last one, in one query."""
    committees = parts.of_type(page, request, CommitteePage)
    groups = parts.of_type(page, request, GroupPage)
    meetings = around_today(page, audience.reader_for(request), timezone.localdate())
    if not committees and not groups and not meetings:
        return None
    named = {one.path: one for one in [*committees, *groups]}
    for meeting in meetings:
        meeting.holder_title = named[above].title if (above := meeting.path[: -meeting.steplen]) in named else ""
    return {
        "committees": committees,
        "groups": groups,
        "committee_index": next(iter(parts.of_type(page, request, CommitteeIndexPage)), None),
        "group_index": next(iter(parts.of_type(page, request, GroupIndexPage)), None),
        "next": [one for one in meetings if not one.is_gone],
        "last": next((one for one in meetings if one.is_gone), None),
    }


def around_today(page: ConventionPage, reader: audience.Reader, today: dt.date) -> list[MeetingPage]:
    """Return the next meetings that stand below a convention and the last one, as the reader may see them."""
    below = MeetingPage.objects.descendant_of(page)
    planned = audience.visible(schedule.to_come(below, today), reader).order_by("date", "path")
    over = audience.visible(schedule.held(below, today), reader).order_by("-date", "-path")
    chosen = Q(pk__in=planned.values("pk")[:NEXT_OF_CONVENTION]) | Q(pk__in=over.values("pk")[:1])
    found = list(MeetingPage.objects.filter(chosen).defer_streamfields().order_by("date", "path"))
    for meeting in found:
        meeting.is_gone = meeting.date.is_past(today)
    return found


# On the committees


def health(page: CommitteeIndexPage, request: HttpRequest) -> dict | None:
    """Give the list of a convention's committees how each keeps its rule: a picture and its table, in two queries."""
    reader, today = audience.reader_for(request), timezone.localdate()
    found = rhythm.health(CommitteePage.objects.child_of(page).order_by("path"), reader, today, request)
    if not found:
        return None
    start, end = today - relativedelta(months=MONTHS_BEHIND), today + relativedelta(months=MONTHS_AHEAD)
    marks = held_since(page, start, today)
    scale = Scale([start, end])
    return {
        "rows": [_row(one, marks.get(one.committee.path, []), scale, (start, end)) for one in found],
        "ticks": scale.ticks(),
        "today": f"{scale.position(today):.2f}",
    }


def held_since(page: CommitteeIndexPage, start: dt.date, today: dt.date) -> dict[str, list[ApproximateDate]]:
    """Return the dates of the meetings that committees held since a day, by committee's path, whoever may see them."""
    found = schedule.held(MeetingPage.objects.descendant_of(page), today).filter(date__gte=start.isoformat())
    dates: dict[str, list[ApproximateDate]] = {}
    for path, date in found.order_by("date").values_list("path", "date")[:MOST_MARKS]:
        dates.setdefault(path[: -Page.steplen], []).append(date)
    return dates


def _row(one: rhythm.Health, dates: list[ApproximateDate], scale: Scale, shown: tuple[dt.date, dt.date]) -> dict:
    following = one.next.date if one.next else None
    return {
        "committee": one.committee,
        "rule": one.committee.rule_in_words,
        "last": one.last,
        "next": one.next,
        "due": ApproximateDate(one.due) if one.due else None,
        "is_late": one.is_late,
        "held": [scale.bar(date.first_day, date.last_day) for date in dates],
        "planned": scale.bar(following.first_day, following.last_day)
        if following and following.last_day <= shown[1]
        else None,
        "due_at": f"{scale.position(one.due):.2f}" if one.due and shown[0] <= one.due <= shown[1] else "",
    }


def meetings(page: CommitteePage, request: HttpRequest) -> dict:
    """Give a committee its meetings: those to come, then the past ones with their minutes."""
    return {"meetings": schedule.of(page, request)}


def open_decisions(page: CommitteePage, request: HttpRequest) -> dict | None:
    """Give a committee what its meetings decided and is not done yet."""
    below = Decision.objects.filter(minutes__path__startswith=page.path)
    found = presentation.decisions(below, request)
    return {"decisions": found} if found["found"] else None


def answering_groups(page: CommitteePage, request: HttpRequest) -> dict | None:
    """Give a committee the groups that answer to it and that the reader may see."""
    found = audience.visible(GroupPage.objects.filter(committee=page.pk), audience.reader_for(request))
    shown = list(found.defer_streamfields().order_by("path"))
    return {"groups": shown} if shown else None


# On whatever a decision is about


def decisions_about(page: Page, request: HttpRequest) -> dict | None:
    """Give any page the decisions that are about it, done ones included, each leading to its minutes; two queries.

    A page whose budget allows it registers a section with it and the template ``groups/sections/decisions.html``.
    """
    found = presentation.decisions(Decision.objects.filter(about=page.pk), request, everything=True)
    for one in found["found"]:
        one.leads_to = None
    return {"decisions": found} if found["found"] else None
