"""The findings of a diagnosis, by theme, each with its figures and the objectives that it led to."""

from collections import defaultdict

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pages.conventions import parts
from pages.conventions.models import AxisPage, DiagnosisPage, Finding
from pages.people import audience


def diagnosis(page: DiagnosisPage, request: HttpRequest) -> dict:
    """Return the context of a diagnosis' page; the number of queries does not depend on that of findings."""
    themes = by_theme(page, request)
    return {"themes": themes, "contents": contents(page, themes)}


def by_theme(page: DiagnosisPage, request: HttpRequest) -> list[dict]:
    """Return the themes in the order of their first finding: ``theme``, ``anchor``, ``findings`` (rows)."""
    found = list(page.findings.select_related("theme"))
    # A preview holds findings that are not saved: theirs are in memory already.
    prefetch_related_objects([finding for finding in found if finding.pk], "figures", "objectives")
    axes = axes_seen(page, request)
    rows = defaultdict(list)
    for finding in found:
        objectives = [objective_link(one, axes) for one in finding.objectives.all()]
        kept = sorted(filter(None, objectives), key=lambda one: one["number"])
        figures = sorted(finding.figures.all(), key=lambda figure: figure.side)
        rows[finding.theme].append({"finding": finding, "figures": figures, "objectives": kept})
    return [{"theme": theme, "anchor": f"theme-{theme.slug}", "findings": found} for theme, found in rows.items()]


def axes_seen(page, request: HttpRequest) -> dict[int, AxisPage]:
    """Return the convention's axes that the reader may see, by their key; ``page`` stands beside them."""
    axes = AxisPage.objects.sibling_of(page).defer_streamfields()
    return {axis.pk: axis for axis in audience.visible(axes, audience.reader_for(request))}


def objective_link(objective, axes: dict[int, AxisPage]) -> dict | None:
    """Return an objective as a link (number, title, url, colour), None when its axis is not the reader's to see."""
    axis = axes.get(objective.axis_id)
    if not axis:
        return None
    objective.axis = axis
    return {
        "number": objective.number,
        "title": objective.title,
        "url": f"{axis.url}#{objective.anchor}",
        "colour": axis.colour,
    }


def contents(page: DiagnosisPage, themes: list[dict]) -> list[dict]:
    """Return the parts of the page for « Sur cette page », each theme with its number of findings."""
    shown = [{"id": "conclusion", "title": _("Ce que les deux concluent")}] if page.conclusion else []
    for one in themes:
        count = len(one["findings"])
        words = ngettext("%d constat", "%d constats", count) % count
        shown.append({"id": one["anchor"], "title": f"{one['theme'].name} ({words})"})
    return shown


def by_objective(page: AxisPage, request: HttpRequest) -> dict[int, list[dict]]:
    """Return, for each objective of an axis, the findings that it comes from (title, url), in one query.

    None without a diagnosis that the reader may see.
    """
    seen = {one.pk: one for one in parts.beside(page, request, DiagnosisPage)}
    if not seen:
        return {}
    links = Finding.objectives.through.objects.filter(objective__axis=page.pk, finding__diagnosis__in=seen)
    found = defaultdict(list)
    for link in links.select_related("finding").order_by("finding__sort_order"):
        address = seen[link.finding.diagnosis_id].get_url(request)
        found[link.objective_id].append({"title": link.finding.title, "url": f"{address}#{link.finding.anchor}"})
    return dict(found)
