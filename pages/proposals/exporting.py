"""A whole request to keep or to hand over: an accessible PDF, an archive with its files, what may be communicated.

A part is ``{slug, title, rows: [[label, value]], personal}``; ``personal`` says that it names people, which what is
communicated withholds unless someone chooses otherwise (CRPA L.311-6).
"""

import json
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import typst
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from pages.base.templatetags.portal import euros, number
from pages.proposals import following, reading
from pages.proposals.models import Attachment, MessageFile, PermanentDocument, Proposal, Submission
from pages.proposals.models.profiles import BANKING, DocumentKind
from pages.proposals.receipts import STANDARD, drawable

LAYOUT = Path(__file__).with_name("dossier.typ")
WITHHELD = "[occulté]"
NAMING = frozenset({"representant", "attestations", "banque"})
"""The sections that name people, or say where money is paid."""
NAMING_DOCUMENTS = frozenset({DocumentKind.OFFICERS, DocumentKind.BANK_STATEMENT, DocumentKind.MANDATE})
IN_MEMORY = 5 * 1024 * 1024


def _day(moment) -> str:
    return date_format(timezone.localtime(moment), r"j F Y, G \h i") if moment else ""


def _pairs(fields: Iterable[dict]) -> list[list[str]]:
    return [[one["label"], one["value"]] for one in fields if one["value"]]


def _part(slug: str, title: str, rows: list[list[str]], personal: bool = False) -> dict:
    return {"slug": slug, "title": str(title), "rows": rows, "personal": personal}


def sent_parts(submission: Submission) -> list[dict]:
    """Return what an association sent, part by part."""
    content = reading.of(submission.content)
    found = [_part("identite", _("L’association"), _pairs(content["association_fields"]))]
    for section in content["association_parts"]:
        found.append(
            _part(f"a-{section['slug']}", section["title"], _pairs(section["fields"]), section["slug"] in NAMING)
        )
    for section in content["parts"]:
        found.append(_part(section["slug"], section["title"], _pairs(section["fields"]), section["slug"] in NAMING))
    targets = [
        [one["label"], " ".join(filter(None, [one["value"] and number(one["value"]), one["unit"], one["method"]]))]
        for one in content["targets"]
    ]
    found.append(_part("indicateurs", _("Indicateurs prévus"), targets))
    for slug, title, rows in (
        ("budget-action", _("Budget de l’action"), content["budget_rows"]),
        ("budget-association", _("Budget de l’association"), content["association_budget"]),
    ):
        lines = [line for side in ("expenses", "income", "given", "received") for line in rows[side]]
        found.append(_part(slug, title, [[line["label"], euros(line["amount"])] for line in lines]))
    found.append(
        _part("demande", _("Montants demandés"), [[one["funder"], euros(one["amount"])] for one in content["asked"]])
    )
    found.append(
        _part("autres", _("Autres financements"), [[one["funder"], euros(one["amount"])] for one in content["others"]])
    )
    found.append(_part("questions", _("Réponses aux questions de l’appel"), _pairs(content["answer_fields"])))
    return [part for part in found if part["rows"]]


def decided_parts(proposal: Proposal) -> list[dict]:
    """Return what was decided and why, which the association reads too."""
    rows = []
    for one in proposal.decisions.select_related("funder"):
        said = [
            euros(one.amount) if one.granted else _("refus"),
            one.act,
            one.reference,
            date_format(one.date, "j F Y"),
        ]
        said += [one.conditions, one.reasons]
        if one.revoked_at:
            said.append(_("retirée : %(reason)s") % {"reason": one.revocation_reason})
        rows.append([one.funder.name, ", ".join(filter(None, said))])
    if proposal.closing_reasons and proposal.decided_at:
        rows.append([_("Motifs"), proposal.closing_reasons])
    return [_part("decisions", _("Décisions"), rows)] if rows else []


def examination_parts(proposal: Proposal) -> list[dict]:
    """Return what those who examine a request said of it; the association has none of this while it is examined."""
    opinions = [
        [str(one.person or _("Compte fermé")), ". ".join(filter(None, [one.get_stance_display(), one.text]))]
        for one in proposal.opinions.given().select_related("person")
    ]
    signatures = [
        [one.get_half_display(), f"{one.person or _('Compte fermé')}, {_day(one.signed_at)}"]
        for one in proposal.signatures.select_related("person")
    ]
    committee = [
        [date_format(one.met_on, "j F Y"), ". ".join(filter(None, [one.get_stance_display(), one.text]))]
        for one in proposal.committee_opinions.all()
    ]
    found = [
        _part("avis", _("Avis"), opinions, personal=True),
        _part("accords", _("Accord du binôme"), signatures, personal=True),
        _part("comite", _("Avis du comité de pilotage"), committee),
    ]
    return [part for part in found if part["rows"]]


