"""Bringing a request through its circuit: which one, its beginning, its end. Called by the services, in their
transaction; nothing here asks who may.
"""

import logging

from django.apps import apps as installed_apps
from django.core.exceptions import PermissionDenied
from django.db.models.signals import post_migrate
from django.utils.translation import gettext as _
from wagtail.models import TaskState, Workflow, WorkflowState, WorkflowTask
from wagtail.signals import workflow_cancelled

from pages.base import signals as base_signals
from pages.people.models import User
from pages.people.refusals import Refused
from pages.proposals.models.circuit import CircuitTask, Holder, InstructionRules, Step
from pages.proposals.models.proposals import PENDING, Proposal

logger = logging.getLogger("portal.proposals")

USUAL = "Circuit des propositions"
# Step, who holds it, days.
STEPS = (
    (Step.ELIGIBILITY, Holder.MODERATOR, 10),
    (Step.INSTRUCTION, Holder.MODERATOR, 30),
    (Step.APPROVAL, Holder.PAIR, 10),
    (Step.COMMITTEE, Holder.PAIR, 30),
    (Step.DECISION, Holder.PAIR, 30),
)


def rules_of(proposal: Proposal) -> InstructionRules:
    """Return how a request is examined: its call's rules, else its convention's, else the usual ones (not saved)."""
    pages = [pk for pk in (proposal.call_id, proposal.convention_id) if pk]
    found = {rules.page_id: rules for rules in InstructionRules.objects.filter(page__in=pages)}
    return next((found[pk] for pk in pages if pk in found), InstructionRules())


def steps_of(circuit: Workflow) -> list[CircuitTask]:
    """Return the steps of a circuit in use, in their order; those of another nature are not steps of a request."""
    tasks = CircuitTask.objects.filter(workflow_tasks__workflow=circuit, active=True)
    return list(tasks.order_by("workflow_tasks__sort_order"))


def is_whole(circuit: Workflow) -> bool:
    """Say whether a request can go through a circuit: it is in use, of our steps only, and ends with the decisions."""
    steps = steps_of(circuit)
    known = circuit.active and len(steps) == circuit.tasks.filter(active=True).count()
    decisions = [rank for rank, task in enumerate(steps, 1) if task.step == Step.DECISION]
    return bool(known and steps and decisions == [len(steps)])


def usual(leaving: Workflow | None = None) -> Workflow | None:
    """Return the circuit that requests follow when nothing else is chosen; never one that is being put out of use."""
    made = Workflow.objects.active().filter(workflow_tasks__task__in=CircuitTask.objects.all()).distinct()
    made = made.exclude(pk=leaving.pk) if leaving else made
    return next((circuit for circuit in made.order_by("pk") if is_whole(circuit)), None)


def circuit_of(proposal: Proposal, leaving: Workflow | None = None) -> Workflow | None:
    """Return the circuit of a request, None when the portal has none that it can go through."""
    chosen = rules_of(proposal).circuit
    if chosen and chosen != leaving and is_whole(chosen):
        return chosen
    if chosen and chosen != leaving:
        logger.warning("Circuit incomplet, le circuit habituel le remplace : %s.", chosen.name)
    return usual(leaving)


def begin(proposal: Proposal, actor: User | None, at: str = "", leaving: Workflow | None = None) -> None:
    """Start the circuit of a request, at its first step or at a named one, those before it skipped.

    Raises Refused when the portal has no circuit that a request can go through.
    """
    circuit = circuit_of(proposal, leaving)
    if circuit is None:
        raise Refused(_("Aucun circuit de validation n’est en service pour les propositions."))
    # Nobody « requested » it and nothing says it was submitted: Wagtail would write to whoever runs the portal, and to
    # the association with the address of a screen that it cannot open.
    state = WorkflowState(
        content_type=proposal.get_content_type(),
        base_content_type=proposal.get_base_content_type(),
        object_id=str(proposal.pk),
        workflow=circuit,
    )
    state.save()
    steps = steps_of(circuit)
    first = next((rank for rank, task in enumerate(steps) if task.step == at), 0)
    for task in steps[:first]:
        TaskState.objects.create(
            workflow_state=state, task=task, revision=proposal.latest_revision, status=TaskState.STATUS_SKIPPED
        )
    state.update(user=actor)
    proposal.refresh_from_db()


def advance(proposal: Proposal, actor: User) -> None:
    """Pass the present step: the next one begins, or the circuit ends with the acceptance."""
    proposal.task_state.approve(user=actor)
    proposal.refresh_from_db()


def send_back(proposal: Proposal, actor: User) -> None:
    """Stop at the present step until the association has answered."""
    proposal.task_state.reject(user=actor)


def come_back(proposal: Proposal, actor: User) -> None:
    """Bring a corrected request back to the step that had sent it."""
    proposal.current_workflow_state.resume(user=actor)
    proposal.refresh_from_db()


def stop(proposal: Proposal, actor: User | None, status: str) -> None:
    """End the circuit before its end, with a last status."""
    proposal.status = status
    proposal.enter("", None, None)
    if state := proposal.current_workflow_state:
        state.cancel(user=actor)
        proposal.refresh_from_db()


# What an administrator does to circuits, in Wagtail's screens


def lay_circuit(sender, apps=installed_apps, **kwargs) -> None:
    """Make the usual circuit, once: what an administrator changes later is kept."""
    try:
        apps.get_model("proposals", "CircuitTask")
    except LookupError:
        return
    # The pages' circuit first: it puts out of use whatever is attached to no page.
    base_signals.lay_circuit(sender, apps)
    if CircuitTask.objects.exists():
        return
    circuit = Workflow.objects.create(name=USUAL)
    for order, (step, holder, days) in enumerate(STEPS):
        task = CircuitTask.objects.create(name=Step(step).label, step=step, holder=holder, days=days)
        WorkflowTask.objects.create(workflow=circuit, task=task, sort_order=order)


def go_on_elsewhere(sender, instance, user=None, **kwargs) -> None:
    """Start anew, at the same step, a request whose circuit an administrator put out of use: none is ever stuck."""
    proposal = instance.content_object
    if not isinstance(proposal, Proposal) or proposal.status not in PENDING or not proposal.step:
        return
    try:
        begin(proposal, user, proposal.step, instance.workflow)
    except Refused as refusal:
        raise PermissionDenied(refusal.reason) from refusal


def connect() -> None:
    """Lay the circuit after the tables are made; listen to those that an administrator puts out of use."""
    proposals = installed_apps.get_app_config("proposals")
    post_migrate.connect(lay_circuit, sender=proposals, dispatch_uid="proposals-lay-circuit")
    workflow_cancelled.connect(go_on_elsewhere, sender=WorkflowState, dispatch_uid="proposals-go-on-elsewhere")
