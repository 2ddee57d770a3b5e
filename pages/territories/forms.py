"""Creating a territory's page is choosing the territory."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from pages.territories.geography import lookup


class TerritoryPageForm(WagtailAdminPageForm):
    """Ask for a name, a postal code or a code; what is official is filled in from the geography."""

    place = forms.CharField(
        label=_("Territoire"),
        required=False,
        help_text=_("Nom, code postal, code Insee ou Siren. Par exemple « 33281 » ou « Mérignac (Gironde) »."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.code:
            del self.fields["place"]
            return
        self.fields["place"].required = True
        for name in ("title", "slug"):
            self.fields[name].required = False

    def clean_place(self):
        said = self.cleaned_data["place"]
        found = lookup.find(said, limit=6)
        exact = [area for area in found if said.strip() in (area.code, area.siren, area.label)]
        found = exact or found
        if not found:
            raise ValidationError(_("Aucun territoire ne porte ce nom ni ce code."))
        if len(found) > 1:
            choices = " ; ".join(f"{area.label} : {area.code}" for area in found)
            raise ValidationError(
                _("Plusieurs territoires répondent ; écrivez le code : %(choices)s."), params={"choices": choices}
            )
        self.instance.describe(found[0])
        return said

    def clean(self):
        if not self.instance.code:
            return super().clean()
        self.cleaned_data["title"] = self.cleaned_data.get("title") or self.instance.title
        self.cleaned_data["slug"] = self.cleaned_data.get("slug") or self.instance.slug
        return super().clean()
