"""Telling a person of something."""

from pages.people import notifications
from pages.people.mails import link, send
from pages.people.models import User


def tell(user: User, kind: str, text: str, path: str, template=None, context=None, subject=None) -> None:
    if notifications.wants(user, kind):
        send(template or "notice", user.email, {"text": text, "url": link(path), **(context or {})}, subject or text)
