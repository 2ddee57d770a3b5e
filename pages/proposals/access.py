"""Who may do what with an association and its requests: each function returns why not, or the empty string."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from pages.people import rights
from pages.people.models import (
    PAIR_ROLES,
    REQUEST_ROLES,
    LocalRole,
    Membership,
    MembershipRole,
    Organisation,
    Role,
    User,
)
from pages.people.models.organisations import OrganisationKind
from pages.proposals.models import Correction, Proposal, ProposalStatus, Step
from pages.proposals.models.proposals import EXAMINED

WRITERS = (MembershipRole.REPRESENTATIVE, MembershipRole.CONTRIBUTOR)


def role_in(user: User, organisation: Organisation) -> str:
    """Return the user's role in an association, the empty string for none."""
    if organisation.pk not in rights.associations_of(user):
        return ""
    held = Membership.objects.standing().filter(user=user, organisation=organisation)
    return held.values_list("role", flat=True).first() or ""


def barred_from(user: User) -> frozenset[int]:
    """Return the associations out of whose requests a person stands (ids): those where they have an interest, declared
    by them or by another, and those that they act for.
    """
    return rights.recused_from(user) | rights.associations_of(user)


def followed_by(user: User) -> list[LocalRole]:
    """Return the roles by which a person follows or examines requests today."""
    return [one for one in rights.roles_today(user) if one.role in (*REQUEST_ROLES, Role.FUND_INSTRUCTOR)]


def request_tokens(user: User) -> Iterable[str]:
    """Yield what opens requests to a person beyond their own associations' (see ``audience.register_tokens``).

    ``requests:12`` opens every request made to convention 12, ``funder:3:12`` those made there to funder 3,
    ``person:5`` those on which the opinion of person 5 was asked. Whoever stands out of an association's requests
    holds, instead of the whole, one token for each of the other associations: a déport thus holds in the index too.
    """
    wholes = {
        Proposal.funder_token(one.organisation_id, one.page_id)
        if one.role == Role.FUND_INSTRUCTOR
        else Proposal.convention_token(one.page_id)
        for one in followed_by(user)
    }
    barred = barred_from(user)
    yield Proposal.person_token(user.pk)
    if not barred:
        yield from wholes
        return
    asking = Organisation.objects.filter(kind=OrganisationKind.ASSOCIATION).exclude(pk__in=barred)
    others = list(asking.filter(proposals__isnull=False).distinct().values_list("pk", flat=True)) if wholes else []
    for whole in wholes:
        yield from (f"{whole}/{pk}" for pk in others)


def may_see(user: User, proposal: Proposal) -> bool:
    """Say whether a user may know that a request exists."""
    return Proposal.objects.visible(user).filter(pk=proposal.pk).exists()


def may_manage(user: User, organisation: Organisation) -> str:
    """Return why a user may not manage who acts for an association."""
    if role_in(user, organisation) == MembershipRole.REPRESENTATIVE:
        return ""
    return _("Seule une personne qui représente l’association peut le faire.")


def may_write_for(user: User, organisation: Organisation) -> str:
    """Return why a user may not write in an association's name: its file, its requests."""
    if role_in(user, organisation) in WRITERS:
        return ""
    return _("Vous pouvez lire ce dossier, pas le modifier : demandez à l’association le rôle de contributeur.")


def may_write(user: User, proposal: Proposal, section: str = "") -> str:
    """Return why a user may not change a request now, or one of its sections."""
    if reason := may_write_for(user, proposal.association):
        return reason
    if not proposal.is_writable:
        return _("Cette proposition est envoyée : elle ne se modifie plus.")
    if section and not is_open(proposal, section):
        return _("Cette partie n’est pas à corriger : elle ne se modifie plus.")
    return ""


def open_correction(proposal: Proposal) -> Correction | None:
    """Return the correction that is asked and not answered."""
    return proposal.corrections.filter(answered_at=None).first()


