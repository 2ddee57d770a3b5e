"""Reading the files of the code geography and checking all of them before anything is written.

The format is that of the npm package `@etalab/decoupage-administratif`: four JSON lists named below.
"""

import hashlib
import json
import re
import tarfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

COMMUNES, DEPARTEMENTS, REGIONS, EPCI = "communes.json", "departements.json", "regions.json", "epci.json"
FILES = (COMMUNES, DEPARTEMENTS, REGIONS, EPCI)
MANIFEST = "manifest.json"
PACKAGE = "package.json"
LARGEST_FILE = 64 * 1024 * 1024  # bytes; the largest official file has 9 million

# What is counted for the whole of France: exact numbers by law, a floor where every year moves a little.
LEAST = {REGIONS: 18, DEPARTEMENTS: 101, EPCI: 1000, COMMUNES: 30_000}
HOME_ZONES = ("metro", "drom")  # « com » holds collectivities that are neither région nor département

DEPARTEMENT_CODE = r"\d{2}|2[AB]|9[78]\d"
COMMUNE_CODE = r"(?:\d\d|2[AB])\d{3}"
SIREN_CODE = r"\d{9}"
POSTAL_CODE = r"\d{5}"


class BadSource(Exception):
    """The files cannot be used; the message says in French which one and why."""


@dataclass(frozen=True)
class Source:
    """Four checked lists of dictionaries, and where they come from."""

    communes: list[dict]
    districts: list[dict]
    departements: list[dict]
    regions: list[dict]
    epci: list[dict]
    label: str
    checksum: str
    # Codes of the départements of which every commune is here; None when that is the whole of France.
    whole_departements: frozenset[str] | None

    @property
    def complete(self) -> bool:
        return self.whole_departements is None


def read(path: Path) -> Source:
    """Return the content of a folder or of the package's archive, entirely checked.

    Raises BadSource when a file is missing, is no JSON, lacks a key, contradicts another, or holds too few objects.
    """
    raw = raw_files(path)
    lists = {name: listed(name, raw[name]) for name in FILES}
    manifest = described(MANIFEST, raw.get(MANIFEST))
    package = described(PACKAGE, raw.get(PACKAGE))
    whole = whole_departements(manifest)
    communes = checked(COMMUNES, [row for row in lists[COMMUNES] if is_commune(row)])
    source = Source(
        communes=communes,
        districts=checked(COMMUNES, [row for row in lists[COMMUNES] if row.get("type") == "arrondissement-municipal"]),
        departements=checked(DEPARTEMENTS, [row for row in lists[DEPARTEMENTS] if row.get("zone") in HOME_ZONES]),
        regions=checked(REGIONS, [row for row in lists[REGIONS] if row.get("zone") in HOME_ZONES]),
        epci=checked(EPCI, lists[EPCI]),
        label=label(path, manifest, package),
        checksum=checksum(raw),
        whole_departements=whole,
    )
    check_counts(source, LEAST if source.complete else manifest.get("counts", {}))
    check_references(source)
    return source


def is_commune(row: dict) -> bool:
    return row.get("type") == "commune-actuelle" and row.get("zone") in HOME_ZONES


def raw_files(path: Path) -> dict[str, bytes]:
    """Return the bytes of the files that are there, by name; the four lists are required."""
    try:
        raw = raw_folder(path) if path.is_dir() else raw_archive(path)
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        raise BadSource(_("%(path)s ne se lit pas : %(error)s") % {"path": path, "error": error}) from error
    for name in FILES:
        if name not in raw:
            raise BadSource(_("Le fichier %(name)s manque dans %(path)s.") % {"name": name, "path": path})
    return raw


def raw_folder(path: Path) -> dict[str, bytes]:
    folder = path / "data" if (path / "data" / COMMUNES).is_file() else path
    candidates = [folder / name for name in (*FILES, MANIFEST)] + [path / PACKAGE]
    present = [candidate for candidate in candidates if candidate.is_file()]
    for candidate in present:
        check_size(candidate.name, candidate.stat().st_size)
    return {candidate.name: candidate.read_bytes() for candidate in present}


def raw_archive(path: Path) -> dict[str, bytes]:
    """Return the files of a .tgz made by `npm pack`, read without unpacking anything on the disk."""
    wanted = {f"package/data/{name}": name for name in FILES} | {f"package/{PACKAGE}": PACKAGE}
    raw = {}
    with tarfile.open(path, "r:gz") as archive:
        for member in archive:
            if member.name in wanted and member.isfile():
                check_size(member.name, member.size)
                raw[wanted[member.name]] = archive.extractfile(member).read()
    return raw


def check_size(name: str, size: int) -> None:
    if size > LARGEST_FILE:
        raise BadSource(_("%(name)s est trop volumineux pour être un fichier du découpage.") % {"name": name})


def parsed(name: str, content: bytes):
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadSource(_("%(name)s n’est pas du JSON valable : %(error)s") % {"name": name, "error": error}) from error


