"""The letters and agreements that a decision brings, from texts that each call may change, drawn as accessible PDFs.

The words are frozen the day the act is made: what the portal gives later is what was told then.
"""

import json
from pathlib import Path

import typst
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _g

from pages.base.templatetags.portal import euros
from pages.fund.models import LedgerEntry
from pages.people.models import User
from pages.proposals.circuit import rules_of
from pages.proposals.models import Act, ActKind, GrantDecision, ProposalSettings
from pages.proposals.receipts import STANDARD, drawable

LAYOUT = Path(__file__).with_name("act.typ")
USUAL = {
    "granted": _g(
        "Par {acte} du {date} (référence {reference}), {financeur} accorde {montant} à {association} pour l’action "
        "« {action} », demandée sous le numéro {numero}.\n\nConditions : {conditions}\n\nLe versement est fait par "
        "{payeur}."
    ),
    "refused": _g(
        "Par {acte} du {date} (référence {reference}), {financeur} n’accorde pas la subvention demandée par "
        "{association} sous le numéro {numero}, pour l’action « {action} ».\n\nMotifs : {motifs}"
    ),
    ActKind.AGREEMENT: _g(
        "Entre {financeur} et {association}, il est convenu ce qui suit.\n\n{financeur} apporte {montant} à l’action "
        "« {action} » (proposition {numero}, {acte} du {date}, référence {reference}).\n\nL’association réalise "
        "l’action décrite dans sa proposition, en rend compte dans les six mois qui suivent l’exercice, et rend ce qui "
        "n’aurait pas servi à cette action.\n\nConditions particulières : {conditions}\n\nLe versement est fait par "
        "{payeur}."
    ),
    ActKind.CERTIFICATE: _g(
        "{financeur} atteste avoir versé {verse} à {association} le {date_versement} (référence {mandat}), sur les "
        "{montant} accordés à l’action « {action} » (proposition {numero}, référence {reference})."
    ),
}


def write(actor: User, decision: GrantDecision, kind: str, payment: LedgerEntry | None = None) -> Act:
    """Make an act of a decision, its words frozen."""
    proposal = decision.proposal
    rules = rules_of(proposal)
    chosen = {
        ActKind.NOTIFICATION: rules.notification_text,
        ActKind.AGREEMENT: rules.agreement_text,
        ActKind.CERTIFICATE: rules.certificate_text,
    }[kind]
    if kind == ActKind.NOTIFICATION:
        usual = USUAL["granted" if decision.granted else "refused"]
        # A call's own text speaks of a grant.
        chosen = chosen if decision.granted else ""
    else:
        usual = USUAL[kind]
    content = {
        "title": str(ActKind(kind).label),
        "number": proposal.number,
        "funder": decision.funder.name,
        "association": proposal.association.name,
        "address": proposal.association.address,
        "text": filled(chosen or str(usual), _words(decision, payment)),
        "notice": ProposalSettings.load().receipt_notice if kind == ActKind.NOTIFICATION else "",
    }
    return Act.objects.create(
        proposal=proposal, decision=decision, kind=kind, content=content, made_by=actor, payment=payment
    )


def _day(value) -> str:
    return date_format(value, "j F Y")


def _words(decision: GrantDecision, payment: LedgerEntry | None) -> dict[str, str]:
    proposal = decision.proposal
    return {
        "association": proposal.association.name,
        "action": proposal.title,
        "numero": proposal.number,
        "financeur": decision.funder.name,
        "montant": euros(decision.amount) if decision.granted else "",
        "acte": decision.act,
        "reference": decision.reference,
        "date": _day(decision.date),
        "conditions": decision.conditions or _("aucune condition particulière."),
        "payeur": decision.payer,
        "motifs": decision.reasons,
        "verse": euros(payment.amount) if payment else "",
        "date_versement": _day(payment.date) if payment else "",
        "mandat": payment.reference if payment else "",
    }


def filled(text: str, words: dict[str, str]) -> str:
    """Return a text with its words in braces replaced; an unknown one stays as it was typed."""
    for name, value in words.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def pdf(act: Act) -> bytes:
    """Return an act as PDF/UA. Raises typst.TypstError."""
    made = timezone.localtime(act.made_at)
    told = {
        **act.content,
        "made_on": _day(made),
        "paragraphs": [line for line in act.content["text"].split("\n\n") if line.strip()],
    }
    return typst.compile(
        str(LAYOUT),
        format="pdf",
        pdf_standards=[STANDARD],
        ignore_system_fonts=True,
        sys_inputs={"act": json.dumps(drawable(told))},
        timestamp=int(act.made_at.timestamp()),
    )
