"""What a move in the tree changes: the audience inherited and the addresses, hence the entries.

And the moderation circuit, laid after the tables are made.
"""

from django.apps import apps as installed_apps
from django.db.models.signals import post_delete, post_migrate, pre_delete
from django.utils.translation import gettext as _
from wagtail.admin.mail import BaseGroupApprovalTaskStateEmailNotifier
from wagtail.models import Page, TaskState, Workflow, WorkflowPage, WorkflowTask
from wagtail.permissions import policy_registry
from wagtail.signals import post_page_move, task_submitted

from pages.base.models.media import documents_shown_by, refresh_documents
from pages.base.models.page import refresh_pages
from pages.people import audience


def settle_after_move(sender, instance, **kwargs):
    moved = Page.objects.get(pk=instance.pk)
    audience.settle(moved)
    refresh_pages(moved.get_descendants(inclusive=True).values_list("pk", flat=True))


def hold_documents(sender, instance, **kwargs) -> None:
    """Note, before a page goes, the documents that it shows."""
    instance._documents_shown = documents_shown_by([instance.pk])


def refresh_held_documents(sender, instance, **kwargs) -> None:
    refresh_documents(instance._documents_shown)


def lay_circuit(sender, apps=installed_apps, **kwargs) -> None:
    """Attach the moderation circuit to the root of the tree, once: what an administrator changes later is kept."""
    try:
        apps.get_model("base", "PublisherApprovalTask")
    except LookupError:
        return
    from pages.base.models import PublisherApprovalTask

    root = Page.objects.filter(depth=1).first()
    if root is None or PublisherApprovalTask.objects.exists():
        return
    task = PublisherApprovalTask.objects.create(name=_("Relecture"))
    circuit = Workflow.objects.create(name=_("Circuit de validation"))
    WorkflowTask.objects.create(workflow=circuit, task=task, sort_order=0)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": circuit})
    unused = Workflow.objects.exclude(pk=circuit.pk).filter(workflow_pages=None)
    unused.update(active=False)


class PublishersNotifier(BaseGroupApprovalTaskStateEmailNotifier):
    """Tell those who may publish a page, by their role on it, that someone proposes it; nobody else can open it."""

    notification = "submitted"

    def can_handle(self, instance, **kwargs) -> bool:
        from pages.base.models import PublisherApprovalTask

        return isinstance(instance, TaskState) and isinstance(instance.task.specific, PublisherApprovalTask)

    def get_recipient_users(self, task_state, user=None, **kwargs):
        page = task_state.workflow_state.content_object
        policy = policy_registry.get_by_type(Page)
        publishers = policy.users_with_any_permission_for_instance({"publish"}, page, include_superusers=False)
        return publishers.exclude(pk=user.pk) if user else publishers


tell_publishers = PublishersNotifier()


def connect() -> None:
    post_page_move.connect(settle_after_move, dispatch_uid="base-settle-after-move")
    pre_delete.connect(hold_documents, sender=Page, dispatch_uid="base-hold-documents")
    post_delete.connect(refresh_held_documents, sender=Page, dispatch_uid="base-refresh-held-documents")
    post_migrate.connect(lay_circuit, sender=installed_apps.get_app_config("base"), dispatch_uid="base-lay-circuit")
    task_submitted.connect(tell_publishers, sender=TaskState, dispatch_uid="base-tell-publishers")
