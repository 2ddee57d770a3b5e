"""Two versions of a request side by side, in plain words: what was said, what is said now."""

import difflib
import re
from decimal import Decimal

from django.utils.translation import gettext as _

from pages.base.templatetags.portal import euros
from pages.proposals import reading
from pages.proposals.models import Proposal

WORDS = re.compile(r"\s+|[^\s]+")
LONGEST = 20_000
"""Beyond that many characters, two texts are shown whole rather than word by word."""


def compare(before: dict, after: dict) -> list[dict]:
    """Return what changed from a content to another, by part: title, and changes ({label, before, after}).

    ``before`` and ``after`` are lists of {text, changed}: what is common, and what only that version says.
    """
    found = [
        *_sections(before, after),
        _part(_("Indicateurs prévus"), _targets(before), _targets(after)),
        _part(_("Budget de l’action"), _budget(before), _budget(after), whole=True),
        _part(_("Montants demandés"), _amounts(before["asked"]), _amounts(after["asked"]), whole=True),
        _part(_("Autres financements"), _amounts(before["others"]), _amounts(after["others"]), whole=True),
        _part(_("Réponses aux questions de l’appel"), _answers(before), _answers(after)),
        _part(_("Pièces jointes"), _files(before["attachments"]), _files(after["attachments"])),
        *_profile(before, after),
    ]
    return [part for part in found if part["changes"]]


def _part(title: str, before: dict[str, str], after: dict[str, str], whole: bool = False) -> dict:
    """Return a part from what each version says, by label, in the order in which they are met.

    ``whole``: values that changed are shown whole, as amounts are read, not word by word.
    """
    labels = list(dict.fromkeys([*before, *after]))
    changes = [
        {"label": label, **_sides(before.get(label, ""), after.get(label, ""), whole)}
        for label in labels
        if before.get(label, "") != after.get(label, "")
    ]
    return {"title": title, "changes": changes}


def _sides(before: str, after: str, whole: bool) -> dict:
    if whole or not before or not after or len(before) + len(after) > LONGEST:
        return {
            "before": [{"text": before, "changed": True}] if before else [],
            "after": [{"text": after, "changed": True}] if after else [],
        }
    old, new = WORDS.findall(before), WORDS.findall(after)
    sides = {"before": [], "after": []}
    for kind, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for side, words in (("before", old[i:j]), ("after", new[k:m])):
            if words:
                sides[side].append({"text": "".join(words), "changed": kind != "equal"})
    return sides


def _sections(before: dict, after: dict) -> list[dict]:
    """Return the sections of the request, those that only one version has included."""
    return _by_section(before["sections"], after["sections"], Proposal)


def _profile(before: dict, after: dict) -> list[dict]:
    from pages.proposals.models import AssociationProfile

    parts = _by_section(before["association"]["sections"], after["association"]["sections"], AssociationProfile)
    files = _part(
        _("Documents de l’association"),
        _files(before["association"]["documents"]),
        _files(after["association"]["documents"]),
    )
    return [*parts, files]


def _by_section(before: list[dict], after: list[dict], model) -> list[dict]:
    kinds = {field.name: field for field in model._meta.get_fields()}

    def told(section: dict | None) -> dict[str, str]:
        fields = section["fields"] if section else []
        return {one["label"]: reading.said(one["value"], kinds.get(one["name"])) for one in fields}

    old, new = ({one["slug"]: one for one in sections} for sections in (before, after))
    return [
        _part((new.get(slug) or old[slug])["title"], told(old.get(slug)), told(new.get(slug)))
        for slug in dict.fromkeys([*old, *new])
    ]


def _targets(content: dict) -> dict[str, str]:
    return {
        one["label"]: " ".join(filter(None, [one["value"] and reading.said(one["value"]), one["unit"], one["method"]]))
        for one in content["targets"]
    }


def _budget(content: dict) -> dict[str, str]:
    rows = reading.budget_rows(content["budget"])
    lines = [line for side in ("expenses", "income", "given", "received") for line in rows[side]]
    return {line["label"]: euros(line["amount"]) for line in lines}


def _amounts(lines: list[dict]) -> dict[str, str]:
    return {one["funder"]: euros(Decimal(one["amount"])) for one in lines}


def _answers(content: dict) -> dict[str, str]:
    return {one["question"]: one["text"] for one in content["answers"]}


def _files(files: list[dict]) -> dict[str, str]:
    """Return the files by what they are; a file of the same name and other bytes is another file."""
    return {f"{one['label']} – {one['sha256'][:8]}": one["name"] for one in files}
