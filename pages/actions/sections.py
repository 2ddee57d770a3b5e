"""What the actions add to the pages of the rooms below: a convention's axes with their progress, home's news."""

from django.db.models import Avg, Count, F, Q, Sum, Window
from django.db.models.functions import Coalesce, RowNumber
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from pages.actions.listing import name_territories
from pages.actions.models import ActionPage, ActionPlanPage, ActionStatus, PracticeSheetPage
from pages.actions.models.action import OPEN, ActionQuerySet
from pages.base.dates import past
from pages.base.templatetags.portal import number
from pages.conventions import parts
from pages.conventions.models import AxisPage, ConventionPage, Objective
from pages.people import audience
from pages.territories.models import TerritoryPage

SHOWN_PER_OBJECTIVE = 6


def tally(actions: ActionQuerySet) -> dict:
    """Return the aggregates that tell where actions stand; an abandoned one does not weigh on the progress."""
    late = Q(status__in=OPEN) & past("planned_end", timezone.localdate())
    return {
        "total": Count("pk"),
        "done": Count("pk", filter=Q(status=ActionStatus.DONE)),
        "late": Count("pk", filter=late),
        "percent": Avg(Coalesce("progress", 0), filter=~Q(status=ActionStatus.ABANDONED)),
    }


def axes(page: ConventionPage, request: HttpRequest) -> dict:
    """Give a convention its axes, each with its count of actions and their mean progress, in two queries."""
    reader = audience.reader_for(request)
    actions = audience.visible(ActionPage.objects.of_convention(page), reader).with_progress()
    tallies = {row["axis"]: row for row in actions.order_by().values("axis").annotate(**tally(actions))}
    found = audience.visible(AxisPage.objects.child_of(page).order_by("number"), reader)
    nothing = {"total": 0, "done": 0, "late": 0, "percent": 0}
    rows = [{"page": axis, **tallies.get(axis.pk, nothing)} for axis in found]
    return {
        "axes": [{**row, "foot": in_words(row)} for row in rows],
        "plan": next(iter(parts.of_type(page, request, ActionPlanPage)), None),
    }


def sheets(page: ConventionPage, request: HttpRequest) -> dict | None:
    """Give a convention the practice sheets drawn from it, without a query."""
    found = parts.of_type(page, request, PracticeSheetPage)
    return {"sheets": found} if found else None


def in_words(row: dict) -> str:
    """Return a tally as « 9 actions, 4 réalisées, 1 en retard »."""
    words = [ngettext("%d action", "%d actions", row["total"]) % row["total"]]
    if row["done"]:
        words.append(ngettext("%d réalisée", "%d réalisées", row["done"]) % row["done"])
    if row["late"]:
        words.append(ngettext("%d en retard", "%d en retard", row["late"]) % row["late"])
    return ", ".join(words)


def axis_actions(page: AxisPage, request: HttpRequest) -> dict:
    """Give an axis its actions under the objective they serve, the first ones of each: the action plan has them all."""
    reader = audience.reader_for(request)
    actions = audience.visible(page.actions.all(), reader)
    rank = Window(RowNumber(), partition_by=F("objective"), order_by=F("path").asc())
    first = actions.annotate(rank=rank).filter(rank__lte=SHOWN_PER_OBJECTIVE).values_list("pk", flat=True)
    shown = list(ActionPage.objects.filter(pk__in=list(first)).for_cards().order_by("path"))
    name_territories(shown)
    totals = dict(actions.order_by().values_list("objective").annotate(Count("pk")))
    plan = audience.visible(page.get_siblings().filter(content_type__model="actionplanpage"), reader).first()

    def group(objective_id: int | None) -> dict:
        mine = [action for action in shown if action.objective_id == objective_id]
        total = totals.get(objective_id, 0)
        return {"actions": mine, "total": total, "more": total > len(mine)}

    objectives = Objective.objects.filter(axis=page.pk).prefetch_related("indicators__measures")
    return {
        "objectives": [
            {"objective": objective, "indicators": objective.indicators.all(), **group(objective.pk)}
            for objective in objectives
        ],
        "others": group(None),
        "all_url": f"{plan.url}?axe={page.number}" if plan else "",
    }


def moving(page: Page, request: HttpRequest) -> dict | None:
    """Give home the three actions that someone last reported on."""
    actions = audience.visible(ActionPage.objects.all(), audience.reader_for(request)).for_cards()
    latest = list(actions.exclude(last_note_date=None).order_by("-last_note_date", "pk")[:3])
    name_territories(latest)
    return {"actions": latest} if latest else None


def figures(page: Page, request: HttpRequest) -> dict | None:
    """Give home its key figures: conventions, actions and how many are done, inhabitants concerned."""
    reader = audience.reader_for(request)
    conventions = audience.visible(ConventionPage.objects.all(), reader)
    if not conventions:
        return None
    actions = audience.visible(ActionPage.objects.all(), reader)
    held = [convention.path[: -convention.steplen] for convention in conventions]
    counted = actions.aggregate(total=Count("pk"), done=Count("pk", filter=Q(status=ActionStatus.DONE)))
    inhabitants = TerritoryPage.objects.filter(path__in=held).aggregate(sum=Sum("population"))["sum"]
    return {
        "items": [
            {"value": number(len(held)), "label": ngettext("convention suivie", "conventions suivies", len(held))},
            {
                "value": number(counted["total"]),
                "label": ngettext("action", "actions", counted["total"])
                + ", "
                + ngettext("dont %d réalisée", "dont %d réalisées", counted["done"]) % counted["done"],
            },
            {"value": number(inhabitants or 0), "label": _("habitants concernés")},
        ]
    }
