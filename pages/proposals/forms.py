"""The associations' forms that are not a section."""

import uuid

from django import forms
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from pages.people.models import MembershipRole
from pages.people.refusals import Refused
from pages.proposals.exporting import NAMING_DOCUMENTS
from pages.proposals.fields import DayField
from pages.proposals.models import DocumentKind


class SpaceForm(forms.Form):
    """A form with the portal's look, to which a service's refusal comes back beside the field at fault."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect | forms.HiddenInput):
                field.widget.attrs["class"] = "field__input"
            if type(field) is forms.CharField:
                # A name may be written from right to left.
                field.widget.attrs["dir"] = "auto"

    def refuse(self, refusal: Refused, otherwise: str | None = None) -> None:
        """Show why a service refused, beside its field, or ``otherwise`` beside another, or at the top."""
        told = {name: reason for name, reason in refusal.fields.items() if name in self.fields}
        for name, reason in (told or {otherwise: refusal.reason}).items():
            self.add_error(name, reason)


class RegistrationForm(SpaceForm):
    name = forms.CharField(label=_("Nom de l’association"), max_length=190, help_text=_("Comme dans ses statuts."))
    siret = forms.CharField(label=_("Siret"), max_length=30, required=False, help_text=_("14 chiffres, espaces admis."))
    rna = forms.CharField(
        label=_("Numéro RNA"),
        max_length=20,
        required=False,
        help_text=_("W suivi de 9 caractères. L’un des deux suffit."),
    )


class JoinForm(SpaceForm):
    message = forms.CharField(
        label=_("Qui êtes-vous dans l’association ?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class InvitationForm(SpaceForm):
    email = forms.EmailField(label=_("Adresse électronique"))
    role = forms.ChoiceField(
        label=_("Rôle"), choices=MembershipRole.choices, initial=MembershipRole.CONTRIBUTOR, widget=forms.RadioSelect
    )


class MemberForm(SpaceForm):
    role = forms.ChoiceField(label=_("Rôle"), choices=MembershipRole.choices, widget=forms.RadioSelect)


class SubscriptionForm(SpaceForm):
    kind = forms.CharField(widget=forms.HiddenInput)
    signed_by = forms.CharField(label=_("Nom et prénom de qui souscrit"), max_length=150, required=False)
    function = forms.CharField(label=_("En qualité de"), max_length=100, required=False)


class DocumentForm(SpaceForm):
    kind = forms.ChoiceField(label=_("Document"), choices=DocumentKind.choices)
    file = forms.FileField(label=_("Fichier"), allow_empty_file=True)
    expires_on = DayField(label=_("Valable jusqu’au"), required=False)


class AttachmentForm(SpaceForm):
    file = forms.FileField(label=_("Fichier"), allow_empty_file=True)
    label = forms.CharField(label=_("Ce que c’est"), max_length=150, required=False)
    asked = forms.IntegerField(required=False, widget=forms.HiddenInput)


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Any number of files, none included; cleaned as a list."""

    widget = SeveralFilesInput

    def clean(self, data, initial=None) -> list:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(SeveralFilesField, self).clean(one, initial) for one in given if one]


class MessageForm(SpaceForm):
    text = forms.CharField(label=_("Message"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    files = SeveralFilesField(label=_("Fichiers"), required=False, allow_empty_file=True)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)


class CommunicableForm(SpaceForm):
    """What is withheld: parts (see ``exporting``) and files, those that name people ticked already."""

    parts = forms.MultipleChoiceField(label=_("Parties occultées"), required=False, widget=forms.CheckboxSelectMultiple)
    files = forms.MultipleChoiceField(label=_("Pièces retenues"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, parts: list[dict], files: list, data=None):
        naming = [f"{folder}-{one.pk}" for folder, one in files if getattr(one, "kind", "") in NAMING_DOCUMENTS]
        withheld = [part["slug"] for part in parts if part["personal"]]
        super().__init__(data, initial={"parts": withheld, "files": naming})
        self.fields["parts"].choices = [(part["slug"], part["title"]) for part in parts]
        self.fields["files"].choices = [(f"{folder}-{one.pk}", f"{one} ({one.name})") for folder, one in files]
        if not files:
            del self.fields["files"]

    def clean(self):
        given = super().clean()
        given.setdefault("files", [])
        return given


class AbsenceForm(SpaceForm):
    until = DayField(
        label=_("Jusqu’au"), required=False, help_text=_("Dernier jour compris. Vide : jusqu’à votre retour.")
    )


class NoteForm(SpaceForm):
    progress = forms.IntegerField(
        label=_("Avancement (%)"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 0, "max": 100}),
    )
    done = forms.CharField(label=_("Ce qui a été fait"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
    difficulties = forms.CharField(
        label=_("Difficultés rencontrées"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    correction = forms.CharField(
        label=_("Ce qui va changer"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(SpaceForm):
    reason = forms.CharField(
        label=_("Motif"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReportFileForm(SpaceForm):
    file = forms.FileField(label=_("Fichier"), allow_empty_file=True)


class PageUpdateForm(SpaceForm):
    """What an association may say anew on its public page; ``page``: as it is published."""

    summary = forms.CharField(
        label=_("En une ou deux phrases"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    text = forms.CharField(
        label=_("Présentation"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 12})
    )
    results = forms.CharField(
        label=_("Résultats"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, page, data=None):
        told = [strip_tags(str(block.value).replace("</p>", "\n")) for block in page.body if block.block_type == "text"]
        results = getattr(page, "results", None)
        super().__init__(data, initial={"summary": page.summary, "text": "\n".join(told).strip(), "results": results})
        if results is None:
            del self.fields["results"]
