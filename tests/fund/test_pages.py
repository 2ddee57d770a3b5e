"""What the public reads of a fund, of its calls and of its projects."""

import datetime as dt
import json
import re
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pages.base.models import PortalDocument
from pages.base.models.page import EXPIRES_AT
from pages.fund import services
from pages.fund.models import AskedDocument, CallPage, LedgerEntry
from pages.people.models import Level, Role
from tests import factories
from tests.fund.ledgers import caf, city, coordinator, funded, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund(portal):
    return funded()


def shown(client, page) -> str:
    """Return the words of a page, tags out, spaces made ordinary."""
    answer = client.get(page if isinstance(page, str) else page.url)
    assert answer.status_code == 200
    text = re.sub(r"<(script|svg).*?</\1>", "", answer.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\u00a0", " ").replace("\u202f", " ").split())


# The fund


def test_the_fund_tells_where_the_money_came_from_where_it_went_and_what_is_left(client, fund):
    fund.envelope, fund.envelope_label = Decimal(3_800_000), "les prestations d’action sociale"
    fund.save()
    garden = factories.project(fund, title="Le jardin partagé", status="ongoing")
    write(fund, "commitment", "20000", project=garden)
    write(fund, "commitment", "5000", project=garden, funder=city())
    write(fund, "payment", "12000.50", project=garden)
    said = shown(client, fund)
    for words in (
        "140 000 € apportés",
        "25 000 € accordés à des projets",
        "12 000,50 € déjà versés",
        "115 000 € restent à accorder",
    ):
        value, label = words.split(" €", 1)
        assert f"{label.strip()} {value} €" in said
    assert "Caf de test dont 20 000 € accordés 70 000 €" in said
    assert "Le jardin partagé 25 000 €" in said
    assert "Reste à accorder 115 000 €" in said
    assert "à côté de 3 800 000 €" in said
    assert f"Le jardin partagé {garden.beneficiary.name} 25 000 € 12 000,50 € En cours" in said


def test_a_fund_without_money_nor_project_says_what_will_be_there(client, portal):
    said = shown(client, factories.fund())
    assert "Aucun projet soutenu pour l’instant" in said
    assert "D’où vient l’argent" not in said


def test_many_projects_are_named_by_the_largest_ones_and_the_sum_is_kept(client, fund):
    for rank in range(7):
        write(fund, "commitment", str(1000 * (rank + 1)), project=factories.project(fund, title=f"Projet n{rank}"))
    said = shown(client, fund)
    bar = said[said.index("Ce que les projets ont reçu") : said.index("Toutes les écritures")]
    assert "Projet n6 7 000 € Projet n5 6 000 € Projet n4 5 000 € Projet n3 4 000 € Autres projets 6 000 €" in bar
    assert "Total apporté 140 000 €" in bar


def test_a_project_that_the_reader_may_not_see_is_in_the_sums_but_not_named(client, fund):
    secret = factories.project(fund, title="Projet grisolune", audience=Level.STAFF)
    draft = factories.project(fund, title="Projet brouillet", live=False)
    write(fund, "commitment", "3000", project=secret)
    write(fund, "commitment", "2000", project=draft)
    said = shown(client, fund)
    assert "grisolune" not in said
    assert "brouillet" not in said
    assert "Autres projets 5 000 €" in said
    client.force_login(factories.holder(Role.WRITER, fund.convention))
    assert "Projet grisolune 3 000 €" in shown(client, fund)


def test_a_closed_fund_does_not_exist_for_the_others(client, fund):
    fund.audience = Level.MEMBERS
    fund.save()
    for address in (fund.url, f"/fonds/{fund.pk}/ecritures.csv"):
        assert client.get(address).status_code == 404
    assert fund.url not in client.get("/fonds/").content.decode()
    assert "fonds d’innovation" not in shown(client, fund.convention).lower()
    client.force_login(factories.holder(Role.PARTNER, fund.convention))
    for address in (fund.url, f"/fonds/{fund.pk}/ecritures.csv"):
        assert client.get(address).status_code == 200


def test_the_fund_is_a_data_set_for_machines(client, fund):
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(fund.url).content.decode())
    data = json.loads(found[0])
    assert data["@type"] == "Dataset"
    assert data["distribution"]["contentUrl"].endswith(f"/fonds/{fund.pk}/ecritures.csv")


def test_the_fund_leads_to_its_entries_as_a_file(client, fund):
    content = client.get(fund.url).content.decode()
    assert f'href="/fonds/{fund.pk}/ecritures.csv" download' in content


# All of them


def test_the_list_of_funds_sums_those_that_the_reader_may_see(client, fund):
    other = factories.fund(factories.convention(factories.territory("92036", "Gennevilliers")))
    write(other, "contribution", "500")
    said = shown(client, "/fonds/")
    assert "apportés 140 500 €" in said
    assert "Gennevilliers" in said
    other.audience = Level.STAFF
    other.save()
    said = shown(client, "/fonds/")
    assert "apportés 140 000 €" in said
    assert "Gennevilliers" not in said


