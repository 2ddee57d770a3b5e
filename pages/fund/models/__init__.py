from pages.fund.models.ledger import EntryKind, LedgerEntry, amounts, sums
from pages.fund.models.pages import CallPage, FundedProjectPage, FundIndexPage, FundPage, ProjectStatus

__all__ = [
    "CallPage",
    "EntryKind",
    "FundIndexPage",
    "FundPage",
    "FundedProjectPage",
    "LedgerEntry",
    "ProjectStatus",
    "amounts",
    "sums",
]
