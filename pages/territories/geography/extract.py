"""Making the committed extract again from a whole source: small enough to keep, true in all it says."""

import json
from pathlib import Path

from pages.territories.geography.source import COMMUNES, DEPARTEMENTS, EPCI, MANIFEST, REGIONS, Source

WHOLE_DEPARTEMENTS = ("33", "92")
# The two other communes called Mérignac: whoever looks for one must be shown the three.
OTHER_COMMUNES = ("16216", "17229")


def write_extract(source: Source, folder: Path) -> dict[str, int]:
    """Write the extract of a whole source into a folder; return how many objects each file holds.

    An intercommunalité keeps its members that are in the extract and its most populous one, which tells its
    département. Raises ValueError when the source is itself an extract.
    """
    if not source.complete:
        raise ValueError("an extract is made from the whole of France")
    communes = [
        row for row in source.communes if row["departement"] in WHOLE_DEPARTEMENTS or row["code"] in OTHER_COMMUNES
    ]
    kept = {row["code"] for row in communes}
    epci = [
        {**row, "membres": restricted(row["membres"], kept)}
        for row in source.epci
        if any(member["code"] in kept for member in row["membres"])
    ]
    content = {REGIONS: source.regions, DEPARTEMENTS: source.departements, EPCI: epci, COMMUNES: communes}
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in content.items():
        (folder / name).write_text(one_line_each(rows), encoding="utf-8")
    counts = {name: len(rows) for name, rows in content.items()}
    manifest = {
        "source": f"{source.label} (extrait)",
        "complete": False,
        "departements": list(WHOLE_DEPARTEMENTS),
        "counts": counts,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return counts


def restricted(members: list[dict], kept: set[str]) -> list[dict]:
    largest = max(members, key=lambda member: (member.get("populationMunicipale") or 0, member["code"]))
    return [member for member in members if member["code"] in kept or member is largest]


def one_line_each(rows: list[dict]) -> str:
    """Return a JSON list with one object per line, so that a new edition shows its differences."""
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return "[\n" + ",\n".join(lines) + "\n]\n"
