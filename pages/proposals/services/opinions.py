"""Opinions: those asked of named people, and the steering committee's, which advises."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from pages.groups.models import MeetingPage
from pages.people.models import STAFF_ROLES, LocalRole, Role, User
from pages.people.refusals import Refused
from pages.proposals import access, circuit, telling
from pages.proposals.models import CommitteeOpinion, FundingRequest, Opinion, Proposal, Stance, Step
from pages.proposals.models.examination import BEST_SCORE
from pages.proposals.services.steps import at_step, examined, required


def advisers(proposal: Proposal) -> list[User]:
    """Return whose opinion may be asked: the team of the convention today, and the asked funders' instructors.

    Whoever stands out of the association's requests is not among them.
    """
    asked = FundingRequest.objects.filter(proposal=proposal).values("funder")
    of_page = LocalRole.objects.today().filter(page=proposal.convention_id, user__is_active=True)
    team = of_page.filter(role__in=STAFF_ROLES) | of_page.filter(role=Role.FUND_INSTRUCTOR, organisation__in=asked)
    return list(telling.interested_left_out(team, proposal))


@transaction.atomic
def ask_opinion(
    actor: User, proposal: Proposal, person: User, question: str = "", due_on: dt.date | None = None
) -> Opinion:
    """Ask one person for their opinion; asked twice before they answer, it is asked once. Raises Refused."""
    proposal = examined(actor, proposal)
    if reason := access.may_conduct(actor, proposal):
        raise Refused(reason, forbidden=True)
    if proposal.step != Step.INSTRUCTION:
        raise Refused(_("Les avis se demandent pendant l’instruction."))
    if person not in advisers(proposal):
        raise Refused(_("L’avis de cette personne ne peut pas être demandé sur ce dossier."))
    if due_on and due_on < timezone.localdate():
        past = _("Cette date est passée.")
        raise Refused(past, {"due_on": past})
    if already := proposal.opinions.waiting().filter(person=person).first():
        return already
    opinion = Opinion.objects.create(
        proposal=proposal, person=person, question=question.strip(), due_on=due_on, asked_by=actor
    )
    log(instance=proposal, action="proposals.opinion_asked", user=actor, data={"person": str(person)})
    proposal.save()
    telling.opinion_asked(opinion)
    return opinion


@transaction.atomic
def call_off_opinion(actor: User, opinion: Opinion) -> Opinion:
    """Give up an opinion that was asked and is not given. Raises Refused."""
    proposal = examined(actor, opinion.proposal)
    if reason := access.may_conduct(actor, proposal):
        raise Refused(reason, forbidden=True)
    if Opinion.objects.filter(pk=opinion.pk, given_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        log(instance=proposal, action="proposals.opinion_off", user=actor, data={"person": str(opinion.person)})
        proposal.save()
    opinion.refresh_from_db()
    return opinion


def scores_of(proposal: Proposal, typed: Mapping[str, int | None]) -> list[dict]:
    """Return the lines of a grid, ``{criterion's label: 0 to 5}``; those left blank are not kept. Raises Refused."""
    criteria = proposal.call.criteria.all() if proposal.call else []
    weights = {one.label: one.weight for one in criteria}
    wrong = [
        label
        for label, value in typed.items()
        if label not in weights or not (value is None or 0 <= value <= BEST_SCORE)
    ]
    if wrong:
        raise Refused(_("Une note va de 0 à %(best)d.") % {"best": BEST_SCORE}, {label: _("0 à 5") for label in wrong})
    return [
        {"label": label, "weight": weights[label], "value": value}
        for label, value in typed.items()
        if value is not None
    ]


@transaction.atomic
def give_opinion(
    actor: User, proposal: Proposal, stance: str, text: str = "", scores: Mapping[str, int | None] | None = None
) -> Opinion:
    """Give the opinion that was asked of the actor; given twice, the second is refused. Raises Refused (``fields``)."""
    proposal = examined(actor, proposal)
    opinion = proposal.opinions.waiting().filter(person=actor).first()
    if opinion is None:
        raise Refused(_("Aucun avis ne vous est demandé sur ce dossier, ou vous l’avez déjà donné."), forbidden=True)
    if stance not in Stance.values:
        choose = _("Choisissez un avis.")
        raise Refused(choose, {"stance": choose})
    if stance != Stance.FAVOURABLE:
        text = required(text, "text", _("Dites pourquoi l’avis n’est pas favorable."))
    opinion.scores = scores_of(proposal, scores or {})
    opinion.stance, opinion.text, opinion.given_at = stance, text.strip(), timezone.now()
    opinion.save()
    log(instance=proposal, action="proposals.opinion", user=actor, data={"stance": stance})
    telling.opinion_given(opinion)
    return opinion


@transaction.atomic
def record_committee_opinion(
    actor: User,
    proposal: Proposal,
    stance: str,
    text: str = "",
    meeting: MeetingPage | None = None,
    met_on: dt.date | None = None,
    amount: Decimal | None = None,
    state: int | None = None,
) -> CommitteeOpinion:
    """Record what the steering committee thought, from its meeting: the funders may then decide.

    ``met_on`` is needed when the meeting is not in the portal. Raises Refused (``fields``).
    """
    proposal = at_step(actor, proposal, Step.COMMITTEE, state)
    if stance not in Stance.values:
        choose = _("Choisissez un avis.")
        raise Refused(choose, {"stance": choose})
    if meeting is not None:
        if not meeting.path.startswith(proposal.convention.path):
            raise Refused(_("Cette réunion n’est pas de cette convention."))
        met_on = meeting.date.first_day
    if met_on is None or met_on > timezone.localdate():
        when = _("Dites quel jour le comité s’est réuni : une réunion passée.")
        raise Refused(when, {"met_on": when})
    if amount is not None and (amount < 0 or amount > proposal.asked):
        much = _("Le montant conseillé ne dépasse pas ce qui est demandé.")
        raise Refused(much, {"amount": much})
    opinion = CommitteeOpinion.objects.create(
        proposal=proposal,
        meeting=meeting,
        met_on=met_on,
        stance=stance,
        amount=amount,
        text=text.strip(),
        recorded_by=actor,
    )
    log(instance=proposal, action="proposals.committee", user=actor, data={"stance": stance, "met_on": str(met_on)})
    circuit.advance(proposal, actor)
    telling.moved(proposal, actor)
    return opinion
