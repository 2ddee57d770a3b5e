"""The sections of the final report, in the order of Cerfa 15059."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _g

from pages.base.templatetags.portal import euros
from pages.proposals import budget
from pages.proposals.fields import EurosField
from pages.proposals.models import FinalReport, ReportLine
from pages.proposals.sections import Missing, SectionForm, field_for, missing_from, section_named

ACCOUNTS = (*budget.EXPENSES, *budget.INCOME, *budget.GIVEN, *budget.RECEIVED)


class Qualitative(SectionForm):
    slug = "bilan"
    title = _g("Bilan qualitatif")
    necessary = ("realisation", "public_reached", "people_reached", "dates_and_places", "objectives_met")

    class Meta:
        model = FinalReport
        fields = (
            "realisation",
            "public_reached",
            "people_reached",
            "dates_and_places",
            "objectives_met",
            "indicators",
        )
        formfield_callback = field_for

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        aimed = [
            " ".join(filter(None, [one.label, ":", one.value is not None and f"{one.value:g}", one.unit]))
            for one in self.instance.proposal.targets.all()
        ]
        if aimed:
            self.fields["indicators"].help_text = _("Annoncés : %(aimed)s.") % {"aimed": " ; ".join(aimed)}


class Figures(SectionForm):
    """What was spent and received, account by account; each field recalls what was planned."""

    slug = "chiffres"
    title = _g("Tableau de synthèse")

    class Meta:
        model = FinalReport
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kept = {line.account: line.amount for line in self.instance.lines.all()}
        planned = planned_of(self.instance)
        self.account_names = {f"c{account.number}": account.number for account in ACCOUNTS}
        for account in ACCOUNTS:
            hint = _("Prévu : %(amount)s") % {"amount": euros(planned.get(account.number, budget.ZERO))}
            self.fields[f"c{account.number}"] = EurosField(label=account.label, help_text=hint, required=False)
            self.initial[f"c{account.number}"] = kept.get(account.number)

    def write(self) -> None:
        for name, number in self.account_names.items():
            if name not in self.cleaned_data:
                continue
            lines = ReportLine.objects.filter(report=self.instance, account=number)
            if not self.cleaned_data[name]:
                lines.delete()
            else:
                ReportLine.objects.update_or_create(
                    report=self.instance, account=number, defaults={"amount": self.cleaned_data[name]}
                )

    @classmethod
    def missing(cls, owner: FinalReport) -> Iterable[Missing]:
        spent = spent_of(owner)
        if not spent.expenses:
            yield Missing(_("Les charges réalisées"), "id_c60")
        if not spent.income:
            yield Missing(_("Les produits réalisés"), "id_c70")
        if spent.given != spent.received:
            yield Missing(_("Des contributions volontaires égales (comptes 86 et 87)"), "id_c860")


def planned_of(report: FinalReport) -> dict:
    """Return what the request planned, euros by account, account 74 included."""
    planned = report.proposal.budget
    return {**planned.amounts, budget.GRANTS: planned.grants}


def spent_of(report: FinalReport) -> budget.Budget:
    """Return what the action came to (euros)."""
    amounts = {line.account: line.amount for line in report.lines.all()}
    return budget.Budget(amounts, amounts.get(budget.GRANTS) or budget.ZERO)


class Annex(SectionForm):
    slug = "annexe"
    title = _g("Annexe")

    class Meta:
        model = FinalReport
        fields = ("allocation_rules", "gaps", "volunteering", "remarks")
        formfield_callback = field_for

    @classmethod
    def missing(cls, owner: FinalReport) -> Iterable[Missing]:
        planned, spent = owner.proposal.budget, spent_of(owner)
        # A tenth more or less than what was planned is explained.
        if abs(spent.expenses - planned.expenses) * 10 > planned.expenses and not owner.gaps.strip():
            yield Missing(_("L’explication de l’écart entre le budget et le réalisé"), "id_gaps")


class Attestation(SectionForm):
    slug = "attestation"
    title = _g("Attestation")
    necessary = ("signatory_name", "signatory_function", "attests_accuracy")

    class Meta:
        model = FinalReport
        fields = ("signatory_name", "signatory_function", "attests_accuracy")
        formfield_callback = field_for


SECTIONS: tuple[type[SectionForm], ...] = (Qualitative, Figures, Annex, Attestation)


def section_of(report: FinalReport, slug: str) -> type[SectionForm] | None:
    return section_named(SECTIONS, report, slug)


def missing_in(report: FinalReport) -> dict[str, list[Missing]]:
    """Return what a report lacks, by section."""
    return missing_from(SECTIONS, report)


def content_of(report: FinalReport) -> dict:
    """Return what is sent, as plain data: values with their labels, euros as text."""
    planned = planned_of(report)
    spent = {line.account: line.amount for line in report.lines.all()}
    return {
        "number": report.proposal.number,
        "year": report.year,
        "sections": [
            {
                "slug": section.slug,
                "title": str(section.title),
                "fields": [
                    {"label": str(FinalReport._meta.get_field(name).verbose_name), "value": getattr(report, name)}
                    for name in section._meta.fields
                ],
            }
            for section in SECTIONS
            if section._meta.fields
        ],
        "figures": [
            {
                "label": account.label,
                "planned": f"{planned.get(account.number, budget.ZERO):.2f}",
                "spent": f"{spent.get(account.number, budget.ZERO):.2f}",
            }
            for account in ACCOUNTS
            if planned.get(account.number) or spent.get(account.number)
        ],
        "files": [{"id": one.pk, "name": one.name, "sha256": one.sha256} for one in report.files.all()],
    }
