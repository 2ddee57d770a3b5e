"""What the worker does for the documents of the pages."""

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from pages.base.models import PortalDocument
from pages.base.texts import text_of
from search import index


@task()
def read_document(pk: int) -> None:
    """Read the text of a document and put it in the index; read twice, it is kept once."""
    document = PortalDocument.objects.filter(pk=pk, read_at=None).first()
    if document is None:
        return
    with document.file.open("rb") as file:
        text = text_of(file, document.file_extension)
    with transaction.atomic():
        PortalDocument.objects.filter(pk=pk, file=document.file.name).update(text=text, read_at=timezone.now())
        index.refresh(PortalDocument.objects.get(pk=pk))
