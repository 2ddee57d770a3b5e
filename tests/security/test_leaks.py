"""Each role × each address × each list: nobody is told what their roles do not open.

Two conventions hold, each, a public action, one for members, one for staff and one draft. For every kind of reader,
every address that lists or shows something is asked for, and only the titles they may know must appear.
"""

import pytest
from wagtail.models import Page

from pages.people.models import Level, Role
from tests import factories
from tests.search.asking import said_at

pytestmark = pytest.mark.django_db

LISTS = [
    "/",
    "/territoires/",
    "/conventions/",
    "/actions/",
    "/actions/?statut=ongoing",
    "/actions/?territoire=33281",
    "/actions/fil/",
    "/recherche/?q=ludotheque",
    "/recherche/?q=ludotheque&type=action",
    "/recherche/?type=action",
    "/recherche/suggestions?q=ludotheq",
    "/recherche/fil/?q=ludotheque",
    "/api/v1/recherche?q=ludotheque",
    "/api/v1/recherche?territoire=33281",
    "/plan-du-site/",
    "/sitemap.xml",
    "/themes/parentalite/",
    "/etiquettes/ludo/",
    "/organisations/ludo-fictif/",
    "/trouver/?q=33281",
    "/trouver/suggestions/?q=33281",
]
# What each reader may be told of the first convention, beyond the public; nothing of the second one.
READERS = {
    "anyone": set(),
    "an account without role": set(),
    "a partner": {"membres"},
    "a writer": {"membres", "equipe"},
    "a cooperation officer": {"membres", "equipe"},
    "a moderator": {"membres", "equipe"},
    "the Caf's coordinator": {"membres", "equipe"},
    "the collectivité's coordinator": {"membres", "equipe"},
    "someone whose role has ended": set(),
}
ROLES = {
    "a partner": Role.PARTNER,
    "a writer": Role.WRITER,
    "a cooperation officer": Role.COOPERATION_OFFICER,
    "a moderator": Role.MODERATOR,
    "the Caf's coordinator": Role.CAF_COORDINATOR,
    "the collectivité's coordinator": Role.LOCAL_COORDINATOR,
}


@pytest.fixture
def world():
    from pages.base.models import Theme

    theme = Theme.objects.create(name="Parentalité", slug="parentalite")
    carrier = factories.organisation("Ludo (fictif)")
    made = {}
    for name, place in {"ici": ("33281", "Mérignac"), "ailleurs": ("92036", "Gennevilliers")}.items():
        convention = factories.convention(factories.territory(*place))
        plan = factories.plan(convention)
        for kind, fields in {
            "public": {},
            "membres": {"audience": Level.MEMBERS},
            "equipe": {"audience": Level.STAFF},
            "brouillon": {"live": False},
        }.items():
            action = factories.action(plan, title=f"Ludothèque {name} {kind}", lead=carrier, **fields)
            action.themes.add(theme)
            action.tags.add("ludo")
            action.save()
            made[f"{name} {kind}"] = action
        made[name] = convention
    return made


@pytest.fixture
def sign_in(client, world):
    def as_reader(kind: str):
        if kind == "anyone":
            return client
        who = factories.user()
        if kind in ROLES:
            factories.holder(ROLES[kind], world["ici"], who)
        if kind == "someone whose role has ended":
            factories.holder(Role.MODERATOR, world["ici"], who, end="2020-01-01")
        client.force_login(who)
        return client

    return as_reader


@pytest.mark.parametrize("reader", READERS)
def test_no_list_tells_a_title_that_the_reader_may_not_know(world, sign_in, reader):
    client = sign_in(reader)
    allowed = READERS[reader]
    for address in LISTS:
        said = said_at(client, address)
        for name in ("ici", "ailleurs"):
            for kind in ("membres", "equipe", "brouillon"):
                if name == "ici" and kind in allowed:
                    continue
                title, url = world[f"{name} {kind}"].title, world[f"{name} {kind}"].url
                assert title not in said, f"{address} tells {title} to {reader}"
                assert url not in said, f"{address} tells {url} to {reader}"


@pytest.mark.parametrize("reader", READERS)
def test_no_address_shows_what_the_reader_may_not_see(world, sign_in, reader):
    client = sign_in(reader)
    for name in ("ici", "ailleurs"):
        for kind in ("public", "membres", "equipe", "brouillon"):
            opened = kind == "public" or (name == "ici" and kind in READERS[reader])
            answer = client.get(world[f"{name} {kind}"].url)
            assert answer.status_code == (200 if opened else 404), f"{reader}, {name} {kind}"


@pytest.mark.parametrize("reader", [reader for reader, allowed in READERS.items() if allowed])
def test_the_lists_do_show_what_the_reader_may_see(world, sign_in, reader):
    """The other tests would pass on empty lists: these must not be."""
    client = sign_in(reader)
    for address in ("/actions/", "/recherche/?q=ludotheque", "/themes/parentalite/", "/organisations/ludo-fictif/"):
        said = said_at(client, address)
        for kind in READERS[reader] | {"public"}:
            assert world[f"ici {kind}"].title in said, f"{address} hides {kind} from {reader}"
        assert ">Action</span>" in said or address == "/actions/", "a result tells its nature"


def test_what_is_for_robots_and_feed_readers_is_the_public_s_whoever_asks(client, world):
    client.force_login(factories.admin())
    for address in ("/sitemap.xml", "/actions/fil/"):
        said = said_at(client, address)
        assert world["ici public"].url in said
        assert world["ici membres"].url not in said


@pytest.mark.parametrize("kind", ["membres", "equipe", "brouillon"])
def test_what_is_hidden_is_answered_as_what_does_not_exist(client, world, kind):
    hidden = client.get(world[f"ici {kind}"].url)
    missing = client.get(world["ici public"].url.rstrip("/") + "-absente/")
    assert hidden.status_code == missing.status_code == 404
    assert world[f"ici {kind}"].title not in hidden.content.decode()


def test_a_page_for_members_is_never_kept_by_a_cache_on_the_way(client, world):
    client.force_login(factories.holder(Role.PARTNER, world["ici"]))
    answer = client.get(world["ici membres"].url)
    assert "private" in answer["Cache-Control"]


def test_breadcrumbs_do_not_name_a_page_above_that_the_reader_may_not_see(client, world):
    plan = Page.objects.get(pk=world["ici public"].get_parent().pk).specific
    plan.title = "Plan confidentiel"
    plan.audience = Level.STAFF
    plan.save()
    client.force_login(factories.user())
    assert client.get(world["ici public"].url).status_code == 404
