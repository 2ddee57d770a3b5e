import uuid
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Sum, When
from django.utils.translation import gettext_lazy as _

from pages.base.dates import ApproximateDate
from pages.fund.models.pages import FundedProjectPage, FundPage


class EntryKind(models.TextChoices):
    CONTRIBUTION = "contribution", _("Contribution")
    COMMITMENT = "commitment", _("Engagement")
    PAYMENT = "payment", _("Versement")
    CANCELLATION = "cancellation", _("Annulation")


EUROS = models.DecimalField(max_digits=16, decimal_places=2)
CENT = Decimal("0.01")
KEPT = _("Une écriture ne se modifie ni ne se supprime : elle s’annule par une autre.")
# What each sum is made of; « committed » and « paid » are part of what was « contributed ».
SUMS = {"contributed": EntryKind.CONTRIBUTION, "committed": EntryKind.COMMITMENT, "paid": EntryKind.PAYMENT}


class LedgerQuerySet(models.QuerySet):
    """Entries to be read: none is changed or deleted, here, in the model or in the database (see guard.py)."""

    def update(self, **values):
        raise PermissionDenied(KEPT)

    def bulk_update(self, objs, fields, batch_size=None):
        raise PermissionDenied(KEPT)

    def delete(self):
        raise PermissionDenied(KEPT)

    def standing(self) -> "LedgerQuerySet":
        """Keep the entries that were not cancelled, without the cancellations."""
        return self.exclude(kind=EntryKind.CANCELLATION).filter(reversed_by=None)

    def sums(self, *by: str) -> "LedgerQuerySet":
        """Return one row of euros (contributed, committed, paid) for each value of the fields ``by``.

        A cancellation is taken from the sum of what it cancels; a sum without any entry is None (see ``amounts``).
        """
        return self.order_by().values(*by).annotate(**sums())

    def totals(self) -> dict[str, Decimal]:
        """Return what all these entries come to: contributed, committed, paid and left, in euros."""
        return amounts(self.aggregate(**sums()))


def sums(prefix: str = "") -> dict[str, Sum]:
    """Return the aggregates contributed, committed and paid of entries that stand behind a prefix (``entries__``)."""
    amount = F(f"{prefix}amount")
    cancelled = {f"{prefix}kind": EntryKind.CANCELLATION}
    signed = Case(When(**cancelled, then=-amount), default=amount, output_field=EUROS)
    return {
        name: Sum(signed, filter=Q(**{f"{prefix}kind": kind}) | Q(**{f"{prefix}reverses__kind": kind}))
        for name, kind in SUMS.items()
    }


def amounts(row: dict) -> dict[str, Decimal]:
    """Return a row of ``sums`` in euros to the cent, with ``left``: what was contributed and not yet committed."""
    found = {name: Decimal(row[name] or 0).quantize(CENT) for name in SUMS}
    return {**row, **found, "left": found["contributed"] - found["committed"]}


class LedgerEntry(models.Model):
    """One line of a fund's ledger, in euros: written once by ``pages.fund.services``, never changed, only reversed.

    A contribution brings money, a commitment promises some of it to a project, a payment hands over what was promised;
    a cancellation undoes the one entry that it names, for its whole amount.
    """

    fund = models.ForeignKey(FundPage, models.PROTECT, verbose_name=_("fonds"), related_name="entries")
    kind = models.CharField(_("nature"), max_length=12, choices=EntryKind.choices)
    amount = models.DecimalField(
        _("montant (€)"),
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(CENT, _("Un montant est supérieur à zéro."))],
    )
    date = models.DateField(_("date"))
    funder = models.ForeignKey(
        "people.Organisation", models.PROTECT, verbose_name=_("financeur"), related_name="ledger_entries"
    )
    project = models.ForeignKey(
        FundedProjectPage,
        models.PROTECT,
        verbose_name=_("projet"),
        null=True,
        blank=True,
        related_name="entries",
    )
    reference = models.CharField(
        _("acte"), max_length=150, blank=True, help_text=_("Délibération, décision de commission, mandat : son numéro.")
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("annule"), null=True, blank=True, related_name="reversed_by"
    )
    reason = models.CharField(_("motif de l’annulation"), max_length=250, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("auteur"), null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("écrite le"), auto_now_add=True)
    submission = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("écriture du fonds")
        verbose_name_plural = _("écritures du fonds")
        ordering = ["date", "pk"]
        indexes = [models.Index(fields=["fund", "date"], name="fund_entry_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="fund_entry_amount_positive",
                violation_error_message=_("Un montant est supérieur à zéro."),
            ),
            models.CheckConstraint(
                condition=Q(kind="contribution", project=None)
                | Q(kind__in=("commitment", "payment"), project__isnull=False)
                | Q(kind="cancellation"),
                name="fund_entry_project",
                violation_error_message=_("Un engagement et un versement nomment un projet, une contribution non."),
            ),
            models.CheckConstraint(
                condition=Q(kind="cancellation", reverses__isnull=False) | (~Q(kind="cancellation") & Q(reverses=None)),
                name="fund_entry_reverses",
                violation_error_message=_("Une annulation, et elle seule, nomme l’écriture qu’elle annule."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} du {ApproximateDate(self.date)}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise PermissionDenied(KEPT)
        super().save(force_insert=True, using=kwargs.get("using"))

    def delete(self, *args, **kwargs):
        raise PermissionDenied(KEPT)

    @property
    def nature(self) -> str:
        """Return what the entry is about: its kind, for a cancellation that of the entry it cancels."""
        return self.reverses.kind if self.reverses else self.kind

    @property
    def signed(self) -> Decimal:
        """Return the amount, negative when it is taken back."""
        return -self.amount if self.kind == EntryKind.CANCELLATION else self.amount
