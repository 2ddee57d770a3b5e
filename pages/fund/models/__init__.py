from pages.fund.models.calls import (
    AskedDocument,
    CallFunder,
    CallIndexPage,
    CallPage,
    CallQuestion,
    Criterion,
    in_words,
)
from pages.fund.models.exchanges import CallInquiry, CallInvitation
from pages.fund.models.ledger import EntryKind, LedgerEntry, amounts, sums
from pages.fund.models.pages import FundedProjectPage, FundIndexPage, FundPage, ProjectStatus

__all__ = [
    "AskedDocument",
    "CallFunder",
    "CallIndexPage",
    "CallInquiry",
    "CallInvitation",
    "CallPage",
    "CallQuestion",
    "Criterion",
    "EntryKind",
    "FundIndexPage",
    "FundPage",
    "FundedProjectPage",
    "LedgerEntry",
    "ProjectStatus",
    "amounts",
    "in_words",
    "sums",
]
