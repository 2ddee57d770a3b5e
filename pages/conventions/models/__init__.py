from pages.conventions.models.axis import AxisPage, Objective, ObjectiveIndicator, ObjectiveMeasure
from pages.conventions.models.committees import College, CommitteeIndexPage, CommitteeKind, CommitteePage, Seat
from pages.conventions.models.convention import (
    ConventionField,
    ConventionIndexPage,
    ConventionPage,
    ConventionStatus,
    PerimeterPlace,
    Post,
    RelatedContract,
    Side,
    Signatory,
)
from pages.conventions.models.diagnosis import DiagnosisPage, Finding, FindingFigure
from pages.conventions.models.evaluations import EvaluationIndexPage, EvaluationPage, Outcome
from pages.conventions.models.indicators import Indicator, Measure
from pages.conventions.models.phases import Phase, PhaseKind

__all__ = [
    "AxisPage",
    "College",
    "CommitteeIndexPage",
    "CommitteeKind",
    "CommitteePage",
    "ConventionField",
    "ConventionIndexPage",
    "ConventionPage",
    "ConventionStatus",
    "DiagnosisPage",
    "EvaluationIndexPage",
    "EvaluationPage",
    "Finding",
    "FindingFigure",
    "Indicator",
    "Measure",
    "Objective",
    "ObjectiveIndicator",
    "ObjectiveMeasure",
    "Outcome",
    "PerimeterPlace",
    "Phase",
    "PhaseKind",
    "Post",
    "RelatedContract",
    "Seat",
    "Side",
    "Signatory",
]
