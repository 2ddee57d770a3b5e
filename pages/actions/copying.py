"""What follows from a copy in the tree: copied actions serve the copied axes and objectives, not those of the model."""

from dataclasses import dataclass

from django.db import transaction
from wagtail.models import Page, Revision

from pages.actions.models import ActionPage
from pages.base.models.page import refresh_pages
from pages.conventions.models import AxisPage, Objective


@dataclass
class Targets:
    """The axes of one convention by number, and their objectives by rank, the counterparts of any other's."""

    axes: dict[int, AxisPage]
    objectives: dict[tuple[int, int], Objective]

    def of(self, axis_id: int | None, objective_id: int | None) -> tuple[int | None, int | None]:
        """Return the keys of the axis of that number and of its objective of that rank, None for want of one."""
        axis = AxisPage.objects.filter(pk=axis_id).first() if axis_id else None
        if axis is None or axis.number not in self.axes:
            return None, None
        target = self.axes[axis.number]
        if target.pk == axis.pk:
            return axis_id, objective_id
        ranks = list(Objective.objects.filter(axis=axis.pk).order_by("sort_order", "pk").values_list("pk", flat=True))
        objective = self.objectives.get((axis.number, ranks.index(objective_id))) if objective_id in ranks else None
        return target.pk, objective.pk if objective else None


@transaction.atomic
def settle(copy: Page) -> None:
    """Attach the actions of a copied subtree to the axes of the convention where they now are.

    A convention, a plan or an action may be copied. An axis is found again by its number, an objective by its rank in
    its axis; an action whose axis has no counterpart there has none, and is told « sans axe » to its editors. The
    drafts, kept as revisions, are settled as what is published is.
    """
    known: dict[str, Targets] = {}
    changed = []
    for action in ActionPage.objects.descendant_of(copy, inclusive=True).defer_streamfields():
        above = action.path[: -2 * action.steplen]
        if above not in known:
            known[above] = _targets(above)
        targets = known[above]
        held = (action.axis_id, action.objective_id)
        if (wanted := targets.of(*held)) != held:
            ActionPage.objects.filter(pk=action.pk).update(axis=wanted[0], objective=wanted[1])
            changed.append(action.pk)
        _settle_drafts(action, targets)
    refresh_pages(changed)


def _targets(convention_path: str) -> Targets:
    axes = AxisPage.objects.filter(path__startswith=convention_path, depth=len(convention_path) // Page.steplen + 1)
    by_number: dict[int, AxisPage] = {}
    objectives = {}
    for axis in axes.order_by("path").defer_streamfields().prefetch_related("objectives"):
        if by_number.setdefault(axis.number, axis) is axis:
            ranked = sorted(axis.objectives.all(), key=lambda one: (one.sort_order or 0, one.pk))
            objectives.update({(axis.number, rank): objective for rank, objective in enumerate(ranked)})
    return Targets(by_number, objectives)


def _settle_drafts(action: ActionPage, targets: Targets) -> None:
    for revision in Revision.page_revisions.filter(object_id=str(action.pk)):
        held = (revision.content.get("axis"), revision.content.get("objective"))
        wanted = targets.of(*held)
        if wanted != held:
            revision.content.update(axis=wanted[0], objective=wanted[1])
            revision.save(update_fields=["content"])
