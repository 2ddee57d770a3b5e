"""The account forms, in the portal's own words."""

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from django.utils.translation import gettext_lazy as _


class LoginForm(AllauthLoginForm):
    """E-mail address and password; nothing in the browser tells who has an account."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Adresse électronique")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        for name in ("login", "password"):
            self.fields[name].widget.attrs["class"] = "field__input"
        self.fields["password"].help_text = ""


class ResetPasswordForm(AllauthResetPasswordForm):
    """The address to which the link is sent, if it is an account's."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Adresse électronique")
        self.fields["email"].widget.attrs.pop("placeholder", None)
        self.fields["email"].widget.attrs["class"] = "field__input"
