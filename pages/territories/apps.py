from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoriesConfig(AppConfig):
    name = "pages.territories"
    label = "territories"
    verbose_name = _("Territoires")

    def ready(self):
        from pages.territories.models import TerritoryIndexPage, TerritoryPage
        from search import kinds
        from search.index import registry

        registry.register(TerritoryIndexPage)
        registry.register(TerritoryPage)
        kinds.declare("territory", _("Territoire"), _("Territoires"))
