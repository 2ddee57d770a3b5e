"""The sections of an association's file, given once: Cerfa 12156*06, parts 1 to 5."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _g
from stdnum import bic as bic_number
from stdnum import iban as iban_number

from pages.people import identifiers
from pages.people.models import Organisation
from pages.proposals import budget
from pages.proposals.fields import EurosField, check_year
from pages.proposals.models import (
    Approval,
    AssociationProfile,
    BankDetails,
    Commitment,
    CommitmentKind,
    PermanentDocument,
    ProfileBudgetLine,
)
from pages.proposals.models.profiles import NECESSARY, DocumentKind
from pages.proposals.sections import Missing, SectionForm, Uploads, field_for, missing_from, rows, section_named


class Identification(SectionForm):
    """Who the association is; name, numbers and address are the organisation's own, checked as it checks them."""

    slug = "identification"
    title = _g("Identification")
    necessary = ("purpose", "phone", "email")

    name = forms.CharField(label=_g("Nom, comme dans les statuts"), max_length=200)
    siret = forms.CharField(label=_g("Siret"), max_length=30, help_text=_g("14 chiffres, espaces admis."))
    rna = forms.CharField(label=_g("Numéro RNA"), max_length=20, help_text=_g("W suivi de 9 caractères."))
    address = forms.CharField(label=_g("Adresse du siège"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    website = forms.URLField(label=_g("Site internet"), max_length=200, assume_scheme="https")

    class Meta:
        model = AssociationProfile
        fields = ("short_name", "purpose", "declared_on", "phone", "email")
        formfield_callback = field_for

    OWN = ("name", "siret", "rna", "address", "website")
    field_order = (
        "name",
        "short_name",
        "siret",
        "rna",
        "address",
        "declared_on",
        "purpose",
        "phone",
        "email",
        "website",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.OWN:
            self.initial[name] = getattr(self.instance.organisation, name)
            self.fields[name].widget.attrs["class"] = "field__input"

    def _number(self, name: str, check) -> str:
        """Check a number; the one by which the association is known is neither emptied nor another's."""
        value = check(self.cleaned_data[name])
        kept = getattr(self.instance.organisation, name)
        if kept and value != kept:
            raise ValidationError(_("Ce numéro désigne l’association : demandez sa correction à la modération."))
        taken = Organisation.objects.filter(**{name: value}).exclude(pk=self.instance.pk)
        if value and taken.exists():
            raise ValidationError(_("Ce numéro est celui d’un autre organisme."))
        return value

    def clean_siret(self):
        return self._number("siret", identifiers.siret)

    def clean_rna(self):
        return self._number("rna", identifiers.rna)

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if not name:
            raise ValidationError(_("L’association a un nom."))
        if Organisation.objects.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Un autre organisme porte ce nom : ajoutez ce qui vous distingue."))
        return name

    def write(self) -> None:
        super().write()
        organisation = self.instance.organisation
        for name in self.OWN:
            if name in self.cleaned_data:
                setattr(organisation, name, self.cleaned_data[name])
        organisation.save()

    @classmethod
    def missing(cls, owner: AssociationProfile) -> Iterable[Missing]:
        yield from super().missing(owner)
        if not owner.organisation.siret:
            yield Missing(_("Siret"), "id_siret")
        if not owner.organisation.address:
            yield Missing(_("Adresse du siège"), "id_address")


class Representative(SectionForm):
    slug = "representant"
    title = _g("Représentant légal et suivi")
    necessary = ("representative_name", "representative_function", "representative_email")

    class Meta:
        model = AssociationProfile
        fields = tuple(
            f"{who}_{what}" for who in ("representative", "contact") for what in ("name", "function", "phone", "email")
        )
        formfield_callback = field_for


class Administration(SectionForm):
    slug = "administration"
    title = _g("Relations avec l’administration et réseau")
    is_optional = True
    tables = {"approvals": rows(Approval, AssociationProfile, ("kind", "granted_by", "granted_on"))}

    class Meta:
        model = AssociationProfile
        fields = ("public_utility", "public_utility_on", "commercial_taxes", "network", "legal_members")
        formfield_callback = field_for


class Means(SectionForm):
    slug = "moyens-humains"
    title = _g("Moyens humains")
    necessary = ("members", "volunteers", "employees")

    class Meta:
        model = AssociationProfile
        fields = ("members", "volunteers", "civic_volunteers", "employees", "full_time_equivalents", "seconded")
        formfield_callback = field_for


class Accounts(SectionForm):
    """The last approved accounts and the association's budget of the year, by account."""

    slug = "comptes"
    title = _g("Comptes et budget")
    necessary = ("accounts_year", "accounts_income", "accounts_expenses", "budget_year")

    class Meta:
        model = AssociationProfile
        fields = (
            "accounts_year",
            "accounts_income",
            "accounts_expenses",
            "accounts_cash",
            "accounts_approved_on",
            "budget_year",
        )
        formfield_callback = field_for

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("accounts_year", "budget_year"):
            self.fields[name].validators.append(check_year)
        kept = {line.account: line.amount for line in self.instance.budget_lines.all()}
        accounts = (*budget.EXPENSES, *budget.INCOME, *budget.GIVEN, *budget.RECEIVED)
        self.account_names = {f"c{account.number}": account.number for account in accounts}
        for account in accounts:
            name = f"c{account.number}"
            self.fields[name] = EurosField(label=account.label, help_text=account.hint, required=False)
            self.initial[name] = kept.get(account.number)

    def write(self) -> None:
        super().write()
        for name, number in self.account_names.items():
            if name not in self.cleaned_data:
                continue
            lines = ProfileBudgetLine.objects.filter(profile=self.instance, account=number)
            if not self.cleaned_data[name]:
                lines.delete()
            else:
                ProfileBudgetLine.objects.update_or_create(
                    profile=self.instance, account=number, defaults={"amount": self.cleaned_data[name]}
                )

    @classmethod
    def missing(cls, owner: AssociationProfile) -> Iterable[Missing]:
        yield from super().missing(owner)
        found = budget_of(owner)
        if not found.expenses:
            yield Missing(_("Le budget de l’association"), "id_c60")
        elif not found.is_balanced:
            yield Missing(_("Un budget de l’association équilibré"), "id_c60")


def budget_of(profile: AssociationProfile) -> budget.Budget:
    """Return the association's budget of the year (euros); account 74 is typed there."""
    amounts = {line.account: line.amount for line in profile.budget_lines.all()}
    return budget.Budget(amounts, amounts.get(budget.GRANTS) or budget.ZERO)


class Bank(SectionForm):
    """Where grants are paid. Another row than the rest, and narrower readers."""

    slug = "banque"
    title = _g("Coordonnées bancaires")
    confidential = True

    class Meta:
        model = AssociationProfile
        fields = ()

    holder = forms.CharField(label=_g("Titulaire du compte"), max_length=150)
    bank = forms.CharField(label=_g("Banque"), max_length=150)
    iban = forms.CharField(label=_g("IBAN"), max_length=42)
    bic = forms.CharField(label=_g("BIC"), max_length=11)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kept = BankDetails.objects.filter(pk=self.instance.pk).first()
        for name, field in self.fields.items():
            field.widget.attrs |= {"class": "field__input", "autocomplete": "off"}
            self.initial[name] = getattr(kept, name, "")

    def _checked(self, name: str, module, refusal: str) -> str:
        value = self.cleaned_data[name]
        if value and not module.is_valid(value):
            raise ValidationError(refusal)
        return module.compact(value) if value else ""

    def clean_iban(self):
        return self._checked(
            "iban", iban_number, _("Cet IBAN est faux : vérifiez-le sur le relevé d’identité bancaire.")
        )

    def clean_bic(self):
        return self._checked("bic", bic_number, _("Ce BIC est faux : il compte 8 ou 11 caractères."))

    def write(self) -> None:
        values = {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}
        BankDetails.objects.update_or_create(organisation=self.instance.organisation, defaults=values)

    @classmethod
    def missing(cls, owner: AssociationProfile) -> Iterable[Missing]:
        kept = BankDetails.objects.filter(pk=owner.pk).first()
        if kept is None or not kept.iban or not kept.holder:
            yield Missing(_("IBAN et titulaire du compte"), "id_iban")


class Commitments(Uploads):
    slug = "engagements"
    title = _g("Engagements")

    class Meta:
        model = AssociationProfile
        fields = ()

    @classmethod
    def missing(cls, owner: AssociationProfile) -> Iterable[Missing]:
        held = set(Commitment.objects.filter(organisation=owner.pk).values_list("kind", flat=True))
        if CommitmentKind.REPUBLICAN not in held and not owner.public_utility:
            yield Missing(CommitmentKind.REPUBLICAN.label, "engagement-republican")


class Documents(Uploads):
    slug = "documents"
    title = _g("Documents permanents")

    class Meta:
        model = AssociationProfile
        fields = ()

    @classmethod
    def missing(cls, owner: AssociationProfile) -> Iterable[Missing]:
        kept = PermanentDocument.objects.filter(organisation=owner.pk, replaced_at=None)
        valid = {document.kind for document in kept if not document.has_expired}
        for kind in NECESSARY:
            if kind not in valid:
                yield Missing(DocumentKind(kind).label, f"document-{kind}")


SECTIONS: tuple[type[SectionForm], ...] = (
    Identification,
    Representative,
    Administration,
    Means,
    Accounts,
    Bank,
    Commitments,
    Documents,
)


def section_of(profile: AssociationProfile, slug: str) -> type[SectionForm] | None:
    """Return the section of an address, None when there is none of that name."""
    return section_named(SECTIONS, profile, slug)


def missing_in(profile: AssociationProfile) -> dict[str, list[Missing]]:
    """Return what an association's file lacks before a request can be sent, by section."""
    return missing_from(SECTIONS, profile)


def commitment_missing(kind: str) -> Missing:
    """Return a commitment as something that lacks."""
    return Missing(str(CommitmentKind(kind).label), f"engagement-{kind}")
