"""Every public address: it answers, whatever is asked of it, with a number of queries that content does not grow."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pages.actions.models import ProgressNote
from pages.base.models import Theme
from pages.territories.geography.loading import ensure_loaded
from tests import factories

pytestmark = pytest.mark.django_db

HOSTILE = [
    "page=999999999",
    "page=-1",
    "page=abc",
    "page=1e9",
    "statut=<script>alert(1)</script>",
    "statut=' OR 1=1 --",
    "territoire=99999",
    "territoire=" + "9" * 3000,
    "axe=-1",
    "axe=abc",
    "annee=-2009",
    "annee=2009%00",
    "theme=../../etc/passwd",
    "q=%00",
    "q=" + "%22" * 300,
    "q=" + "a" * 4000,
    "inconnu=1&inconnu=2",
    "nature=rien",
    "etat=rien",
]


@pytest.fixture
def world():
    ensure_loaded()
    Theme.objects.create(name="Parentalité", slug="parentalite")
    convention = factories.convention()
    axis = factories.axis(convention)
    action = factories.action(factories.plan(convention), axis=axis)
    return {"territory": convention.territory, "convention": convention, "axis": axis, "action": action}


def addresses(world) -> list[str]:
    pages = [world[name].url for name in ("territory", "convention", "axis", "action")]
    return [
        "/",
        "/territoires/",
        "/conventions/",
        "/actions/",
        "/appels/",
        world["action"].get_parent().url,
        *pages,
        "/recherche/?q=action",
        "/trouver/?q=33281",
        "/trouver/suggestions/?q=meri",
        "/organisations/",
        "/themes/parentalite/",
        "/plan-du-site/",
        "/accessibilite/",
        "/contact/",
        "/sitemap.xml",
        "/robots.txt",
        "/actions/fil/",
        "/compte/connexion/",
    ]


def test_every_public_address_answers_with_the_security_headers(client, world):
    for address in addresses(world):
        answer = client.get(address)
        assert answer.status_code == 200, address
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_no_public_page_opens_a_session(client, world):
    for address in addresses(world):
        assert "portail_session" not in client.get(address).cookies, address


@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_parameter_is_ignored_or_refused_never_an_error(client, world, query):
    for address in (
        "/",
        "/actions/",
        "/appels/",
        world["action"].get_parent().url,
        "/recherche/",
        "/trouver/",
        "/trouver/suggestions/",
        "/organisations/",
        "/themes/parentalite/",
    ):
        status = client.get(f"{address}?{query}").status_code
        assert status in (200, 400, 404), f"{address}?{query}"


@pytest.mark.parametrize(
    "address",
    [
        "/themes/inconnu/",
        "/etiquettes/inconnue/",
        "/organisations/inconnu/",
        "/territoires/inconnu-00000/",
        "/mosaique/<script>.svg",
        "/n-existe-pas/",
    ],
)
def test_an_unknown_address_is_a_404_in_french(client, portal, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert "page" in answer.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_reading_addresses_refuse_to_be_written_to(client, world, method):
    for address in ("/recherche/", "/plan-du-site/", "/trouver/", "/sante/", world["action"].url):
        assert getattr(client, method)(address).status_code == 405, address


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_a_public_page_costs_at_most_twenty_queries_and_content_does_not_add_any(client, world):
    who = factories.admin()

    def measure():
        for address in addresses(world):
            client.get(address)
        return {address: queries(client, address) for address in addresses(world)}

    ProgressNote.objects.create(action=world["action"], date="1989-02-01", progress=1, done="Fait")
    plan = world["action"].get_parent().specific
    factories.action(plan, axis=world["axis"], lead=factories.organisation())
    few = measure()
    for number in range(30):
        action = factories.action(plan, axis=world["axis"], lead=factories.organisation())
        ProgressNote.objects.create(action=action, date="2020-01-01", progress=number, done="Fait", author=who)
        ProgressNote.objects.create(action=world["action"], date=f"{1990 + number}-02-01", progress=1, done="Fait")
    many = measure()
    assert {address: count for address, count in many.items() if count > 20} == {}
    assert {address: (few[address], many[address]) for address in many if many[address] > few[address]} == {}


@pytest.mark.parametrize(
    "make, name",
    [
        (factories.diagnosis, "diagnostic"),
        (factories.committees, "instances"),
        (factories.groups, "groupes"),
        (factories.fund, "fonds"),
        (lambda convention: factories.evaluation(convention).get_parent().specific, "evaluation"),
    ],
)
def test_what_a_convention_has_once_is_always_at_the_same_address(world, make, name):
    page = make(world["convention"])
    page.slug = "un-autre-nom"
    page.save()
    assert page.url == f"{world['convention'].url}{name}/"


@pytest.mark.parametrize("name", ["fonds", "actualites"])
def test_the_lists_of_the_portal_keep_their_address(portal, name):
    page = portal.get_children().get(slug=name).specific
    page.slug = "un-autre-nom"
    page.save()
    assert page.url == f"/{name}/"


def test_the_site_map_shows_what_lasts_and_leaves_dated_things_to_the_agenda_and_the_news(client, world):
    convention = world["convention"]
    for make in (factories.meeting, factories.news, factories.event):
        make(convention, title="Chose datée")
    group = factories.group(convention, title="Petite enfance")
    told = client.get("/plan-du-site/").content.decode()
    assert world["axis"].title in told and group.get_parent().title in told
    assert "Chose datée" not in told
