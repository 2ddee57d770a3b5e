from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from pages.base.models.page import PortalPage


class HomePage(PortalPage):
    """The front door: a headline, the finder, and the sections that the apps add."""

    headline = models.CharField(_("accroche"), max_length=120)

    content_panels = [*PortalPage.content_panels[:1], FieldPanel("headline"), *PortalPage.content_panels[1:]]
    template = "base/home_page.html"
    parent_page_types = ["wagtailcore.Page"]
    max_count = 1

    def route(self, request, path_components):
        """Find a page by its whole address at once, where Wagtail would walk down with two queries a level."""
        if path_components:
            address = f"{self.url_path}{'/'.join(path_components)}/"
            page = Page.objects.live().filter(slug=path_components[-1], url_path=address).first()
            if page and page.specific_class and issubclass(page.specific_class, PortalPage):
                model = page.specific_class
                return RouteResult(model._default_manager.select_related(*model.served_with).get(pk=page.pk))
        return super().route(request, path_components)

    class Meta:
        verbose_name = _("accueil")
        verbose_name_plural = _("accueils")


HomePage.edit_handler = HomePage.tabs()
