from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    name = "pages.proposals"
    label = "proposals"
    verbose_name = _("Propositions des associations")

    def ready(self):
        from pages.base.sections import Section, register
        from pages.fund import services as ledger
        from pages.fund.models import FundedProjectPage
        from pages.people import account_menu, audience, notifications, personal_data
        from pages.proposals import access, circuit, mails, own_data, reporting, telling
        from pages.proposals.models import Proposal
        from pages.proposals.services import decisions
        from pages.proposals.services.associations import refusal_to_leave
        from search import kinds
        from search.index import registry

        registry.register(Proposal)
        given = Section(
            "points-d-etape", _("Points d’étape"), "proposals/public_notes.html", reporting.public_notes, 40
        )
        register(FundedProjectPage, given)
        circuit.connect()
        audience.register_tokens(access.request_tokens)
        ledger.register_promises(decisions.promised)
        kinds.declare("proposal", _("Proposition"), _("Propositions"), "money")
        personal_data.register("associations", own_data.export, own_data.erase, refusal_to_leave)
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
        notifications.declare(
            telling.STEPS,
            _("Ce qui m’attend dans les dossiers"),
            _("Quand une étape, un avis ou une réponse est attendue de vous."),
        )
        notifications.declare(
            telling.PROGRESS,
            _("Avancement de mes propositions"),
            _("Quand une proposition de votre association change d’étape, est à corriger ou est décidée."),
        )
        notifications.declare(
            telling.MESSAGES,
            _("Messages des dossiers"),
            _("Quand l’association, ou les services, vous écrivent à propos d’une proposition."),
        )
        notifications.declare(
            telling.REPORTS,
            _("Points d’étape et comptes rendus"),
            _("Quand il en est attendu un de votre association, ou qu’il en arrive un à relire."),
        )
        account_menu.offer("space", _("Accueil de mon espace"))
        account_menu.offer("associations", _("Mes associations"))
        account_menu.offer("proposals", _("Mes propositions"))
        account_menu.offer("todo", _("À traiter"), access.follows_requests)
        account_menu.offer("dossiers", _("Dossiers reçus"), access.follows_requests)
