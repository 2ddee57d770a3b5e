from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from pages.base.models import HomePage, PortalPage
from pages.conventions.models import ConventionPage
from pages.groups.models import GroupPage


class NewsIndexPage(PortalPage):
    """All the news of the portal; it contains those that belong to no convention."""

    fixed_slug = "actualites"
    template = "news/news_index_page.html"
    max_count = 1
    parent_page_types = [HomePage]

    class Meta:
        verbose_name = _("liste des actualités")
        verbose_name_plural = _("listes des actualités")

    def get_context(self, request, *args, **kwargs):
        from pages.news.listing import listing

        return {**super().get_context(request, *args, **kwargs), **listing(request)}


NewsIndexPage.edit_handler = NewsIndexPage.tabs()


class NewsPage(PortalPage):
    """A piece of news: of the portal, of a convention or of a group, by where it stands."""

    date = models.DateField(_("date"), default=timezone.localdate)
    picture = models.ForeignKey(
        "base.PortalImage", models.SET_NULL, verbose_name=_("image"), null=True, blank=True, related_name="+"
    )
    picture_alt = models.CharField(
        _("description de l’image"),
        max_length=250,
        blank=True,
        help_text=_("Pour qui ne la voit pas ; vide si elle n’est qu’un décor."),
    )

    served_with = (*PortalPage.served_with, "picture")

    in_site_map = False
    search_kind = "news"
    template = "news/news_page.html"
    parent_page_types = [NewsIndexPage, ConventionPage, GroupPage]
    subpage_types = []
    content_panels = [
        FieldPanel("title"),
        FieldPanel("date"),
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("picture"), FieldPanel("picture_alt")]),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("actualité")
        verbose_name_plural = _("actualités")
        indexes = [models.Index(fields=["-date"], name="news_latest")]

    def get_context(self, request, *args, **kwargs):
        from pages.news import presentation

        return {**super().get_context(request, *args, **kwargs), **presentation.news(self, request)}

    def search_details(self) -> dict:
        convention = ConventionPage.objects.ancestor_of(self).first()
        territories = convention.territory_details() if convention else {}
        return {**territories, "year": self.date.year, "date": self.date}


NewsPage.edit_handler = NewsPage.tabs()
