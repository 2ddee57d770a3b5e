"""The practice sheet's own circuit: whoever may publish there reads it, then the pair of its convention agrees."""

from django.core.exceptions import PermissionDenied
from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PagePermissionTester, Task, TaskState, Workflow

from pages.people.models import PAIR_ROLES, LocalRole


class PairApprovalTask(Task):
    """A step decided by either coordinator of the convention, while in office: nobody else, the administrator included.

    The portal's administrator signs and decides nothing by that role.
    """

    class Meta:
        verbose_name = _("accord du binôme")
        verbose_name_plural = _("accords du binôme")

    @classmethod
    def get_description(cls):
        return _("L’un des deux coordonnateurs de la convention donne son accord ou demande des changements.")

    def locked_for_user(self, obj, user) -> bool:
        return not may_agree(user, obj)

    def user_can_access_editor(self, obj, user) -> bool:
        return may_agree(user, obj)

    def get_actions(self, obj, user):
        if not may_agree(user, obj):
            return []
        return [
            ("reject", _("Demander des changements"), True),
            ("approve", _("Donner son accord"), False),
            ("approve", _("Donner son accord avec un commentaire"), True),
        ]

    def on_action(self, task_state, user, action_name, **kwargs):
        """Decide on the page that the step is about, whichever page the address names. Raises PermissionDenied."""
        if not may_agree(user, task_state.workflow_state.content_object):
            raise PermissionDenied
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        """Return the steps in progress below the conventions that a user coordinates, without ``distinct``."""
        states = TaskState.objects.filter(task=self, status=TaskState.STATUS_IN_PROGRESS)
        pages = Page.objects.none()
        for path in coordinated(user).values_list("page__path", flat=True):
            pages |= Page.objects.filter(path__startswith=path)
        below = pages.order_by().annotate(key=Cast("pk", CharField())).values("key")
        return states.filter(workflow_state__object_id__in=below)


class SheetPermissionTester(PagePermissionTester):
    """Wagtail's own rules, save one: a sheet is published with the pair's agreement, directly or by its circuit."""

    def can_publish(self) -> bool:
        return super().can_publish() and may_agree(self.user, self.page)


def coordinated(user):
    """Return the roles of coordinator that a user holds today."""
    return LocalRole.objects.today().filter(user=user.pk, role__in=PAIR_ROLES)


def may_agree(user, obj) -> bool:
    """Say whether a user coordinates today the convention that a page belongs to."""
    if not isinstance(obj, Page) or not user.is_active or not user.is_authenticated:
        return False
    return coordinated(user).filter(page__in=obj.get_ancestors(inclusive=True)).exists()


def sheet_workflow() -> Workflow | None:
    """Return the circuit in use that ends with the pair, None once an administrator has disabled it."""
    pair = PairApprovalTask.objects.values("pk")
    return Workflow.objects.active().filter(workflow_tasks__task__in=pair, workflow_pages=None).first()
