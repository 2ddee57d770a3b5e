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
from pages.actions.models.circuit import PairApprovalTask
from pages.actions.models.notes import ProgressNote
from pages.actions.models.sheets import PracticeSheetPage, SheetKind, SheetLead, SheetPartner

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
    "PairApprovalTask",
    "PracticeSheetPage",
    "ProgressNote",
    "SheetKind",
    "SheetLead",
    "SheetPartner",
]
