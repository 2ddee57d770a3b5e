"""The receipt of a request (CRPA R.112-5), as an accessible PDF: what was sent, who answers, what silence means."""

import json
import unicodedata
from pathlib import Path

import typst
from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pages.base.templatetags.portal import euros
from pages.proposals import reading
from pages.proposals.models import Submission

LAYOUT = Path(__file__).with_name("receipt.typ")
STANDARD = "ua-1"
# The characters that typst's own fonts draw, by blocks: Latin, Greek, Cyrillic, Hebrew, Arabic, usual signs.
DRAWN = (
    (0x20, 0x7E),
    (0xA0, 0x484),
    (0x487, 0x4FF),
    (0x5D0, 0x5EA),
    (0x621, 0x63A),
    (0x640, 0x64A),
    (0x1E00, 0x1EFF),
    (0x2000, 0x2040),
    (0x20A0, 0x20BF),
    (0x2100, 0x211E),
    (0x2122, 0x2122),
    (0x2190, 0x22FF),
    (0x25A0, 0x25FF),
)
NOT_DRAWN = "□"


def pdf(submission: Submission) -> bytes:
    """Return the receipt of what was sent, its notices those of that day. Raises typst.TypstError."""
    return typst.compile(
        str(LAYOUT),
        format="pdf",
        pdf_standards=[STANDARD],
        ignore_system_fonts=True,
        sys_inputs={"receipt": json.dumps(drawable(told(submission)))},
        timestamp=int(submission.sent_at.timestamp()),
    )


def told(submission: Submission) -> dict:
    """Return what a receipt says, in French, ready to be laid out."""
    proposal, notices = submission.proposal, submission.content["notices"]
    content = reading.of(submission.content)
    sent = timezone.localtime(submission.sent_at)
    sent_files = [*content["attachments"], *content["association"]["documents"]]
    silence = sent.date() + relativedelta(months=notices["silence_months"])
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
                _("%(day)s à %(hour)s") % {"day": date_format(sent, "j F Y"), "hour": date_format(sent, r"G \h i")},
            ],
            [_("Version"), str(submission.rank)],
        ],
        "asked": [[one["funder"], euros(one["amount"])] for one in content["asked"]],
        "asked_total": euros(content["asked_total"]),
        "files": [[one["label"], one["name"], one["sha256"]] for one in sent_files],
        "service": notices["service"],
        "answers": notices["answers"],
        "silence": _(
            "Sans réponse avant le %(day)s, votre demande est réputée refusée (articles L.231-4 et R.112-5 du code des "
            "relations entre le public et l’administration)."
        )
        % {"day": date_format(silence, "j F Y")},
        "notice": notices["appeals"],
        "fingerprint": submission.fingerprint,
    }


def drawable(told):
    """Return what a receipt says with « □ » for each character that no font draws: PDF/UA would refuse the whole."""
    if isinstance(told, str):
        return "".join(sign if _is_drawn(sign) else NOT_DRAWN for sign in told)
    if isinstance(told, dict):
        return {name: drawable(value) for name, value in told.items()}
    return [drawable(value) for value in told]


def _is_drawn(sign: str) -> bool:
    known = unicodedata.category(sign) != "Cn" and any(first <= ord(sign) <= last for first, last in DRAWN)
    return known or sign in "\n\r\t"
