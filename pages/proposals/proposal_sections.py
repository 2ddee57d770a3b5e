"""The sections of a request, in the order of Cerfa 12156*06."""

import functools
from collections.abc import Iterable
from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _g

from pages.base.templatetags.portal import euros
from pages.conventions.models import AxisPage
from pages.fund.models.calls import FUNDING_KINDS, CallQuestion
from pages.people import audience
from pages.people.models import Organisation
from pages.people.models.organisations import OrganisationKind
from pages.proposals import budget
from pages.proposals.fields import EARLIEST_YEAR, LATEST_YEAR, EurosField
from pages.proposals.models import (
    Answer,
    BudgetLine,
    CoFinancing,
    FundingRequest,
    Proposal,
    Target,
)
from pages.proposals.models.profiles import CommitmentKind
from pages.proposals.models.proposals import Period
from pages.proposals.sections import Missing, SectionForm, Uploads, field_for, missing_from, rows, section_named
from pages.territories.models import Structure


def funders_of(proposal: Proposal) -> list[Organisation]:
    """Return whom money may be asked of: the call's funders, else those of the convention's signatories that fund."""
    if proposal.call:
        return list(proposal.call.funders)
    signed = Organisation.objects.filter(signatures__convention=proposal.convention_id, kind__in=FUNDING_KINDS)
    return list(signed.distinct().order_by("name"))


class Request(SectionForm):
    slug = "demande"
    title = _g("La demande")

    class Meta:
        model = Proposal
        fields = ("form", "recurrence", "purpose", "period", "years")
        formfield_callback = field_for

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("period") != Period.SEVERAL:
            cleaned["years"] = None
        return cleaned

    @classmethod
    def missing(cls, owner: Proposal) -> Iterable[Missing]:
        if owner.period == Period.SEVERAL and not owner.years:
            yield Missing(_("Nombre d’années"), "id_years")


