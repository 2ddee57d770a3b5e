"""How far a request has come, in the association's words: steps, who answers, what happened."""

from dateutil.relativedelta import relativedelta
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _g
from wagtail.models import ModelLogEntry, TaskState, WorkflowState

from pages.people.models import PAIR_ROLES, LocalRole, Role
from pages.proposals.models import CircuitTask, Proposal, ProposalSettings, ProposalStatus, Step

# What the association is told of the history, whatever else the log holds.
EVENTS = {
    "proposals.started": _g("Brouillon commencé"),
    "proposals.renewed": _g("Reprise d’une proposition précédente"),
    "proposals.submitted": _g("Proposition envoyée"),
    "proposals.seen": _g("Dossier ouvert par les services"),
    "proposals.admitted": _g("Proposition recevable"),
    "proposals.instructed": _g("Instruction conclue"),
    "proposals.committee": _g("Avis du comité de pilotage rendu"),
    "proposals.correction": _g("Correction demandée"),
    "proposals.resubmitted": _g("Version corrigée envoyée"),
    "proposals.decided": _g("Décision d’un financeur"),
    "proposals.revoked": _g("Décision d’un financeur retirée"),
    "proposals.accepted": _g("Proposition acceptée"),
    "proposals.refused": _g("Proposition refusée"),
    "proposals.closed": _g("Proposition classée sans suite"),
    "proposals.payment": _g("Versement enregistré"),
    "proposals.note_given": _g("Point d’étape donné"),
    "proposals.note_accepted": _g("Point d’étape publié"),
    "proposals.note_refused": _g("Point d’étape écarté"),
    "proposals.report_sent": _g("Compte rendu financier envoyé"),
    "proposals.report_accepted": _g("Compte rendu financier accepté"),
    "proposals.report_to_complete": _g("Compte rendu financier à compléter"),
    "proposals.block_lifted": _g("Nouvelle demande permise malgré un compte rendu manquant"),
    "proposals.page_update": _g("Mise à jour de la page proposée"),
    "proposals.withdrawn": _g("Proposition retirée"),
}
ITS_OWN = {
    "proposals.started",
    "proposals.renewed",
    "proposals.submitted",
    "proposals.resubmitted",
    "proposals.withdrawn",
    "proposals.note_given",
    "proposals.report_sent",
    "proposals.page_update",
}
DECIDED = (ProposalStatus.ACCEPTED, ProposalStatus.REFUSED, ProposalStatus.CLOSED, ProposalStatus.WITHDRAWN)
EXAMINATION = {
    Step.INSTRUCTION: _g("Les services donnent leur avis ; chaque financeur décidera ensuite."),
    Step.APPROVAL: _g("Les deux coordonnateurs de la convention examinent la demande, puis donnent leur accord."),
    Step.COMMITTEE: _g("Le comité de pilotage donne son avis : il conseille, chaque financeur décide."),
    Step.DECISION: _g("Chaque financeur sollicité décide, par son propre acte."),
}
STATES = {-1: "done", 0: "current", 1: "todo"}


def steps(proposal: Proposal) -> list[dict]:
    """Return the steps of a request, in the association's words: label, state (done, current, todo), date if known."""
    status = ProposalStatus(proposal.status)
    if status == ProposalStatus.DRAFT:
        labels = [_("Brouillon"), _("Réception et recevabilité"), _("Instruction"), _("Décision de chaque financeur")]
        return [{"label": label, "state": STATES[min(rank, 1)], "date": ""} for rank, label in enumerate(labels)]
    found = [{"label": _("Envoi"), "state": "done", "date": _day(proposal.submitted_at)}]
    for task in _passages(proposal):
        if task.passage in (TaskState.STATUS_APPROVED, TaskState.STATUS_SKIPPED):
            found.append({"label": task.get_step_display(), "state": "done", "date": _day(task.passed_at)})
        elif status not in DECIDED:
            is_here = task.step == proposal.step and task.passage is not None
            found.append({"label": task.get_step_display(), "state": "current" if is_here else "todo", "date": ""})
    if status in DECIDED:
        found.append({"label": status.label, "state": "current", "date": _day(proposal.decided_at)})
    return found


def _passages(proposal: Proposal) -> list[CircuitTask]:
    """Return the steps of a request's circuit, each with its last one: ``passage`` (its state), ``passed_at``."""
    runs = WorkflowState.objects.for_instance(proposal).order_by("-created_at", "-pk")
    states = TaskState.objects.filter(workflow_state=Subquery(runs.values("pk")[:1]), task=OuterRef("pk"))
    last = states.order_by("-started_at", "-pk")
    return list(
        CircuitTask.objects.filter(workflow_tasks__workflow=Subquery(runs.values("workflow")[:1]), active=True)
        .annotate(passage=Subquery(last.values("status")[:1]), passed_at=Subquery(last.values("finished_at")[:1]))
        .order_by("workflow_tasks__sort_order")
    )


def _day(moment) -> str:
    return date_format(timezone.localtime(moment), "j F Y") if moment else ""


def what_comes_next(proposal: Proposal) -> str:
    """Return in one sentence what the association may expect or has to do."""
    if proposal.status == ProposalStatus.UNDER_REVIEW and proposal.step in EXAMINATION:
        return str(EXAMINATION[proposal.step])
    return {
        ProposalStatus.DRAFT: _("À vous : complétez votre proposition, relisez-la, puis envoyez-la."),
        ProposalStatus.SUBMITTED: _(
            "La modération vérifie que la demande est recevable, puis elle est instruite par les services."
        ),
        ProposalStatus.UNDER_REVIEW: _("Les services examinent la demande ; chaque financeur décidera ensuite."),
        ProposalStatus.TO_CORRECT: _("À vous : une correction est demandée. Corrigez, puis renvoyez."),
        ProposalStatus.ACCEPTED: _("Lisez ci-dessous chaque décision, ses conditions et qui verse."),
        ProposalStatus.REFUSED: _("Lisez ci-dessous les raisons. Les voies de recours sont sur l’accusé de réception."),
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
    """Return what happened to a request, the latest first: when, what, who for the association's own people.

    Of those who examine it, the association reads the day of what they did, never who.
    """
    entries = ModelLogEntry.objects.for_instance(proposal).filter(action__in=EVENTS).select_related("user")
    return [
        {
            "at": entry.timestamp,
            "what": EVENTS[entry.action],
            "who": str(entry.user or "") if entry.action in ITS_OWN else "",
        }
        for entry in entries.order_by("-timestamp", "-pk")[:200]
    ]
