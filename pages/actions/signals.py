"""The practice sheets' circuit, laid after the tables are made, and whom it writes to."""

from django.apps import apps as installed_apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext as _
from wagtail.admin.mail import BaseGroupApprovalTaskStateEmailNotifier
from wagtail.models import TaskState, Workflow, WorkflowTask
from wagtail.signals import task_submitted

from pages.base.signals import lay_circuit
from pages.people.models import PAIR_ROLES, LocalRole, User


def lay_sheet_circuit(sender, apps=installed_apps, **kwargs) -> None:
    """Make the two steps of a practice sheet, once: what an administrator changes later is kept.

    It is attached to no page: a sheet finds it by its step for the pair.
    """
    try:
        apps.get_model("actions", "PairApprovalTask")
    except LookupError:
        return
    from pages.actions.models import PairApprovalTask
    from pages.base.models import PublisherApprovalTask

    # The circuit of all the other pages first: its step is shared, and it disables what is attached to no page.
    lay_circuit(sender, apps)
    reading = PublisherApprovalTask.objects.order_by("pk").first()
    if reading is None or PairApprovalTask.objects.exists():
        return
    circuit = Workflow.objects.create(name=_("Circuit des fiches d’expérience"))
    agreement = PairApprovalTask.objects.create(name=_("Accord du binôme"))
    for order, step in enumerate((reading, agreement)):
        WorkflowTask.objects.create(workflow=circuit, task=step, sort_order=order)


class PairNotifier(BaseGroupApprovalTaskStateEmailNotifier):
    """Tell the coordinators in office that a sheet waits for the agreement of one of them."""

    notification = "submitted"

    def can_handle(self, instance, **kwargs) -> bool:
        from pages.actions.models import PairApprovalTask

        return isinstance(instance, TaskState) and isinstance(instance.task.specific, PairApprovalTask)

    def get_recipient_users(self, task_state, user=None, **kwargs):
        page = task_state.workflow_state.content_object
        held = LocalRole.objects.today().filter(role__in=PAIR_ROLES, page__in=page.get_ancestors(inclusive=True))
        pair = User.objects.filter(is_active=True, pk__in=held.values("user"))
        return pair.exclude(pk=user.pk) if user else pair


tell_pair = PairNotifier()


def connect() -> None:
    actions = installed_apps.get_app_config("actions")
    post_migrate.connect(lay_sheet_circuit, sender=actions, dispatch_uid="actions-lay-sheet-circuit")
    task_submitted.connect(tell_pair, sender=TaskState, dispatch_uid="actions-tell-pair")
