from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    name = "pages.proposals"
    label = "proposals"
    verbose_name = _("Propositions des associations")

    def ready(self):
        from pages.proposals.models import Proposal
        from search import kinds
        from search.index import registry

        registry.register(Proposal)
        kinds.declare("proposal", _("Proposition"), _("Propositions"))
