"""The mails of associations and their requests: written in the transaction of what they tell, nothing confidential."""

from django.urls import reverse
from django.utils.translation import gettext as _

from pages.people import notices
from pages.people.mails import link, send
from pages.people.models import Invitation, JoinRequest, LocalRole, Membership, MembershipRole, Organisation, Role, User
from pages.proposals.access import WRITERS
from pages.proposals.following import silence_ends
from pages.proposals.models import Proposal, ProposalSettings

# What a person may stop; the rest answers what they did themselves, or is owed to them.
JOIN_REQUESTS, REMINDERS = "join_requests", "unfinished_proposals"


def address(name: str, *args) -> str:
    """Return a whole address of the portal."""
    return link(reverse(name, args=args))


def people_of(organisation: Organisation, roles=WRITERS) -> list[User]:
    """Return the people who hold one of these roles in an association."""
    held = Membership.objects.standing().filter(organisation=organisation, role__in=roles, user__is_active=True)
    return [one.user for one in held.select_related("user")]


def invited(invitation: Invitation, secret: str) -> None:
    subject = _("Invitation à rejoindre « %(name)s »") % {"name": invitation.organisation.name}
    context = {"invitation": invitation, "url": address("invitation", secret)}
    send("invited", invitation.email, context, subject)


def join_asked(asked: JoinRequest) -> None:
    """Tell those who may answer: who represents the association, else the moderators of conventions that know it."""
    subject = _("Une personne demande à rejoindre « %(name)s »") % {"name": asked.organisation.name}
    people, path = people_of(asked.organisation, [MembershipRole.REPRESENTATIVE]), "association_people"
    arguments = [asked.organisation.pk]
    if not people:
        people, path, arguments = _moderators_for(asked.organisation), "join_requests", []
    url = reverse(path, args=arguments)
    context = {"asked": asked, "url": link(url)}
    for person in people:
        notices.tell(person, JOIN_REQUESTS, subject, url, "join_asked", context, subject)


def _moderators_for(organisation: Organisation) -> list[User]:
    """Return the moderators of the conventions to which an association made a request, of all of them when there is
    none: a request to join is never left to nobody.
    """
    moderating = LocalRole.objects.today().filter(role=Role.MODERATOR, user__is_active=True)
    near = moderating.filter(page__in=Proposal.objects.filter(association=organisation).values("convention"))
    return list(User.objects.filter(pk__in=(near if near.exists() else moderating).values("user")))


def join_answered(asked: JoinRequest) -> None:
    said = _("Vous avez rejoint « %(name)s »") if asked.accepted else _("Votre demande pour « %(name)s »")
    context = {"asked": asked, "url": address("space")}
    send("join_answered", asked.user.email, context, said % {"name": asked.organisation.name})


def received(proposal: Proposal) -> None:
    """Send the receipt to those who write for the association: number, day, service in charge, what silence means."""
    subject = _("Votre proposition n° %(number)s a bien été reçue") % {"number": proposal.number}
    context = {
        "proposal": proposal,
        "notices": ProposalSettings.load(),
        "silence_ends": silence_ends(proposal),
        "receipt": address("proposal_receipt", proposal.pk),
    }
    _tell("received", proposal, subject, context)


def withdrawn(proposal: Proposal) -> None:
    subject = _("Votre proposition n° %(number)s est retirée") % {"number": proposal.number}
    _tell("withdrawn", proposal, subject, {"proposal": proposal})


def unfinished(proposal: Proposal) -> None:
    """Recall a draft to those who want to be reminded."""
    subject = _("Votre proposition n’est pas encore soumise")
    _tell("unfinished", proposal, subject, {"proposal": proposal}, kind=REMINDERS)


def _tell(template: str, proposal: Proposal, subject: str, context: dict, kind: str = "") -> None:
    """Write to those who write for the association, with the address of their request.

    ``kind``: what they may have stopped (see notifications); empty for what is owed to them.
    """
    path = proposal.get_absolute_url()
    for person in people_of(proposal.association):
        if kind:
            notices.tell(person, kind, subject, path, template, context, subject)
        else:
            send(template, person.email, {**context, "url": link(path)}, subject)
