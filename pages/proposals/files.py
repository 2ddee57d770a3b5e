"""What associations send in: checked by content, kept privately, erased with the transaction that forgets it."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pages.base.uploads import check_content
from pages.people.refusals import Refused
from pages.proposals.models import Attachment
from pages.proposals.models.attachments import FOLDER, StoredFile
from pages.proposals.tasks import read_text

ACCEPTED = ("pdf", "odt", "ods", "odp", "docx", "xlsx", "pptx", "jpg", "jpeg", "png", "webp")
UNNAMED_KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Checked:
    """A file found acceptable: the name to show, its size in bytes and its digest."""

    name: str
    size: int
    sha256: str


def check(upload: UploadedFile, largest: int) -> Checked:
    """Check a file sent in; ``largest`` is in megabytes. Raises Refused with the reason."""
    name = " ".join((upload.name or "").split())[-200:] or "fichier"
    if upload.size == 0:
        raise Refused(_("« %(name)s » est vide.") % {"name": name})
    if upload.size > largest * 1024 * 1024:
        raise Refused(_("« %(name)s » dépasse %(largest)d Mo.") % {"name": name, "largest": largest})
    if name.rpartition(".")[2].lower() not in ACCEPTED:
        raise Refused(
            _("« %(name)s » n’est pas d’un format accepté : %(formats)s.")
            % {"name": name, "formats": ", ".join(one.upper() for one in ACCEPTED)}
        )
    try:
        check_content(upload, name)
    except ValidationError as error:
        raise Refused(error.messages[0]) from error
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return Checked(name, upload.size, digest.hexdigest())


def keep(stored: StoredFile, upload: UploadedFile, checked: Checked) -> None:
    """Write a checked file and its row; the worker then reads its text. A row that is refused leaves no file."""
    stored.name, stored.size, stored.sha256 = checked.name, checked.size, checked.sha256
    stored.file.save(checked.name, upload, save=False)
    try:
        stored.save()
    except Exception:
        stored.file.storage.delete(stored.file.name)
        raise
    read_text.enqueue(stored._meta.label, stored.pk)


def erase(stored: StoredFile) -> None:
    """Forget a file: its row now, its content once that is committed."""
    storage, name = stored.file.storage, stored.file.name
    stored.delete()
    transaction.on_commit(lambda: storage.delete(name))


def sweep() -> int:
    """Erase the files that no row has named for a day, and return how many: those of an undone transaction, of a
    process that died before it could erase them.
    """
    storage = Attachment._meta.get_field("file").storage
    try:
        _folders, written = storage.listdir(FOLDER)
    except FileNotFoundError:
        return 0
    # Read after the folder: a file that comes meanwhile is in neither.
    models = [model for model in apps.get_models() if issubclass(model, StoredFile)]
    named = {name for model in models for name in model._default_manager.values_list("file", flat=True)}
    before = timezone.now() - UNNAMED_KEPT
    unnamed = [path for name in written if (path := f"{FOLDER}/{name}") not in named]
    stale = [path for path in unnamed if storage.get_modified_time(path) < before]
    for path in stale:
        storage.delete(path)
    return len(stale)