def listed(name: str, content: bytes) -> list[dict]:
    rows = parsed(name, content)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadSource(_("%(name)s devrait être une liste d’objets.") % {"name": name})
    return rows


def described(name: str, content: bytes | None) -> dict:
    if content is None:
        return {}
    description = parsed(name, content)
    if not isinstance(description, dict):
        raise BadSource(_("%(name)s devrait être un objet.") % {"name": name})
    return description


def whole_departements(manifest: dict) -> frozenset[str] | None:
    if manifest.get("complete", True):
        return None
    codes = manifest.get("departements")
    if not isinstance(codes, list) or not isinstance(manifest.get("counts"), dict):
        raise BadSource(_("%(name)s : il manque « departements » ou « counts ».") % {"name": MANIFEST})
    return frozenset(str(code) for code in codes)


def label(path: Path, manifest: dict, package: dict) -> str:
    """Return what is shown as the source: the package and its version, else the folder's name."""
    if manifest.get("source"):
        return str(manifest["source"])[:200]
    if package.get("name") and package.get("version"):
        return f"{package['name']} {package['version']}"[:200]
    return path.resolve().name[:200]


def checksum(raw: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(raw):
        digest.update(f"{name} {len(raw[name])}\n".encode() + raw[name])
    return digest.hexdigest()


# Keys of each file: a pattern for a text, a type for the rest; « ? » marks a key that may be absent.
NAME = r"[^\x00]{1,120}"
SHAPES = {
    REGIONS: {"code": r"\d{2}", "nom": NAME},
    DEPARTEMENTS: {"code": DEPARTEMENT_CODE, "nom": NAME, "region": r"\d{2}"},
    EPCI: {"code": SIREN_CODE, "nom": NAME, "membres": list, "populationMunicipale?": int},
    COMMUNES: {
        "code": COMMUNE_CODE,
        "nom": NAME,
        "departement": DEPARTEMENT_CODE,
        "region": r"\d{2}",
        "siren?": SIREN_CODE,
        "population?": int,
        "codesPostaux?": list,
        "commune?": COMMUNE_CODE,
    },
}


def checked(name: str, rows: list[dict]) -> list[dict]:
    """Return the rows of a file, whose shape is right and whose codes are all different."""
    seen = set()
    for position, row in enumerate(rows, 1):
        for key, expected in SHAPES[name].items():
            check_value(name, position, row, key, expected)
        for postal_code in row.get("codesPostaux", []):
            check_pattern(name, position, "codesPostaux", postal_code, POSTAL_CODE)
        for member in row.get("membres", []):
            check_pattern(
                name, position, "membres", member.get("code") if isinstance(member, dict) else None, COMMUNE_CODE
            )
        if row["code"] in seen:
            raise BadSource(_("%(name)s : le code %(code)s y est deux fois.") % {"name": name, "code": row["code"]})
        seen.add(row["code"])
    return rows


def check_value(name: str, position: int, row: dict, key: str, expected: str | type) -> None:
    optional, key = key.endswith("?"), key.rstrip("?")
    value = row.get(key)
    if value is None and optional:
        return None
    if isinstance(expected, str):
        return check_pattern(name, position, key, value, expected)
    if type(value) is not expected or (expected is int and not 0 <= value < 100_000_000):
        raise bad_value(name, position, key)


def check_pattern(name: str, position: int, key: str, value, pattern: str) -> None:
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        raise bad_value(name, position, key)


def bad_value(name: str, position: int, key: str) -> BadSource:
    message = _("%(name)s, objet nᵒ %(position)d : « %(key)s » manque ou n’a pas la forme attendue.")
    return BadSource(message % {"name": name, "position": position, "key": key})


def check_counts(source: Source, expected: dict) -> None:
    """Refuse files that hold fewer objects than France has, or than the extract's manifest says."""
    found = {
        REGIONS: len(source.regions),
        DEPARTEMENTS: len(source.departements),
        EPCI: len(source.epci),
        COMMUNES: len(source.communes),
    }
    for name, least in expected.items():
        if name in found and isinstance(least, int) and found[name] < least:
            message = _("%(name)s : %(found)d objets utilisables, il en faut au moins %(least)d.")
            raise BadSource(message % {"name": name, "found": found[name], "least": least})


def check_references(source: Source) -> None:
    """Refuse a commune in an unknown département or région, and a département in an unknown région."""
    regions = {row["code"] for row in source.regions}
    departements = {row["code"] for row in source.departements}
    for name, rows in ((DEPARTEMENTS, source.departements), (COMMUNES, source.communes)):
        for row in rows:
            if row["region"] not in regions:
                raise unknown(name, row, row["region"])
            if name == COMMUNES and row["departement"] not in departements:
                raise unknown(name, row, row["departement"])


def unknown(name: str, row: dict, code: str) -> BadSource:
    message = _("%(name)s : %(nom)s (%(code)s) renvoie à « %(unknown)s », qui n’existe pas.")
    return BadSource(message % {"name": name, "nom": row["nom"], "code": row["code"], "unknown": code})
