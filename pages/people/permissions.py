"""What local roles allow on pages, told to Wagtail in its own words: permissions on a subtree."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q
from wagtail.models import AbstractPage, GroupPagePermission, Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import register_permission_policy

from pages.people.models import LocalRole, Role

WRITE = ("add", "change")
PUBLISH = (*WRITE, "publish", "lock", "unlock")
EVERYTHING = (*PUBLISH, "bulk_delete")
ACTIONS: dict[str, tuple[str, ...]] = {
    Role.PARTNER: (),
    Role.WRITER: WRITE,
    Role.COOPERATION_OFFICER: WRITE,
    Role.MODERATOR: PUBLISH,
    Role.CAF_COORDINATOR: EVERYTHING,
    Role.LOCAL_COORDINATOR: EVERYTHING,
    Role.FUND_INSTRUCTOR: (),
    Role.GROUP_MEMBER: (),
    Role.FACILITATOR: PUBLISH,
}


class LocalRolePermissionPolicy(PagePermissionPolicy):
    """Wagtail's group permissions, and those of the roles of the day, held on one convention or group and below."""

    def get_all_permissions_for_user(self, user):
        if not user.is_active or user.is_anonymous or user.is_superuser:
            return []
        permissions = list(super().get_all_permissions_for_user(user))
        for held in user.local_roles.today().select_related("page"):
            for action in ACTIONS[held.role]:
                permission = Permission(codename=self._get_permission_codename(action))
                permissions.append(GroupPagePermission(page=held.page, permission=permission))
        return permissions

    def users_with_any_permission(self, actions, include_superusers=True):
        by_group = super().users_with_any_permission(actions, include_superusers)
        return self._with_roles(by_group, LocalRole.objects.today(), actions)

    def users_with_any_permission_for_instance(self, actions, instance, include_superusers=True):
        by_group = super().users_with_any_permission_for_instance(actions, instance, include_superusers)
        roles = LocalRole.objects.today().filter(page__in=instance.get_ancestors(inclusive=True))
        return self._with_roles(by_group, roles, actions)

    def _with_roles(self, by_group, roles, actions):
        allowing = [role for role, allowed in ACTIONS.items() if set(allowed) & set(actions)]
        holders = roles.filter(role__in=allowing).values("user")
        return get_user_model().objects.filter(is_active=True).filter(Q(pk__in=by_group) | Q(pk__in=holders))


def install() -> None:
    """Make this the policy of every page type; called once the apps are ready."""
    register_permission_policy(AbstractPage, LocalRolePermissionPolicy(Page))
