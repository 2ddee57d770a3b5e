from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "pages.people"
    label = "people"
    verbose_name = _("Personnes et organismes")

    def ready(self):
        from pages.people import accounts, alerts, own_data, permissions, personal_data
        from pages.people.models import Organisation
        from search import facets, kinds
        from search.index import registry

        permissions.install()
        accounts.install()
        personal_data.register("compte", own_data.export, own_data.erase)
        personal_data.register("alertes", alerts.export, alerts.erase)
        registry.register(Organisation)
        facets.name_with(facets.ORGANISATION, Organisation.names)
        kinds.declare("organisation", _("Organisme"), _("Organismes"), "people")
