from django import forms
from django.utils.translation import gettext_lazy as _

from pages.fund.models.exchanges import LONGEST_INQUIRY


class InquiryForm(forms.Form):
    """A question about a call; the service tells how long it may be, in words."""

    text = forms.CharField(
        label=_("Votre question"),
        help_text=_("2 000 caractères au plus. Elle sera publiée telle quelle : n’y nommez personne."),
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": LONGEST_INQUIRY}),
    )
