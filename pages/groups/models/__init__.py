from pages.groups.models.groups import GroupIndexPage, GroupPage, GroupProduct
from pages.groups.models.meetings import (
    OPEN_DECISION,
    AgendaItem,
    Attendance,
    Decision,
    DecisionState,
    MeetingPage,
    MinutesPage,
)

__all__ = [
    "OPEN_DECISION",
    "AgendaItem",
    "Attendance",
    "Decision",
    "DecisionState",
    "GroupIndexPage",
    "GroupPage",
    "GroupProduct",
    "MeetingPage",
    "MinutesPage",
]
