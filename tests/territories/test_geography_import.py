"""An edition is put in service whole or not at all, and only from files that were checked."""

import io
import json
import shutil
import tarfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from pages.territories.geography import loading
from pages.territories.geography.lookup import find, get
from pages.territories.geography.models import Area, AreaKey, AreaPostalCode, GeographyEdition
from pages.territories.geography.source import BadSource, read


@pytest.fixture
def folder(tmp_path):
    """A copy of the extract that a test may spoil."""
    return shutil.copytree(loading.EXTRACT, tmp_path / "decoupage")


def run(*arguments) -> str:
    out = io.StringIO()
    call_command("import_geography", *arguments, stdout=out)
    return out.getvalue()


def change(folder, name, edit):
    rows = json.loads((folder / name).read_text())
    edit(rows)
    (folder / name).write_text(json.dumps(rows))


def rename_merignac(folder):
    def edit(rows):
        next(row for row in rows if row["code"] == "33281")["nom"] = "Mérignac-la-Neuve"

    change(folder, "communes.json", edit)


def stop_after_one_batch():
    """Interrupt, as Ctrl-C does, the first statement of the second batch."""

    def wrapper(execute, sql, params, many, context):
        if sql.startswith("INSERT") and '"territories_area"' in sql:
            unfinished = Area.objects.filter(edition=loading.current().claimed)
            if unfinished.count() >= loading.BATCH:
                raise KeyboardInterrupt
        return execute(sql, params, many, context)

    return connection.execute_wrapper(wrapper)


@pytest.mark.django_db
def test_the_extract_has_every_region_and_departement_and_its_communes():
    run()
    count = {kind: Area.objects.current().filter(kind=kind).count() for kind in Area.Kind.values}
    assert count["region"] == 18
    assert count["departement"] == 101
    assert count["commune"] == 534 + 36 + 2  # Gironde, Hauts-de-Seine, the two other Mérignac
    assert get("commune", "33281").siren == "213302813"
    assert get("commune", "92036").population == 50_979


@pytest.mark.django_db
def test_a_population_is_known_only_where_every_commune_is_there():
    run()
    gironde = Area.objects.current().filter(kind="commune", departement_code="33")
    assert get("departement", "33").population == sum(gironde.values_list("population", flat=True))
    assert get("departement", "16").population is None
    assert get("region", "75").population is None


@pytest.mark.django_db
def test_an_intercommunalite_belongs_to_the_departement_of_its_most_populous_member():
    run()
    assert get("epci", "200054781").departement_code == "75"  # Métropole du Grand Paris
    assert get("commune", "92036").epci_code == "200054781"


@pytest.mark.django_db
def test_the_same_files_are_not_loaded_twice_unless_forced():
    run()
    first = loading.current().number
    assert "déjà en service" in run()
    assert loading.current().number == first
    run("--force")
    assert loading.current().number > first


@pytest.mark.django_db
def test_a_new_edition_replaces_the_old_one_entirely(folder):
    run()
    rename_merignac(folder)
    run(str(folder))
    assert get("commune", "33281").name == "Mérignac-la-Neuve"
    in_service = set(Area.objects.values_list("edition", flat=True))
    assert in_service == {loading.current().number}
    assert not AreaKey.objects.exclude(area__edition__in=in_service).exists()
    assert GeographyEdition.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_interruption_between_two_batches_leaves_the_old_edition_in_service(folder):
    run()
    before = loading.current().number
    rename_merignac(folder)
    with stop_after_one_batch(), pytest.raises(CommandError, match="reste en service"):
        run(str(folder))
    assert Area.objects.exclude(edition=before).count() == loading.BATCH
    assert loading.current().number == before
    assert [area.name for area in find("mérignac")] == ["Mérignac"] * 3


@pytest.mark.django_db(transaction=True)
def test_the_import_after_an_interruption_clears_what_it_left(folder):
    run()
    rename_merignac(folder)
    with stop_after_one_batch(), pytest.raises(CommandError):
        run(str(folder))
    run(str(folder))
    assert get("commune", "33281").name == "Mérignac-la-Neuve"
    assert set(Area.objects.values_list("edition", flat=True)) == {loading.current().number}


