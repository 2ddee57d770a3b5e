"""Images and documents: stored without any public address, given by views that ask who may see them."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import Page, ReferenceIndex

from pages.base.uploads import check_content
from pages.people import audience
from search import index


class PortalImage(AbstractImage):
    credit = models.CharField(_("crédit"), max_length=150, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]

    @property
    def url(self) -> str:
        """Return the address of the view that gives the file, never the storage's own."""
        return reverse("image", args=[self.pk, self.file.name.rpartition("/")[2]])


class PortalDocument(AbstractDocument):
    """A document, found by its text by whoever sees a page that shows it."""

    text = models.TextField(_("texte"), blank=True, editable=False)
    read_at = models.DateTimeField(_("lu le"), null=True, editable=False)

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def clean(self):
        super().clean()
        if self.file and not self.file._committed:
            try:
                check_content(self.file.file, self.file.name)
            except ValidationError as error:
                raise ValidationError({"file": error}) from error

    def save(self, *args, **kwargs):
        from pages.base.tasks import read_document

        known = type(self).objects.filter(pk=self.pk).values_list("file", flat=True).first()
        with transaction.atomic():
            super().save(*args, **kwargs)
            replaced = self.file.name != known
            if replaced:
                self.text, self.read_at = "", None
                type(self).objects.filter(pk=self.pk).update(text="", read_at=None)
            index.refresh(self)
            if replaced and self.file:
                read_document.enqueue(self.pk)

    def search_key(self) -> str:
        return f"document:{self.pk}"

    def search_entry(self) -> index.Entry | None:
        pages = list(pages_showing(self).live().specific())
        tokens = frozenset(filter(None, map(audience.token_of, pages)))
        if not tokens:
            return None
        # What one page is classified by is not told to those who see only another.
        told = [page for page in pages if len(tokens) == 1 or audience.token_of(page) == audience.PUBLIC]
        entry = next(filter(None, (page.search_entry() for page in told)), None)
        classified = ("territories", "territory_name", "themes", "organisations")
        return index.Entry(
            kind="document",
            title=self.title,
            url=self.url,
            audience=tokens,
            attached=self.text,
            year=self.created_at.year,
            date=self.created_at.date(),
            updated_at=self.created_at,
            **({name: getattr(entry, name) for name in classified} if entry else {}),
        )


def pages_showing(file: PortalImage | PortalDocument) -> QuerySet[Page]:
    """Return the pages, published or not, whose saved content refers to an image or a document."""
    references = ReferenceIndex.get_references_to(file).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    ids = [int(pk) for pk in references.values_list("object_id", flat=True).distinct()]
    return Page.objects.filter(pk__in=ids)


def documents_shown_by(pages: Iterable[int]) -> set[int]:
    """Return the documents that the saved content of pages, given by their keys, refers to."""
    types = ContentType.objects.get_for_models(Page, PortalDocument)
    found = ReferenceIndex.objects.filter(
        base_content_type=types[Page], object_id__in=list(map(str, pages)), to_content_type=types[PortalDocument]
    )
    return set(map(int, found.values_list("to_object_id", flat=True).distinct()))


def refresh_documents(documents: Iterable[int]) -> None:
    """Write the entries of documents again, after a page that shows them, or showed them, has changed."""
    for document in PortalDocument.objects.filter(pk__in=documents) if documents else ():
        index.refresh(document)