def is_open(proposal: Proposal, section: str) -> bool:
    """Say whether a section can be written: all of a draft, what a correction reopened."""
    if proposal.status == ProposalStatus.DRAFT:
        return True
    correction = open_correction(proposal) if proposal.status == ProposalStatus.TO_CORRECT else None
    return correction is not None and section in correction.sections


def may_send(user: User, proposal: Proposal) -> str:
    """Return why a user may not send or withdraw a request in the association's name."""
    if role_in(user, proposal.association) == MembershipRole.REPRESENTATIVE:
        return ""
    return _("Seule une personne qui représente l’association peut envoyer ou retirer une proposition.")


def may_see_bank_details(user: User, organisation: Organisation) -> bool:
    """Say whether a user may read where a grant is paid: who writes for the association, and the instructors of a
    funder that it asked something of. Neither coordinators nor the portal's administrator.
    """
    if role_in(user, organisation) in WRITERS:
        return True
    if not user.is_active or organisation.pk in barred_from(user):
        return False
    instructing = [one for one in rights.roles_today(user) if one.role == Role.FUND_INSTRUCTOR]
    return any(
        Proposal.objects.filter(
            association=organisation,
            convention=one.page_id,
            funding_requests__funder=one.organisation_id,
            number__isnull=False,
        ).exists()
        for one in instructing
    )


def follows_requests(user: User) -> bool:
    """Say whether a user has requests to follow or examine: the staff's list is for them."""
    if not user.is_active:
        return False
    if user.is_superuser:
        return True
    return bool(followed_by(user)) or _is_asked(user)


def _is_asked(user: User) -> bool:
    if not hasattr(user, "_is_asked"):
        user._is_asked = user.opinions.asked().exists()
    return user._is_asked


# The examination


def roles_on(user: User, proposal: Proposal) -> dict[str, list[LocalRole]]:
    """Return the roles that a user may use on a request today, as ``{role: [LocalRole]}``; none when they stand out.

    The portal's administrator signs and decides nothing by that role.
    """
    held: dict[str, list[LocalRole]] = {}
    if proposal.association_id in barred_from(user):
        return held
    for one in rights.roles_today(user):
        if one.page_id == proposal.convention_id:
            held.setdefault(one.role, []).append(one)
    return held


def funders_for(user: User, proposal: Proposal) -> list[int]:
    """Return for which of the funders asked a user decides."""
    instructing = {one.organisation_id for one in roles_on(user, proposal).get(Role.FUND_INSTRUCTOR, [])}
    return [line.funder_id for line in proposal.funding_requests.all() if line.funder_id in instructing]


def may_examine(user: User, proposal: Proposal) -> str:
    """Return why a user may not act on a request at the step where it is."""
    held = roles_on(user, proposal)
    if not proposal.step or proposal.status not in EXAMINED:
        return _("Cette proposition n’est plus à l’examen.")
    if proposal.step == Step.DECISION and funders_for(user, proposal):
        return ""
    if proposal.step != Step.DECISION and any(role in held for role in proposal.task.roles):
        return ""
    return _("Cette étape revient à d’autres : %(holders)s.") % {"holders": proposal.task.held_by}


def may_conduct(user: User, proposal: Proposal) -> str:
    """Return why a user may not conduct the examination: ask opinions, reassign, ask a correction, close."""
    held = roles_on(user, proposal)
    if any(role in held for role in REQUEST_ROLES) or not may_examine(user, proposal):
        return ""
    return _("Seuls le binôme et la modération de la convention conduisent l’examen.")


def may_declare_interest(user: User, proposal: Proposal) -> str:
    """Return why a user may not declare that someone has an interest in a request's association."""
    held = roles_on(user, proposal)
    if user.is_superuser or any(role in held for role in PAIR_ROLES):
        return ""
    return _("Seuls le binôme et l’administration du portail déclarent l’intérêt d’une autre personne.")
