"""The part of a person's data that this room holds: identity, addresses, roles, sessions, what they did."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _
from post_office.models import STATUS, Email
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail.users.models import UserProfile

from pages.people import notifications
from pages.people.models import User


def export(user: User) -> dict:
    """Return identity, addresses, roles, sessions and acts; neither password, key, code nor session key."""
    return {
        "identite": {
            "numero": user.pk,
            "prenom": user.first_name,
            "nom": user.last_name,
            "adresse_electronique": user.email,
            "inscription": user.date_joined.isoformat(),
            "derniere_connexion": user.last_login.isoformat() if user.last_login else None,
        },
        "adresses": [
            {"adresse": address.email, "confirmee": address.verified, "principale": address.primary}
            for address in EmailAddress.objects.filter(user=user).order_by("pk")
        ],
        "roles": [
            {
                "role": role.get_role_display(),
                "page": role.page.title,
                "fonction": role.function,
                "organisme": str(role.organisation or ""),
                "du": role.start.isoformat() if role.start else None,
                "au": role.end.isoformat() if role.end else None,
            }
            for role in user.local_roles.select_related("page", "organisation")
        ],
        "double_authentification": [
            {"moyen": str(one), "depuis": one.created_at.isoformat()}
            for one in Authenticator.objects.filter(user=user).order_by("pk")
        ],
        "sessions": [
            {"ouverte": one.created_at.isoformat(), "adresse_reseau": one.ip, "navigateur": one.user_agent}
            for one in UserSession.objects.filter(user=user).order_by("pk")
        ],
        "notifications": notifications.chosen(user),
        "avis": [{"le": one.told_at.isoformat(), "texte": one.text} for one in user.notices.all()],
        "actes": acts(user),
    }


def acts(user: User) -> list[dict]:
    """Return what the audit log says that a person did, the oldest first."""
    entries = [*PageLogEntry.objects.filter(user=user), *ModelLogEntry.objects.filter(user=user)]
    entries.sort(key=lambda entry: entry.timestamp)
    return [{"date": entry.timestamp.isoformat(), "acte": entry.action, "objet": entry.label} for entry in entries]


def log_name(user: User) -> str:
    """Return what the log calls an account: a name in it would outlive the account."""
    return _("Compte n° %(number)s") % {"number": user.pk}


def erase(user: User) -> None:
    """Erase what opens the account and what was chosen in it; the mails already sent lose their row too."""
    ModelLogEntry.objects.for_instance(user).update(label=log_name(user))
    for session in UserSession.objects.filter(user=user):
        session.end()
    Authenticator.objects.filter(user=user).delete()
    Email.objects.filter(to=user.email, status=STATUS.sent).delete()
    EmailAddress.objects.filter(user=user).delete()
    UserProfile.objects.filter(user=user).delete()
    user.notification_preferences.all().delete()
    user.notices.all().delete()
    user.groups.clear()
    user.user_permissions.clear()
