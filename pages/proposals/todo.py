"""« À traiter » : what waits for a person today, over all the conventions that they serve, the oldest first."""

import datetime as dt
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import CharField as Text
from django.db.models import (
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
)
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.groups.models import Decision
from pages.groups.models.meetings import OPEN_DECISION
from pages.people import audience, rights
from pages.people.models import PAIR_ROLES, PUBLISHER_ROLES, Role, User
from pages.proposals import access
from pages.proposals.models import (
    FundingRequest,
    GrantDecision,
    Holder,
    NoteState,
    Opinion,
    Proposal,
    ReportStatus,
    Signature,
    Step,
)
from pages.proposals.models.proposals import EXAMINED, ProposalQuerySet
from pages.proposals.services.associations import to_answer
from search.models import SearchEntry

MOST_GESTURES = 50
ONE_HOLDER = (Step.ELIGIBILITY, Step.INSTRUCTION, Step.COMMITTEE)


class Awaited(TextChoices):
    """What a request waits for, when it is no step of its circuit."""

    OPINION = "opinion", _("Votre avis")
    NOTE = "note", _("Point d’étape à relire")
    REPORT = "report", _("Compte rendu financier à lire")


class AwaitedElsewhere(TextChoices):
    """What waits for a person and is no request."""

    JOINING = "joining", _("Demande d’accès à répondre")
    DECISION = "decision", _("Décision à mettre en œuvre")


class Waiting(NamedTuple):
    """A request that waits: its key, for what (a step, or one of ``Awaited``), since when."""

    pk: int
    awaited: str
    since: dt.datetime | None


def waiting(user: User, among: ProposalQuerySet | None = None) -> list[Waiting]:
    """Return the requests of which something is awaited of a person, the oldest first, each once.

    Not those given to someone else, nor those that they stand out of, nor an instruction while opinions are awaited.
    """
    every = (Proposal.objects.all() if among is None else among).order_by()
    every = every.exclude(association__in=access.barred_from(user))
    examined = every.filter(status__in=EXAMINED)
    steps, notes, reports = _theirs(user)
    opinions = Opinion.objects.waiting()
    asked = Q(pk__in=opinions.filter(person=user).values("proposal"))
    steps &= Q(in_charge=None) | Q(in_charge=user)
    steps &= ~(Q(step=Step.INSTRUCTION) & Exists(opinions.filter(proposal=OuterRef("pk"))))
    # Each of these has its index; a database reads every request to answer « one or the other ».
    found = [
        _rows(examined.filter(asked), Value(Awaited.OPINION), "waiting_since"),
        _rows(examined.filter(steps & ~asked), F("step"), "waiting_since"),
        _rows(every.filter(notes, given_notes__state=NoteState.WAITING), Value(Awaited.NOTE), "given_notes__given_at"),
        _rows(every.filter(reports, report__status=ReportStatus.SENT), Value(Awaited.REPORT), "report__sent_at"),
    ]
    first: dict[int, Waiting] = {}
    every_row = map(Waiting._make, found[0].union(*found[1:], all=True))
    for one in sorted(every_row, key=lambda one: (one.since is None, one.since, one.pk)):
        first.setdefault(one.pk, one)
    return list(first.values())


def _rows(found: ProposalQuerySet, awaited, since: str) -> QuerySet:
    found = found.annotate(awaited=ExpressionWrapper(awaited, Text()), since=F(since))
    return found.values_list("pk", "awaited", "since")


def _theirs(user: User) -> tuple[Q, Q, Q]:
    """Return of which requests a person holds the step, reads the progress notes, reads the final report."""
    steps, notes, reports = Q(pk__in=[]), Q(pk__in=[]), Q(pk__in=[])
    for one in rights.roles_today(user):
        there = Q(convention=one.page_id)
        if rule := _rule(one.role, one.organisation_id):
            steps |= there & rule
        if one.role in PUBLISHER_ROLES:
            notes |= there
        if one.role in PAIR_ROLES:
            reports |= there
        if one.role == Role.FUND_INSTRUCTOR:
            granted = GrantDecision.objects.granted().filter(funder=one.organisation_id)
            reports |= there & Exists(granted.filter(proposal=OuterRef("pk")))
    return steps, notes, reports


def _rule(role: str, organisation_id: int | None) -> Q | None:
    """Return which steps of a convention's requests a role holds, None when it holds none."""
    if role == Role.MODERATOR:
        return Q(step__in=ONE_HOLDER, task_state__task__circuittask__holder=Holder.MODERATOR)
    if role in PAIR_ROLES:
        signed = Signature.objects.filter(task_state=OuterRef("task_state"), half=role)
        either = Q(step__in=ONE_HOLDER, task_state__task__circuittask__holder=Holder.PAIR)
        return either | (Q(step=Step.APPROVAL) & ~Exists(signed))
    if role == Role.FUND_INSTRUCTOR:
        asked = FundingRequest.objects.filter(proposal=OuterRef("pk"), funder=organisation_id)
        decided = GrantDecision.objects.standing().filter(proposal=OuterRef("pk"), funder=organisation_id)
        return Q(step=Step.DECISION) & Exists(asked) & ~Exists(decided)
    return None


class Gesture(NamedTuple):
    """Something else than a request that waits for a person: since when, its due day, what of, and where to do it."""

    awaited: str
    since: dt.datetime
    due: dt.date | None
    title: str
    url: str

    @property
    def label(self) -> str:
        return AwaitedElsewhere(self.awaited).label

    @property
    def is_late(self) -> bool:
        return bool(self.due and self.due < timezone.localdate())


def gestures(user: User) -> list[Gesture]:
    """Return what else waits for a person, the oldest first, in one query: the requests to join an association that
    nobody else can answer, the decisions of meetings that they are in charge of.
    """
    joining = to_answer(user).filter(has_people=False).order_by()
    deciding = Decision.objects.filter(owner=user, state__in=OPEN_DECISION).readable(audience.reader(user)).order_by()
    entry = SearchEntry.objects.filter(key=Concat(Value("decision:"), Cast(OuterRef("pk"), Text())))
    found = deciding.values_list(
        Value(AwaitedElsewhere.DECISION), "created_at", "due", "text", Subquery(entry.values("url"))
    ).union(
        joining.values_list(
            Value(AwaitedElsewhere.JOINING),
            "asked_at",
            ExpressionWrapper(Value(None), DateField()),
            "organisation__name",
            Value(reverse("join_requests")),
        ),
        all=True,
    )
    return sorted(map(Gesture._make, found), key=lambda one: one.since)[:MOST_GESTURES]


def page(user: User, filters, number: str | None, size: int) -> Page:
    """Return a page of the requests that wait for a person, as an address narrows them, told what for and since when.

    The keys are read first, then the rows of the page: asked for both at once, a database joins every row it sorts.
    """
    found = Paginator(waiting(user, filters.apply(Proposal.objects.all())), size).get_page(number)
    by_key = Proposal.objects.listed().in_bulk([one.pk for one in found.object_list])
    labels = dict(Awaited.choices)
    for one in found.object_list:
        proposal = by_key[one.pk]
        proposal.awaited, proposal.since = one.awaited, one.since
        proposal.awaited_label = labels.get(one.awaited) or proposal.get_step_display()
    found.object_list = [by_key[one.pk] for one in found.object_list]
    return found
