"""« À traiter » : what waits for a person today, over all the conventions that they serve, the oldest first."""

from django.core.paginator import Page, Paginator
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
    """Return the requests of which something is awaited of a person.

    Not those given to someone else, nor those that they stand out of, nor an instruction while opinions are awaited.
    """
    opinions = Opinion.objects.waiting()
    steps = Q(pk__in=[])
    for one in rights.roles_today(user):
        if rule := _rule(one.role, one.organisation_id):
            steps |= Q(convention=one.page_id) & rule
    steps &= Q(in_charge=None) | Q(in_charge=user)
    steps &= ~(Q(step=Step.INSTRUCTION) & Exists(opinions.filter(proposal=OuterRef("pk"))))
    examined = Proposal.objects.filter(status__in=EXAMINED).order_by()
    asked = Q(pk__in=opinions.filter(person=user).values("proposal"))
    # Each of the two has its index; a database reads every request to answer « one or the other ».
    found = examined.filter(asked).values("pk").union(examined.filter(steps).values("pk"))
    return Proposal.objects.filter(pk__in=found).exclude(association__in=access.barred_from(user))


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


def page(user: User, filters, number: str | None, size: int) -> Page:
    """Return a page of what waits for a person, as an address narrows it.

    Each has ``awaited``: a step, or ``opinion``. Their keys are read first, in order, then the rows of the page: asked
    for both at once, a database joins every row that it sorts.
    """
    ordered = filters.apply(waiting(user)).order_by(F("waiting_since").asc(nulls_last=True), "pk")
    found = Paginator(list(ordered.values_list("pk", flat=True)), size).get_page(number)
    asked = Opinion.objects.waiting().filter(person=user, proposal=OuterRef("pk"))
    rows = Proposal.objects.listed().annotate(
        awaited=Case(When(Exists(asked), then=Value(OPINION)), default=F("step"), output_field=Text())
    )
    by_number = rows.in_bulk(found.object_list)
    found.object_list = [by_number[pk] for pk in found.object_list]
    return found
