"""What is said and decided of a request: corrections asked, opinions, signatures, the committee's, the funders'."""

import uuid
from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.fund.models import LedgerEntry
from pages.groups.models import MeetingPage
from pages.people.models import PAIR_ROLES, Organisation, Role
from pages.proposals.models.proposals import Proposal

BEST_SCORE = 5


def _person(related_name: str = "+", **options) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name=related_name, **options)


class Stance(models.TextChoices):
    FAVOURABLE = "favourable", _("Favorable")
    RESERVED = "reserved", _("Réservé")
    UNFAVOURABLE = "unfavourable", _("Défavorable")


class Correction(models.Model):
    """A correction asked of the association: which sections are open again, what is expected, by when."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="corrections")
    task_state = models.ForeignKey("wagtailcore.TaskState", models.CASCADE, related_name="+")
    """The step that asked: the corrected version comes back to it."""
    sections = models.JSONField(_("parties rouvertes"), default=list)
    message = models.TextField(_("ce qui est attendu"), max_length=5000)
    due_on = models.DateField(_("à renvoyer avant le"), null=True, blank=True)
    asked_by = _person()
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("demande de correction")
        verbose_name_plural = _("demandes de correction")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(answered_at=None), name="proposals_correction_once"
            )
        ]

    def __str__(self):
        return self.message[:60]


class OpinionQuerySet(models.QuerySet):
    def asked(self) -> "OpinionQuerySet":
        """Keep those that are not called off."""
        return self.filter(withdrawn_at=None)

    def waiting(self) -> "OpinionQuerySet":
        return self.asked().filter(given_at=None)

    def given(self) -> "OpinionQuerySet":
        return self.exclude(given_at=None)


class Opinion(models.Model):
    """The opinion asked of one named person, then theirs. The association never reads it."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="opinions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("personne"), null=True, related_name="opinions"
    )
    question = models.TextField(_("ce qui est demandé"), blank=True, max_length=2000)
    due_on = models.DateField(_("attendu pour le"), null=True, blank=True)
    asked_by = _person()
    asked_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    given_at = models.DateTimeField(_("donné le"), null=True, blank=True)
    stance = models.CharField(_("avis"), max_length=12, choices=Stance.choices, blank=True)
    text = models.TextField(_("observations"), blank=True, max_length=10000)
    scores = models.JSONField(_("grille"), default=list, blank=True)
    """The call's grid as this person filled it: ``{label, weight, value}``, as label and weight were that day."""

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("avis")
        verbose_name_plural = _("avis")
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["person", "given_at"], name="proposals_opinion_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "person"],
                condition=Q(given_at=None, withdrawn_at=None),
                name="proposals_opinion_once",
            ),
            models.CheckConstraint(condition=Q(given_at=None) | ~Q(stance=""), name="proposals_opinion_says_something"),
        ]

    def __str__(self):
        return f"{self.proposal.number} – {self.person}"

    @property
    def is_awaited(self) -> bool:
        return self.given_at is None and self.withdrawn_at is None


class Signature(models.Model):
    """One half of the pair agrees, at one passage of the step: each half once, and never one person for both."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="signatures")
    task_state = models.ForeignKey("wagtailcore.TaskState", models.CASCADE, related_name="+")
    half = models.CharField(_("pour"), max_length=30, choices=[(one, Role(one).label) for one in PAIR_ROLES])
    person = _person()
    as_deputy = models.BooleanField(_("en suppléance"), default=False)
    signed_at = models.DateTimeField(_("signé le"), default=timezone.now)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["task_state", "half"], name="proposals_half_signs_once"),
            models.UniqueConstraint(fields=["task_state", "person"], name="proposals_person_signs_once"),
        ]

    def __str__(self):
        return self.get_half_display()


class CommitteeOpinion(models.Model):
    """What the steering committee thought, from its meeting: it advises, it grants nothing."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="committee_opinions")
    meeting = models.ForeignKey(
        MeetingPage, models.SET_NULL, verbose_name=_("réunion"), null=True, blank=True, related_name="+"
    )
    met_on = models.DateField(_("réuni le"))
    stance = models.CharField(_("avis"), max_length=12, choices=Stance.choices)
    amount = models.DecimalField(
        _("montant conseillé (€)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    text = models.TextField(_("observations"), blank=True, max_length=5000)
    recorded_by = _person()
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("avis du comité")
        verbose_name_plural = _("avis du comité")
        ordering = ["-recorded_at", "-pk"]

    def __str__(self):
        return self.get_stance_display()


class GrantDecisionQuerySet(models.QuerySet):
    def standing(self) -> "GrantDecisionQuerySet":
        """Keep those that were not revoked."""
        return self.filter(revoked_at=None)

    def granted(self) -> "GrantDecisionQuerySet":
        return self.standing().exclude(amount=None)


class GrantDecision(models.Model):
    """The act of one funder: how much (euros; None: refused), by which act, under which conditions, paid by whom.

    Each funder decides by its own act (the commune by délibération, CGCT L.2311-7; the Caf by its board or
    commission). It is revoked, never changed.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="decisions")
    funder = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("financeur"), related_name="+")
    amount = models.DecimalField(_("montant accordé (€)"), max_digits=12, decimal_places=2, null=True, blank=True)
    act = models.CharField(
        _("acte"), max_length=150, help_text=_("Délibération, décision de la commission d’action sociale…")
    )
    reference = models.CharField(_("référence"), max_length=100)
    date = models.DateField(_("date de l’acte"))
    conditions = models.TextField(_("conditions"), blank=True, max_length=5000)
    payer = models.CharField(_("qui verse"), max_length=150, blank=True)
    reasons = models.TextField(_("motifs"), blank=True, max_length=5000)
    recorded_by = _person()
    recorded_at = models.DateTimeField(default=timezone.now)
    submission = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    commitment = models.OneToOneField(
        LedgerEntry, models.PROTECT, verbose_name=_("engagement"), null=True, blank=True, related_name="grant_decision"
    )
    revoked_at = models.DateTimeField(_("retirée le"), null=True, blank=True)
    revoked_by = _person(blank=True)
    revocation_reason = models.TextField(_("motif du retrait"), blank=True, max_length=2000)

    objects = GrantDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("décision d’un financeur")
        verbose_name_plural = _("décisions des financeurs")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "funder"], condition=Q(revoked_at=None), name="proposals_decision_once"
            ),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="proposals_granted_positive"),
        ]

    def __str__(self):
        return f"{self.funder} : {self.amount if self.granted else _('refus')}"

    @property
    def granted(self) -> bool:
        return self.amount is not None


class ActKind(models.TextChoices):
    NOTIFICATION = "notification", _("Notification de la décision")
    AGREEMENT = "agreement", _("Convention de subvention")
    CERTIFICATE = "certificate", _("Attestation de versement")


class Act(models.Model):
    """A letter or agreement made from the call's texts, its words frozen that day; drawn as PDF on demand."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="acts")
    decision = models.ForeignKey(GrantDecision, models.PROTECT, related_name="acts")
    kind = models.CharField(_("document"), max_length=12, choices=ActKind.choices)
    content = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = _person()
    payment = models.OneToOneField(
        LedgerEntry, models.PROTECT, verbose_name=_("versement"), null=True, blank=True, related_name="certificate"
    )

    class Meta:
        verbose_name = _("acte")
        verbose_name_plural = _("actes")
        ordering = ["made_at", "pk"]

    def __str__(self):
        return self.get_kind_display()
