"""Who may do what with an association and its requests: each function returns why not, or the empty string."""

from django.utils.translation import gettext as _

from pages.people import audience
from pages.people.models import Membership, MembershipRole, Organisation, Role, User
from pages.proposals.models import Proposal

WRITERS = (MembershipRole.REPRESENTATIVE, MembershipRole.CONTRIBUTOR)


def role_in(user: User, organisation: Organisation) -> str:
    """Return the user's role in an association, the empty string for none."""
    if not user.is_active:
        return ""
    held = Membership.objects.standing().filter(user=user, organisation=organisation)
    return held.values_list("role", flat=True).first() or ""


def may_see(user: User, proposal: Proposal) -> bool:
    """Say whether a user may know that a request exists."""
    return Proposal.objects.visible(audience.reader(user)).filter(pk=proposal.pk).exists()


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


def may_write(user: User, proposal: Proposal) -> str:
    """Return why a user may not change a request now."""
    if reason := may_write_for(user, proposal.association):
        return reason
    if not proposal.is_writable:
        return _("Cette proposition est envoyée : elle ne se modifie plus.")
    return ""


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
    if not user.is_active:
        return False
    instructing = user.local_roles.today().filter(role=Role.FUND_INSTRUCTOR)
    return any(
        Proposal.objects.filter(
            association=organisation, convention=page, funding_requests__funder=funder, number__isnull=False
        ).exists()
        for page, funder in instructing.values_list("page", "organisation")
    )


def follows_requests(user: User) -> bool:
    """Say whether a user has requests to follow or examine: the staff's list is for them."""
    if not user.is_active:
        return False
    tokens = audience.reader(user).tokens
    return tokens is None or any(token.startswith(("requests:", "funder:")) for token in tokens)
