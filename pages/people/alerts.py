"""Following a search by mail: asked for, confirmed by whoever reads the address, left by one link."""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pages.people import audience
from pages.people.mails import link, send
from pages.people.models import SearchAlert, User
from pages.people.refusals import Refused
from search import engines, searching
from search.models import SearchEntry
from search.query import parse
from search.searching import Asked
from search.synonyms import equivalents

SALT = "search-alert"
MOST = 20
"""Alerts of one address."""
LONGEST = 2000
"""Characters of a search's parameters."""
NAMED = 10
"""Results named in a mail."""
UNCONFIRMED_KEPT = timedelta(days=7)


def key(alert: SearchAlert) -> str:
    """Return what the links of an alert's mails hold: it stands for whoever reads the address."""
    return signing.dumps(alert.pk, salt=SALT)


def named_by(signed: str) -> SearchAlert | None:
    """Return the alert that a link names, None when it is forged, or the alert was left."""
    try:
        return SearchAlert.objects.filter(pk=signing.loads(signed, salt=SALT)).first()
    except signing.BadSignature:
        return None


def asked_by(alert: SearchAlert) -> Asked:
    """Return the search that an alert follows."""
    return Asked.of(QueryDict(alert.parameters))


def tokens_of(alert: SearchAlert) -> frozenset[str] | None:
    return audience.reader(alert.user).tokens


@transaction.atomic
def follow(email: str, asked: Asked, user: User | None = None) -> bool:
    """Have the new results of a search mailed to an address; say whether that begins at once.

    To any address but the user's own a link is sent first, again if it is asked again. What is told does not depend on
    what the address follows already: beyond the most, nothing is written nor sent. Raises Refused with the reason.
    """
    if not asked:
        raise Refused(_("Cherchez d’abord quelque chose : c’est cette recherche qui sera suivie."))
    parameters = asked.parameters(page=1, order="")
    if len(parameters) > LONGEST:
        raise Refused(_("Cette recherche a trop de filtres pour être suivie : retirez-en quelques-uns."))
    email = email.lower()
    own = user is not None and user.email.lower() == email
    known = SearchAlert.objects.filter(email=email)
    if not known.filter(parameters=parameters).exists() and known.count() >= MOST:
        if own:
            raise Refused(_("Vous suivez déjà %(most)d recherches : quittez-en une d’abord.") % {"most": MOST})
        return False
    at_first = {"user": user, "confirmed_at": timezone.now()} if own else {}
    alert, _created = SearchAlert.objects.get_or_create(email=email, parameters=parameters, defaults=at_first)
    if alert.confirmed_at is None:
        # Nothing of the search is written there: it would be a way to send anybody a text of one's choice.
        url = link(reverse("search_alert", args=[key(alert)]))
        send("alert_asked", email, {"url": url}, _("Confirmez l’alerte que vous avez demandée"))
    return own and alert.user is not None


def confirm(alert: SearchAlert) -> None:
    """Begin to send; what is there already is not news."""
    now = timezone.now()
    SearchAlert.objects.filter(pk=alert.pk, confirmed_at=None).update(confirmed_at=now, told_at=now)


def leave(alert: SearchAlert) -> None:
    """Send nothing more, and forget the address."""
    alert.delete()


# By the clock


def news(alert: SearchAlert) -> QuerySet[SearchEntry]:
    """Return what the receiver of an alert may find by its search and could not when they were last told."""
    asked = asked_by(alert)
    entries = engines.visible(tokens_of(alert)).filter(opened_at__gt=alert.told_at)
    entries = engines.chosen_among(entries, asked.chosen)
    if asked.text:
        query = parse(asked.text, equivalents())
        entries = engines.matching(entries, query) if query else entries.none()
    return entries.order_by("-opened_at", "pk")


def send_alerts() -> int:
    """Mail every confirmed alert what is new for it; forget those never confirmed; return how many mails it was."""
    SearchAlert.objects.filter(confirmed_at=None, created_at__lt=timezone.now() - UNCONFIRMED_KEPT).delete()
    sent = 0
    for pk in SearchAlert.objects.exclude(confirmed_at=None).order_by("pk").values_list("pk", flat=True):
        sent += _send(pk)
    return sent


@transaction.atomic
def _send(pk: int) -> bool:
    # The row is held: a second worker waits here, then finds nothing new.
    alert = SearchAlert.objects.select_for_update(of=("self",)).select_related("user").filter(pk=pk).first()
    if alert is None or (alert.user and not alert.user.is_active):
        return False
    now = timezone.now()
    found = list(news(alert))
    SearchAlert.objects.filter(pk=pk).update(told_at=now)
    if not found:
        return False
    # A mail is read by whoever opens the letter box: it names what anyone may read.
    anyone = set(
        engines.visible(audience.ANYONE.tokens).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True)
    )
    lines = [{"text": one.title, "url": link(one.url)} for one in found if one.pk in anyone][:NAMED]
    asked = asked_by(alert)
    said = searching.said(asked, audience.ANYONE.tokens)
    subject = ngettext(
        "%(count)d nouveau résultat pour %(said)s", "%(count)d nouveaux résultats pour %(said)s", len(found)
    )
    context = {
        "said": said,
        "lines": lines,
        "more": len(found) - len(lines),
        "url": link(f"{reverse('search')}?{asked.parameters(order='recent')}"),
        "leave_url": link(reverse("search_alert", args=[key(alert)])),
    }
    send("alert", alert.email, context, subject % {"count": len(found), "said": said}, context["leave_url"])
    return True


# A person's own


def export(user: User) -> list[dict]:
    return [
        {"recherche": one.parameters, "adresse": one.email, "depuis": one.created_at.isoformat()}
        for one in user.search_alerts.all()
    ]


def erase(user: User) -> None:
    SearchAlert.objects.filter(Q(user=user) | Q(email=user.email.lower())).delete()
