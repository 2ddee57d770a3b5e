from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class FundConfig(AppConfig):
    name = "pages.fund"
    label = "fund"
    verbose_name = _("Fonds d’innovation sociale")

    def ready(self):
        from pages.base.models import HomePage
        from pages.base.sections import RELATED, Section, register
        from pages.conventions.models import ConventionPage
        from pages.conventions.parts import register_part
        from pages.conventions.starter import register_step
        from pages.fund import guard, sections, starting
        from pages.fund.models import CallIndexPage, CallPage, FundedProjectPage, FundIndexPage, FundPage
        from search import kinds
        from search.index import registry

        register_part(FundPage)
        for model in (FundIndexPage, FundPage, CallIndexPage, CallPage, FundedProjectPage):
            registry.register(model)
        kinds.declare("fund", _("Fonds d’innovation sociale"), _("Fonds d’innovation sociale"), "money")
        kinds.declare("call", _("Appel à propositions"), _("Appels à propositions"), "money")
        kinds.declare("project", _("Projet soutenu"), _("Projets soutenus"), "step")
        for section in (
            Section("proposer", _("Proposer une action"), "fund/sections/propose.html", sections.propose, 10, "tools"),
            Section("fonds", _("Le fonds d’innovation sociale"), "fund/sections/fund.html", sections.fund, 50),
            Section("appel", _("Appel à propositions"), "fund/sections/call.html", sections.open_call, 51),
        ):
            register(ConventionPage, section)
        register(FundedProjectPage, RELATED)
        call = Section("appel-ouvert", _("Appel ouvert"), "fund/sections/first_call.html", sections.first_call, 25)
        register(HomePage, call)
        register_step(50, "fonds", _("Le fonds d’innovation sociale"), starting.draft_fund)
        post_migrate.connect(guard.lay, sender=self, dispatch_uid="fund-keep-the-ledger")
