"""The file of a fund's entries, for whoever may see the fund and for nobody else."""

import csv
import io
import re

import pytest
from django.utils import timezone

from pages.fund import services
from pages.fund.models import LedgerEntry
from pages.people.models import Level, Role
from tests import factories
from tests.fund.ledgers import caf, city, coordinator, funded, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund(portal):
    return funded()


def read(client, fund) -> list[dict]:
    answer = client.get(f"/fonds/{fund.pk}/ecritures.csv")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8; header=present"
    sent = b"".join(answer.streaming_content)
    assert not sent.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(sent.decode(), newline="")))


def test_each_entry_is_a_line_in_the_order_it_was_written(client, fund):
    beneficiary = factories.organisation("Les Jardins (fictif)", siret="73282932000074", rna="W751234567")
    project = factories.project(fund, title="Le jardin", beneficiary=beneficiary)
    granted = write(fund, "commitment", "1234.5", project=project, reference="CA 2026-12")
    services.reverse_entry(coordinator(fund), granted, "Erreur de montant", timezone.localdate())
    lines = read(client, fund)
    assert [line["operation"] for line in lines] == ["contribution", "contribution", "engagement", "engagement"]
    one, back = lines[2:]
    assert one == {
        "idEcriture": str(granted.pk),
        "date": granted.date.isoformat(),
        "operation": "engagement",
        "annulation": "non",
        "idEcritureAnnulee": "",
        "nomAttribuant": "Caf de test",
        "idAttribuant": "",
        "referenceDecision": "CA 2026-12",
        "nomBeneficiaire": "Les Jardins (fictif)",
        "idBeneficiaire": "73282932000074",
        "rnaBeneficiaire": "W751234567",
        "objet": "Le jardin",
        "montant": "1234.50",
        "nature": "aide en numéraire",
        "motif": "",
    }
    assert (back["annulation"], back["idEcritureAnnulee"], back["montant"]) == ("oui", str(granted.pk), "-1234.50")
    assert back["motif"] == "Erreur de montant"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", back["date"])


def test_the_amounts_of_an_operation_add_up_to_what_the_pages_show(client, fund):
    project = factories.project(fund)
    for amount in ("100", "200.25", "300"):
        one = write(fund, "commitment", amount, project=project)
    services.reverse_entry(coordinator(fund), one, "Erreur", timezone.localdate())
    total = sum(float(line["montant"]) for line in read(client, fund) if line["operation"] == "engagement")
    assert total == 300.25


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(client, fund, start):
    title = f'{start}HYPERLINK("http://exemple.test")'
    beneficiary = factories.organisation(f"{start}1+1")
    project = factories.project(fund, title=title, beneficiary=beneficiary)
    one = write(fund, "commitment", "5", project=project, reference=f"{start}cmd")
    services.reverse_entry(coordinator(fund), one, f"x{start}", timezone.localdate())
    line = read(client, fund)[2]
    for column in ("objet", "nomBeneficiaire", "referenceDecision"):
        assert not line[column].startswith(start)


def test_what_is_said_of_a_project_that_the_reader_may_not_see_is_left_out(client, fund):
    project = factories.project(fund, title="Projet grisolune", audience=Level.STAFF)
    one = write(fund, "commitment", "5", project=project, reference="Acte grisolune")
    services.reverse_entry(coordinator(fund), one, "Motif grisolune", timezone.localdate())
    lines = read(client, fund)
    assert len(lines) == 4
    assert not [line for line in lines if "grisolune" in str(line) or project.beneficiary.name in str(line)]
    assert lines[2]["montant"] == "5.00"
    client.force_login(factories.holder(Role.WRITER, fund.convention))
    assert read(client, fund)[2]["objet"] == "Projet grisolune"


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999999"])
def test_a_fund_that_does_not_exist_is_not_found(client, fund, number):
    assert client.get(f"/fonds/{number}/ecritures.csv").status_code == 404


def test_another_page_is_not_a_fund(client, fund):
    assert client.get(f"/fonds/{fund.convention.pk}/ecritures.csv").status_code == 404


def test_the_file_is_only_read(client, fund):
    assert client.post(f"/fonds/{fund.pk}/ecritures.csv").status_code == 405
    assert LedgerEntry.objects.filter(funder__in=[caf(), city()]).count() == 2
