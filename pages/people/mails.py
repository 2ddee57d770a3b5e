"""Mails in French, text and HTML, of one layout; the address of every link is the portal's own."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from post_office.models import STATUS, Email
from wagtail.log_actions import log

from pages.people.models import User


def link(path: str) -> str:
    """Return a path of the portal as a whole address, which the receiver of a mail can open.

    Of a whole address only what follows the host is kept: a request may have been sent to a forged host.
    """
    parts = urlsplit(path)
    query = f"?{parts.query}" if parts.query else ""
    return f"{settings.BASE_URL}{parts.path}{query}"


def send(template: str, to: str, context: dict, subject: str, leave_url: str = "") -> None:
    """Send ``templates/mail/<template>.txt`` and ``.html`` to an address, in the present transaction.

    ``leave_url``: where a mail reader's own « unsubscribe » goes, in one click (RFC 8058).
    """
    deliver(subject, f"mail/{template}", to, context, leave_url)


def deliver(subject: str, template: str, to: str, context: dict, leave_url: str = "") -> None:
    """Send a mail of two templates, ``<template>.txt`` and ``<template>.html``, which extend ``mail/base``."""
    # A line end in a subject would be a header of the sender's choice; its no-break spaces stay.
    subject = " ".join(subject.splitlines()).strip()
    context = {
        "base_url": settings.BASE_URL,
        "portal_name": settings.WAGTAIL_SITE_NAME,
        **context,
        "subject": subject,
    }
    one_click = {"List-Unsubscribe": f"<{leave_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    text = render_to_string(f"{template}.txt", context).strip() + "\n"
    message = EmailMultiAlternatives(subject, text, to=[to], headers=one_click if leave_url else None)
    message.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    message.send()


@transaction.atomic
def resend(actor: User, mail: Email) -> None:
    """Put a mail that was given up back among those to send. Raises PermissionDenied with the reason."""
    if not actor.is_superuser or not actor.is_active:
        raise PermissionDenied(_("Seul l’administrateur du portail renvoie un courriel."))
    given_up = Email.objects.filter(pk=mail.pk, status=STATUS.failed)
    again = given_up.update(
        status=STATUS.queued, number_of_retries=None, scheduled_time=None, last_updated=timezone.now()
    )
    if not again:
        raise PermissionDenied(_("Ce courriel n’a pas échoué : il n’y a rien à renvoyer."))
    title = _("Courriel n° %(number)s") % {"number": mail.pk}
    log(instance=mail, action="people.mail_resent", user=actor, title=title)
