"""What the administration's history says of associations and their requests; what it refuses to do to their pages."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from pages.fund.admin import refuse
from pages.proposals import admin

ACTIONS = {
    "proposals.association": _("Association enregistrée"),
    "proposals.join_asked": _("Demande d’accès à l’association"),
    "proposals.join_accepted": _("Demande d’accès acceptée"),
    "proposals.join_refused": _("Demande d’accès refusée"),
    "proposals.invited": _("Personne invitée dans l’association"),
    "proposals.invitation_cancelled": _("Invitation annulée"),
    "proposals.joined": _("Invitation acceptée"),
    "proposals.member": _("Rôle changé dans l’association"),
    "proposals.member_left": _("Personne retirée de l’association"),
    "proposals.profile": _("Dossier de l’association modifié"),
    "proposals.commitment": _("Engagement souscrit"),
    "proposals.document": _("Document permanent ajouté"),
    "proposals.document_removed": _("Document permanent retiré"),
    "proposals.started": _("Brouillon commencé"),
    "proposals.renewed": _("Proposition reprise"),
    "proposals.attached": _("Pièce jointe"),
    "proposals.detached": _("Pièce retirée"),
    "proposals.discarded": _("Brouillon supprimé"),
    "proposals.submitted": _("Proposition envoyée"),
    "proposals.withdrawn": _("Proposition retirée"),
    "proposals.seen": _("Proposition ouverte pour la première fois par les services"),
    "proposals.admitted": _("Proposition recevable"),
    "proposals.opinion_asked": _("Avis demandé"),
    "proposals.opinion_off": _("Avis décommandé"),
    "proposals.opinion": _("Avis donné"),
    "proposals.instructed": _("Instruction conclue"),
    "proposals.signed": _("Accord signé pour une moitié du binôme"),
    "proposals.committee": _("Avis du comité de pilotage enregistré"),
    "proposals.decided": _("Décision d’un financeur enregistrée"),
    "proposals.revoked": _("Décision d’un financeur retirée"),
    "proposals.accepted": _("Proposition acceptée"),
    "proposals.refused": _("Proposition refusée"),
    "proposals.closed": _("Proposition classée sans suite"),
    "proposals.correction": _("Correction demandée"),
    "proposals.resubmitted": _("Version corrigée envoyée"),
    "proposals.reassigned": _("Étape confiée à quelqu’un"),
    "proposals.payment": _("Versement enregistré"),
    "proposals.recused": _("Déport enregistré"),
    "proposals.recusal_lifted": _("Déport levé"),
    "proposals.message": _("Message écrit dans le dossier"),
    "proposals.note": _("Note interne écrite"),
    "proposals.exported": _("Dossier exporté"),
    "proposals.communicated": _("Version communicable établie"),
    "proposals.note_given": _("Point d’étape donné par l’association"),
    "proposals.note_accepted": _("Point d’étape publié"),
    "proposals.note_refused": _("Point d’étape écarté"),
    "proposals.report_sent": _("Compte rendu financier envoyé"),
    "proposals.report_accepted": _("Compte rendu financier accepté"),
    "proposals.report_to_complete": _("Compte rendu financier à compléter"),
    "proposals.block_lifted": _("Blocage levé malgré un compte rendu manquant"),
    "proposals.page_update": _("Mise à jour de la page proposée par l’association"),
    "people.absent": _("Absence déclarée, suppléance en cours"),
    "people.back": _("Retour d’absence"),
    "proposals.opened": _("Proposition ouverte par l’administration du portail"),
}


@hooks.register("register_admin_viewset")
def instruction_rules():
    return admin.InstructionRulesViewSet("regles-d-instruction")


@hooks.register("before_delete_page")
def keep_what_requests_name(request, page):
    if reason := admin.refusal_to_delete([page]):
        return refuse(request, reason, page)


@hooks.register("before_move_page")
def keep_in_its_convention(request, page, destination):
    if reason := admin.refusal_to_move([page], destination):
        return refuse(request, reason, page)


@hooks.register("before_bulk_action")
def keep_what_requests_name_in_bulk(request, action_type, pages, view):
    if view.model._meta.label != "wagtailcore.Page" or not pages:
        return None
    if action_type == "delete":
        reason = admin.refusal_to_delete(pages)
    elif action_type == "move" and request.method == "POST":
        reason = admin.refusal_to_move(pages, view.cleaned_form.cleaned_data["chooser"])
    else:
        reason = ""
    return refuse(request, reason, pages[0].get_parent()) if reason else None


@hooks.register("register_log_actions")
def log_actions(actions):
    for name, said in ACTIONS.items():
        actions.register_action(name, said, said)
