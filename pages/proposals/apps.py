from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    name = "pages.proposals"
    label = "proposals"
    verbose_name = _("Propositions des associations")

    def ready(self):
        from pages.people import account_menu, notifications, personal_data
        from pages.proposals import access, mails, own_data
        from pages.proposals.models import Proposal
        from search import kinds
        from search.index import registry

        registry.register(Proposal)
        kinds.declare("proposal", _("Proposition"), _("Propositions"))
        personal_data.register("associations", own_data.export, own_data.erase)
        notifications.declare(
            mails.JOIN_REQUESTS,
            _("Demandes d’accès à mes associations"),
            _("Quand quelqu’un demande à agir pour une association que vous représentez."),
        )
        notifications.declare(
            mails.REMINDERS,
            _("Rappels avant la clôture d’un appel"),
            _("Quand une proposition de votre association est commencée et n’est pas envoyée."),
        )
        account_menu.offer("space", _("Accueil de mon espace"))
        account_menu.offer("associations", _("Mes associations"))
        account_menu.offer("proposals", _("Mes propositions"))
        account_menu.offer("dossiers", _("Dossiers reçus"), access.follows_requests)
