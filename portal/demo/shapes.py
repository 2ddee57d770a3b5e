"""The forms in which the data modules write what the builder makes: plain, without the database."""

from dataclasses import dataclass, field
from datetime import date

from pages.base.dates import ApproximateDate

When = ApproximateDate | None


@dataclass(frozen=True)
class Measured:
    """A value on a day; ``by`` is who wrote it, by the address of an account."""

    date: date
    value: float
    comment: str = ""


@dataclass(frozen=True)
class IndicatorShape:
    label: str
    unit: str
    baseline: float | None
    baseline_date: When
    target: float | None
    target_date: When
    measures: list[Measured] = field(default_factory=list)


@dataclass(frozen=True)
class ObjectiveShape:
    title: str
    text: str
    indicators: list[IndicatorShape] = field(default_factory=list)


@dataclass(frozen=True)
class AxisShape:
    number: int
    slug: str
    title: str
    summary: str
    source: str
    body: list
    objectives: list[ObjectiveShape]
    themes: list[str]


@dataclass(frozen=True)
class NoteShape:
    date: date
    progress: int
    done: str
    difficulties: str = ""
    correction: str = ""


@dataclass(frozen=True)
class ActionShape:
    """``target`` is « 1.2 », the objective it serves, or empty; ``pair`` the functions of its two referents."""

    slug: str
    title: str
    summary: str
    target: str
    kind: str
    status: str
    lead: str
    planned: tuple[When, When] = (None, None)
    actual: tuple[When, When] = (None, None)
    pair: tuple[str, str] = ("", "")
    partners: list[tuple[str, str]] = field(default_factory=list)
    structures: list[str] = field(default_factory=list)
    means: str = ""
    people: int | None = None
    financing: list[tuple[int, str, int, int | None]] = field(default_factory=list)
    indicators: list[IndicatorShape] = field(default_factory=list)
    notes: list[NoteShape] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    body: list = field(default_factory=list)
    audience: str = "inherit"
    live: bool = True


@dataclass(frozen=True)
class RoleShape:
    role: str
    account: str = ""
    function: str = ""
    organisation: str = ""
    is_deputy: bool = False


@dataclass(frozen=True)
class ConventionShape:
    """One convention with all that is below it; ``halves`` are its two organisations and the accounts that report."""

    territory: tuple[str, str]
    territory_summary: str
    territory_body: list
    slug: str
    title: str
    summary: str
    body: list
    facts: dict
    signatories: list[tuple[str, str]]
    fields: list[tuple[str, str, str]]
    posts: list[dict]
    contracts: list[dict]
    roles: list[RoleShape]
    caf: str
    local: str
    writers: tuple[str, ...]
    axes: list[AxisShape]
    plan_summary: str
    actions: list[ActionShape]
    themes: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
