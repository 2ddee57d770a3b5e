"""Writes around a call: the invitations sent by mail, the questions asked and the answers published to all."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from pages.fund import mails
from pages.fund.models import CallInquiry, CallInvitation, CallPage
from pages.fund.models.exchanges import LONGEST_INQUIRY, LONGEST_REPLY
from pages.people import audience
from pages.people.models import Organisation, User
from search import index

INVITED_AT_ONCE = 200
ASKED_A_DAY = 10
"""By one person, about one call."""
NAMED = 5


def _lock(call: CallPage) -> CallPage:
    """Return the call, whose other writers wait for the end of this transaction: what is counted stays true."""
    return CallPage.objects.select_for_update(of=("self",)).get(pk=call.pk)


# Invitations


@dataclass
class Invited:
    """What came of a list of addresses: the invitations sent, the addresses that had one already."""

    sent: list[CallInvitation] = field(default_factory=list)
    already: list[str] = field(default_factory=list)


def may_invite(actor: User, call: CallPage) -> str:
    """Return why an actor may not invite associations to a call, the empty string when they may."""
    if not call.permissions_for_user(actor).can_publish():
        return _("Seuls le binôme et les modérateurs de la convention invitent des associations.")
    if not call.live:
        return _("Cet appel n’est pas publié : les personnes invitées ne pourraient pas le lire.")
    if audience.token_of(call) != audience.PUBLIC:
        return _("Cet appel n’est pas public : les personnes invitées ne pourraient pas le lire.")
    if call.is_over:
        return _("Cet appel est clos.")
    return ""


@transaction.atomic
def invite(actor: User, call: CallPage, addresses: Iterable[str], organisation: Organisation | None = None) -> Invited:
    """Tell people of a call, one mail each, once for each address whatever its case.

    Raises PermissionDenied, or ValidationError (``addresses``): nothing is sent unless every address is right.
    """
    if reason := may_invite(actor, call):
        raise PermissionDenied(reason)
    wanted = _checked(addresses)
    call = _lock(call)
    known = {email.lower() for email in call.invitations.values_list("email", flat=True)}
    found = Invited(already=[address for address in wanted if address.lower() in known])
    for address in wanted:
        if address.lower() not in known:
            invitation = CallInvitation.objects.create(
                call=call, email=address, organisation=organisation, invited_by=actor
            )
            mails.send_invitation(invitation)
            found.sent.append(invitation)
    if found.sent:
        log(instance=call, action="fund.invitation", user=actor, data={"count": len(found.sent)})
    return found


def _checked(addresses: Iterable[str]) -> list[str]:
    """Return addresses without blanks nor repeats, in their order. Raises ValidationError, naming the wrong ones."""
    stripped = [address.strip() for address in addresses]
    wanted = list({address.lower(): address for address in reversed(stripped) if address}.values())[::-1]
    if not wanted:
        raise ValidationError({"addresses": _("Donnez au moins une adresse.")})
    if len(wanted) > INVITED_AT_ONCE:
        said = _("%(count)d adresses : %(most)d au plus à la fois.")
        raise ValidationError({"addresses": said % {"count": len(wanted), "most": INVITED_AT_ONCE}})
    wrong = [address for address in wanted if not _is_address(address)]
    if wrong:
        named = ", ".join(f"«\u00a0{address[:80]}\u00a0»" for address in wrong[:NAMED])
        said = ngettext(
            "%(count)d ligne n’est pas une adresse électronique : %(named)s.",
            "%(count)d lignes ne sont pas des adresses électroniques, dont %(named)s.",
            len(wrong),
        )
        raise ValidationError({"addresses": said % {"count": len(wrong), "named": named}})
    return wanted


def _is_address(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return len(address) <= CallInvitation._meta.get_field("email").max_length


# Questions and answers


def may_ask(actor: User, call: CallPage) -> str:
    """Return why an actor may not ask about a call that they see, the empty string when they may."""
    if not actor.is_authenticated or not actor.is_active:
        return _("Connectez-vous pour poser une question.")
    if not call.live or not audience.may_see(audience.reader(actor), call):
        return _("Cet appel n’existe pas.")
    return ""


@transaction.atomic
def ask(actor: User, call: CallPage, text: str) -> CallInquiry:
    """Keep a question about a call, until it closes; sent twice, it is kept once.

    Raises PermissionDenied, or ValidationError (``text``) when it is empty, too long, too late or one too many.
    """
    if reason := may_ask(actor, call):
        raise PermissionDenied(reason)
    call = _lock(call)
    inquiry = CallInquiry(call=call, asker=actor, text=text.replace("\r\n", "\n").strip())
    if call.is_over:
        raise ValidationError(_("L’appel est clos : il ne reçoit plus de questions."), code="over")
    if len(inquiry.text) > LONGEST_INQUIRY:
        raise ValidationError(
            {"text": _("Votre question a %(count)d caractères : 2 000 au plus.") % {"count": len(inquiry.text)}}
        )
    inquiry.full_clean(exclude={"asker"})
    own = CallInquiry.objects.filter(call=call, asker=actor)
    if sent := own.waiting().filter(text=inquiry.text).first():
        return sent
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if own.filter(asked_at__gte=today).count() >= ASKED_A_DAY:
        said = _("Vous avez posé %(most)d questions aujourd’hui sur cet appel : revenez demain.")
        raise ValidationError(said % {"most": ASKED_A_DAY}, code="too_many")
    inquiry.save()
    log(instance=call, action="fund.inquiry", user=actor, data={"inquiry": inquiry.pk})
    return inquiry


def may_answer(actor: User, call: CallPage) -> str:
    """Return why an actor may not answer the questions about a call, the empty string when they may."""
    rights = call.permissions_for_user(actor)
    if rights.can_edit() and rights.can_publish():
        return ""
    return _("Seuls le binôme et les modérateurs de la convention répondent aux questions.")


@transaction.atomic
def answer(actor: User, inquiry: CallInquiry, text: str, published: bool) -> CallInquiry:
    """Answer a question, or correct its answer; published, everybody reads both on the call's page.

    The asker is told when the answer is first published. Raises PermissionDenied, or ValidationError (``answer``).
    """
    if reason := may_answer(actor, inquiry.call):
        raise PermissionDenied(reason)
    kept = CallInquiry.objects.select_for_update(of=("self",)).select_related("call", "asker").get(pk=inquiry.pk)
    first_told = published and not kept.published
    kept.answer = text.replace("\r\n", "\n").strip()
    if not kept.answer:
        raise ValidationError({"answer": _("Écrivez la réponse.")})
    if len(kept.answer) > LONGEST_REPLY:
        raise ValidationError({"answer": _("La réponse est trop longue : 5 000 caractères au plus.")})
    kept.answered_by, kept.answered_at, kept.published = actor, timezone.now(), published
    kept.full_clean(exclude={"asker", "call"})
    kept.save()
    log(instance=kept.call, action="fund.answer", user=actor, data={"inquiry": kept.pk, "published": published})
    index.refresh(kept.call)
    if first_told:
        mails.send_answered(kept)
    return kept
