"""What the worker does for the associations' files."""

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from pages.base.texts import text_of
from pages.proposals.models import Attachment


@task()
def read_text(model: str, pk: int) -> None:
    """Read the text of a file and put it in the index, for those who may see the file; read twice, it is kept once."""
    stored = apps.get_model(model).objects.filter(pk=pk, read_at=None).first()
    if stored is None:
        return
    with stored.file.open("rb") as file:
        text = text_of(file, stored.extension)
    with transaction.atomic():
        type(stored).objects.filter(pk=pk).update(text=text, read_at=timezone.now())
        if isinstance(stored, Attachment):
            stored.proposal.save(update_fields=["updated_at"])