# Calls


def hours(count: float) -> dt.timedelta:
    return dt.timedelta(hours=count)


def call(fund, opens: float, closes: float, **fields) -> CallPage:
    now = timezone.now()
    return factories.call(fund, opens_at=now + hours(opens), closes_at=now + hours(closes), **fields)


def at(text: str) -> dt.datetime:
    return timezone.make_aware(dt.datetime.fromisoformat(text))


def test_a_call_says_its_instants_in_words_its_amount_and_what_to_send(client, fund):
    page = factories.call(
        fund,
        opens_at=at("2026-01-01T09:00"),
        closes_at=at("2099-07-14T17:30"),
        amount=Decimal(40000),
    )
    for rank, label in enumerate(("Statuts", "Budget du projet")):
        AskedDocument.objects.create(call=page, label=label, sort_order=rank)
    said = shown(client, page)
    assert "Ouverture jeudi 1er janvier 2026 à 9 h" in said
    assert "Clôture mardi 14 juillet 2099 à 17 h 30" in said
    assert "Montant disponible 40 000 €" in said
    assert "Pièces demandées Statuts Budget du projet" in said


@pytest.mark.parametrize(("opens", "closes", "state"), [(-48, -1, "Clos"), (-48, 72, "Ouvert"), (49, 72, "À venir")])
def test_a_call_is_past_open_or_to_come(client, fund, opens, closes, state):
    page = call(fund, opens, closes, title="Appel du printemps")
    assert f"Appel du printemps {state}" in shown(client, page)
    assert state in shown(client, fund)


def test_the_time_left_is_counted_in_days_of_the_calendar(fund):
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    for days, words in ((1, "Clôture demain à 12\u00a0h"), (2, "Encore 2 jours"), (30, "Encore 30 jours")):
        page = CallPage(opens_at=noon - dt.timedelta(days=3), closes_at=noon + dt.timedelta(days=days))
        assert page.time_left == words
    last = timezone.localtime().replace(hour=23, minute=59, second=59, microsecond=0)
    assert (
        CallPage(opens_at=noon - dt.timedelta(days=3), closes_at=last).time_left
        == "Clôture aujourd’hui à 23\u00a0h\u00a059"
    )
    soon = CallPage(opens_at=noon + dt.timedelta(days=1), closes_at=noon + dt.timedelta(days=9))
    assert soon.time_left == "Ouverture demain à 12\u00a0h"
    assert CallPage(opens_at=noon - dt.timedelta(days=9), closes_at=noon - dt.timedelta(days=2)).time_left == ""


def expires(client, page) -> float:
    return float(client.get(page.url)[EXPIRES_AT])


def test_a_page_that_shows_a_call_is_true_until_it_opens_or_closes_or_until_midnight(client, fund):
    soon = dt.timedelta(seconds=2)
    midnight = expires(client, fund)
    now = timezone.now()
    far = factories.call(fund, opens_at=now - hours(1), closes_at=now + dt.timedelta(days=9))
    assert expires(client, far) == expires(client, fund) == midnight
    closing = factories.call(fund, opens_at=now - hours(1), closes_at=now + soon)
    assert now.timestamp() < expires(client, closing) <= min(midnight, (now + soon).timestamp())
    assert expires(client, fund) == expires(client, closing)


def test_calls_are_told_by_state_on_the_fund(client, fund):
    call(fund, -9, -5, title="Appel ancien")
    call(fund, 50, 90, title="Appel futur")
    call(fund, -5, 50, title="Appel présent")
    call(fund, -5, 60, title="Appel caché", audience=Level.STAFF)
    said = shown(client, fund)
    part = said[said.index("Appels à propositions Ouverts") :]
    assert part.index("Appel présent") < part.index("Appel futur") < part.index("Appel ancien")
    assert "Appel caché" not in said


def test_a_call_lists_the_projects_it_led_to(client, fund):
    page = call(fund, -9, -5)
    project = factories.project(fund, call=page, title="Le jardin partagé")
    factories.project(fund, call=page, title="Projet caché", live=False)
    write(fund, "commitment", "20000", project=project)
    said = shown(client, page)
    assert "Le jardin partagé" in said
    assert "20 000 €" in said
    assert "Projet caché" not in said


# Projects


