"""Who works for the portal proves who they are twice: nothing of the staff's opens without it."""

from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from pages.people import rights
from pages.people.models import TEAM_ROLES, User

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def must_have(user: User) -> bool:
    """Say whether a person must have a second factor: who administers the portal, or holds a team's role today."""
    if not settings.SECOND_FACTOR_REQUIRED or not user.is_authenticated:
        return False
    if user.is_superuser or any(one.role in TEAM_ROLES for one in rights.roles_today(user)):
        return True
    return user.has_perm("wagtailadmin.access_admin")


def factors(user: User) -> set[str]:
    """Return what second factors a person has set up; codes kept for a bad day are none by themselves."""
    return set(Authenticator.objects.filter(user=user, type__in=FACTORS).values_list("type", flat=True))


def shown(request: HttpRequest) -> bool:
    """Say whether this session was opened, or confirmed since, with a second factor."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


class SecondFactorRequired:
    """Send whoever lacks it to set a second factor up, or to show it, before the staff's addresses."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(settings.STAFF_PREFIXES) and must_have(request.user):
            found = factors(request.user)
            if not found:
                return redirect("mfa_index")
            if not shown(request):
                return redirect(f"{self.where_to_show(found)}?{urlencode({'next': self.going_to(request)})}")
        return self.get_response(request)

    @staticmethod
    def where_to_show(found: set[str]) -> str:
        return reverse("mfa_reauthenticate" if Authenticator.Type.TOTP in found else "mfa_reauthenticate_webauthn")

    @staticmethod
    def going_to(request: HttpRequest) -> str:
        """Return where to lead afterwards: what was sent is lost, its address may not be read."""
        return request.get_full_path() if request.method == "GET" else settings.STAFF_PREFIXES[0]
