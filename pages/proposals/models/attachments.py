import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FOLDER = "dossiers"


def private_path(instance: "StoredFile", filename: str) -> str:
    """Return where a file is kept: an unguessable name, with nothing of what the person called it."""
    extension = filename.rpartition(".")[2].lower()[:5]
    return f"{FOLDER}/{secrets.token_hex(16)}.{extension}"


class StoredFile(models.Model):
    """A file that someone sent in, checked by content, given only by a view that asks who may have it."""

    file = models.FileField(_("fichier"), upload_to=private_path, max_length=200)
    name = models.CharField(_("nom"), max_length=200)
    size = models.PositiveBigIntegerField(_("taille (octets)"))
    sha256 = models.CharField(max_length=64)
    text = models.TextField(blank=True, editable=False)
    """What the worker read in it, for the index."""
    read_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    @property
    def extension(self) -> str:
        return self.name.rpartition(".")[2].lower()


class Attachment(StoredFile):
    """A file joined to one request, alone or in answer to a document that the call asks for.

    Taken out of a request that was already sent once, it stays for what was sent (``removed_at``).
    """

    # Wagtail would name it among the uses of a page or an organisation, to whoever edits them.
    wagtail_reference_index_ignore = True

    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, related_name="attachments")
    asked = models.ForeignKey(
        "fund.AskedDocument", models.SET_NULL, verbose_name=_("pièce demandée"), null=True, blank=True, related_name="+"
    )
    label = models.CharField(_("intitulé"), max_length=150, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("pièce jointe")
        verbose_name_plural = _("pièces jointes")
        ordering = ["sent_at", "pk"]

    def __str__(self):
        return self.label or self.name
