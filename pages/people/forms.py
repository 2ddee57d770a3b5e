"""The account forms, in the portal's own words and look."""

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from pages.people import notifications
from pages.people.models import Delivery, User


class OurLook:
    """No text in the place of an answer, our class, our labels; a password is typed once, since it can be shown."""

    labels: dict = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            if not isinstance(field.widget, forms.CheckboxInput | forms.HiddenInput | forms.RadioSelect):
                field.widget.attrs["class"] = "field__input"


class LoginForm(OurLook, account.LoginForm):
    """E-mail address and password; nothing in the browser tells who has an account."""

    labels = {"login": _("Adresse électronique")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class SignupForm(OurLook, account.SignupForm):
    """Name, address, password."""

    labels = {"email": _("Adresse électronique")}
    field_order = ["first_name", "last_name", "email", "password1"]

    first_name = forms.CharField(
        label=_("Prénom"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Nom"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )

    def try_save(self, request):
        """Take as long for an address that has an account: hashing the password is what takes long."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class ResetPasswordForm(OurLook, account.ResetPasswordForm):
    """The address to which the link is sent, if it is an account's."""

    labels = {"email": _("Adresse électronique")}


class NewPasswordForm(OurLook, account.ResetPasswordKeyForm):
    labels = {"password1": _("Nouveau mot de passe")}


class ChangePasswordForm(OurLook, account.ChangePasswordForm):
    labels = {"oldpassword": _("Mot de passe actuel"), "password1": _("Nouveau mot de passe")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""


class SetPasswordForm(OurLook, account.SetPasswordForm):
    pass


class ReauthenticateForm(OurLook, account.ReauthenticateForm):
    labels = {"password": _("Mot de passe")}


class ChangeEmailForm(OurLook, account.AddEmailForm):
    """The new address; the present one stays until the new one is confirmed."""

    labels = {"email": _("Nouvelle adresse électronique")}


# Second factor


class CodeForm(OurLook):
    labels = {"code": _("Code")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AuthenticateForm(CodeForm, second_factor.AuthenticateForm):
    """A code of the application, or one of the recovery codes."""


class ReauthenticateByCodeForm(CodeForm, second_factor.ReauthenticateForm):
    """The same, to confirm who is there."""


class ActivateTOTPForm(CodeForm, totp.ActivateTOTPForm):
    labels = {"code": _("Code que l’application affiche")}


class AddPasskeyForm(OurLook, passkeys.AddWebAuthnForm):
    labels = {
        "name": _("Nom de la clé"),
        "passwordless": _("Ouvrir mon compte avec cette seule clé, sans mot de passe"),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("Pour la reconnaître, par exemple « téléphone » ou « ordinateur du bureau ».")
        self.fields["name"].required = True
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].help_text = _(
            "L’appareil demandera alors un code, un doigt ou un visage. Sinon, la clé s’ajoute au mot de passe."
        )


class RenamePasskeyForm(OurLook, passkeys.EditWebAuthnForm):
    labels = {"name": _("Nom de la clé")}


# Mon compte


class IdentityForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["first_name", "last_name"]
        labels = {"first_name": _("Prénom"), "last_name": _("Nom")}
        widgets = {
            "first_name": forms.TextInput(attrs={"class": "field__input", "autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"class": "field__input", "autocomplete": "family-name"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True


class NotificationsForm(forms.Form):
    """One choice for each kind of notification that the apps declare."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for kind in notifications.kinds():
            self.fields[kind.name] = forms.ChoiceField(
                label=kind.label, help_text=kind.help_text, choices=Delivery.choices, widget=forms.RadioSelect
            )
