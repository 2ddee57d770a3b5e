"""How far a request has come, in the association's words: steps, who answers, what happened."""

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _g
from wagtail.models import ModelLogEntry

from pages.people.models import PAIR_ROLES, LocalRole, Role
from pages.proposals.models import Proposal, ProposalSettings, ProposalStatus

# What the association is told of the history, whatever else the log holds.
EVENTS = {
    "proposals.started": _g("Brouillon commencé"),
    "proposals.renewed": _g("Reprise d’une proposition précédente"),
    "proposals.submitted": _g("Proposition envoyée"),
    "proposals.withdrawn": _g("Proposition retirée"),
}
DECIDED = (ProposalStatus.ACCEPTED, ProposalStatus.REFUSED, ProposalStatus.CLOSED, ProposalStatus.WITHDRAWN)


def steps(proposal: Proposal) -> list[dict]:
    """Return the steps of a request: label, state (done, current, todo), date when it is known."""
    status = ProposalStatus(proposal.status)
    reached = {ProposalStatus.DRAFT: 0, ProposalStatus.UNDER_REVIEW: 2}.get(status, 1)
    last = status.label if status in DECIDED else _("Décision de chaque financeur")
    labels = [_("Brouillon"), _("Réception et recevabilité"), _("Instruction"), last]
    if status == ProposalStatus.WITHDRAWN:
        labels, reached = [labels[0], _("Envoi"), last], 2
    elif status in DECIDED:
        reached = 3
    sent = date_format(timezone.localtime(proposal.submitted_at), "j F Y") if proposal.submitted_at else ""
    states = {-1: "done", 0: "current", 1: "todo"}
    return [
        {
            "label": label,
            "state": states[(rank > reached) - (rank < reached)],
            "date": sent if rank == 1 else "",
        }
        for rank, label in enumerate(labels)
    ]


def what_comes_next(proposal: Proposal) -> str:
    """Return in one sentence what the association may expect or has to do."""
    return {
        ProposalStatus.DRAFT: _("À vous : complétez votre proposition, relisez-la, puis envoyez-la."),
        ProposalStatus.SUBMITTED: _(
            "La modération vérifie que la demande est recevable, puis elle est instruite par les services."
        ),
        ProposalStatus.TO_CORRECT: _("À vous : une correction est demandée. Corrigez, puis renvoyez."),
        ProposalStatus.UNDER_REVIEW: _("Les services donnent leur avis ; chaque financeur décidera ensuite."),
        ProposalStatus.ACCEPTED: _("Chaque financeur vous adresse sa décision et les conditions du versement."),
        ProposalStatus.REFUSED: _("La décision et ses raisons vous sont adressées, avec les voies de recours."),
        ProposalStatus.CLOSED: _("Cette proposition n’a pas de suite. Vous pouvez la reprendre dans un nouvel appel."),
        ProposalStatus.WITHDRAWN: _("Vous l’avez retirée. Vous pouvez la reprendre dans un nouvel appel."),
    }[ProposalStatus(proposal.status)]


def silence_ends(proposal: Proposal):
    """Return the day after which silence means refusal (CRPA L.231-4), None before the request is sent."""
    if not proposal.submitted_at:
        return None
    months = ProposalSettings.load().silence_months
    return timezone.localdate(proposal.submitted_at) + relativedelta(months=months)


def who_answers(proposal: Proposal) -> list[str]:
    """Return who is in charge, by function and organisation: the convention's moderation and its pair. No name."""
    roles = (Role.MODERATOR, *PAIR_ROLES)
    held = LocalRole.objects.today().filter(page=proposal.convention_id, role__in=roles).select_related("organisation")
    said = [", ".join(filter(None, [one.public_name, one.organisation and one.organisation.name])) for one in held]
    return list(dict.fromkeys(said))


def events(proposal: Proposal) -> list[dict]:
    """Return what happened to a request, the latest first: when, what, who for the association's own people."""
    entries = ModelLogEntry.objects.for_instance(proposal).filter(action__in=EVENTS).select_related("user")
    return [
        {"at": entry.timestamp, "what": EVENTS[entry.action], "who": str(entry.user or "")}
        for entry in entries.order_by("-timestamp", "-pk")[:200]
    ]
