"""The receipt of a request (CRPA R.112-5), as an accessible PDF: what was sent, who answers, what silence means."""

import json
from pathlib import Path

import typst
from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pages.base.templatetags.portal import euros
from pages.proposals import following, reading
from pages.proposals.models import ProposalSettings, Submission

LAYOUT = Path(__file__).with_name("receipt.typ")
STANDARD = "ua-1"


def pdf(submission: Submission) -> bytes:
    """Return the receipt of what was sent; its notices are those of the day. Raises typst.TypstError."""
    return typst.compile(
        str(LAYOUT),
        format="pdf",
        pdf_standards=[STANDARD],
        ignore_system_fonts=True,
        sys_inputs={"receipt": json.dumps(told(submission))},
        timestamp=int(submission.sent_at.timestamp()),
    )


def told(submission: Submission) -> dict:
    """Return what a receipt says, in French, ready to be laid out."""
    proposal, notices = submission.proposal, ProposalSettings.load()
    content = reading.of(submission.content)
    sent = timezone.localtime(submission.sent_at)
    sent_files = [*content["attachments"], *content["association"]["documents"]]
    silence = sent.date() + relativedelta(months=notices.silence_months)
    return {
        "title": _("Accusé de réception de la proposition n° %(number)s") % {"number": proposal.number},
        "facts": [
            [_("Association"), content["association"]["name"]],
            [
                _("Intitulé"),
                next((f["value"] for p in content["parts"] for f in p["fields"] if f["name"] == "title"), ""),
            ],
            [_("Convention"), content["convention"]["title"]],
            [_("Appel"), content["call"]["title"] if content["call"] else _("hors appel")],
            [
                _("Reçue le"),
                _("%(day)s à %(hour)s") % {"day": date_format(sent, "j F Y"), "hour": date_format(sent, "H:i")},
            ],
            [_("Version"), str(submission.rank)],
        ],
        "asked": [[one["funder"], euros(one["amount"])] for one in content["asked"]],
        "asked_total": euros(content["asked_total"]),
        "files": [[one["label"], one["name"], one["sha256"]] for one in sent_files],
        "service": notices.service,
        "answers": following.who_answers(proposal),
        "silence": _(
            "Sans réponse avant le %(day)s, votre demande est réputée refusée (articles L.231-4 et R.112-5 du code des "
            "relations entre le public et l’administration)."
        )
        % {"day": date_format(silence, "j F Y")},
        "notice": notices.receipt_notice,
        "fingerprint": submission.fingerprint,
    }
