from pages.proposals.models.attachments import Attachment
from pages.proposals.models.circuit import CircuitTask, Holder, InstructionRules, Step
from pages.proposals.models.examination import (
    Act,
    ActKind,
    CommitteeOpinion,
    Correction,
    GrantDecision,
    Opinion,
    Signature,
    Stance,
)
from pages.proposals.models.messages import Message, MessageFile
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
    "Act",
    "ActKind",
    "Answer",
    "Approval",
    "AssociationProfile",
    "Attachment",
    "BankDetails",
    "BudgetLine",
    "CircuitTask",
    "CoFinancing",
    "Commitment",
    "CommitmentKind",
    "CommitteeOpinion",
    "Correction",
    "DocumentKind",
    "FundingRequest",
    "GrantDecision",
    "Holder",
    "InstructionRules",
    "Message",
    "MessageFile",
    "NumberCounter",
    "Opinion",
    "PermanentDocument",
    "ProfileBudgetLine",
    "Proposal",
    "ProposalSettings",
    "ProposalStatus",
    "Signature",
    "Stance",
    "Step",
    "Submission",
    "Target",
]
