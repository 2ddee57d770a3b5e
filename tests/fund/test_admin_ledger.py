"""The screens of the ledger: who reads, writes and cancels there, and what a form refuses."""

import datetime as dt
import re
import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pages.fund import services
from pages.fund.models import LedgerEntry
from pages.people.models import Role
from tests import factories
from tests.admin_forms import page_form
from tests.fund.ledgers import caf, city, coordinator, funded, instructor, write

pytestmark = pytest.mark.django_db

LEDGER = "/admin/ecritures/"
NEW = f"{LEDGER}nouveau/"


@pytest.fixture
def fund(portal):
    return funded()


@pytest.fixture
def project(fund):
    return factories.project(fund, title="Le jardin partagé")


@pytest.fixture
def elsewhere(portal):
    return factories.fund(factories.convention(factories.territory("92036", "Gennevilliers")))


def sent(of, **changes) -> dict:
    values = {
        "kind": "contribution",
        "fund": of.pk,
        "funder": caf().pk,
        "project": "",
        "amount": "1250,50",
        "date": timezone.localdate().isoformat(),
        "reference": "CA 2026-12",
        "submission": str(uuid.uuid4()),
    }
    return {**values, **changes}


def test_the_menu_leads_to_the_four_lists_in_two_clicks(client, fund):
    client.force_login(coordinator(fund))
    content = client.get("/admin/").content.decode()
    for address in ("/admin/fonds/", "/admin/appels/", "/admin/projets-soutenus/", LEDGER):
        assert address in content
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("who", [coordinator, instructor])
def test_whoever_may_write_adds_an_entry(client, fund, who):
    actor = who(fund)
    client.force_login(actor)
    form = page_form(client, f"{NEW}?kind=contribution&fund={fund.pk}")
    assert form["kind"] == ["contribution"]
    answer = client.post(NEW, {**form, **sent(fund, submission=form["submission"][0])})
    assert answer.status_code == 302
    written = LedgerEntry.objects.last()
    assert (written.amount, written.author, written.reference) == (Decimal("1250.50"), actor, "CA 2026-12")
    assert "1\u00a0250,50\u00a0€" in client.get(LEDGER).content.decode()


def test_a_double_click_writes_once(client, fund):
    client.force_login(coordinator(fund))
    said = sent(fund)
    assert [client.post(NEW, said).status_code for _click in range(2)] == [302, 302]
    assert LedgerEntry.objects.filter(amount="1250.50").count() == 1


def test_each_opening_of_the_form_is_another_entry(client, fund):
    client.force_login(coordinator(fund))
    first, second = (page_form(client, NEW)["submission"][0] for _opening in range(2))
    assert first != second


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", "-5"),
        ("amount", "0"),
        ("amount", "NaN"),
        ("amount", "1e400"),
        ("amount", "1,005"),
        ("amount", "99999999999999"),
        ("amount", ""),
        ("kind", "cancellation"),
        ("kind", "gift"),
        ("date", "2999-01-01"),
        ("date", "hier"),
        ("fund", "99999999999999999999999"),
        ("fund", "abc"),
        ("funder", "99999999999999999999999"),
        ("project", "99999999999999999999999"),
        ("submission", "abc"),
        ("reference", "x" * 151),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(client, fund, field, value):
    client.force_login(coordinator(fund))
    answer = client.post(NEW, sent(fund, **{field: value}))
    assert answer.status_code == 200
    assert answer.context["form"].errors
    if field != "reference":
        assert "CA 2026-12" in answer.content.decode()
    assert LedgerEntry.objects.count() == 2


def test_a_commitment_above_what_is_left_is_told_beside_the_amount(client, fund, project):
    client.force_login(coordinator(fund))
    answer = client.post(NEW, sent(fund, kind="commitment", project=project.pk, amount="70000,01"))
    assert "70\u00a0000\u00a0€" in str(answer.context["form"].errors["amount"])
    assert LedgerEntry.objects.count() == 2


def test_a_fund_or_a_project_of_another_convention_is_neither_offered_nor_accepted(client, fund, project, elsewhere):
    client.force_login(coordinator(fund))
    assert elsewhere.convention.title not in client.get(NEW).content.decode()
    assert "fund" in client.post(NEW, sent(elsewhere)).context["form"].errors
    theirs = factories.project(elsewhere)
    answer = client.post(NEW, sent(fund, kind="commitment", project=theirs.pk))
    assert "project" in answer.context["form"].errors
    assert LedgerEntry.objects.count() == 2


