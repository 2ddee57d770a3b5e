"""Loading an edition beside the one in service, then swapping them in one statement.

Every write is a short transaction of its own: whoever else writes waits for a batch, never for the import. Whatever
stops the import, readers keep the edition that was in service; the next import clears what was left.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from pages.territories.geography import source as files
from pages.territories.geography.models import Area, AreaKey, AreaPostalCode, GeographyEdition
from pages.territories.geography.names import fold, keys

EXTRACT = Path(__file__).resolve().parent.parent / "data"
BATCH = 500  # areas, with their keys and postal codes: some 3 000 rows in one transaction
# SQLite lets writers in by polling: without a pause between two batches, one of them might never find the door open.
BREATH = 0.03  # seconds

Progress = Callable[[int, int], None]


class Superseded(Exception):
    """Another import began meanwhile; this one put nothing in service."""


@dataclass
class Draft:
    """An area to be written, with its postal codes and the keys that find it."""

    area: Area
    postal_codes: list[str] = field(default_factory=list)
    departement_name: str = ""

    def search_keys(self) -> set[str]:
        codes = self.postal_codes if self.area.kind == Area.Kind.EPCI else [self.area.code, *self.postal_codes]
        return keys(self.area.folded, fold(self.departement_name), codes)


def current() -> GeographyEdition:
    """Return the one row that says what is in service (number 0: nothing yet)."""
    return GeographyEdition.objects.get_or_create(pk=GeographyEdition.ROW)[0]


def is_in_service(source: files.Source) -> bool:
    """Say whether the edition in service was made from these very files."""
    edition = current()
    return edition.number > 0 and edition.checksum == source.checksum


def ensure_loaded() -> None:
    """Load the committed extract when no edition is in service: what the demo and the tests stand on."""
    if current().number == 0:
        load(files.read(EXTRACT))


def load(source: files.Source, progress: Progress = lambda done, total: None) -> Counter:
    """Put the areas of checked files in service instead of those that are; return how many of each kind.

    `progress` is told after each batch how many areas are written, of how many. Raises Superseded when another import
    began meanwhile.
    """
    number = claim()
    clear_unfinished()
    areas = drafts(source, number)
    for done in written(areas):
        progress(done, len(areas))
    refresh_statistics()
    try:
        swap(number, source, len(areas))
    finally:
        clear_unfinished()
    return Counter(draft.area.kind for draft in areas)


def claim() -> int:
    """Return a number that no edition ever had; whoever claimed before can no longer swap."""
    row = GeographyEdition.objects.filter(pk=current().pk)
    with transaction.atomic():
        row.update(claimed=F("claimed") + 1)
        return row.get().claimed


def swap(number: int, source: files.Source, expected: int) -> None:
    """Put an edition in service, in one statement, when it is whole and no other import has begun."""
    with transaction.atomic():
        swapped = GeographyEdition.objects.filter(pk=GeographyEdition.ROW, claimed=number).update(
            number=number,
            source=source.label,
            checksum=source.checksum,
            complete=source.complete,
            loaded_at=timezone.now(),
        )
        if not swapped or Area.objects.filter(edition=number).count() != expected:
            raise Superseded(_("Un autre import a commencé entre-temps ; celui-ci n’a rien mis en service."))


def refresh_statistics() -> None:
    """Tell PostgreSQL what the tables hold now: a lookup planned on what they held before takes 80 ms instead of 1."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for model in (Area, AreaKey, AreaPostalCode):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def clear_unfinished() -> None:
    """Delete, batch by batch, the areas of every edition but the one in service and the one last claimed."""
    edition = current()
    kept = {edition.number, edition.claimed}
    while leftovers := list(Area.objects.exclude(edition__in=kept).values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            Area.objects.filter(pk__in=leftovers).erase()
        time.sleep(BREATH)


def written(areas: list[Draft]) -> Iterator[int]:
    """Write areas batch by batch; yield how many are written so far."""
    done = 0
    remaining = iter(areas)
    while batch := list(islice(remaining, BATCH)):
        with transaction.atomic():
            Area.objects.bulk_create(draft.area for draft in batch)
            AreaPostalCode.objects.bulk_create(
                AreaPostalCode(area=draft.area, postal_code=code) for draft in batch for code in draft.postal_codes
            )
            AreaKey.objects.bulk_create(
                AreaKey(area=draft.area, key=key) for draft in batch for key in draft.search_keys()
            )
        done += len(batch)
        yield done
        time.sleep(BREATH)


def drafts(source: files.Source, number: int) -> list[Draft]:
    """Return every area of the files, each with the codes of those that hold it."""
    names = {row["code"]: row["nom"] for row in source.departements}
    region_of = {row["code"]: row["region"] for row in source.departements}
    epci_of = {member["code"]: row["code"] for row in source.epci for member in row["membres"]}
    postal_codes = all_postal_codes(source)
    inhabitants = populations(source)

    def draft(kind: str, row: dict, departement: str = "", region: str = "", **values) -> Draft:
        area = Area(
            edition=number,
            kind=kind,
            code=row["code"],
            name=row["nom"],
            folded=fold(row["nom"]),
            departement_code=departement,
            region_code=region,
            **values,
        )
        named_by = names.get(departement, "") if kind in (Area.Kind.COMMUNE, Area.Kind.EPCI) else ""
        codes = sorted(postal_codes[row["code"]]) if kind == Area.Kind.COMMUNE else []
        return Draft(area, codes, named_by)

    def epci(row: dict) -> Draft:
        departement = main_departement(row["membres"], region_of)
        region = region_of.get(departement, "")
        values = {"siren": row["code"], "population": row.get("populationMunicipale")}
        return draft(Area.Kind.EPCI, row, departement, region, **values)

    def commune(row: dict) -> Draft:
        values = {"siren": row.get("siren") or "", "population": row.get("population")}
        epci_code = epci_of.get(row["code"], "")
        return draft(Area.Kind.COMMUNE, row, row["departement"], row["region"], epci_code=epci_code, **values)

    return [
        *(
            draft(
                Area.Kind.REGION, row, region=row["code"], population=inhabitants.get((Area.Kind.REGION, row["code"]))
            )
            for row in source.regions
        ),
        *(
            draft(
                Area.Kind.DEPARTEMENT,
                row,
                row["code"],
                row["region"],
                population=inhabitants.get((Area.Kind.DEPARTEMENT, row["code"])),
            )
            for row in source.departements
        ),
        *(epci(row) for row in source.epci),
        *(commune(row) for row in source.communes),
    ]


def all_postal_codes(source: files.Source) -> dict[str, set[str]]:
    """Return the postal codes of each commune; those of Paris, Lyon and Marseille count their arrondissements'."""
    found = defaultdict(set)
    for row in source.communes:
        found[row["code"]].update(row.get("codesPostaux") or [])
    for row in source.districts:
        found[row.get("commune")].update(row.get("codesPostaux") or [])
    return found


def populations(source: files.Source) -> Counter:
    """Return the inhabitants of each département and région of which every commune is in the files."""
    sums = Counter()
    for row in source.communes:
        sums[Area.Kind.DEPARTEMENT, row["departement"]] += row.get("population") or 0
        sums[Area.Kind.REGION, row["region"]] += row.get("population") or 0
    if source.complete:
        return sums
    whole = {(Area.Kind.DEPARTEMENT, code) for code in source.whole_departements}
    return Counter({key: count for key, count in sums.items() if key in whole})


def main_departement(members: Iterable[dict], departements: dict[str, str]) -> str:
    """Return the département of an intercommunalité's most populous member, read from the member's INSEE code."""
    if not members:
        return ""
    code = max(members, key=lambda member: (member.get("populationMunicipale") or 0, member["code"]))["code"]
    departement = code[:3] if code.startswith("97") else code[:2]
    return departement if departement in departements else ""