def thread_part(proposal: Proposal, internal: bool) -> list[dict]:
    """Return the messages, or the internal notes, the oldest first."""
    rows = [
        [f"{_day(one.written_at)}, {one.signed_as or one.author or _('Compte fermé')}", one.text]
        for one in proposal.messages.filter(internal=internal).select_related("author").order_by("written_at", "pk")
    ]
    title = _("Notes internes") if internal else _("Messages")
    return [_part("notes" if internal else "messages", title, rows, personal=True)] if rows else []


def history_part(proposal: Proposal) -> list[dict]:
    rows = [[_day(one["at"]), str(one["what"])] for one in reversed(following.events(proposal))]
    return [_part("historique", _("Historique"), rows)] if rows else []


def parts_for(proposal: Proposal, submission: Submission, staff: bool) -> list[dict]:
    """Return the whole of a request, as one side may read it."""
    examined = examination_parts(proposal) if staff else []
    notes = thread_part(proposal, internal=True) if staff else []
    return [
        *sent_parts(submission),
        *examined,
        *decided_parts(proposal),
        *thread_part(proposal, internal=False),
        *notes,
        *history_part(proposal),
    ]


def communicable_parts(proposal: Proposal, submission: Submission) -> list[dict]:
    """Return what may be communicated once a request is decided: no message nor note, parts to withhold by choice."""
    return [*sent_parts(submission), *examination_parts(proposal), *decided_parts(proposal)]


def withhold(parts: list[dict], withheld: set[str]) -> list[dict]:
    """Return parts of which those named say nothing but that they are withheld."""
    return [{**part, "rows": [[WITHHELD, ""]]} if part["slug"] in withheld else part for part in parts]


def pdf(proposal: Proposal, parts: list[dict], note: str = "") -> bytes:
    """Return a request as PDF/UA. Raises typst.TypstError."""
    now = timezone.now()
    told = {
        "title": _("Dossier n° %(number)s") % {"number": proposal.number},
        "subject": proposal.title,
        "note": note,
        "made_on": _("Établi le %(day)s") % {"day": _day(now)},
        "parts": parts,
    }
    return typst.compile(
        str(LAYOUT),
        format="pdf",
        pdf_standards=[STANDARD],
        ignore_system_fonts=True,
        sys_inputs={"dossier": json.dumps(drawable(_plain(told)))},
        timestamp=int(now.timestamp()),
    )


def _plain(told: dict) -> dict:
    """Return it with words only: a part's ``personal`` is not drawn."""
    parts = [{name: part[name] for name in ("slug", "title", "rows")} for part in told["parts"]]
    return {**told, "parts": parts}


def sent_files(submission: Submission, sees_bank: bool) -> list[tuple[str, Attachment | PermanentDocument]]:
    """Return the files of what was sent, each with the folder where an archive puts it."""
    content = submission.content
    joined = Attachment.objects.filter(pk__in=[one["id"] for one in content["attachments"]])
    permanent = PermanentDocument.objects.filter(pk__in=[one["id"] for one in content["association"]["documents"]])
    if not sees_bank:
        permanent = permanent.exclude(kind__in=BANKING)
    return [*(("pieces", one) for one in joined), *(("association", one) for one in permanent)]


def archive(proposal: Proposal, document: bytes, files, submissions: Iterable[Submission] = ()):
    """Return a zip, in a temporary file at its beginning: the PDF, the versions sent, the files.

    ``files``: pairs of a folder and a stored file. The caller closes it.
    """
    kept = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the caller's, closed once it is sent
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(f"dossier-{proposal.number}.pdf", document)
        for submission in submissions:
            told = json.dumps(submission.content, ensure_ascii=False, indent=2, sort_keys=True)
            made.writestr(f"versions/version-{submission.rank}.json", told)
        for folder, stored in files:
            # A name of ours: what a person called a file may lead anywhere once unpacked.
            stem = slugify(stored.name.rpartition(".")[0])[:80] or "fichier"
            with (
                stored.file.open("rb") as source,
                made.open(f"{folder}/{stored.pk}-{stem}.{stored.extension}", "w") as to,
            ):
                for chunk in source.chunks():
                    to.write(chunk)
    kept.seek(0)
    return kept


def message_files(proposal: Proposal, staff: bool) -> list[tuple[str, MessageFile]]:
    found = MessageFile.objects.filter(message__proposal=proposal)
    return [("messages", one) for one in (found if staff else found.filter(message__internal=False))]
