from pages.conventions.models.axis import AxisPage, Objective, ObjectiveIndicator, ObjectiveMeasure
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
from pages.conventions.models.indicators import Indicator, Measure

__all__ = [
    "AxisPage",
    "ConventionField",
    "ConventionIndexPage",
    "ConventionPage",
    "ConventionStatus",
    "Indicator",
    "Measure",
    "Objective",
    "ObjectiveIndicator",
    "ObjectiveMeasure",
    "PerimeterPlace",
    "Post",
    "RelatedContract",
    "Side",
    "Signatory",
]
