from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BaseConfig(AppConfig):
    name = "pages.base"
    label = "base"
    verbose_name = _("Contenus communs")

    def ready(self):
        from pages.base import signals
        from pages.base.models import FormPage, HomePage, ListingPage, StandardPage
        from search import kinds
        from search.index import registry

        signals.connect()
        for model in (HomePage, StandardPage, ListingPage, FormPage):
            registry.register(model)
        kinds.declare("page", _("Page"), _("Pages"))
