import hashlib
import json

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from pages.proposals.models.proposals import Proposal


class NumberCounter(models.Model):
    """The last rank given in a year; the row is held while a request takes the next one, so no rank is lost."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.year} : {self.last}"


class Submission(models.Model):
    """What was sent, whole, at one instant: the request, the association's file as it was, the digests of its files.

    Never changed. ``fingerprint`` is the SHA-256 of ``content`` written as canonical JSON: the receipt bears it, so
    that either side can prove what was sent. A corrected version is another submission of the same request.
    """

    # Wagtail would name it among the uses of a page or an organisation, to whoever edits them.
    wagtail_reference_index_ignore = True

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="submissions")
    rank = models.PositiveSmallIntegerField(_("version"))
    sent_at = models.DateTimeField(_("envoyée le"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    content = models.JSONField(encoder=DjangoJSONEncoder)
    fingerprint = models.CharField(_("empreinte"), max_length=64)

    class Meta:
        verbose_name = _("envoi")
        ordering = ["proposal", "rank"]
        constraints = [models.UniqueConstraint(fields=["proposal", "rank"], name="proposals_submission_once")]

    def __str__(self):
        return f"{self.proposal.number} v{self.rank}"

    @staticmethod
    def fingerprint_of(content: dict) -> str:
        """Return the SHA-256 of a content: keys sorted, no space, UTF-8."""
        written = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()

    @property
    def is_intact(self) -> bool:
        """Say whether the content still has its fingerprint."""
        return self.fingerprint_of(self.content) == self.fingerprint
