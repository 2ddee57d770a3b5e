from django.urls import path

from pages.proposals.views import associations, joining, proposals, staff

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
    path("espace/propositions/<int:pk>/pieces/<int:attachment_pk>/", proposals.attachment, name="proposal_attachment"),
    path("espace/propositions/<int:pk>/envoi/", proposals.sent, name="proposal_sent"),
    path(
        "espace/propositions/<int:pk>/pieces/<int:attachment_pk>/retirer/",
        proposals.detach,
        name="proposal_attachment_removal",
    ),
    path("espace/propositions/<int:pk>/<slug:slug>/", proposals.section, name="proposal_section"),
    path("a-traiter/", staff.dossiers, name="todo"),
    path("dossiers/", staff.dossiers, name="dossiers"),
    path("dossiers/demandes-d-acces/", staff.join_requests, name="join_requests"),
    path("dossiers/<str:number>/", staff.dossier, name="dossier"),
    path("dossiers/<str:number>/pieces/<int:attachment_pk>/", staff.attachment, name="dossier_attachment"),
    path("dossiers/<str:number>/documents/<int:document_pk>/", staff.document, name="dossier_document"),
]
