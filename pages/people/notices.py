"""Telling a person of something: a notice in the portal, and a mail at once or once a day, as they chose."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from pages.people import notifications
from pages.people.mails import link, send
from pages.people.models import Delivery, Notice, User

MOST_SHOWN = 9
"""Beyond that many unread notices, the bell says « 9+ »."""
IN_ONE_MAIL = 50
KEPT_DAYS = 180


@transaction.atomic
def tell(
    user: User,
    kind: str,
    text: str,
    path: str,
    template: str = "notice",
    context: dict | None = None,
    subject: str = "",
) -> None:
    """Tell a person of a kind of thing, in the present transaction; nothing when they chose never, or left.

    ``path``: where it leads in the portal, which they can open; ``template``: the mail's; ``subject``: the text when
    none is given. Raises KeyError for a kind that no app declared.
    """
    delivery = notifications.delivery_of(user, kind)
    if delivery == Delivery.NEVER:
        return
    at_once = delivery == Delivery.AT_ONCE
    Notice.objects.create(
        user=user,
        kind=kind,
        text=text[:300],
        path=path,
        in_digest=not at_once,
        mailed_at=timezone.now() if at_once else None,
    )
    if at_once:
        send(template, user.email, {"text": text, "url": link(path), **(context or {})}, subject or text)


def unread(user: User) -> int:
    """Return how many notices a person has not read, one more than ``MOST_SHOWN`` at most."""
    return user.notices.filter(read_at=None).order_by()[: MOST_SHOWN + 1].count()


def read(user: User, notice: Notice) -> None:
    """Mark a notice of one's own as read."""
    user.notices.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())


def read_all(user: User) -> None:
    user.notices.filter(read_at=None).update(read_at=timezone.now())


# By the clock


def send_digests() -> int:
    """Send everyone, in one mail, what waits to be told once a day; return how many mails it was.

    Each person's notices are claimed in the transaction that writes their mail: two workers never tell twice, and what
    a worker that was down did not tell goes out once.
    """
    waiting = Notice.objects.filter(in_digest=True, mailed_at=None)
    sent = 0
    for user in User.objects.filter(pk__in=waiting.values("user"), is_active=True):
        sent += _send_digest(user)
    return sent


@transaction.atomic
def _send_digest(user: User) -> bool:
    # The person's row is held: a second worker waits here, then finds nothing to tell.
    User.objects.select_for_update().get(pk=user.pk)
    told = list(user.notices.filter(in_digest=True, mailed_at=None))
    if not told:
        return False
    Notice.objects.filter(pk__in=[one.pk for one in told]).update(mailed_at=timezone.now())
    lines = [{"text": one.text, "url": link(one.path)} for one in told[:IN_ONE_MAIL]]
    subject = ngettext("%(count)d nouveauté dans le portail", "%(count)d nouveautés dans le portail", len(told))
    context = {"lines": lines, "more": len(told) - len(lines), "url": link(reverse("notices"))}
    send("digest", user.email, context, subject % {"count": len(told)})
    return True


def forget_old() -> int:
    """Erase the notices that are too old to matter; return how many."""
    old = timezone.now() - timedelta(days=KEPT_DAYS)
    return Notice.objects.filter(told_at__lt=old).delete()[0]
