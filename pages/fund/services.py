"""Writes on a fund's ledger, and what it comes to.

Each funder's money is counted apart: a commitment is taken from what its own funder brought, a payment from what that
funder committed to the project. Hence the fund's balance is never below zero.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date as Date
from decimal import Decimal
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from pages.base.templatetags.portal import euros
from pages.fund.models import EntryKind, FundedProjectPage, FundPage, LedgerEntry, amounts
from pages.people.models import PAIR_ROLES, Organisation, Role, User
from search import index

WRITTEN = (EntryKind.CONTRIBUTION, EntryKind.COMMITMENT, EntryKind.PAYMENT)
SAME = ("fund_id", "kind", "amount", "date", "funder_id", "project_id", "reference")


# What the ledger comes to, in euros


def balance(fund: FundPage) -> Decimal:
    """Return what was contributed to a fund and is not committed."""
    return LedgerEntry.objects.filter(fund=fund.pk).totals()["left"]


_promises: list[Callable[[FundPage, Organisation], Decimal]] = []


def register_promises(promised: Callable[[FundPage, Organisation], Decimal]) -> None:
    """Let a higher room say what a funder has decided to grant from a fund and not committed yet, in euros."""
    _promises.append(promised)


def available(fund: FundPage, funder: Organisation) -> Decimal:
    """Return what a funder contributed and has neither committed nor promised."""
    left = LedgerEntry.objects.filter(fund=fund.pk, funder=funder.pk).totals()["left"]
    return left - sum((promised(fund, funder) for promised in _promises), Decimal(0))


@dataclass(frozen=True)
class Position:
    """Where a project stands with one of its funders."""

    funder_id: int
    funder: str
    committed: Decimal
    paid: Decimal

    @property
    def due(self) -> Decimal:
        """Return what is committed and not paid."""
        return self.committed - self.paid


def position(project: FundedProjectPage, funder: Organisation | None = None) -> list[Position]:
    """Return what each funder, or one, committed and paid to a project; a funder with nothing left is not named."""
    entries = LedgerEntry.objects.filter(project__in=[project.pk])
    entries = entries.filter(funder=funder.pk) if funder else entries
    rows = [amounts(row) for row in entries.sums("funder", "funder__name").order_by("funder__name")]
    return [
        Position(row["funder"], row["funder__name"], row["committed"], row["paid"])
        for row in rows
        if row["committed"] or row["paid"]
    ]


def due(project: FundedProjectPage, funder: Organisation) -> Decimal:
    """Return what a funder committed to a project and has not paid."""
    return sum((one.due for one in position(project, funder)), Decimal(0))


# Who may write


def may_write(actor: User, fund: FundPage, funder: Organisation) -> str:
    """Return why an actor may not write a funder's entries in a fund, the empty string when they may.

    The coordinators in office write every funder's, an instructor their own funder's. Nobody writes by being the
    administrator of the portal.
    """
    held = actor.local_roles.today().filter(page__path=fund.path[: -fund.steplen]) if actor.is_active else ()
    roles = {(one.role, one.organisation_id) for one in held}
    if any(role in PAIR_ROLES or (role, of) == (Role.FUND_INSTRUCTOR, funder.pk) for role, of in roles):
        return ""
    if any(role == Role.FUND_INSTRUCTOR for role, _of in roles):
        return _("Vous instruisez le fonds pour un autre financeur : vous n’écrivez pas au nom de « %(name)s ».") % {
            "name": funder.name
        }
    return _("Seuls le binôme de la convention et les instructeurs du fonds y écrivent.")


def _require(actor: User, fund: FundPage, funder: Organisation) -> None:
    if reason := may_write(actor, fund, funder):
        raise PermissionDenied(reason)


# Writing


@transaction.atomic
def write_entry(actor: User, entry: LedgerEntry) -> LedgerEntry:
    """Write a contribution, a commitment or a payment, and log it on the fund's page.

    Sent twice (same ``submission``), it is written once and the entry already there is returned. Raises
    PermissionDenied, or ValidationError when a rule of the ledger is broken.
    """
    entry.full_clean(exclude={"submission", "author"})
    _require(actor, entry.fund, entry.funder)
    return write_decided(actor, entry)


@transaction.atomic
def write_decided(actor: User, entry: LedgerEntry) -> LedgerEntry:
    """Write an entry that follows from a decision whose author was checked: the last funder's act commits them all.

    Raises ValidationError when a rule of the ledger is broken.
    """
    if entry.kind not in WRITTEN or not entry._state.adding:
        raise ValidationError({"kind": _("Une écriture est une contribution, un engagement ou un versement.")})
    entry.full_clean(exclude={"submission", "author"})
    fund = hold(entry.fund)
    if sent := LedgerEntry.objects.filter(submission=entry.submission).first():
        return _already(sent, entry)
    _check_project(entry)
    _check_date(entry.date, fund)
    _check_amount(entry)
    return _write(actor, fund, entry, "fund.entry")


@transaction.atomic
def reverse_entry(
    actor: User, entry: LedgerEntry, reason: str, date: Date, submission: UUID | None = None
) -> LedgerEntry:
    """Cancel an entry for its whole amount, once, and log it on the fund's page; return the cancellation.

    Raises PermissionDenied, or ValidationError: nothing is cancelled that later entries stand on.
    """
    entry = LedgerEntry.objects.select_related("fund", "funder", "project").get(pk=entry.pk)
    _require(actor, entry.fund, entry.funder)
    fund = hold(entry.fund)
    if sent := LedgerEntry.objects.filter(reverses=entry).first():
        if submission and sent.submission == submission:
            return sent
        raise ValidationError(_("Cette écriture est déjà annulée."), code="already")
    _check_still_free(entry)
    _check_date(date, fund)
    if date < entry.date:
        raise ValidationError({"date": _("Une annulation ne précède pas l’écriture qu’elle annule.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Dites pourquoi cette écriture est annulée.")})
    cancellation = LedgerEntry(
        kind=EntryKind.CANCELLATION,
        fund=entry.fund,
        funder=entry.funder,
        project=entry.project,
        amount=entry.amount,
        date=date,
        reverses=entry,
        reason=reason.strip(),
        submission=submission or uuid4(),
    )
    cancellation.full_clean(exclude={"author"})
    return _write(actor, fund, cancellation, "fund.reversal")


def hold(fund: FundPage) -> FundPage:
    """Return the fund, whose other writers wait for the end of this transaction: sums are read after it.

    SQLite lets one writer in at a time, from the transaction's first statement on.
    """
    return FundPage.objects.select_for_update(of=("self",)).get(pk=fund.pk)


def _already(sent: LedgerEntry, entry: LedgerEntry) -> LedgerEntry:
    if all(getattr(sent, name) == getattr(entry, name) for name in SAME):
        return sent
    raise ValidationError(_("Ce formulaire a déjà été envoyé avec d’autres valeurs : rouvrez-le."), code="already")


def _write(actor: User, fund: FundPage, entry: LedgerEntry, action: str) -> LedgerEntry:
    entry.author = actor
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        raise ValidationError(_("Cette écriture a déjà été envoyée.")) from error
    log(instance=fund, action=action, user=actor, data=_said(entry))
    if entry.nature == EntryKind.CONTRIBUTION:
        index.refresh(fund)
    return entry


def _said(entry: LedgerEntry) -> dict[str, str]:
    """Return what the log keeps of an entry."""
    said = {
        "entry": str(entry.pk),
        "kind": str(entry.get_kind_display()),
        "amount": f"{entry.amount:.2f}",
        "funder": entry.funder.name,
        "project": entry.project.title if entry.project else "",
        "reference": entry.reference,
        "reason": entry.reason,
    }
    return {name: value for name, value in said.items() if value}


# The rules


def _check_project(entry: LedgerEntry) -> None:
    if entry.project and not entry.project.is_child_of(entry.fund):
        raise ValidationError({"project": _("Ce projet n’est pas de ce fonds.")})


def _check_date(day: Date, fund: FundPage) -> None:
    if day > timezone.localdate():
        raise ValidationError({"date": _("Cette date est à venir.")})
    convention = fund.convention
    begun = min(filter(None, [convention.actual_signature, convention.start]), default=None)
    if begun and day < begun.first_day:
        raise ValidationError({"date": _("Cette date précède la convention (%(date)s).") % {"date": begun}})


def _check_amount(entry: LedgerEntry) -> None:
    if entry.kind == EntryKind.COMMITMENT:
        left = available(entry.fund, entry.funder)
        said = _("« %(funder)s » n’a plus que %(left)s à engager dans ce fonds.")
    elif entry.kind == EntryKind.PAYMENT:
        left = due(entry.project, entry.funder)
        said = _("« %(funder)s » n’a plus que %(left)s à verser à ce projet.")
    else:
        return
    if entry.amount > left:
        raise ValidationError({"amount": said % {"funder": entry.funder.name, "left": euros(left)}})


def _check_still_free(entry: LedgerEntry) -> None:
    """Raise ValidationError when other entries stand on this one, or when it is itself a cancellation."""
    if entry.kind == EntryKind.CANCELLATION:
        raise ValidationError(_("Une annulation ne s’annule pas : écrivez une nouvelle écriture."))
    if entry.kind == EntryKind.CONTRIBUTION and entry.amount > available(entry.fund, entry.funder):
        raise ValidationError(_("Cette contribution est déjà engagée : annulez d’abord des engagements."))
    if entry.kind == EntryKind.COMMITMENT and entry.amount > due(entry.project, entry.funder):
        raise ValidationError(_("Cet engagement est déjà versé : annulez d’abord des versements."))
