"""Writes on one's own account."""

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from pages.people import mails, notifications, personal_data
from pages.people.models import Delivery, NotificationPreference, User
from pages.people.own_data import log_name
from pages.people.services import stop_role


@transaction.atomic
def rename(actor: User, first_name: str, last_name: str) -> None:
    """Change one's own name. Raises ValidationError on a name that is empty or too long."""
    actor.first_name, actor.last_name = first_name.strip(), last_name.strip()
    actor.full_clean(exclude=["password"])
    actor.save(update_fields=["first_name", "last_name"])
    log(instance=actor, action="people.renamed", user=actor, title=log_name(actor))


@transaction.atomic
def choose_notifications(actor: User, choices: dict[str, str]) -> None:
    """Keep what a person chose, by kind; a kind that no app declared, or another word, is left out."""
    known = {kind.name for kind in notifications.kinds()}
    for kind, delivery in choices.items():
        if kind in known and delivery in Delivery.values:
            NotificationPreference.objects.update_or_create(user=actor, kind=kind, defaults={"delivery": delivery})


def refusal_to_close(actor: User) -> str:
    """Return why an account may not be closed, the empty string when it may."""
    if reason := personal_data.refusal(actor):
        return reason
    if not actor.is_superuser:
        return ""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=actor.pk)
    if others.exists():
        return ""
    return _("Vous êtes seul à administrer le portail : donnez d’abord ce droit à quelqu’un d’autre.")


@transaction.atomic
def close_account(actor: User) -> None:
    """Close one's own account. Raises PermissionDenied with the reason when it may not be.

    What the law keeps is kept (the log, the roles, now ended, what was signed), without the person's name; the rest is
    erased. The former address is told.
    """
    # The administrators' rows are held, so that the last two do not leave at the same instant.
    list(User.objects.select_for_update().filter(is_superuser=True).order_by("pk").values_list("pk"))
    actor = User.objects.select_for_update().get(pk=actor.pk)
    if not actor.is_active:
        raise PermissionDenied(_("Ce compte est déjà fermé."))
    if reason := refusal_to_close(actor):
        raise PermissionDenied(reason)
    address = actor.email
    for role in actor.local_roles.all():
        stop_role(role)
    personal_data.erase(actor)
    actor.first_name, actor.last_name = _("Compte supprimé"), _("n° %(number)s") % {"number": actor.pk}
    actor.email = f"compte-supprime-{actor.pk}@portail.invalid"
    actor.is_active = actor.is_staff = actor.is_superuser = False
    actor.last_login = None
    actor.set_unusable_password()
    actor.save()
    log(instance=actor, action="people.account_closed", user=actor, title=log_name(actor))
    mails.send("account_closed", address, {}, subject=_("Votre compte est fermé"))


@transaction.atomic
def follow_address(user: User) -> None:
    """Make the address that an administrator wrote the account's only one; it is confirmed at the next log-in."""
    if EmailAddress.objects.filter(user=user, email__iexact=user.email, primary=True).exists():
        return
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=user.email.lower(), primary=True, verified=False)