def test_an_instructor_is_offered_their_own_funder_only(client, fund):
    client.force_login(instructor(fund, city()))
    content = client.get(NEW).content.decode()
    assert "Ville de test" in content
    assert "Caf de test" not in content
    assert "funder" in client.post(NEW, sent(fund)).context["form"].errors
    assert client.post(NEW, sent(fund, funder=city().pk)).status_code == 302


def test_an_instructor_finds_the_projects_in_the_chooser(client, fund, project):
    client.force_login(instructor(fund))
    answer = client.get(f"/admin/choose-page/{fund.pk}/?page_type=fund.fundedprojectpage")
    assert answer.status_code == 200
    assert "Le jardin partagé" in answer.json()["html"]


@pytest.mark.parametrize("role", [Role.WRITER, Role.COOPERATION_OFFICER, Role.MODERATOR])
def test_the_rest_of_the_team_reads_and_does_not_write(client, fund, role):
    client.force_login(factories.holder(role, fund.convention))
    content = client.get(LEDGER).content.decode()
    assert "70\u00a0000\u00a0€" in content
    assert NEW not in content
    assert "Annuler cette écriture" not in content
    assert client.post(NEW, sent(fund)).status_code == 302
    assert LedgerEntry.objects.count() == 2


def test_the_administrator_reads_everything_and_writes_nothing(client, fund):
    client.force_login(factories.admin())
    assert "70\u00a0000\u00a0€" in client.get(LEDGER).content.decode()
    client.post(NEW, sent(fund))
    one = LedgerEntry.objects.first()
    assert "Seuls le binôme" in client.get(f"{LEDGER}{one.pk}/annuler/", follow=True).content.decode()
    client.post(f"{LEDGER}{one.pk}/annuler/", cancelled())
    assert LedgerEntry.objects.count() == 2


def test_the_team_of_another_convention_reads_nothing(client, fund, elsewhere):
    client.force_login(coordinator(elsewhere))
    assert "70\u00a0000\u00a0€" not in client.get(LEDGER).content.decode()
    one = LedgerEntry.objects.first()
    assert client.get(f"{LEDGER}{one.pk}/annuler/").status_code == 404
    assert client.post(f"{LEDGER}{one.pk}/annuler/", cancelled()).status_code == 404


def cancelled(**changes) -> dict:
    today = timezone.localdate().isoformat()
    return {"reason": "Erreur de saisie", "date": today, "submission": str(uuid.uuid4()), **changes}


def test_an_entry_is_cancelled_with_a_reason(client, fund):
    actor = coordinator(fund)
    client.force_login(actor)
    one = LedgerEntry.objects.first()
    address = f"{LEDGER}{one.pk}/annuler/"
    assert address in client.get(LEDGER).content.decode()
    assert "70\u00a0000\u00a0€" in client.get(address).content.decode()
    assert client.post(address, cancelled(reason="")).status_code == 200
    assert LedgerEntry.objects.count() == 2
    said = cancelled()
    assert [client.post(address, said).status_code for _click in range(2)] == [302, 302]
    back = LedgerEntry.objects.get(reverses=one)
    assert (back.reason, back.author) == ("Erreur de saisie", actor)
    assert services.balance(fund) == 70000
    content = client.get(LEDGER).content.decode()
    assert address not in content
    assert f"annulée le {timezone.localdate():%d/%m/%Y}" in content


def test_a_cancellation_that_would_break_a_rule_says_why(client, fund, project):
    write(fund, "commitment", "5", project=project)
    client.force_login(coordinator(fund))
    one = LedgerEntry.objects.get(kind="contribution", funder=caf())
    answer = client.post(f"{LEDGER}{one.pk}/annuler/", cancelled())
    assert "déjà engagée" in answer.content.decode()
    assert "Erreur de saisie" in answer.content.decode()


def test_nothing_edits_nor_deletes_an_entry(client, fund):
    client.force_login(coordinator(fund))
    one = LedgerEntry.objects.first()
    for address in (f"{LEDGER}{one.pk}/", f"{LEDGER}edit/{one.pk}/", f"{LEDGER}delete/{one.pk}/"):
        assert client.post(address, sent(fund)).status_code == 404


