from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BaseConfig(AppConfig):
    name = "pages.base"
    label = "base"
    verbose_name = _("Contenus communs")

    def ready(self):
        from pages.base import listing, signals
        from pages.base.models import FormPage, HomePage, ListingPage, PortalDocument, StandardPage, Theme
        from search import facets, kinds
        from search.index import registry

        signals.connect()
        for model in (HomePage, StandardPage, ListingPage, FormPage, PortalDocument):
            registry.register(model)
        facets.name_with(facets.THEME, Theme.names)
        facets.name_with(facets.STATUS, listing.names_of_states)
        kinds.declare("page", _("Page"), _("Pages"), "text")
        kinds.declare("document", _("Document"), _("Documents"), "file")
