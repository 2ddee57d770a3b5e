"""What an association and those who examine its request write to each other; the notes that the latter keep."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.proposals.models.attachments import StoredFile
from pages.proposals.models.proposals import Proposal

LONGEST_MESSAGE = 5000


class Message(models.Model):
    """A message of a request's thread, or an internal note, which the association never reads."""

    # Wagtail would name it among the uses of a page or an organisation, to whoever edits them.
    wagtail_reference_index_ignore = True

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    from_staff = models.BooleanField()
    signed_as = models.CharField(_("en qualité de"), max_length=300, blank=True)
    """How the association reads who wrote: a function and an organisation, no name."""
    internal = models.BooleanField(_("note interne"), default=False)
    text = models.TextField(_("message"), max_length=LONGEST_MESSAGE)
    written_at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """The form's own mark: sent twice, it is written once."""

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["proposal", "internal", "-written_at"], name="proposals_thread")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(internal=False) | models.Q(from_staff=True), name="proposals_note_is_staff_s"
            )
        ]

    def __str__(self):
        return self.text[:60]


class MessageFile(StoredFile):
    """A file sent with a message."""

    # Wagtail would name it among the uses of a page or an organisation, to whoever edits them.
    wagtail_reference_index_ignore = True

    message = models.ForeignKey(Message, models.CASCADE, related_name="files")

    class Meta:
        verbose_name = _("pièce d’un message")
        ordering = ["pk"]

    def __str__(self):
        return self.name
