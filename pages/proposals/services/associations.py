"""Who acts for an association: registering it, joining it, inviting, leaving."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from pages.people import identifiers, rights
from pages.people.models import (
    REQUEST_ROLES,
    Invitation,
    JoinRequest,
    Membership,
    MembershipRole,
    Organisation,
    User,
)
from pages.people.models.organisations import OrganisationKind
from pages.people.own_data import log_name
from pages.people.refusals import Refused
from pages.proposals import access, mails
from pages.proposals.models import AssociationProfile, Proposal
from pages.proposals.models.proposals import PENDING

JOINABLE = (OrganisationKind.ASSOCIATION, OrganisationKind.FOUNDATION)
PENDING_REQUESTS = 5
INVITATIONS_PER_DAY = 20
HOMONYMS_AT_ONCE = 5


def find_association(siret: str, rna: str) -> Organisation | None:
    """Return the organisation that has one of these numbers, already normalised; None when the portal knows none."""
    for name, number in (("siret", siret), ("rna", rna)):
        if number and (found := Organisation.objects.filter(**{name: number}).first()):
            return found
    return None


@transaction.atomic
def register_association(actor: User, name: str, siret: str = "", rna: str = "") -> Organisation:
    """Register an association that the portal does not know; the actor represents it from now on.

    It is listed nowhere in public until a request of it is accepted. Raises Refused, with the faulty fields; when the
    association is known already it cannot be taken over: it is joined (``ask_to_join``).
    """
    values, faults = {"siret": siret, "rna": rna}, {}
    for field, check in (("siret", identifiers.siret), ("rna", identifiers.rna)):
        try:
            values[field] = check(values[field])
        except ValidationError as error:
            faults[field] = error.messages[0]
    if not faults and not any(values.values()):
        faults["siret"] = _("Donnez le Siret ou le numéro RNA de l’association.")
    name = " ".join(name.split())
    if not name:
        faults["name"] = _("Donnez le nom de l’association, comme dans ses statuts.")
    if faults:
        raise Refused(_("Cette association ne peut pas être enregistrée ainsi."), faults)
    if found := find_association(**values):
        raise Refused(_already_known(found))
    organisation = _created(name, values)
    AssociationProfile.objects.create(organisation=organisation)
    Membership.objects.create(user=actor, organisation=organisation, role=MembershipRole.REPRESENTATIVE)
    log(instance=organisation, action="proposals.association", user=actor, data={"name": organisation.name})
    return organisation


def _already_known(found: Organisation) -> str:
    """Return why an organisation that the portal knows is not registered once more."""
    if found.kind in JOINABLE:
        return _("Cette association est déjà enregistrée : demandez à la rejoindre.")
    return _("Ce numéro est celui d’un organisme qui n’est pas une association.")


def _created(name: str, values: dict[str, str]) -> Organisation:
    """Save a new association. Raises Refused when someone registered it at the same instant.

    Two homonyms registered at the same instant want the same name and address: the second one tries again.
    """
    for _attempt in range(HOMONYMS_AT_ONCE):
        organisation = Organisation(name=_free_name(name), kind=OrganisationKind.ASSOCIATION, is_listed=False, **values)
        try:
            organisation.full_clean()
            with transaction.atomic():
                organisation.save()
        except (ValidationError, IntegrityError):
            if found := find_association(**values):
                raise Refused(_already_known(found)) from None
        else:
            return organisation
    raise Refused(_("Trop d’associations de ce nom s’enregistrent à cet instant : recommencez."))


def _free_name(name: str) -> str:
    """Return a name that no organisation has: homonyms are told apart by a rank."""
    name = name[:190]
    if not Organisation.objects.filter(name=name).exists():
        return name
    taken = set(Organisation.objects.filter(name__startswith=name).values_list("name", flat=True))
    return next(one for one in (f"{name} ({rank})" for rank in range(2, len(taken) + 3)) if one not in taken)


@transaction.atomic
def ask_to_join(actor: User, organisation: Organisation, message: str = "") -> JoinRequest:
    """Ask to act for an association that the portal knows; asking twice is asking once. Raises Refused."""
    if organisation.kind not in JOINABLE:
        raise Refused(_("Cet organisme n’est pas une association : on ne peut pas le rejoindre."))
    if access.role_in(actor, organisation):
        raise Refused(_("Vous agissez déjà pour cette association."))
    waiting = JoinRequest.objects.filter(user=actor, decided_at=None)
    if already := waiting.filter(organisation=organisation).first():
        return already
    if waiting.count() >= PENDING_REQUESTS:
        raise Refused(_("Vous avez déjà plusieurs demandes en attente : patientez jusqu’aux réponses."))
    asked = JoinRequest.objects.create(user=actor, organisation=organisation, message=message.strip()[:1000])
    log(instance=organisation, action="proposals.join_asked", user=actor)
    mails.join_asked(asked)
    return asked


def answers_everywhere(actor: User) -> bool:
    """Say whether an actor may answer for every association: the administrator, conventions' moderators and pairs."""
    if not actor.is_active:
        return False
    return actor.is_superuser or any(one.role in REQUEST_ROLES for one in rights.roles_today(actor))


