"""The mails of associations and their requests: written in the transaction of what they tell, nothing confidential."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from pages.people import notifications
from pages.people.mails import send
from pages.people.models import Invitation, JoinRequest, Membership, MembershipRole, Organisation, User
from pages.proposals.access import WRITERS
from pages.proposals.models import Proposal, ProposalSettings

# What a person may stop; the rest answers what they did themselves, or is owed to them.
JOIN_REQUESTS, REMINDERS = "join_requests", "unfinished_proposals"


def address(name: str, *args) -> str:
    """Return a whole address of the portal."""
    return f"{settings.BASE_URL}{reverse(name, args=args)}"


def people_of(organisation: Organisation, roles=WRITERS) -> list[User]:
    """Return the people who hold one of these roles in an association."""
    held = Membership.objects.standing().filter(organisation=organisation, role__in=roles, user__is_active=True)
    return [one.user for one in held.select_related("user")]


def invited(invitation: Invitation, secret: str) -> None:
    subject = _("Invitation à rejoindre « %(name)s »") % {"name": invitation.organisation.name}
    context = {"invitation": invitation, "url": address("invitation", secret)}
    send("invited", invitation.email, context, subject)


def join_asked(asked: JoinRequest) -> None:
    """Tell those who may answer; when the association has nobody, moderators find the request in their list."""
    subject = _("Une personne demande à rejoindre « %(name)s »") % {"name": asked.organisation.name}
    context = {"asked": asked, "url": address("association_people", asked.organisation.pk)}
    for person in people_of(asked.organisation, [MembershipRole.REPRESENTATIVE]):
        if notifications.wants(person, JOIN_REQUESTS):
            send("join_asked", person.email, context, subject)


def join_answered(asked: JoinRequest) -> None:
    said = _("Vous avez rejoint « %(name)s »") if asked.accepted else _("Votre demande pour « %(name)s »")
    context = {"asked": asked, "url": address("space")}
    send("join_answered", asked.user.email, context, said % {"name": asked.organisation.name})


def received(proposal: Proposal) -> None:
    """Send the receipt to those who write for the association: number, day, service in charge, what silence means."""
    subject = _("Votre proposition n° %(number)s a bien été reçue") % {"number": proposal.number}
    context = {
        "proposal": proposal,
        "notices": ProposalSettings.load(),
        "url": proposal_address(proposal),
        "receipt": address("proposal_receipt", proposal.pk),
    }
    for person in people_of(proposal.association):
        send("received", person.email, context, subject)


def withdrawn(proposal: Proposal) -> None:
    subject = _("Votre proposition n° %(number)s est retirée") % {"number": proposal.number}
    for person in people_of(proposal.association):
        send("withdrawn", person.email, {"proposal": proposal, "url": proposal_address(proposal)}, subject)


def unfinished(proposal: Proposal) -> None:
    subject = _("Votre proposition n’est pas encore soumise")
    for person in people_of(proposal.association):
        if notifications.wants(person, REMINDERS):
            send("unfinished", person.email, {"proposal": proposal, "url": proposal_address(proposal)}, subject)


def proposal_address(proposal: Proposal) -> str:
    return f"{settings.BASE_URL}{proposal.get_absolute_url()}"
