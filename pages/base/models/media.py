"""Images and documents: stored without any public address, given by views that ask who may see them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from pages.base.uploads import check_content


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
