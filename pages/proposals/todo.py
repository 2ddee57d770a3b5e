"""« À traiter » : what waits for a person today, over all the conventions that they serve, the oldest first."""

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models import CharField as Text

from pages.people import rights
from pages.people.models import PAIR_ROLES, Role, User
from pages.proposals import access
from pages.proposals.models import FundingRequest, GrantDecision, Holder, Opinion, Proposal, Signature, Step
from pages.proposals.models.proposals import EXAMINED, ProposalQuerySet

OPINION = "opinion"
"""What waits is an opinion, not a step."""
ONE_HOLDER = (Step.ELIGIBILITY, Step.INSTRUCTION, Step.COMMITTEE)


def waiting(user: User) -> ProposalQuerySet:
    """Return the requests of which something is awaited of a person, with ``awaited``: a step, or ``opinion``.

    Not those given to someone else, nor those that they stand out of, nor an instruction while opinions are awaited.
    """
    opinions = Opinion.objects.waiting()
    mine = opinions.filter(person=user).values("proposal")
    steps = Q(pk__in=[])
    for one in rights.roles_today(user):
        if rule := _rule(one.role, one.organisation_id):
            steps |= Q(convention=one.page_id) & rule
    steps &= Q(in_charge=None) | Q(in_charge=user)
    steps &= ~(Q(step=Step.INSTRUCTION) & Exists(opinions.filter(proposal=OuterRef("pk"))))
    asked = Q(pk__in=mine)
    found = Proposal.objects.filter(asked | steps, status__in=EXAMINED)
    return found.exclude(association__in=access.barred_from(user)).annotate(
        awaited=Case(When(asked, then=Value(OPINION)), default=F("step"), output_field=Text())
    )


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


def of(user: User, filters) -> ProposalQuerySet:
    """Return what waits for a person, as an address narrows it."""
    return filters.apply(waiting(user)).order_by(F("waiting_since").asc(nulls_last=True), "pk")
