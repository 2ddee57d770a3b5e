from django import forms
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _


class ContactForm(forms.Form):
    """A message to the portal's editors; ``site_web`` is a trap, out of sight, that only robots fill."""

    email = forms.EmailField(
        label=_("Votre adresse électronique"),
        help_text=_("Pour vous répondre ; par exemple prenom@exemple.fr."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    subject = forms.CharField(label=_("Objet"), max_length=120)
    message = forms.CharField(
        label=_("Message"),
        max_length=5000,
        widget=forms.Textarea,
        validators=[MinLengthValidator(10, _("Écrivez au moins dix caractères."))],
    )
    site_web = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def clean_subject(self) -> str:
        return " ".join(self.cleaned_data["subject"].split())

    def is_robot(self) -> bool:
        return bool(self.cleaned_data["site_web"])