def to_answer(actor: User) -> QuerySet[JoinRequest]:
    """Return the requests to join that a moderator may answer, first those of associations that have nobody."""
    people = Membership.objects.standing().filter(organisation=OuterRef("organisation"))
    waiting = JoinRequest.objects.filter(decided_at=None).exclude(user=actor).annotate(has_people=Exists(people))
    if not answers_everywhere(actor):
        return waiting.none()
    return waiting.select_related("user", "organisation").order_by("has_people", "asked_at", "pk")


def may_answer(actor: User, asked: JoinRequest) -> str:
    """Return why an actor may not answer a request to join: its representatives do, or a convention's moderator."""
    if not access.may_manage(actor, asked.organisation):
        return ""
    if answers_everywhere(actor):
        return "" if actor != asked.user else _("On ne répond pas à sa propre demande.")
    return _("Seuls l’association et les modérateurs répondent à cette demande.")


@transaction.atomic
def answer_join_request(
    actor: User, asked: JoinRequest, accepted: bool, role: str = MembershipRole.CONTRIBUTOR
) -> JoinRequest:
    """Accept or refuse someone who asks to act for an association. Raises Refused.

    The first person of an association that had nobody represents it, so that it is not left without anyone who sends.
    """
    asked = JoinRequest.objects.select_for_update().select_related("organisation", "user").get(pk=asked.pk)
    if reason := may_answer(actor, asked):
        raise Refused(reason, forbidden=True)
    if asked.decided_at:
        raise Refused(_("Une réponse a déjà été donnée à cette demande."))
    if role not in MembershipRole.values:
        raise Refused(_("Ce rôle n’existe pas."))
    asked.decided_at, asked.decided_by, asked.accepted = timezone.now(), actor, accepted
    asked.save()
    if accepted:
        _hold(asked.organisation_id)
        alone = not Membership.objects.standing().filter(organisation=asked.organisation).exists()
        AssociationProfile.objects.get_or_create(organisation=asked.organisation)
        _join(asked.user, asked.organisation, MembershipRole.REPRESENTATIVE if alone else role)
    action = "proposals.join_accepted" if accepted else "proposals.join_refused"
    log(instance=asked.organisation, action=action, user=actor, data={"person": log_name(asked.user)})
    mails.join_answered(asked)
    return asked


def _hold(organisation_id: int) -> None:
    """Hold an association's row: whoever changes its people at the same instant waits here."""
    Organisation.objects.select_for_update().get(pk=organisation_id)


def _join(user: User, organisation: Organisation, role: str) -> Membership:
    """Give a role to someone who has none there; a role already held is kept."""
    return Membership.objects.get_or_create(
        user=user, organisation=organisation, ended_at=None, defaults={"role": role}
    )[0]


@transaction.atomic
def invite(actor: User, organisation: Organisation, email: str, role: str) -> Invitation:
    """Send someone a link by which they join an association, valid a fortnight and once. Raises Refused."""
    if reason := access.may_manage(actor, organisation):
        raise Refused(reason, forbidden=True)
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(_("Cette adresse n’est pas valable."), {"email": error.messages[0]}) from error
    if role not in MembershipRole.values:
        raise Refused(_("Ce rôle n’existe pas."), {"role": _("Choisissez un rôle.")})
    yesterday = timezone.now() - timedelta(days=1)
    recent = Invitation.objects.filter(organisation=organisation, expires_at__gte=yesterday + Invitation.LASTS)
    if recent.count() >= INVITATIONS_PER_DAY:
        raise Refused(_("Trop d’invitations aujourd’hui : recommencez demain."))
    Invitation.objects.filter(organisation=organisation, email=email, used_at=None).delete()
    invitation, secret = Invitation.open(organisation, email, role, actor)
    log(instance=organisation, action="proposals.invited", user=actor, data={"role": invitation.get_role_display()})
    mails.invited(invitation, secret)
    return invitation


def invitation_of(secret: str) -> Invitation | None:
    """Return the usable invitation that a link's secret opens, None when there is none (any more)."""
    found = Invitation.objects.filter(digest=Invitation.digest_of(secret)).select_related("organisation").first()
    return found if found and found.is_usable else None


@transaction.atomic
def cancel_invitation(actor: User, invitation: Invitation) -> None:
    """Take back an invitation that nobody has used: its link opens nothing any more. Raises Refused."""
    if reason := access.may_manage(actor, invitation.organisation):
        raise Refused(reason, forbidden=True)
    if Invitation.objects.filter(pk=invitation.pk, used_at=None).delete()[0]:
        data = {"role": invitation.get_role_display()}
        log(instance=invitation.organisation, action="proposals.invitation_cancelled", user=actor, data=data)


