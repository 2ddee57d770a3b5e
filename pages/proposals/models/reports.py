"""What an association gives account of once it was granted something: progress notes, then the final report."""

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.proposals.models.attachments import StoredFile
from pages.proposals.models.proposals import Proposal
from pages.proposals.models.sections import Sectioned

TEXT = {"blank": True, "max_length": 10_000}


class NoteState(models.TextChoices):
    WAITING = "waiting", _("À relire")
    ACCEPTED = "accepted", _("Publié")
    REFUSED = "refused", _("Écarté")


class NoteLink(models.Model):
    """A personal link to give one progress note without an account; only a digest of its secret is kept."""

    LASTS = dt.timedelta(days=30)

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="note_links")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    due_on = models.DateField(_("attendu le"))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("valable jusqu’au"))
    used_at = models.DateTimeField(_("utilisé le"), null=True, blank=True)

    class Meta:
        verbose_name = _("lien de point d’étape")
        verbose_name_plural = _("liens de point d’étape")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "person", "due_on"], name="proposals_note_link_once")
        ]

    def __str__(self):
        return f"{self.proposal.number} – {self.due_on}"

    @staticmethod
    def digest_of(secret: str) -> str:
        return hashlib.sha256(secret.encode()).hexdigest()

    @classmethod
    def open(cls, proposal: Proposal, person, due_on: dt.date) -> tuple["NoteLink", str]:
        """Return a new link and its secret, which is kept nowhere."""
        secret = secrets.token_urlsafe(32)
        made = cls.objects.create(
            proposal=proposal,
            person=person,
            due_on=due_on,
            digest=cls.digest_of(secret),
            expires_at=timezone.now() + cls.LASTS,
        )
        return made, secret

    @property
    def is_usable(self) -> bool:
        return self.used_at is None and self.expires_at > timezone.now()


class GivenNote(models.Model):
    """A progress note that an association gave; the public reads it once it was accepted."""

    # Wagtail would name it among the uses of a page or an organisation, to whoever edits them.
    wagtail_reference_index_ignore = True

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="given_notes")
    date = models.DateField(_("date"), default=timezone.localdate)
    progress = models.PositiveSmallIntegerField(
        _("avancement (%)"), validators=[MaxValueValidator(100, _("L’avancement va de 0 à 100 %%."))]
    )
    done = models.TextField(_("ce qui a été fait"), max_length=5000)
    difficulties = models.TextField(_("difficultés rencontrées"), blank=True, max_length=3000)
    correction = models.TextField(_("ce qui va changer"), blank=True, max_length=3000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(_("état"), max_length=10, choices=NoteState.choices, default=NoteState.WAITING)
    moderated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    moderated_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("motif"), blank=True, max_length=2000)

    class Meta:
        verbose_name = _("point d’étape donné")
        verbose_name_plural = _("points d’étape donnés")
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="proposals_note_progress"),
            models.UniqueConstraint(
                fields=["proposal", "date"],
                condition=~models.Q(state="refused"),
                name="proposals_note_once_a_day",
            ),
        ]

    def __str__(self):
        return f"{self.proposal.number} – {self.date}"


class ReportStatus(models.TextChoices):
    WRITING = "writing", _("À faire")
    SENT = "sent", _("Envoyé")
    TO_COMPLETE = "to_complete", _("À compléter")
    ACCEPTED = "accepted", _("Accepté")


OWED = (ReportStatus.WRITING, ReportStatus.TO_COMPLETE)


class ReportQuerySet(models.QuerySet):
    def owed(self) -> "ReportQuerySet":
        """Keep those that are not sent, or to be completed."""
        return self.filter(status__in=OWED)

    def missing(self, today: dt.date) -> "ReportQuerySet":
        """Keep those that are overdue and that nobody excused: they block a new request."""
        return self.owed().filter(due_on__lt=today, lifted_at=None)


class FinalReport(Sectioned, models.Model):
    """The report of what a grant was used for, in the order of Cerfa 15059: qualitative, figures, annex.

    Due within six months after the financial year for which the grant was made (law 2000-321, article 10).
    """

    # Wagtail would name it among the uses of a page or an organisation, to whoever edits them.
    wagtail_reference_index_ignore = True

    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="report")
    year = models.PositiveSmallIntegerField(_("exercice"))
    due_on = models.DateField(_("attendu avant le"), db_index=True)
    status = models.CharField(_("état"), max_length=12, choices=ReportStatus.choices, default=ReportStatus.WRITING)
    reminded_for = models.CharField(max_length=10, blank=True, editable=False)

    # 1. Qualitative
    realisation = models.TextField(_("ce qui a été réalisé"), **TEXT)
    public_reached = models.TextField(_("public touché"), **TEXT)
    people_reached = models.PositiveIntegerField(_("nombre de personnes"), null=True, blank=True)
    dates_and_places = models.TextField(_("dates et lieux"), **TEXT)
    objectives_met = models.TextField(_("objectifs atteints, au regard de la proposition"), **TEXT)
    indicators = models.TextField(_("résultat de chaque indicateur annoncé"), **TEXT)
    # 3. Annex
    allocation_rules = models.TextField(_("règles de répartition des charges indirectes"), **TEXT)
    gaps = models.TextField(_("écarts significatifs entre le budget prévu et le réalisé"), **TEXT)
    volunteering = models.TextField(_("contributions volontaires : nature et évaluation"), **TEXT)
    remarks = models.TextField(_("observations"), **TEXT)
    # Attestation
    signatory_name = models.CharField(_("nom et prénom"), max_length=150, blank=True)
    signatory_function = models.CharField(_("fonction"), max_length=100, blank=True)
    attests_accuracy = models.BooleanField(_("les informations du compte rendu sont exactes"), default=False)

    content = models.JSONField(encoder=DjangoJSONEncoder, null=True, blank=True, editable=False)
    """What was sent, frozen; ``fingerprint`` is its SHA-256."""
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True, editable=False)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False)
    read_at = models.DateTimeField(null=True, blank=True, editable=False)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False)
    reason = models.TextField(_("ce qui est à compléter"), blank=True, max_length=5000, editable=False)
    lifted_at = models.DateTimeField(null=True, blank=True, editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    lift_reason = models.TextField(_("motif de la levée"), blank=True, max_length=2000, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("compte rendu financier")
        verbose_name_plural = _("comptes rendus financiers")
        ordering = ["due_on", "pk"]

    def __str__(self):
        return f"{self.proposal.number} – {self.year}"

    @property
    def is_writable(self) -> bool:
        return self.status in OWED

    @property
    def is_late(self) -> bool:
        return self.status in OWED and self.due_on < timezone.localdate()


class ReportLine(models.Model):
    """What an account came to (euros), beside what the request had planned."""

    report = models.ForeignKey(FinalReport, models.CASCADE, related_name="lines")
    account = models.CharField(_("compte"), max_length=3)
    amount = models.DecimalField(_("réalisé (€)"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("ligne du réalisé")
        ordering = ["account"]
        constraints = [
            models.UniqueConstraint(fields=["report", "account"], name="proposals_report_account_once"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="proposals_spent_not_negative"),
        ]

    def __str__(self):
        return f"{self.account} : {self.amount}"


class ReportFile(StoredFile):
    """A document joined to a report: activity report, approved accounts."""

    # Wagtail would name it among the uses of a page or an organisation, to whoever edits them.
    wagtail_reference_index_ignore = True

    report = models.ForeignKey(FinalReport, models.CASCADE, related_name="files")

    class Meta:
        verbose_name = _("pièce du compte rendu")
        ordering = ["pk"]

    def __str__(self):
        return self.name
