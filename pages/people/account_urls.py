"""« Mon compte » and allauth's screens, under French addresses; each keeps the name that allauth looks it up by."""

from allauth.account import views
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, re_path

from pages.people import account_views

urlpatterns = [
    path("", account_views.account, name="account"),
    path("identite/", account_views.identity, name="account_identity"),
    path("notifications/", account_views.notification_choices, name="account_notifications"),
    path("avis/", account_views.told, name="notices"),
    path("avis/<int:pk>/", account_views.notice, name="notice"),
    path("mes-donnees/", account_views.export, name="account_export"),
    path("fermer/", account_views.close, name="account_close"),
    # In and out
    path("connexion/", views.login, name="account_login"),
    path("connexion/code/", second_factor.authenticate, name="mfa_authenticate"),
    path("connexion/cle/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("deconnexion/", views.logout, name="account_logout"),
    path("inactif/", views.account_inactive, name="account_inactive"),
    path("inscription/", views.signup, name="account_signup"),
    path("verification/", views.reauthenticate, name="account_reauthenticate"),
    path("verification/code/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("verification/cle/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    # Address
    path("adresse/", views.email, name="account_email"),
    path("adresse/a-confirmer/", views.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^adresse/confirmer/(?P<key>[-:\w]+)/$", views.confirm_email, name="account_confirm_email"),
    # Password
    path("mot-de-passe/", views.password_change, name="account_change_password"),
    path("mot-de-passe/choisir/", views.password_set, name="account_set_password"),
    path("mot-de-passe/oublie/", views.password_reset, name="account_reset_password"),
    path("mot-de-passe/oublie/envoye/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "mot-de-passe/nouveau/fait/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    # Second factor
    path("securite/", account_views.SecurityView.as_view(), name="mfa_index"),
    path("securite/application/", totp.activate_totp, name="mfa_activate_totp"),
    path("securite/application/retirer/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("securite/codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("securite/codes/nouveaux/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("securite/codes/telecharger/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("securite/cles/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("securite/cles/ajouter/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("securite/cles/<int:pk>/renommer/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("securite/cles/<int:pk>/retirer/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    # Sessions
    path("sessions/", account_views.SessionsView.as_view(), name="usersessions_list"),
    path("sessions/<int:pk>/fermer/", account_views.end_session, name="account_end_session"),
]