class Action(SectionForm):
    slug = "action"
    title = _g("L’action")
    necessary = ("title", "summary", "needs", "objectives", "description")

    class Meta:
        model = Proposal
        fields = ("title", "summary", "needs", "objectives", "description", "axis")
        formfield_callback = field_for
        help_texts = {
            "summary": _g("Deux ou trois phrases : elles seront lues en premier."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        axes = AxisPage.objects.child_of(self.instance.convention).live().order_by("number")
        self.fields["axis"].queryset = audience.visible(axes, audience.ANYONE)
        self.fields["axis"].empty_label = _("Je ne sais pas")


class People(SectionForm):
    slug = "public-et-territoire"
    title = _g("Public et territoire")
    necessary = ("beneficiaries", "people_expected", "territory", "start", "end", "human_means")

    class Meta:
        model = Proposal
        fields = (
            "beneficiaries",
            "people_expected",
            "territory",
            "structures",
            "start",
            "end",
            "human_means",
            "material_means",
            "partners",
        )
        formfield_callback = field_for

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        place = self.instance.convention.get_parent()
        field = self.fields["structures"]
        field.queryset = Structure.objects.filter(territory=place.pk).order_by("name")
        field.widget = forms.CheckboxSelectMultiple(choices=field.choices)
        if not field.queryset.exists():
            del self.fields["structures"]

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("start"), cleaned.get("end")
        for name in ("start", "end"):
            if (day := cleaned.get(name)) and not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
                self.add_error(name, _("Vérifiez l’année."))
        if start and end and end < start:
            self.add_error("end", _("La fin précède le début."))
        return cleaned


class Evaluation(SectionForm):
    slug = "evaluation"
    title = _g("Résultats attendus")
    necessary = ("evaluation",)
    tables = {"targets": rows(Target, Proposal, ("label", "value", "unit", "method"))}

    class Meta:
        model = Proposal
        fields = ("evaluation",)
        formfield_callback = field_for

    @classmethod
    def missing(cls, owner: Proposal) -> Iterable[Missing]:
        yield from super().missing(owner)
        if not owner.targets.exists():
            yield Missing(_("Au moins un indicateur"), "id_targets-0-label")


class BudgetSection(SectionForm):
    """The budget: an amount by account, what is asked of each funder, the other grants. Account 74 is their sum."""

    slug = "budget"
    title = _g("Budget de l’action")
    template = "proposals/budget.html"
    state_template = "proposals/budget_state.html"
    tables = {"others": rows(CoFinancing, Proposal, ("funder", "amount", "granted"))}

    class Meta:
        model = Proposal
        fields = ("budget_note",)
        formfield_callback = field_for

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kept = {line.account: line.amount for line in self.instance.budget_lines.all()}
        typed = [
            account
            for account in (*budget.EXPENSES, *budget.INCOME, *budget.GIVEN, *budget.RECEIVED)
            if account.number != budget.GRANTS
        ]
        self.account_names = {f"c{account.number}": account.number for account in typed}
        for account in typed:
            name = f"c{account.number}"
            self.fields[name] = EurosField(label=account.label, help_text=account.hint, required=False)
            self.initial[name] = kept.get(account.number)
        asked = {line.funder_id: line.amount for line in self.instance.funding_requests.all()}
        self.funders = {f"asked{funder.pk}": funder for funder in funders_of(self.instance)}
        for name, funder in self.funders.items():
            self.fields[name] = EurosField(
                label=_("Montant demandé : %(funder)s") % {"funder": funder.name}, required=False
            )
            self.initial[name] = asked.get(funder.pk)

    def clean(self):
        cleaned = super().clean()
        total = sum(cleaned.get(name) or 0 for name in self.funders)
        if self.ceiling is not None and total > self.ceiling:
            for name in self.funders:
                if cleaned.get(name):
                    self.add_error(name, over_ceiling(self.ceiling))
        return cleaned

    def _side(self, accounts) -> list[forms.BoundField]:
        return [self[f"c{account.number}"] for account in accounts if account.number != budget.GRANTS]

    def sides(self) -> dict[str, list[forms.BoundField]]:
        """Return the fields of the accounts, by side."""
        return {
            "expenses": self._side(budget.EXPENSES),
            "income": self._side(budget.INCOME),
            "given": self._side(budget.GIVEN),
            "received": self._side(budget.RECEIVED),
        }

    def asked_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.funders]

    @property
    def ceiling(self) -> Decimal | None:
        """Return what all the funders together may be asked, None for no limit."""
        return self.instance.call.ceiling if self.instance.call else None

    @property
    def ceiling_written(self) -> str:
        """Return the ceiling as a script reads it, nothing for none."""
        return "" if self.ceiling is None else str(self.ceiling)

    def _on_screen(self, name: str) -> Decimal:
        """Return the amount of a field; one that cannot be understood counts for what is kept."""
        kept = self.initial.get(name)
        understood = self.is_bound and name not in self.errors
        return (self.cleaned_data.get(name) if understood else kept) or budget.ZERO

    @functools.cached_property
    def asked_on_screen(self) -> Decimal:
        return sum((self._on_screen(name) for name in self.funders), budget.ZERO)

    @functools.cached_property
    def on_screen(self) -> budget.Budget:
        """Return what the budget comes to with what is on the screen."""
        amounts = {number: self._on_screen(name) for name, number in self.account_names.items()}
        others = budget.ZERO
        for line in self.formsets["others"].forms:
            typed = line.cleaned_data if line.is_bound and line.is_valid() and not line.is_going else {}
            others += (typed.get("amount") if line.is_bound else line.initial.get("amount")) or budget.ZERO
        return budget.Budget(amounts, self.asked_on_screen + others)

    def write(self) -> None:
        super().write()
        for name, number in self.account_names.items():
            if name in self.cleaned_data:
                self._keep(BudgetLine, self.cleaned_data[name], account=number)
        for name, funder in self.funders.items():
            if name in self.cleaned_data:
                self._keep(FundingRequest, self.cleaned_data[name], funder=funder)
        gone = FundingRequest.objects.filter(proposal=self.instance).exclude(funder__in=list(self.funders.values()))
        gone.delete()

    def _keep(self, model, amount, **which) -> None:
        lines = model.objects.filter(proposal=self.instance, **which)
        if not amount:
            lines.delete()
        else:
            model.objects.update_or_create(proposal=self.instance, **which, defaults={"amount": amount})

    @classmethod
    def missing(cls, owner: Proposal) -> Iterable[Missing]:
        lines = list(owner.funding_requests.select_related("funder"))
        asked = sum((line.amount for line in lines), budget.ZERO)
        found = owner.budget_with(asked)
        funders = funders_of(owner)
        asked_fields = [f"id_asked{funder.pk}" for funder in funders]
        if not found.expenses:
            yield Missing(_("Les charges de l’action"), "id_c60")
        if found.gap:
            yield Missing(
                _("Un budget équilibré : il manque %(amount)s de %(side)s")
                % {
                    "amount": euros(abs(found.gap)),
                    "side": _("produits") if found.gap < 0 else _("charges"),
                },
                "id_c70" if found.gap < 0 else "id_c60",
            )
        if found.given != found.received:
            yield Missing(_("Des contributions volontaires égales (comptes 86 et 87)"), "id_c860")
        if not asked:
            yield Missing(_("Le montant demandé"), next(iter(asked_fields), ""))
        for line in (line for line in lines if line.funder not in funders):
            yield Missing(
                _("Le budget, à enregistrer de nouveau : plus rien n’est à demander à %(funder)s")
                % {"funder": line.funder.name},
                next(iter(asked_fields), ""),
            )
        ceiling = owner.call.ceiling if owner.call else None
        if ceiling is not None and asked > ceiling:
            yield Missing(str(over_ceiling(ceiling)), next(iter(asked_fields), ""))


def over_ceiling(ceiling) -> str:
    return _("L’appel accorde au plus %(ceiling)s par proposition, tous financeurs réunis.") % {
        "ceiling": euros(ceiling)
    }


class Questions(SectionForm):
    """The questions that the call asks beyond the standard ones."""

    slug = "questions"
    title = _g("Questions de l’appel")

    class Meta:
        model = Proposal
        fields = ()

    @classmethod
    def applies_to(cls, owner: Proposal) -> bool:
        return CallQuestion.objects.filter(call=owner.call_id).exists()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kept = dict(self.instance.answers.values_list("question", "text"))
        self.questions = {f"q{question.pk}": question for question in self.instance.call.questions.all()}
        for name, question in self.questions.items():
            self.fields[name] = forms.CharField(
                label=question.label,
                help_text=question.help,
                required=False,
                max_length=question.longest,
                widget=forms.Textarea(attrs={"rows": 5, "class": "field__input"}),
            )
            self.initial[name] = kept.get(question.pk, "")

    def write(self) -> None:
        for name, question in self.questions.items():
            text = self.cleaned_data.get(name)
            if text:
                Answer.objects.update_or_create(proposal=self.instance, question=question, defaults={"text": text})
            elif text is not None:
                Answer.objects.filter(proposal=self.instance, question=question).delete()

    @classmethod
    def missing(cls, owner: Proposal) -> Iterable[Missing]:
        answered = set(owner.answers.values_list("question", flat=True))
        for question in owner.call.questions.all():
            if question.required and question.pk not in answered:
                yield Missing(question.label, f"id_q{question.pk}")


class Files(Uploads):
    slug = "pieces"
    title = _g("Pièces jointes")

    class Meta:
        model = Proposal
        fields = ()

    @classmethod
    def missing(cls, owner: Proposal) -> Iterable[Missing]:
        if owner.call is None:
            return
        given = set(owner.attachments.filter(removed_at=None).values_list("asked", flat=True))
        for asked in owner.call.asked_documents.all():
            if asked.required and asked.pk not in given:
                yield Missing(asked.label, f"piece-{asked.pk}")


class Attestations(SectionForm):
    slug = "attestations"
    title = _g("Attestations")
    necessary = ("signatory_name", "signatory_function", "attests_regularity", "attests_accuracy", "aid_total")

    class Meta:
        model = Proposal
        fields = (
            "attests_regularity",
            "attests_accuracy",
            "aid_total",
            "signatory_name",
            "signatory_function",
            "signatory_has_mandate",
        )
        formfield_callback = field_for

    @classmethod
    def missing(cls, owner: Proposal) -> Iterable[Missing]:
        yield from super().missing(owner)
        documents = owner.association.permanent_documents.filter(replaced_at=None)
        if owner.signatory_has_mandate and not documents.filter(kind="mandate").exists():
            yield Missing(_("Le pouvoir donné au signataire, dans les documents de l’association"))


SECTIONS: tuple[type[SectionForm], ...] = (
    Request,
    Action,
    People,
    Evaluation,
    BudgetSection,
    Questions,
    Files,
    Attestations,
)


def sections_of(proposal: Proposal) -> list[type[SectionForm]]:
    """Return the sections of a request, in order."""
    return [section for section in SECTIONS if section.applies_to(proposal)]


def section_of(proposal: Proposal, slug: str) -> type[SectionForm] | None:
    """Return the section of an address, None when this request has none of that name."""
    return section_named(SECTIONS, proposal, slug)


def missing_in(proposal: Proposal) -> dict[str, list[Missing]]:
    """Return what a request lacks before it can be sent, by section; the association's own file is told apart."""
    return missing_from(sections_of(proposal), proposal)


def funder_named_caf(proposal: Proposal) -> bool:
    """Say whether something is asked of a Caf, which adds its charter to the commitments."""
    return proposal.funding_requests.filter(funder__kind=OrganisationKind.CAF).exists()


def commitments_needed(proposal: Proposal) -> list[str]:
    """Return the kinds of commitments that a request supposes."""
    kinds = [CommitmentKind.REPUBLICAN]
    return [*kinds, CommitmentKind.SECULARISM] if funder_named_caf(proposal) else kinds
