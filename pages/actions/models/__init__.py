from pages.actions.models.action import (
    ActionIndexPage,
    ActionIndicator,
    ActionKind,
    ActionMeasure,
    ActionPage,
    ActionPartner,
    ActionPlanPage,
    ActionReferent,
    ActionStatus,
    FinancingLine,
)
from pages.actions.models.notes import ProgressNote

__all__ = [
    "ActionIndexPage",
    "ActionIndicator",
    "ActionKind",
    "ActionMeasure",
    "ActionPage",
    "ActionPartner",
    "ActionPlanPage",
    "ActionReferent",
    "ActionStatus",
    "FinancingLine",
    "ProgressNote",
]