@pytest.mark.django_db
def test_an_import_overtaken_by_another_puts_nothing_in_service():
    source = read(loading.EXTRACT)
    with pytest.raises(loading.Superseded):
        loading.load(source, lambda done, total: loading.claim())
    assert loading.current().number == 0
    assert not Area.objects.current().exists()


@pytest.mark.django_db
def test_the_whole_of_france_is_not_replaced_by_the_extract_by_mistake():
    run()
    GeographyEdition.objects.update(complete=True, checksum="")
    with pytest.raises(CommandError, match="--extract"):
        run()
    run("--extract")
    assert not loading.current().complete


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["communes.json", "departements.json", "regions.json", "epci.json"])
def test_a_missing_file_is_named_and_nothing_is_written(folder, name):
    (folder / name).unlink()
    with pytest.raises(CommandError, match=name):
        run(str(folder))
    assert not Area.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"[{", b"\xff\xfe\x00", b"{}", b"[1, 2]", b"null", b"[" * 200_000, b"[]"])
def test_a_file_that_is_not_what_its_name_says_is_refused(folder, content):
    (folder / "epci.json").write_bytes(content)
    with pytest.raises(CommandError, match="epci.json"):
        run(str(folder))
    assert not Area.objects.exists()


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("communes.json", "code", None),
        ("communes.json", "code", "33281\0"),
        ("communes.json", "nom", ""),
        ("communes.json", "nom", "x" * 121),
        ("communes.json", "population", -1),
        ("communes.json", "population", "78090"),
        ("communes.json", "codesPostaux", "33700"),
        ("communes.json", "codesPostaux", ["337000"]),
        ("communes.json", "departement", "99"),
        ("epci.json", "membres", None),
        ("epci.json", "membres", [None]),
        ("regions.json", "nom", 12),
    ],
)
def test_a_wrong_value_is_refused_with_the_file_that_holds_it(folder, name, key, value):
    change(folder, name, lambda rows: rows[0].update({key: value}))
    with pytest.raises(BadSource, match=name):
        read(folder)


def test_a_code_written_twice_is_refused(folder):
    change(folder, "communes.json", lambda rows: rows.append(rows[0]))
    with pytest.raises(BadSource, match="deux fois"):
        read(folder)


def test_fewer_communes_than_announced_are_refused(folder):
    change(folder, "communes.json", lambda rows: rows.pop())
    with pytest.raises(BadSource, match="571 objets"):
        read(folder)


def test_an_extract_that_claims_to_be_the_whole_of_france_is_refused(folder):
    (folder / "manifest.json").unlink()
    with pytest.raises(BadSource, match="au moins"):
        read(folder)


def test_a_source_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(BadSource):
        read(tmp_path / "absent.tgz")


def test_an_archive_that_is_none_is_refused(tmp_path):
    archive = tmp_path / "paquet.tgz"
    archive.write_bytes(b"\x1f\x8b\x08" + b"\x00" * 40)
    with pytest.raises(BadSource, match="paquet.tgz"):
        read(archive)


def test_the_archive_of_the_package_is_read_as_its_folder_is(folder, tmp_path):
    archive = tmp_path / "paquet.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        for path in folder.glob("*.json"):
            tar.add(path, f"package/data/{path.name}")
    with pytest.raises(BadSource, match="au moins"):
        read(archive)  # read and parsed: only the whole of France comes as an archive


@pytest.mark.django_db
def test_postal_codes_of_arrondissements_lead_to_their_commune(folder):
    def add_paris(rows):
        common = {"departement": "75", "region": "11", "zone": "metro"}
        rows.append({**common, "code": "75056", "nom": "Paris", "type": "commune-actuelle", "population": 2_103_778})
        district = {"code": "75101", "nom": "Paris 1er Arrondissement", "type": "arrondissement-municipal"}
        rows.append({**common, **district, "commune": "75056", "codesPostaux": ["75001"]})

    change(folder, "communes.json", add_paris)
    run(str(folder))
    assert [area.code for area in find("75001")] == ["75056"]
    assert AreaPostalCode.objects.filter(postal_code="75001").count() == 1
    assert get("commune", "75101") is None
