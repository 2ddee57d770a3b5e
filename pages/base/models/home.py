from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from pages.base.models.page import PortalPage


class HomePage(PortalPage):
    """The front door: a headline, the finder, and the sections that the apps add."""

    headline = models.CharField(_("accroche"), max_length=120)

    content_panels = [*PortalPage.content_panels[:1], FieldPanel("headline"), *PortalPage.content_panels[1:]]
    template = "base/home_page.html"
    parent_page_types = ["wagtailcore.Page"]
    max_count = 1

    class Meta:
        verbose_name = _("accueil")
        verbose_name_plural = _("accueils")


HomePage.edit_handler = HomePage.tabs()
