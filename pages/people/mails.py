"""Sending a mail: text and HTML from templates/mail/, in the transaction of what it tells."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def send(template: str, to: str, context: dict, subject: str) -> None:
    """Write a mail to one address; the worker sends it once the transaction is committed."""
    context = {**context, "subject": subject, "base_url": settings.BASE_URL}
    mail = EmailMultiAlternatives(subject, render_to_string(f"mail/{template}.txt", context), to=[to])
    mail.attach_alternative(render_to_string(f"mail/{template}.html", context), "text/html")
    mail.send()
