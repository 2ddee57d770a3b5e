"""An action's page as one thread, from its axis to what came of it, and its practice sheet, as templates draw them."""

from decimal import Decimal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from pages.actions import progress
from pages.actions.models import ActionIndicator, ProgressNote
from pages.base import menu
from pages.base.templatetags.portal import number
from pages.conventions.models import AxisPage, ObjectiveIndicator, Side
from pages.conventions.presentation import period, row
from pages.people import audience


def action(page, request: HttpRequest) -> dict:
    """Return the context of an action's page."""
    today = timezone.localdate()
    convention = page.convention
    notes = list(ProgressNote.objects.filter(action_id=page.pk))
    last = notes[0] if notes else None
    due = page.note_due(convention.note_rhythm, last.date if last else None, convention.is_running)
    axis = page.axis if page.axis and audience.may_see(audience.reader_for(request), page.axis) else None
    if page.objective:
        page.objective.axis = page.axis
    return {
        "convention": convention,
        "axis": axis,
        "notes": notes,
        "progress": 100 if page.status == "done" else (last.progress if last else None),
        "note_due": due,
        "note_is_late": bool(due and due < today),
        "facts": facts(page),
        "timeline": timeline(page),
        "today": today,
        "referents": referents(page),
        "partners": list(page.partners.select_related("organisation")),
        "structure_list": list(page.structures.all()),
        "financing": financing(page),
        "indicators": indicators(ActionIndicator.objects.filter(action=page.pk)),
        "objective_indicators": indicators(ObjectiveIndicator.objects.filter(objective=page.objective_id))
        if page.objective_id and axis
        else [],
        "sheets": [one for one in menu.around(request, page) if one.is_child_of(page)],
    }


def contents(page, context: dict) -> list[dict]:
    """Return the parts of the page in their order, for « Sur cette page »."""
    parts = [
        ("essentiel", _("L’essentiel"), True),
        ("calendrier", _("Calendrier"), context["timeline"]),
        ("qui", _("Qui la porte, avec qui"), context["referents"] or context["partners"] or context["structure_list"]),
        ("moyens", _("Moyens"), page.means or context["financing"]),
        ("indicateurs", _("Indicateurs"), context["indicators"] or context["objective_indicators"]),
        ("etapes", _("Points d’étape"), True),
        ("fiches", _("Fiches d’expérience"), context["sheets"]),
        *((one["id"], one["title"], True) for one in context["contents"]),
    ]
    return [{"id": anchor, "title": title} for anchor, title, present in parts if present]


def facts(page) -> list[dict]:
    return [
        {"label": _("Nature"), "value": page.get_kind_display()},
        {
            "label": _("Porteur"),
            "value": page.lead.name if page.lead else "",
            "url": page.lead.get_absolute_url() if page.lead else "",
        },
        {"label": _("Période prévue"), "value": period(page.planned_start, page.planned_end)},
        {"label": _("Période réelle"), "value": period(page.actual_start, page.actual_end)},
        {"label": _("Personnes touchées"), "value": number(page.people_reached)},
    ]


def timeline(page) -> list[dict]:
    dates = (page.planned_start, page.planned_end, page.actual_start, page.actual_end)
    return [row(page.title, *dates)] if any(dates) else []


def referents(page) -> list[dict]:
    """Return those in office on each side: side's label, function, organisation, deputy (bool)."""
    today = timezone.localdate()
    held = [one for one in page.referents.select_related("organisation") if one.in_office(today)]
    return [
        {
            "side": Side(one.side).label,
            "function": one.function,
            "organisation": one.organisation,
            "deputy": one.is_deputy,
        }
        for one in sorted(held, key=lambda one: (one.side, one.is_deputy))
    ]


def financing(page) -> dict | None:
    """Return the financing plan: lines, totals planned and actual (euros); None without a line."""
    lines = list(page.financing.select_related("funder").order_by("year", "sort_order"))
    if not lines:
        return None
    return {
        "lines": lines,
        "planned": sum((line.planned for line in lines), Decimal(0)),
        "actual": sum((line.actual for line in lines if line.actual is not None), Decimal(0)),
    }


def over_time(actions, convention, request: HttpRequest) -> dict | None:
    """Return the progress of a convention's axes as components/progress_over_time.html takes it, in two queries.

    It goes to today, or to the end of a convention that is over; None when there is no curve to draw.
    """
    reader = audience.reader_for(request)
    until = timezone.localdate()
    end = convention.actual_end or convention.planned_end
    if end and not convention.is_running:
        until = min(until, end.last_day)
    found = progress.over_time(audience.visible(actions, reader), until)
    if not found or len(found["dates"]) < 2:
        return None
    axes = audience.visible(AxisPage.objects.child_of(convention), reader).only("number", "title").in_bulk()
    named = [{"axis": axes[row["axis"]], "values": row["values"]} for row in found["rows"] if row["axis"] in axes]
    rows = [
        {"label": row["axis"].title, "number": row["axis"].number, "colour": row["axis"].colour, **row} for row in named
    ]
    return {"dates": found["dates"], "rows": rows} if rows else None


def sheet(page, request: HttpRequest) -> dict:
    """Return the context of a practice sheet's page; ``source``, what it tells of, is None to who may not see it."""
    return {
        "source": next((one for one in menu.around(request, page) if page.is_child_of(one)), None),
        "leads": [one.organisation for one in page.leads.select_related("organisation")],
        "partners": list(page.partners.select_related("organisation")),
    }


def indicators(queryset) -> list:
    """Return indicators with their measures, in two queries."""
    return list(queryset.order_by("sort_order").prefetch_related("measures"))