def test_a_project_tells_what_each_funder_granted_by_which_act_and_what_was_paid(client, fund):
    axis = factories.axis(fund.convention, 2, title="Soutenir les parents")
    project = factories.project(
        fund,
        axis=axis,
        status="done",
        start=factories.when("mars 2010"),
        end=factories.when("juin 2010"),
        people_reached=45,
        results="Douze familles reçues chaque semaine.",
    )
    write(fund, "commitment", "20000", project=project, reference="CA du 4 mars 2010")
    write(fund, "commitment", "5000", project=project, funder=city(), reference="Délibération 2010-12")
    write(fund, "payment", "12000", project=project, reference="Mandat 77", date=dt.date(2010, 3, 12))
    said = shown(client, project)
    for words in (
        f"Bénéficiaire {project.beneficiary.name}",
        "2. Soutenir les parents",
        "mars 2010 – juin 2010",
        "Réalisé",
        "Caf de test CA du 4 mars 2010 20 000 €",
        "Ville de test Délibération 2010-12 5 000 €",
        "Total accordé 25 000 €",
        "12 000 € versés sur 25 000 €",
        "12 mars 2010 Caf de test Mandat 77 12 000 €",
        "Personnes touchées 45",
        "Douze familles reçues",
    ):
        assert words in said, words


def test_what_was_cancelled_is_not_shown_as_granted_nor_paid(client, fund):
    project = factories.project(fund)
    granted = write(fund, "commitment", "20000", project=project, reference="Acte retiré")
    services.reverse_entry(coordinator(fund), granted, "Projet abandonné", timezone.localdate())
    said = shown(client, project)
    assert "Rien n’est encore accordé" in said
    assert "Acte retiré" not in said


def test_the_final_report_is_for_whoever_sees_the_project(client, fund):
    report = PortalDocument(title="Bilan", file=ContentFile(b"Bilan du projet", name="bilan.txt"))
    report.save()
    project = factories.project(fund, final_report=report)
    assert report.url in client.get(project.url).content.decode()
    assert client.get(report.url).status_code == 200
    project.audience = Level.STAFF
    project.save()
    assert client.get(report.url).status_code == 404


def test_an_axis_or_a_call_that_the_reader_may_not_see_is_not_named(client, fund):
    axis = factories.axis(fund.convention, 1, title="Axe secret", audience=Level.STAFF)
    hidden = call(fund, -9, -5, title="Appel secret", live=False)
    project = factories.project(fund, axis=axis, call=hidden)
    said = shown(client, project)
    assert "Axe secret" not in said
    assert "Appel secret" not in said


def test_a_project_is_found_with_the_association_that_carries_it(client, fund):
    project = factories.project(fund)
    assert project.url in client.get(project.beneficiary.get_absolute_url()).content.decode()


# The convention


def test_the_convention_tells_its_fund_and_the_call_that_is_open(client, fund):
    write(fund, "commitment", "20000", project=factories.project(fund))
    page = call(fund, -5, 50, title="Appel du printemps")
    call(fund, -5, 40, title="Appel réservé", audience=Level.STAFF)
    said = shown(client, fund.convention)
    assert "Le fonds d’innovation sociale Le fonds en détail" in said
    assert "Accordé 20 000 € Reste à accorder 120 000 €" in said
    assert "Appel du printemps" in said
    assert "Appel réservé" not in said
    content = client.get(fund.convention.url).content.decode()
    assert f'href="{page.url}"' in content
    assert f'href="{fund.url}"' in content


def test_a_convention_without_a_fund_says_nothing_of_it(client, portal):
    assert "fonds d’innovation" not in shown(client, factories.convention())


# What it costs


def queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def entries_at_once(fund, project, count: int) -> None:
    author = factories.user()
    day = timezone.localdate()
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            fund=fund, kind="commitment", amount=Decimal("0.01"), funder=caf(), project=project, date=day, author=author
        )
        for _entry in range(count)
    )


def test_pages_cost_at_most_twenty_queries_and_no_more_when_they_hold_more(client, fund):
    page = call(fund, -5, 50)
    project = factories.project(fund, call=page, axis=factories.axis(fund.convention))
    write(fund, "commitment", "100", project=project)
    write(fund, "payment", "10", project=project)
    addresses = [
        "/fonds/",
        "/appels/",
        fund.url,
        page.url,
        project.url,
        f"/fonds/{fund.pk}/ecritures.csv",
        fund.convention.url,
    ]
    few = {address: queries(client, address) for address in addresses}
    for number in range(30):
        entries_at_once(fund, factories.project(fund, call=page), 10)
        call(fund, -number - 9, -number - 2)
    for code in ("92036", "33063", "33039"):
        funded_elsewhere = factories.fund(factories.convention(factories.territory(code, f"Ville {code}")))
        write(funded_elsewhere, "contribution", "500")
    entries_at_once(fund, project, 500)
    many = {address: queries(client, address) for address in addresses}
    assert {address: count for address, count in many.items() if count > 20} == {}
    assert many == few


HOSTILE = ["etat=rien", "territoire=%00", "page=-1", "page=abc", "page=999999999", "page=1e9", "page=%00", "inconnu=1"]


@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_parameter_is_ignored(client, fund, query):
    page = call(fund, -5, 50)
    for address in (fund.url, "/fonds/", "/appels/", page.url, f"/fonds/{fund.pk}/ecritures.csv"):
        assert client.get(f"{address}?{query}").status_code == 200
