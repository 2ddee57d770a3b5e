from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundConfig(AppConfig):
    name = "pages.fund"
    label = "fund"
    verbose_name = _("Fonds d’innovation sociale")

    def ready(self):
        from pages.conventions.parts import register_part
        from pages.fund.models import CallPage, FundedProjectPage, FundIndexPage, FundPage
        from search import kinds
        from search.index import registry

        register_part(FundPage)
        for model in (FundIndexPage, FundPage, CallPage, FundedProjectPage):
            registry.register(model)
        kinds.declare("fund", _("Fonds d’innovation sociale"), _("Fonds d’innovation sociale"))
        kinds.declare("call", _("Appel à propositions"), _("Appels à propositions"))
        kinds.declare("project", _("Projet soutenu"), _("Projets soutenus"))
