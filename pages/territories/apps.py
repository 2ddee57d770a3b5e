from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoriesConfig(AppConfig):
    name = "pages.territories"
    label = "territories"
    verbose_name = _("Territoires")

    def ready(self):
        from pages.base.sections import Section, register
        from pages.territories import sections
        from pages.territories.models import Structure, TerritoryIndexPage, TerritoryPage
        from search import facets, kinds
        from search.index import registry

        for model in (TerritoryIndexPage, TerritoryPage, Structure):
            registry.register(model)
        kinds.declare("territory", _("Territoire"), _("Territoires"), "place")
        facets.name_with(facets.TERRITORY, TerritoryPage.names)
        kinds.declare("structure", _("Équipement"), _("Équipements"), "place")
        template = "territories/sections/structures.html"
        register(TerritoryPage, Section("equipements", _("Équipements"), template, sections.structures, 80))
