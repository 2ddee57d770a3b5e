"""How accounts work here, told to allauth."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import resolve
from django.utils.connection import ConnectionProxy
from django.utils.translation import gettext as _

from pages.people import mails
from pages.people.addresses import client_address
from pages.people.devices import device
from pages.people.models import User

SPACE = "/espace/"
HOME = "/"


def install() -> None:
    """Have allauth count attempts where all processes see them: it has no setting but the default cache."""
    ratelimit.cache = ConnectionProxy(caches, "attempts")
    authenticator_added.connect(take_set_up_as_proof, dispatch_uid="people-second-factor")


def take_set_up_as_proof(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs) -> None:
    """Count the code or the key just shown as this session's second factor: it would be asked again at once."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


class AccountAdapter(DefaultAccountAdapter):
    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead to the person's space where there is one; Wagtail's tree takes every address that nobody named."""
        return HOME if resolve(SPACE).url_name == "wagtail_serve" else SPACE

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send allauth's mails by our layout, their links on the portal's own address."""
        told = {name: mails.link(value) if name.endswith("_url") else value for name, value in context.items()}
        told = {**told, "email": email, "device": device(context.get("user_agent", ""))}
        subject = render_to_string(f"{template_prefix}_subject.txt", told)
        mails.deliver(subject, f"{template_prefix}_message", email, told)

    def get_reauthentication_methods(self, user) -> list[dict]:
        said = {
            "reauthenticate": _("Mon mot de passe"),
            "mfa_reauthenticate": _("Un code de mon application ou de secours"),
            "mfa_reauthenticate:webauthn": _("Ma clé d’accès"),
        }
        return [{**method, "description": said[method["id"]]} for method in super().get_reauthentication_methods(user)]


class SecondFactorAdapter(DefaultMFAAdapter):
    def _get_site_name(self) -> str:
        """Name the portal in the telephone's list of keys, where allauth would write the host."""
        return settings.WAGTAIL_SITE_NAME

    def generate_authenticator_name(self, user, type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Clé n° %(number)s") % {"number": number}
