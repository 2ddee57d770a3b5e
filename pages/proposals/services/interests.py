"""Standing out of a file, and standing in for someone: interests declared, absences handed over and taken back."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from pages.people import rights
from pages.people.models import Absence, LocalRole, Organisation, Recusal, Role, User
from pages.people.refusals import Refused
from pages.people.services import refresh_team
from pages.proposals import access, telling
from pages.proposals.models import Opinion, Proposal
from search import index


@transaction.atomic
def recuse(actor: User, association: Organisation, person: User | None = None, reason: str = "") -> Recusal:
    """Take someone out of all the requests of an association: oneself, or another whose interest one declares.

    Their pending opinions are called off, what was theirs to see to goes back to all. Done twice, done once.
    Raises Refused.
    """
    person = person or actor
    if person != actor and (why_not := _may_declare(actor, association)):
        raise Refused(why_not, forbidden=True)
    Organisation.objects.select_for_update().get(pk=association.pk)
    if already := Recusal.objects.standing().filter(person=person, organisation=association).first():
        return already
    recusal = Recusal.objects.create(
        person=person, organisation=association, reason=reason.strip()[:1000], declared_by=actor
    )
    rights.forget(person)
    requests = Proposal.objects.filter(association=association).exclude(number=None)
    Opinion.objects.waiting().filter(person=person, proposal__in=requests).update(withdrawn_at=timezone.now())
    requests.filter(in_charge=person).update(in_charge=None)
    for proposal in requests.exclude(step="").select_related("association", "convention"):
        log(instance=proposal, action="proposals.recused", user=actor, data={"person": str(person)})
    _refresh(requests)
    if person != actor:
        telling.recused(recusal)
    return recusal


def _may_declare(actor: User, association: Organisation) -> str:
    """Return why an actor may not declare another's interest: only on a file that they conduct themselves."""
    requests = Proposal.objects.visible(actor).filter(association=association).exclude(number=None)
    if any(not access.may_declare_interest(actor, proposal) for proposal in requests[:20]):
        return ""
    return _("Seuls le binôme et l’administration du portail déclarent l’intérêt d’une autre personne.")


@transaction.atomic
def lift_recusal(actor: User, recusal: Recusal) -> Recusal:
    """Put an end to a déport: only who declared it for another, or the administration, never the person alone.

    Raises Refused.
    """
    if actor == recusal.person or _may_declare(actor, recusal.organisation):
        raise Refused(_("Un déport se lève par le binôme ou l’administration, jamais par la personne elle-même."))
    if Recusal.objects.standing().filter(pk=recusal.pk).update(ended_at=timezone.now(), ended_by=actor):
        said = {"person": str(recusal.person), "association": recusal.organisation.name}
        log(instance=recusal.organisation, action="proposals.recusal_lifted", user=actor, data=said)
        rights.forget(recusal.person)
        _refresh(Proposal.objects.filter(association=recusal.organisation).exclude(number=None))
    recusal.refresh_from_db()
    return recusal


def _refresh(requests) -> None:
    """Write the entries anew: opinions called off no longer open them."""
    for proposal in requests.select_related("association", "convention"):
        index.refresh(proposal)


# Away, and back


def deputies_of(person: User) -> list[LocalRole]:
    """Return the roles of deputy that stand in for a person's own roles of today, on the same page."""
    own = person.local_roles.today().filter(is_deputy=False)
    found: list[LocalRole] = []
    for role in own:
        same = LocalRole.objects.on(timezone.localdate()).filter(
            is_deputy=True, role=role.role, page=role.page_id, user__is_active=True
        )
        if role.role == Role.FUND_INSTRUCTOR:
            same = same.filter(organisation=role.organisation_id)
        found += same.exclude(user=person).select_related("user", "page")
    return found


@transaction.atomic
def delegate(actor: User, until: dt.date | None = None) -> Absence:
    """Hand everything over to one's deputies, in one gesture; done twice, done once. Raises Refused.

    Refused when a role has nobody to stand in: a step that waits for it would be stuck.
    """
    User.objects.select_for_update().get(pk=actor.pk)
    if already := Absence.objects.filter(person=actor, ended_at=None).first():
        return already
    if until and until < timezone.localdate():
        past = _("Cette date est passée.")
        raise Refused(past, {"until": past})
    deputies = deputies_of(actor)
    if not deputies:
        raise Refused(_("Personne n’est désigné pour vous suppléer : demandez-le à l’administration du portail."))
    absence = Absence.objects.create(person=actor, until=until)
    fresh = [one for one in deputies if not one.standing_in]
    # Those who stand in already do so for another absence, or by someone else's choice, which is not undone.
    shared = [one for one in deputies if one.standing_in and one.pk in _called()]
    absence.deputies.set([*fresh, *shared])
    for one in fresh:
        _stand_in(one, True)
    Proposal.objects.filter(in_charge=actor).update(in_charge=None)
    log(instance=actor, action="people.absent", user=actor, data={"until": str(until or "")})
    for one in fresh:
        telling.stands_in(one, actor)
    return absence


def _called() -> set[int]:
    """Return the roles of deputy that the absences in course made effective (ids)."""
    return set(Absence.objects.filter(ended_at=None).values_list("deputies", flat=True))


@transaction.atomic
def come_back(actor: User) -> None:
    """Take everything back: the deputies whom one's absence called stand in no longer. Done twice, done once."""
    for absence in Absence.objects.select_for_update().filter(person=actor, ended_at=None):
        _end(absence)
        log(instance=actor, action="people.back", user=actor)


def _end(absence: Absence) -> None:
    absence.ended_at = timezone.now()
    absence.save()
    others = Absence.objects.filter(ended_at=None)
    for one in absence.deputies.all():
        # Someone else who is away may need the same deputy.
        if not any(one in deputies_of(other.person) for other in others.select_related("person")):
            _stand_in(one, False)


def end_absences() -> int:
    """End the absences whose last day is behind us; called by the clock. Return how many."""
    over = Absence.objects.filter(ended_at=None, until__lt=timezone.localdate())
    ended = 0
    for absence in over:
        with transaction.atomic():
            if Absence.objects.select_for_update().filter(pk=absence.pk, ended_at=None).exists():
                _end(absence)
                ended += 1
    return ended


def _stand_in(role: LocalRole, standing: bool) -> None:
    role.standing_in = standing
    role.save()
    if role.user:
        refresh_team(role.user)
