"""The moderation circuit of pages: an editor proposes, whoever may publish that page decides."""

from django.core.exceptions import PermissionDenied
from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Task, TaskState
from wagtail.permissions import policy_registry


class PublisherApprovalTask(Task):
    """A step decided by those who may publish the page: by their role on its convention, not by a group's list."""

    class Meta:
        verbose_name = _("accord de qui peut publier")
        verbose_name_plural = _("accords de qui peut publier")

    @classmethod
    def get_description(cls):
        return _("Toute personne qui peut publier la page donne son accord ou demande des changements.")

    def locked_for_user(self, obj, user) -> bool:
        """Keep what is being examined as it was proposed, save for those who examine it."""
        return not may_publish(user, obj)

    def user_can_access_editor(self, obj, user) -> bool:
        return may_publish(user, obj)

    def user_can_lock(self, obj, user) -> bool:
        return may_publish(user, obj)

    def get_actions(self, obj, user):
        if not may_publish(user, obj):
            return []
        # At the last step Wagtail itself adds « et publier ».
        return [
            ("reject", _("Demander des changements"), True),
            ("approve", _("Accepter"), False),
            ("approve", _("Accepter avec un commentaire"), True),
        ]

    def on_action(self, task_state, user, action_name, **kwargs):
        """Decide on the page that the step is about: Wagtail's view checks the page of its address, which may differ.

        Raises PermissionDenied.
        """
        if not may_publish(user, task_state.workflow_state.content_object):
            raise PermissionDenied
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        """Return the steps in progress on the pages that a user may publish, without ``distinct``: Wagtail ORs them."""
        states = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        if user.is_superuser:
            return states
        pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "publish")
        published = pages.order_by().annotate(key=Cast("pk", CharField())).values("key")
        return states.filter(workflow_state__object_id__in=published)


def may_publish(user, obj) -> bool:
    """Say whether a user may publish a page by their own rights; nothing else goes through this circuit."""
    if not isinstance(obj, Page):
        return False
    return policy_registry.get_by_type(Page).user_has_permission_for_instance(user, "publish", obj)
