"""The part of a person's data that this room holds: for whom they act, what they asked, what they sent."""

from django.core.exceptions import PermissionDenied

from pages.people.models import Invitation, User
from pages.people.refusals import Refused
from pages.proposals import services
from pages.proposals.models import Attachment, Commitment, Message, PermanentDocument, Proposal, Submission


def _day(moment) -> str | None:
    return moment.isoformat() if moment else None


def export(user: User) -> dict:
    """Return memberships, requests to join, invitations, and what the person wrote or sent in an association's name.

    The content of files and requests is the association's: it is not in a person's own data.
    """
    return {
        "roles": [
            {
                "association": one.organisation.name,
                "role": one.get_role_display(),
                "depuis": _day(one.since),
                "termine": _day(one.ended_at),
            }
            for one in user.memberships.select_related("organisation")
        ],
        "demandes_d_acces": [
            {
                "association": one.organisation.name,
                "message": one.message,
                "demande": _day(one.asked_at),
                "reponse": _day(one.decided_at),
                "acceptee": one.accepted,
            }
            for one in user.join_requests.select_related("organisation")
        ],
        "invitations_recues": [
            {"association": one.organisation.name, "role": one.get_role_display(), "utilisee": _day(one.used_at)}
            for one in Invitation.objects.filter(email=user.email.lower()).select_related("organisation")
        ],
        "invitations_envoyees": [
            {"association": one.organisation.name, "adresse": one.email, "expire": _day(one.expires_at)}
            for one in Invitation.objects.filter(invited_by=user).select_related("organisation")
        ],
        "propositions_commencees": [
            {"association": one.association.name, "intitule": one.title, "le": _day(one.created_at)}
            for one in Proposal.objects.filter(created_by=user).select_related("association").order_by("pk")
        ],
        "propositions_envoyees": [
            {"numero": one.proposal.number, "version": one.rank, "le": _day(one.sent_at)}
            for one in Submission.objects.filter(sent_by=user).select_related("proposal").order_by("pk")
        ],
        "messages_ecrits": [
            {"numero": one.proposal.number, "le": _day(one.written_at), "texte": one.text}
            for one in Message.objects.filter(author=user).select_related("proposal").order_by("pk")
        ],
        "avis_donnes": [
            {"numero": one.proposal.number, "avis": one.get_stance_display(), "le": _day(one.given_at)}
            for one in user.opinions.given().select_related("proposal")
        ],
        "engagements_enregistres": [
            {"association": one.organisation.name, "engagement": one.get_kind_display(), "le": _day(one.signed_at)}
            for one in Commitment.objects.filter(recorded_by=user).select_related("organisation").order_by("pk")
        ],
        "fichiers_envoyes": [
            {"nom": one.name, "le": _day(one.sent_at)}
            for model in (PermanentDocument, Attachment)
            for one in model.objects.filter(sent_by=user).defer("text").order_by("pk")
        ],
    }


def erase(user: User) -> None:
    """End what the person does for associations, erase what they asked. Raises PermissionDenied with the reason.

    What was sent and signed in an association's name is the association's, and stays.
    """
    try:
        services.leave_everything(user)
    except Refused as refusal:
        raise PermissionDenied(refusal.reason) from refusal
    user.join_requests.filter(decided_at=None).delete()
    user.join_requests.update(message="")
    Invitation.objects.filter(email=user.email.lower()).delete()
