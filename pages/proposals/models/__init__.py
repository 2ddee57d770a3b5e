from pages.proposals.models.attachments import Attachment
from pages.proposals.models.profiles import (
    Approval,
    AssociationProfile,
    BankDetails,
    Commitment,
    CommitmentKind,
    DocumentKind,
    PermanentDocument,
    ProfileBudgetLine,
)
from pages.proposals.models.proposals import (
    Answer,
    BudgetLine,
    CoFinancing,
    FundingRequest,
    Proposal,
    ProposalStatus,
    Target,
)
from pages.proposals.models.settings import ProposalSettings
from pages.proposals.models.submissions import NumberCounter, Submission

__all__ = [
    "Answer",
    "Approval",
    "AssociationProfile",
    "Attachment",
    "BankDetails",
    "BudgetLine",
    "CoFinancing",
    "Commitment",
    "CommitmentKind",
    "DocumentKind",
    "FundingRequest",
    "NumberCounter",
    "PermanentDocument",
    "ProfileBudgetLine",
    "Proposal",
    "ProposalSettings",
    "ProposalStatus",
    "Submission",
    "Target",
]