def invitations_for(user: User) -> QuerySet[Invitation]:
    """Return the usable invitations sent to an account's own address, which it has confirmed."""
    waiting = Invitation.objects.filter(email=user.email.lower(), used_at=None, expires_at__gt=timezone.now())
    return waiting.select_related("organisation")


def accept_invitation(actor: User, secret: str) -> Membership:
    """Join an association by an invitation's link, sent to the account's own address. Raises Refused."""
    return _accept(actor, Invitation.objects.filter(digest=Invitation.digest_of(secret)))


def accept_own_invitation(actor: User, pk: int) -> Membership:
    """Join an association by an invitation that waits for the account's own address: the link is not needed by who
    has shown to receive what is sent there. Raises Refused.
    """
    return _accept(actor, Invitation.objects.filter(pk=pk))


@transaction.atomic
def _accept(actor: User, invitations: QuerySet[Invitation]) -> Membership:
    found = invitations.select_for_update().first()
    if found is None or not found.is_usable:
        raise Refused(_("Cette invitation n’est plus valable : demandez-en une autre à l’association."))
    if found.email != actor.email.lower():
        raise Refused(
            _("Cette invitation a été envoyée à une autre adresse que celle de votre compte."), forbidden=True
        )
    found.used_at = timezone.now()
    found.save()
    membership = _join(actor, found.organisation, found.role)
    log(instance=found.organisation, action="proposals.joined", user=actor, data={"role": found.get_role_display()})
    return membership


def _held(membership: Membership) -> Membership:
    """Return a membership read again, its association's row held: two people who leave together wait for each other."""
    _hold(membership.organisation_id)
    return Membership.objects.select_related("organisation", "user").get(pk=membership.pk)


def is_last_representative(membership: Membership) -> bool:
    """Say whether an association would be left without anyone who may send its requests."""
    others = Membership.objects.standing().filter(
        organisation=membership.organisation_id, role=MembershipRole.REPRESENTATIVE
    )
    return membership.role == MembershipRole.REPRESENTATIVE and not others.exclude(pk=membership.pk).exists()


def _keep_a_representative(membership: Membership) -> None:
    if is_last_representative(membership):
        raise Refused(
            _("L’association doit garder une personne qui la représente : donnez d’abord ce rôle à une autre.")
        )


@transaction.atomic
def change_member(actor: User, membership: Membership, role: str) -> Membership:
    """Give another role to someone of the association. Raises Refused."""
    membership = _held(membership)
    if reason := access.may_manage(actor, membership.organisation):
        raise Refused(reason, forbidden=True)
    if role not in MembershipRole.values or membership.ended_at:
        raise Refused(_("Ce rôle ne peut pas être donné."))
    if role == membership.role:
        return membership
    if role != MembershipRole.REPRESENTATIVE:
        _keep_a_representative(membership)
    membership.role = role
    membership.save()
    data = {"person": log_name(membership.user), "role": membership.get_role_display()}
    log(instance=membership.organisation, action="proposals.member", user=actor, data=data)
    return membership


@transaction.atomic
def end_membership(actor: User, membership: Membership) -> Membership:
    """Take someone out of an association, or leave it. Raises Refused."""
    membership = _held(membership)
    if actor != membership.user and (reason := access.may_manage(actor, membership.organisation)):
        raise Refused(reason, forbidden=True)
    if membership.ended_at:
        return membership
    _keep_a_representative(membership)
    return _end(actor, membership)


def _end(actor: User, membership: Membership) -> Membership:
    membership.ended_at = timezone.now()
    membership.save()
    data = {"person": log_name(membership.user)}
    log(instance=membership.organisation, action="proposals.member_left", user=actor, data=data)
    return membership


def refusal_to_leave(actor: User) -> str:
    """Return why a person may not leave all their associations, the empty string when they may.

    An association that has other people, or requests on which an answer is awaited, keeps someone who represents it.
    """
    for membership in actor.memberships.standing().select_related("organisation").order_by("organisation"):
        others = Membership.objects.standing().filter(organisation=membership.organisation).exclude(user=actor)
        awaited = Proposal.objects.filter(association=membership.organisation, status__in=PENDING)
        if is_last_representative(membership) and (others.exists() or awaited.exists()):
            return _(
                "Vous êtes seul à représenter « %(name)s » : donnez d’abord ce rôle à une autre personne, ou "
                "retirez ses propositions en cours."
            ) % {"name": membership.organisation.name}
    return ""


@transaction.atomic
def leave_everything(actor: User) -> None:
    """End what a person does for associations, since their account is closed. Raises Refused."""
    held = [_held(membership) for membership in actor.memberships.standing().order_by("organisation")]
    if reason := refusal_to_leave(actor):
        raise Refused(reason)
    for membership in held:
        _end(actor, membership)
