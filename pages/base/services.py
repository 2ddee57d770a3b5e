"""Writes on ordinary contents that have a rule: answers to a form, who may see a page, where a page may go."""

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from wagtail.contrib.forms.models import FormSubmission
from wagtail.log_actions import log
from wagtail.models import Page

from pages.base.listing import split
from pages.base.models import FormPage, PortalPage
from pages.people import audience
from pages.people.models import User

HOUR = 3600
ANSWERS_PER_HOUR = 10
"""From one network address, to one form."""
ANSWERS_PER_DAY = 500
"""To one form, from everybody."""


# Answers to a form


@transaction.atomic
def take_answers(page: FormPage, answers: dict, address: str) -> FormSubmission:
    """Keep what someone answered to a form and tell its recipients. Anyone whom the page is served to may answer.

    ``address`` is the network address that the answers come from; only a keyed digest of it is kept, for an hour.
    Raises ValidationError when that address, or everybody together, has answered too often.
    """
    refuse_too_many(page, address)
    # One at a time for each form: two writers at once would both find the last place free.
    Page.objects.select_for_update().get(pk=page.pk)
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if FormSubmission.objects.filter(page=page, submit_time__gte=today).count() >= ANSWERS_PER_DAY:
        raise ValidationError(
            _("Ce formulaire a reçu aujourd’hui autant de réponses qu’il peut en garder. Revenez demain."),
            code="full",
        )
    kept = FormSubmission.objects.create(page=page, form_data=answers)
    transaction.on_commit(lambda: tell_recipients(page))
    return kept


def refuse_too_many(page: FormPage, address: str) -> None:
    """Count one more answer from an address. Raises ValidationError beyond what it may send in an hour."""
    digest = salted_hmac("pages.base.forms", address).hexdigest()[:32]
    key = f"form-answers:{page.pk}:{digest}"
    cache.add(key, 0, HOUR)
    try:
        count = cache.incr(key)
    except ValueError:
        return
    if count > ANSWERS_PER_HOUR:
        raise ValidationError(
            _("Trop de réponses viennent de votre réseau en peu de temps. Attendez une heure, puis recommencez."),
            code="too_many",
        )


def tell_recipients(page: FormPage) -> None:
    """Say that there are answers, once an hour at most, without what they say."""
    addresses = split(page.recipients)
    if not addresses or not cache.add(f"form-told:{page.pk}", 1, HOUR):
        return
    url = f"{settings.WAGTAILADMIN_BASE_URL}{reverse('wagtailforms:list_submissions', args=[page.pk])}"
    subject = _("Des réponses à « %(title)s »") % {"title": " ".join(page.title.split())}
    text = _(
        "Le formulaire « %(title)s » a reçu au moins une réponse.\n\nLisez-la dans l’administration du portail, après"
        " vous être connecté :\n%(url)s\n\nVous recevez un message par heure au plus."
    ) % {"title": page.title, "url": url}
    for address in addresses:
        EmailMessage(subject, text, to=[address]).send()


def forget_answers() -> int:
    """Delete the answers older than their form keeps them; return how many. Done once a day."""
    forgotten = 0
    for pk, months in FormPage.objects.values_list("pk", "keep_months"):
        before = timezone.now() - relativedelta(months=months)
        deleted, _models = FormSubmission.objects.filter(page=pk, submit_time__lt=before).delete()
        forgotten += deleted
    return forgotten


# Who may see a page


def may_change_audience(actor: User, page: PortalPage) -> str:
    """Return why an actor may not change who sees a page, the empty string when they may."""
    rights = page.permissions_for_user(actor)
    if not rights.can_edit():
        return _("Vous ne pouvez pas modifier cette page.")
    if rights.page_locked():
        return _("Cette page est verrouillée ou en cours de relecture.")
    if not isinstance(page, PortalPage) or not audience.within_space(type(page), page.get_parent()):
        return _("Hors d’une convention, une page est publique : elle n’a pas de membres.")
    return ""


@transaction.atomic
def change_audience(actor: User, page: PortalPage, level: str) -> bool:
    """Choose who sees a page; return whether that holds at once.

    It does when the actor may publish the page: then the published page changes, without what its draft holds besides.
    Otherwise the choice waits in the draft. Raises PermissionDenied.
    """
    if reason := may_change_audience(actor, page):
        raise PermissionDenied(reason)
    before = page.audience
    draft = page.get_latest_revision_as_object()
    draft.audience = level
    pending = page.has_unpublished_changes
    revision = draft.save_revision(user=actor)
    at_once = page.live and page.permissions_for_user(actor).can_publish()
    if at_once and not pending:
        revision.publish(user=actor)
    elif at_once:
        live = type(page).objects.get(pk=page.pk)
        live.audience = level
        live.save()
    data = {"before": before, "after": level, "at_once": at_once}
    log(instance=page, action="base.audience", user=actor, data=data)
    return at_once
