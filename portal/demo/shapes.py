"""The forms in which the data modules write what the builder makes: plain, without the database."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

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
class DocumentShape:
    """A small PDF; ``parts`` are its headings, each with paragraphs, a list or a table (its columns, then its rows)."""

    title: str
    subject: str
    parts: list[tuple[str, list[str] | dict]]


@dataclass(frozen=True)
class PhaseShape:
    kind: str
    label: str = ""
    planned: tuple[When, When] = (None, None)
    actual: tuple[When, When] = (None, None)


@dataclass(frozen=True)
class FigureShape:
    side: str
    label: str
    value: float
    unit: str
    date: When
    source: str


@dataclass(frozen=True)
class FindingShape:
    """``objectives`` are written « 1.2 »: axis, then rank."""

    theme: str
    title: str
    caf: str
    local: str
    conclusion: str
    figures: list[FigureShape] = field(default_factory=list)
    objectives: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class DiagnosisShape:
    title: str
    summary: str
    date: When
    conclusion: str
    body: list
    findings: list[FindingShape]


@dataclass(frozen=True)
class DecisionShape:
    """``about`` is the address of a page of the convention, ``phase`` the kind of one of its phases."""

    text: str
    function: str
    organisation: str
    state: str
    due: date | None = None
    about: str = ""
    phase: str = ""


@dataclass(frozen=True)
class SeatShape:
    college: str
    function: str
    organisation: str = ""


@dataclass(frozen=True)
class MinutesShape:
    """Who was expected was there, save the functions that ``missing`` names with their state; or ``present``."""

    summary: str
    body: list
    missing: dict[str, str] = field(default_factory=dict)
    present: list[SeatShape] = field(default_factory=list)
    decisions: list[DecisionShape] = field(default_factory=list)
    audience: str = "inherit"
    live: bool = True


@dataclass(frozen=True)
class MeetingShape:
    """``agenda`` is made of (point, precision, address of the page it is about)."""

    slug: str
    title: str
    date: When
    summary: str
    hours: tuple[time | None, time | None] = (None, None)
    place: str = ""
    link: str = ""
    open_to_public: bool = False
    cancelled: bool = False
    agenda: list[tuple[str, str, str]] = field(default_factory=list)
    body: list = field(default_factory=list)
    minutes: MinutesShape | None = None
    audience: str = "inherit"


@dataclass(frozen=True)
class CommitteeShape:
    """``rule`` is how many times a year, at least and at most, from when; ``born_of`` the address of an action."""

    slug: str
    title: str
    kind: str
    summary: str
    mandate: str
    seats: list[SeatShape]
    rule: tuple[int | None, int | None, When] = (None, None, None)
    born_of: str = ""
    body: list = field(default_factory=list)
    meetings: list[MeetingShape] = field(default_factory=list)


@dataclass(frozen=True)
class NewsShape:
    slug: str
    title: str
    date: date
    summary: str
    body: list
    themes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class EventShape:
    slug: str
    title: str
    starts: datetime
    ends: datetime | None
    place: str
    organiser: str
    summary: str
    body: list
    whole_day: bool = False
    themes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class GroupShape:
    """``committee`` is the address of the one it answers to; ``findings`` and ``products`` what came of its work."""

    slug: str
    title: str
    summary: str
    mandate: str
    members: list[RoleShape]
    kind: str = "working"
    committee: str = ""
    findings: list[str] = field(default_factory=list)
    products: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    body: list = field(default_factory=list)
    meetings: list[MeetingShape] = field(default_factory=list)
    news: list[NewsShape] = field(default_factory=list)
    audience: str = "inherit"


@dataclass(frozen=True)
class OutcomeShape:
    """``objective`` is written « 1.2 »; its first indicator is meant too when ``measured``."""

    kind: str
    text: str
    objective: str = ""
    measured: bool = False


@dataclass(frozen=True)
class EvaluationShape:
    slug: str
    title: str
    summary: str
    date: When
    scope: str
    body: list
    outcomes: list[OutcomeShape]


@dataclass(frozen=True)
class InquiryShape:
    """A question about a call, and its answer, both published."""

    asked: date
    text: str
    answered: date
    answer: str


@dataclass(frozen=True)
class CallShape:
    slug: str
    title: str
    summary: str
    opens: datetime
    closes: datetime
    amount: int
    ceiling: int
    documents: list[tuple[str, str, bool]]
    """What it is, what helps to give it, whether it must be given."""
    questions: list[tuple[str, str, int]]
    """What is asked, what helps to answer, the longest answer in characters."""
    criteria: list[tuple[str, str, int]]
    """What is looked at, what is meant by it, its weight."""
    inquiries: list[InquiryShape]
    body: list


@dataclass(frozen=True)
class ProjectShape:
    slug: str
    title: str
    summary: str
    beneficiary: str
    status: str
    call: str
    axis: int
    start: When
    end: When
    body: list
    people: int | None = None
    results: str = ""
    report: DocumentShape | None = None
    themes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class EntryShape:
    """A line of the ledger, known by its ``reference``; ``reversed_on`` and ``reason`` when it was undone."""

    kind: str
    amount: int
    date: date
    funder: str
    account: str
    reference: str
    project: str = ""
    reversed_on: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class FundShape:
    title: str
    summary: str
    eligibility: str
    envelope: int
    envelope_label: str
    body: list
    calls: list[CallShape]
    projects: list[ProjectShape]
    entries: list[EntryShape]


@dataclass(frozen=True)
class PageShape:
    """An ordinary page of a convention."""

    slug: str
    title: str
    summary: str
    body: list
    audience: str = "inherit"
    live: bool = True


@dataclass(frozen=True)
class ListingShape:
    """What a listing page below the convention shows of it."""

    slug: str
    title: str
    summary: str
    kinds: list[str]
    layout: str
    period: str = ""
    descending: bool = True


@dataclass(frozen=True)
class QuestionShape:
    label: str
    kind: str
    required: bool = True
    precision: str = ""
    choices: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class FormShape:
    slug: str
    title: str
    summary: str
    questions: list[QuestionShape]
    consent: str
    confirmation: str
    months: int


@dataclass(frozen=True)
class SheetShape:
    """A practice sheet; ``source`` is the address of the action that it tells of, empty for the convention itself."""

    slug: str
    title: str
    summary: str
    source: str
    kinds: list[str]
    departement: str
    quote: tuple[str, str]
    objectives: str
    origins: str
    body: list
    results: str
    leads: list[str]
    partners: list[tuple[str, str]]
    human_means: str
    financial_means: str
    contact: tuple[str, str]
    notes: str
    publisher: str
    legal_mention: str
    themes: list[str]


@dataclass(frozen=True)
class LifeShape:
    """What a convention lives through, beside its plan."""

    diagnosis: DiagnosisShape
    committees_summary: str
    committees: list[CommitteeShape]
    groups_summary: str
    groups: list[GroupShape]
    meetings: list[MeetingShape]
    evaluations_summary: str
    evaluations: list[EvaluationShape]
    news: list[NewsShape]
    events: list[EventShape]
    pages: list[PageShape]
    listings: list[ListingShape]
    forms: list[FormShape] = field(default_factory=list)
    sheets: list[SheetShape] = field(default_factory=list)
    fund: FundShape | None = None


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
    phases: list[PhaseShape]
    life: LifeShape
    themes: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
