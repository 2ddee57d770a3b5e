from collections.abc import Collection

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.admin.widgets.slug import SlugInput
from wagtail.search import index


class Theme(index.Indexed, models.Model):
    """A field of family policy, from the vocabulary that the portal's administrators keep."""

    name = models.CharField(_("nom"), max_length=80, unique=True)
    slug = models.SlugField(_("adresse courte"), max_length=80, unique=True)
    description = models.TextField(_("présentation"), blank=True)

    panels = [TitleFieldPanel("name"), FieldPanel("slug", widget=SlugInput), FieldPanel("description")]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("thème")
        verbose_name_plural = _("thèmes")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("theme", args=[self.slug])

    @classmethod
    def names(cls, slugs: Collection[str]) -> dict[str, str]:
        """Return the names of themes by their slugs."""
        return dict(cls.objects.filter(slug__in=slugs).values_list("slug", "name"))
