"""What came of a convention: the evaluations, and each one's results, shortfalls and corrections."""

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from pages.conventions.findings import objective_link
from pages.conventions.models import AxisPage, EvaluationIndexPage, EvaluationPage, Outcome
from pages.people import audience

PER_PAGE = 12
PARTS = (
    (Outcome.Kind.RESULT, "resultats", _("Résultats"), _("Aucun résultat n’est encore écrit.")),
    (Outcome.Kind.NOT_REACHED, "non-atteints", _("Objectifs non atteints"), _("Aucun objectif n’est dit non atteint.")),
    (Outcome.Kind.CORRECTION, "corrections", _("Actions correctives"), _("Aucune action corrective n’est prévue.")),
)


def index(page: EvaluationIndexPage, request: HttpRequest) -> dict:
    """Return the evaluations that the reader may see, the latest first."""
    found = EvaluationPage.objects.child_of(page).defer_streamfields()
    visible = audience.visible(found, audience.reader_for(request))
    ordered = visible.order_by(F("date").desc(nulls_last=True), "-path")
    return {"page_obj": Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))}


def evaluation(page: EvaluationPage, request: HttpRequest) -> dict:
    """Return the context of an evaluation: its three parts, each always there, and what each point is tied to."""
    axes = axes_seen(page, request)
    found = page.outcomes.select_related("objective", "indicator__objective").prefetch_related("indicator__measures")
    rows = [_row(outcome, axes) for outcome in found]
    parts = [
        {"slug": slug, "kind": kind, "title": title, "nothing": nothing, "rows": [r for r in rows if r["kind"] == kind]}
        for kind, slug, title, nothing in PARTS
    ]
    return {"parts": parts, "contents": [{"id": one["slug"], "title": one["title"]} for one in parts]}


def axes_seen(page: EvaluationPage, request: HttpRequest) -> dict[int, AxisPage]:
    """Return the convention's axes that the reader may see, by their key: they stand beside the page above."""
    above = page.path[: -2 * page.steplen]
    axes = AxisPage.objects.filter(path__startswith=above, depth=page.depth - 1).defer_streamfields()
    return {axis.pk: axis for axis in audience.visible(axes, audience.reader_for(request))}


def _row(outcome: Outcome, axes: dict[int, AxisPage]) -> dict:
    """Return an outcome with its objective and its indicator, when the reader may see the axis that they are of."""
    indicator = outcome.indicator
    objective = outcome.objective or (indicator.objective if indicator else None)
    shown = indicator if indicator and indicator.objective.axis_id in axes else None
    return {
        "kind": outcome.kind,
        "text": outcome.text,
        "objective": objective_link(objective, axes) if objective else None,
        "indicator": shown,
        "measure": shown.last_measure if shown else None,
        "reached": reached(shown) if shown else None,
    }


def reached(indicator) -> bool | None:
    """Say whether the last value reaches the target, upwards or downwards from the baseline; None when unknown."""
    measure = indicator.last_measure
    if measure is None or indicator.target is None:
        return None
    if indicator.baseline is not None and indicator.target < indicator.baseline:
        return measure.value <= indicator.target
    return measure.value >= indicator.target