def balances(client, query="") -> list[str]:
    content = client.get(f"{LEDGER}{query}").content.decode().replace("\u00a0", " ")
    rows = re.findall(r"<tr.*?</tr>", content, flags=re.DOTALL)
    cells = [re.findall(r"<td.*?</td>", row, flags=re.DOTALL) for row in rows]
    return [re.sub(r"<[^>]+>", "", row[5]).strip() for row in cells if len(row) > 5]


def test_each_line_shows_the_balance_of_its_fund_once_written_whatever_the_filter(client, fund, project, elsewhere):
    write(elsewhere, "contribution", "500")
    write(fund, "commitment", "20000", project=project)
    paid = write(fund, "payment", "5000", project=project)
    services.reverse_entry(coordinator(fund), paid, "Erreur", timezone.localdate())
    client.force_login(factories.admin())
    everything = ["120 000 €", "120 000 €", "120 000 €", "500 €", "140 000 €", "70 000 €"]
    assert balances(client) == everything
    assert balances(client, "?kind=commitment") == ["120 000 €"]
    assert balances(client, f"?funder={city().pk}") == ["140 000 €"]
    assert balances(client, f"?fund={elsewhere.pk}") == ["500 €"]
    assert balances(client, "?project=jardin") == ["120 000 €"] * 3
    assert len(balances(client, f"?year={paid.date.year}")) == len(everything)
    assert balances(client, "?year=1999") in ([], everything)


@pytest.mark.parametrize(
    "query", ["fund=abc", "fund=99999999999999999999999", "kind=rien", "year=-1", "p=99999", "funder=x"]
)
def test_a_hostile_filter_is_never_an_error(client, fund, query):
    client.force_login(coordinator(fund))
    assert client.get(f"{LEDGER}?{query}").status_code in (200, 302, 404)


def test_the_list_is_exported_as_it_is_filtered_without_formulas(client, fund, project):
    write(fund, "commitment", "20000", project=factories.project(fund, title="=1+1"), reference="@cmd")
    client.force_login(coordinator(fund))
    answer = client.get(f"{LEDGER}?kind=commitment&export=csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert "20000.00" in lines[1]
    assert "'=1+1" in lines[1]
    assert "'@cmd" in lines[1]
    assert client.get(f"{LEDGER}?export=xlsx").status_code == 200


def test_the_ledger_costs_the_same_when_it_is_longer(client, fund, project):
    client.force_login(coordinator(fund))
    actor = coordinator(fund)
    for _time in range(3):
        write(fund, "commitment", "1", actor=actor, project=project)

    def queries() -> int:
        client.get(LEDGER)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LEDGER).status_code == 200
        return len(captured)

    few = queries()
    for number in range(20):
        write(fund, "commitment", "1", actor=actor, project=factories.project(fund, title=f"Projet {number}"))
    assert queries() == few


def test_the_pages_of_a_fund_and_of_a_project_lead_to_their_entries(client, fund, project):
    client.force_login(coordinator(fund))
    shown = client.get(f"/admin/pages/{project.pk}/edit/").content.decode().replace("&amp;", "&")
    for kind in ("commitment", "payment"):
        assert f"{NEW}?kind={kind}&fund={fund.pk}&project={project.pk}" in shown
    shown = client.get(f"/admin/pages/{fund.pk}/edit/").content.decode().replace("&amp;", "&")
    assert f"{NEW}?kind=contribution&fund={fund.pk}" in shown
    assert f"{LEDGER}?fund={fund.pk}" in shown
    client.force_login(factories.holder(Role.WRITER, fund.convention))
    assert NEW not in client.get(f"/admin/pages/{fund.pk}/edit/").content.decode()


def test_the_log_of_the_fund_says_it_in_words(client, fund):
    client.force_login(coordinator(fund))
    shown = client.get(f"/admin/pages/{fund.pk}/history/").content.decode()
    assert "Écriture du fonds" in shown


def test_a_date_to_come_is_told_beside_the_date(client, fund):
    client.force_login(coordinator(fund))
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    assert "date" in client.post(NEW, sent(fund, date=tomorrow.isoformat())).context["form"].errors
