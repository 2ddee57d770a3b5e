"""A request's content, as a snapshot holds it, in the shapes that the screens and the PDF draw."""

from decimal import Decimal

from django.utils.translation import gettext as _

from pages.base.templatetags.portal import euros
from pages.proposals import budget


def of(content: dict) -> dict:
    """Return a content to read: parts with their pairs of label and value, budgets as two columns of accounts."""
    association = content["association"]
    asked = [{**one, "amount": Decimal(one["amount"])} for one in content["asked"]]
    others = [{**one, "amount": Decimal(one["amount"])} for one in content["others"]]
    return {
        **content,
        "association_fields": [
            {"label": label, "value": association[name]}
            for name, label in (
                ("name", _("nom")),
                ("siret", _("Siret")),
                ("rna", _("numéro RNA")),
                ("address", _("adresse du siège")),
                ("website", _("site internet")),
                ("bank", _("compte bancaire")),
            )
            if association[name]
        ],
        "asked_rows": [{"label": one["funder"], "amount": one["amount"]} for one in asked],
        "other_rows": [
            {
                "label": one["funder"],
                "amount": one["amount"],
                "detail": _("déjà accordé") if one["granted"] else _("demandé"),
            }
            for one in others
        ],
        "answer_fields": [{"label": one["question"], "value": one["text"]} for one in content["answers"]],
        "association_parts": [_part(one) for one in content["association"]["sections"]],
        "parts": [_part(one) for one in content["sections"]],
        "association_budget": budget_rows(content["association"]["budget"]),
        "budget_rows": budget_rows(content["budget"]),
        "asked": asked,
        "others": others,
        "asked_total": sum((one["amount"] for one in asked), Decimal(0)),
    }


def _part(section: dict) -> dict:
    """Return a section with what is filled in it; a tick is said « oui » or « non »."""
    fields = [{**one, "value": said(one["value"])} for one in section["fields"]]
    return {**section, "fields": [one for one in fields if one["value"]]}


def said(value) -> str:
    """Return a value as one reads it."""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    return "" if value is None else str(value)


def budget_rows(told: dict) -> dict:
    """Return a budget as its two sides, each a list of {label, amount} (euros), with their totals."""
    accounts = {number: Decimal(amount) for number, amount in told["accounts"].items() if amount}

    def side(plan) -> list[dict]:
        return [
            {"label": account.label, "amount": accounts[account.number]}
            for account in plan
            if accounts.get(account.number)
        ]

    return {
        "expenses": side(budget.EXPENSES),
        "income": side(budget.INCOME),
        "given": side(budget.GIVEN),
        "received": side(budget.RECEIVED),
        "totals": {name: euros(Decimal(told[name])) for name in ("expenses", "income", "given", "received")},
        "is_empty": not accounts,
    }
