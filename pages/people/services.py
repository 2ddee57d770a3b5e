"""Writes on roles: who may give one, and what follows from it."""

from datetime import timedelta

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.log_actions import log
from wagtail.models import Collection, GroupCollectionPermission, Page

from pages.people.models import CONVENTION_ROLES, GROUP_ROLES, PAIR_ROLES, TEAM_ROLES, LocalRole, Role, User

TEAM = "Équipe"
COORDINATOR_GIVES = frozenset(CONVENTION_ROLES) - {*PAIR_ROLES, Role.FUND_INSTRUCTOR}
GROUP_MANAGERS = (*PAIR_ROLES, Role.COOPERATION_OFFICER)


def may_give(actor: User, role: str, page: Page) -> str:
    """Return why an actor may not give or end a role on a page, the empty string when they may.

    The portal's administrator gives every role; a coordinator in office those of their own convention, save the
    pair's, so that neither half replaces the other, and the fund instructors', who see what coordinators do not. The
    pair and the cooperation officers compose the groups.
    """
    if actor.is_superuser:
        return ""
    around = page.get_ancestors(inclusive=True)
    held = set(actor.local_roles.today().filter(page__in=around).values_list("role", flat=True))
    if role in GROUP_ROLES:
        if held & set(GROUP_MANAGERS):
            return ""
        return _("Seuls l’administrateur, le binôme et les chargés de coopération composent les groupes.")
    if not held & set(PAIR_ROLES):
        return _("Seuls l’administrateur du portail et le binôme de la convention attribuent ses rôles.")
    if role not in COORDINATOR_GIVES:
        return _("Seul l’administrateur du portail désigne le binôme et les instructeurs du fonds.")
    return ""


def _require(actor: User, role: str, page: Page) -> None:
    if reason := may_give(actor, role, page):
        raise PermissionDenied(reason)


@transaction.atomic
def save_role(actor: User, role: LocalRole) -> LocalRole:
    """Give a role, or change one already given. Raises PermissionDenied, or ValidationError on wrong dates."""
    _require(actor, role.role, role.page)
    before = LocalRole.objects.filter(pk=role.pk).select_related("page", "user").first()
    if before:
        _require(actor, before.role, before.page)
    role.full_clean()
    role.save()
    for user in {role.user, before.user if before else None} - {None}:
        refresh_team(user)
    log(instance=role.page.specific, action="people.role", user=actor, data={"role": str(role)})
    return role


@transaction.atomic
def end_role(actor: User, role: LocalRole) -> None:
    """End a role yesterday, so that it opens nothing from now on; the row stays, for the record."""
    _require(actor, role.role, role.page)
    stop_role(role)
    log(instance=role.page.specific, action="people.role_ended", user=actor, data={"role": str(role)})


def stop_role(role: LocalRole) -> None:
    """Write the end of a role that nobody has to be asked about: who left, whose account is closed."""
    yesterday = timezone.localdate() - timedelta(days=1)
    role.end = min(filter(None, [role.end, yesterday]))
    role.start = min(role.start, role.end) if role.start else None
    role.save()
    if role.user:
        refresh_team(role.user)


def team() -> Group:
    """Return the group that opens the administration and its library of files; made at the first need."""
    group, created = Group.objects.get_or_create(name=TEAM)
    if created:
        group.permissions.add(Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin"))
        group.permissions.add(*team_permissions())
        root = Collection.get_first_root_node()
        # Wagtail reads the permissions of its own models, whatever models hold the images and documents.
        files = {"wagtailimages": ("add_image", "choose_image"), "wagtaildocs": ("add_document", "choose_document")}
        for permission in Permission.objects.filter(
            content_type__app_label__in=files, codename__in=[name for names in files.values() for name in names]
        ):
            GroupCollectionPermission.objects.create(group=group, collection=root, permission=permission)
    return group


def team_permissions() -> list[Permission]:
    """Return what the team may do beyond pages: each app names it by the hook ``register_team_permissions``."""
    names = [name.split(".") for names in hooks.get_hooks("register_team_permissions") for name in names()]
    return [Permission.objects.get(content_type__app_label=app, codename=codename) for app, codename in names]


def refresh_team(user: User) -> None:
    """Put in the « Équipe » group those who work in the administration today, take the others out."""
    if user.local_roles.today().filter(role__in=TEAM_ROLES).exists():
        user.groups.add(team())
    else:
        user.groups.remove(team())


def refresh_teams() -> None:
    """Do so for everyone whose role began or ended with the day."""
    for user in User.objects.filter(local_roles__isnull=False).distinct():
        refresh_team(user)
