import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pages.fund.models.pages import FundedProjectPage, FundPage


class EntryKind(models.TextChoices):
    CONTRIBUTION = "contribution", _("Contribution")
    COMMITMENT = "commitment", _("Engagement")
    PAYMENT = "payment", _("Versement")
    CANCELLATION = "cancellation", _("Annulation")


class LedgerEntry(models.Model):
    """One line of a fund's ledger, in euros: written once by ``pages.fund.services``, never changed, only reversed.

    A contribution brings money, a commitment promises some of it to a project, a payment hands over what was promised;
    a cancellation undoes the one entry that it names, for its whole amount.
    """

    fund = models.ForeignKey(FundPage, models.PROTECT, verbose_name=_("fonds"), related_name="entries")
    kind = models.CharField(_("nature"), max_length=12, choices=EntryKind.choices)
    amount = models.DecimalField(_("montant (€)"), max_digits=12, decimal_places=2)
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
        _("acte"), max_length=150, blank=True, help_text=_("Délibération, décision de commission, mandat : son numéro.")
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
        return f"{self.get_kind_display()} du {self.date:%d/%m/%Y}"
