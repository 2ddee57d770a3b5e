"""What is sent, as plain data that nothing changes afterwards: values with their labels, amounts as text in euros."""

from collections.abc import Iterable
from decimal import Decimal

from django.db import models

from pages.proposals import budget, following, profile_sections, proposal_sections
from pages.proposals.models import AssociationProfile, PermanentDocument, Proposal, ProposalSettings
from pages.proposals.sections import SectionForm

FORMAT = 1


def amount(value: Decimal | None) -> str | None:
    """Return euros as « 1200.50 »."""
    return None if value is None else f"{value:.2f}"


def _value(owner: models.Model, name: str) -> str | bool | None:
    """Return a field's value as it is read on the screen."""
    field = owner._meta.get_field(name)
    value = getattr(owner, name)
    if field.many_to_many:
        return ", ".join(str(one) for one in value.all())
    if isinstance(value, bool) or value is None:
        return value
    if field.choices:
        return str(getattr(owner, f"get_{name}_display")())
    return amount(value) if isinstance(value, Decimal) else str(value)


def _fields(owner: models.Model, section: type[SectionForm]) -> list[dict]:
    return [
        {
            "name": name,
            "label": str(owner._meta.get_field(name).verbose_name),
            "value": _value(owner, name),
        }
        for name in section._meta.fields
    ]


def _budget(found: budget.Budget) -> dict:
    accounts = {
        account.number: amount(found.amounts[account.number])
        for account in (*budget.EXPENSES, *budget.INCOME, *budget.GIVEN, *budget.RECEIVED)
        if account.number in found.amounts
    }
    accounts[budget.GRANTS] = amount(found.grants)
    totals = {name: amount(getattr(found, name)) for name in ("expenses", "income", "given", "received")}
    return {"accounts": accounts, **totals}


def _files(files: Iterable) -> list[dict]:
    return [
        {
            "id": one.pk,
            "kind": getattr(one, "kind", ""),
            "label": str(one),
            "name": one.name,
            "size": one.size,
            "sha256": one.sha256,
        }
        for one in files
    ]


def of(proposal: Proposal) -> dict:
    """Return the content of a request as it is now. Bank details are not in it: only their last four characters."""
    association = proposal.association
    profile = AssociationProfile.objects.get(pk=association.pk)
    bank = getattr(association, "bank_details", None)
    documents = PermanentDocument.objects.filter(organisation=association, replaced_at=None)
    return {
        "format": FORMAT,
        "number": proposal.number,
        "association": {
            **{name: getattr(association, name) for name in ("name", "siret", "rna", "address", "website")},
            "sections": [
                {"slug": one.slug, "title": str(one.title), "fields": _fields(profile, one)}
                for one in profile_sections.SECTIONS
                if one._meta.fields
            ],
            "approvals": [
                {"kind": one.kind, "granted_by": one.granted_by, "granted_on": one.granted_on and str(one.granted_on)}
                for one in profile.approvals.all()
            ],
            "budget": _budget(profile_sections.budget_of(profile)),
            "bank": f"…{bank.iban[-4:]}" if bank and bank.iban else "",
            "commitments": [
                {
                    "kind": one.get_kind_display(),
                    "signed_by": one.signed_by,
                    "function": one.function,
                    "signed_at": one.signed_at.isoformat(),
                }
                for one in association.commitments.all()
            ],
            "documents": _files(documents),
        },
        "convention": {"id": proposal.convention_id, "title": proposal.convention.title},
        "call": {"id": proposal.call_id, "title": proposal.call.title} if proposal.call else None,
        "sections": [
            {"slug": one.slug, "title": str(one.title), "fields": _fields(proposal, one)}
            for one in proposal_sections.sections_of(proposal)
        ],
        "targets": [
            {"label": one.label, "value": amount(one.value), "unit": one.unit, "method": one.method}
            for one in proposal.targets.all()
        ],
        "budget": _budget(proposal.budget),
        "asked": [
            {"funder": one.funder.name, "amount": amount(one.amount)}
            for one in proposal.funding_requests.select_related("funder")
        ],
        "others": [
            {"funder": one.funder, "amount": amount(one.amount), "granted": one.granted}
            for one in proposal.co_financings.all()
        ],
        "answers": [
            {"question": one.question.label, "text": one.text} for one in proposal.answers.select_related("question")
        ],
        "attachments": _files(proposal.attachments.filter(removed_at=None)),
        "notices": notices(proposal),
    }


def notices(proposal: Proposal) -> dict:
    """Return what the law has a receipt say (CRPA R.112-5), as of today: who answers, what silence means, appeals."""
    settings = ProposalSettings.load()
    return {
        "service": settings.service,
        "answers": following.who_answers(proposal),
        "silence_months": settings.silence_months,
        "appeals": settings.receipt_notice,
    }
