from django.urls import path, register_converter

from pages.proposals.views import associations, examination, exports, joining, messages, proposals, reports, staff


class ArchiveConverter:
    """How a whole request is taken away."""

    regex = "pdf|zip"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


register_converter(ArchiveConverter, "archive")

urlpatterns = [
    path("espace/", associations.home, name="space"),
    path("espace/associations/", associations.associations, name="associations"),
    path("espace/associations/nouvelle/", joining.register, name="association_new"),
    path("espace/associations/<int:pk>/", associations.association, name="association"),
    path("espace/associations/<int:pk>/rejoindre/", joining.join, name="association_join"),
    path("espace/associations/<int:pk>/personnes/", joining.people, name="association_people"),
    path("espace/associations/<int:pk>/personnes/<int:membership_pk>/", joining.member, name="association_member"),
    path(
        "espace/associations/<int:pk>/documents/<int:document_pk>/",
        associations.document,
        name="association_document",
    ),
    path(
        "espace/associations/<int:pk>/documents/<int:document_pk>/retirer/",
        associations.remove_document,
        name="association_document_removal",
    ),
    path(
        "espace/associations/<int:pk>/invitations/<int:invitation_pk>/annuler/",
        joining.cancel_invitation,
        name="invitation_cancel",
    ),
    path("espace/associations/<int:pk>/<slug:slug>/", associations.profile_section, name="association_section"),
    path("espace/demandes/<int:pk>/", joining.answer, name="join_answer"),
    path("espace/invitations/<str:secret>/", joining.invitation, name="invitation"),
    path("espace/invitations/<int:pk>/accepter/", joining.accept_own, name="invitation_accept"),
    path("espace/propositions/", proposals.proposals, name="proposals"),
    path("espace/propositions/nouvelle/", proposals.new, name="proposal_new"),
    path("espace/propositions/<int:pk>/", proposals.proposal, name="proposal"),
    path("espace/propositions/<int:pk>/relire/", proposals.review, name="proposal_review"),
    path("espace/propositions/<int:pk>/retirer/", proposals.withdraw, name="proposal_withdrawal"),
    path("espace/propositions/<int:pk>/supprimer/", proposals.discard, name="proposal_discard"),
    path("espace/propositions/<int:pk>/ouvrir/", proposals.entry, name="proposal_entry"),
    path("espace/propositions/<int:pk>/accuse-de-reception.pdf", proposals.receipt, name="proposal_receipt"),
    path("espace/propositions/<int:pk>/messages/", messages.own_thread, name="proposal_messages"),
    path(
        "espace/propositions/<int:pk>/messages/<int:file_pk>/", messages.own_message_file, name="proposal_message_file"
    ),
    path("espace/propositions/<int:pk>/export.<archive:kind>", exports.own_export, name="proposal_export"),
    path(
        "espace/propositions/<int:pk>/versions/<int:before>/<int:after>/",
        exports.own_versions,
        name="proposal_versions",
    ),
    path("espace/propositions/<int:pk>/points-d-etape/", reports.notes, name="proposal_notes"),
    path("espace/propositions/<int:pk>/compte-rendu/", reports.report, name="proposal_report"),
    path(
        "espace/propositions/<int:pk>/compte-rendu/pieces/<int:file_pk>/",
        reports.own_report_file,
        name="proposal_report_file",
    ),
    path(
        "espace/propositions/<int:pk>/compte-rendu/pieces/<int:file_pk>/retirer/",
        reports.report_file_removal,
        name="proposal_report_file_removal",
    ),
    path(
        "espace/propositions/<int:pk>/compte-rendu/<slug:slug>/",
        reports.report_section,
        name="proposal_report_section",
    ),
    path("espace/propositions/<int:pk>/page/", reports.page_update, name="proposal_page"),
    path("point-d-etape/<str:secret>/", reports.note_by_link, name="note_by_link"),
    path("espace/propositions/<int:pk>/actes/<int:act_pk>/", examination.proposal_act, name="proposal_act"),
    path("espace/propositions/<int:pk>/pieces/<int:attachment_pk>/", proposals.attachment, name="proposal_attachment"),
    path("espace/propositions/<int:pk>/envoi/", proposals.sent, name="proposal_sent"),
    path(
        "espace/propositions/<int:pk>/pieces/<int:attachment_pk>/retirer/",
        proposals.detach,
        name="proposal_attachment_removal",
    ),
    path("espace/propositions/<int:pk>/<slug:slug>/", proposals.section, name="proposal_section"),
    path("a-traiter/", examination.waiting, name="todo"),
    path("espace/absence/", examination.absence, name="absence"),
    path("dossiers/", staff.dossiers, name="dossiers"),
    path("dossiers/demandes-d-acces/", staff.join_requests, name="join_requests"),
    path("dossiers/<str:number>/", staff.dossier, name="dossier"),
    path("dossiers/<str:number>/pieces/<int:attachment_pk>/", staff.attachment, name="dossier_attachment"),
    path("dossiers/<str:number>/documents/<int:document_pk>/", staff.document, name="dossier_document"),
    path("dossiers/<str:number>/actes/<int:act_pk>/", examination.dossier_act, name="dossier_act"),
    path("dossiers/<str:number>/export.<archive:kind>", exports.export, name="dossier_export"),
    path("dossiers/<str:number>/communicable/", exports.communicable, name="dossier_communicable"),
    path("dossiers/<str:number>/versions/<int:before>/<int:after>/", exports.versions, name="dossier_versions"),
    path("dossiers/<str:number>/points-d-etape/", reports.given_notes, name="dossier_given_notes"),
    path("dossiers/<str:number>/compte-rendu/", reports.dossier_report, name="dossier_report"),
    path("dossiers/<str:number>/compte-rendu/pieces/<int:file_pk>/", reports.report_file, name="dossier_report_file"),
    path("dossiers/<str:number>/messages/", messages.thread, name="dossier_messages"),
    path("dossiers/<str:number>/messages/<int:file_pk>/", messages.message_file, name="dossier_message_file"),
    path("dossiers/<str:number>/notes/", messages.notes, name="dossier_notes"),
    path("dossiers/<str:number>/<slug:slug>/", examination.gesture, name="dossier_gesture"),
]
