"""Each reader × each address of groups, meetings, fund, news, calendars, feeds: nobody is told more than they may.

Every object of the world below bears a word of its own; a word must appear only to those who may know it, whatever the
address. The words are made up, so that no ordinary text holds them.
"""

import datetime as dt

import pytest
from django.utils import timezone
from wagtail.models import Page

from pages.fund.models import CallInquiry, CallPage
from pages.groups.models import MinutesPage
from pages.people.models import Level, Role
from search.index import refresh
from tests import factories
from tests.search.asking import said_at

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Made-up words and whom they are for.
PUBLIC, MEMBERS, STAFF, DRAFT = "brivolane", "moustrelec", "stavibur", "dracofume"
# A private group in which two of the readers are, another in which none is: a group's members are its own.
GROUP, OTHER_GROUP = "grombelin", "neltrivane"
KNOWN = {
    "anyone": {PUBLIC},
    "an account without role": {PUBLIC},
    "a partner": {PUBLIC, MEMBERS},
    "the fund's instructor": {PUBLIC, MEMBERS},
    "a member of the group": {PUBLIC, MEMBERS, GROUP},
    "the group's facilitator": {PUBLIC, MEMBERS, GROUP},
    "a writer": {PUBLIC, MEMBERS, STAFF, GROUP, OTHER_GROUP},
    "a coordinator": {PUBLIC, MEMBERS, STAFF, GROUP, OTHER_GROUP},
    "the other convention's coordinator": {PUBLIC},
}
ALL = {PUBLIC, MEMBERS, STAFF, GROUP, OTHER_GROUP, DRAFT}


@pytest.fixture
def world():
    """Return a convention where each sort of thing exists once for each audience, with its word in title and text."""
    convention = factories.convention()
    made = {"convention": convention, "pages": {}, "decisions": []}
    committee = factories.committee(convention)
    fund = factories.fund(convention)
    groups = {
        word: factories.group(convention, title=f"Groupe {word}", audience=Level.MEMBERS, summary=word, mandate=word)
        for word in (GROUP, OTHER_GROUP)
    }
    levels = {PUBLIC: {}, MEMBERS: {"audience": Level.MEMBERS}, STAFF: {"audience": Level.STAFF}}
    levels |= {GROUP: {}, OTHER_GROUP: {}, DRAFT: {"live": False}}
    organisation = factories.organisation("Témoin (fictif)")
    theme = factories.theme()
    for word, fields in levels.items():
        said = {"title": f"À propos de {word}", "summary": word, **fields}
        near = groups.get(word, committee)
        about = groups.get(word, convention)
        pages = [
            factories.meeting(near, days=4, place=word, **said),
            factories.minutes(factories.meeting(near, days=-4, title="Une réunion passée"), **said),
            factories.news(about, **said),
            factories.event(about, **said),
        ]
        if word in groups:
            pages.append(groups[word])
        else:
            pages += [
                factories.call(fund, closes_at=timezone.now() + dt.timedelta(days=5), **said),
                factories.project(fund, beneficiary=organisation, **said),
                factories.committee(convention, mandate=word, **said),
                factories.evaluation(convention, date=factories.when("2010"), scope=word, **said),
                factories.standard_page(convention, **said),
            ]
        # What a group keeps to its members is not for its convention's: that is the private groups' case.
        if word in (PUBLIC, STAFF, DRAFT):
            pages.append(factories.group(convention, mandate=word, **said))
        for page in pages:
            page.themes.add(theme)
            page.save()
        minutes = next(page for page in pages if isinstance(page, MinutesPage))
        decision = factories.decision(minutes, text=f"Décider {word}", due=timezone.localdate() - dt.timedelta(days=1))
        refresh(decision)
        made["decisions"].append(decision)
        made["pages"][word] = [Page.objects.get(pk=page.pk).specific for page in pages]
    made.update(
        committee=committee, group=groups[GROUP], other_group=groups[OTHER_GROUP], fund=fund, organisation=organisation
    )
    return made


def calls_of(world) -> list[CallPage]:
    return [page for pages in world["pages"].values() for page in pages if isinstance(page, CallPage)]


def question(call: CallPage) -> str:
    return f"/appels/{call.pk}/question/"


def addresses(world) -> list[str]:
    """Return every address that lists, feeds or exports something of the world."""
    convention, group, committee, fund = (world[name] for name in ("convention", "group", "committee", "fund"))
    other = world["other_group"]
    month = (timezone.localdate() + dt.timedelta(days=4)).strftime("%Y-%m")
    day = (timezone.localdate() - dt.timedelta(days=4)).strftime("%Y-%m")
    sources = ("/recherche/?q=", "/recherche/suggestions?q=", "/recherche/fil/?q=", "/api/v1/recherche?q=")
    words = [f"{source}{word}" for source in sources for word in ALL]
    return [
        "/",
        convention.territory.url,
        convention.url,
        f"{convention.url}instances/",
        committee.url,
        f"{convention.url}groupes/",
        fund.url,
        f"{convention.url}evaluation/",
        "/fonds/",
        "/appels/",
        "/appels/?etat=ouvert&territoire=33281",
        *(question(page) for page in calls_of(world)),
        "/actualites/",
        "/actualites/feed/",
        "/agenda/",
        *(f"/agenda/?mois={one}&vue={view}" for one in {month, day} for view in ("mois", "liste")),
        "/agenda/portail.ics",
        "/agenda/territoires/33281.ics",
        f"/agenda/conventions/{convention.pk}.ics",
        f"/agenda/instances/{committee.pk}.ics",
        *(f"/agenda/groupes/{one.pk}.ics" for one in (group, other)),
        "/fils/territoires/33281/",
        f"/fils/conventions/{convention.pk}/",
        *(f"/fils/groupes/{one.pk}/" for one in (group, other)),
        f"/fonds/{fund.pk}/ecritures.csv",
        world["organisation"].get_absolute_url(),
        "/themes/",
        "/themes/parentalite/",
        "/plan-du-site/",
        "/sitemap.xml",
        *words,
        *(page.url for pages in world["pages"].values() for page in pages),
    ]


@pytest.fixture
def sign_in(client, world):
    def as_reader(kind: str):
        client.logout()
        if kind == "anyone":
            return client
        who = factories.user()
        convention, group = world["convention"], world["group"]
        held = {
            "a partner": (Role.PARTNER, convention, {}),
            "the fund's instructor": (Role.FUND_INSTRUCTOR, convention, {"organisation": world["organisation"]}),
            "a member of the group": (Role.GROUP_MEMBER, group, {}),
            "the group's facilitator": (Role.FACILITATOR, group, {}),
            "a writer": (Role.WRITER, convention, {}),
            "a coordinator": (Role.CAF_COORDINATOR, convention, {}),
        }
        if kind == "the other convention's coordinator":
            other = factories.convention(factories.territory("92036", "Gennevilliers"))
            factories.holder(Role.LOCAL_COORDINATOR, other, who)
        if kind in held:
            role, page, fields = held[kind]
            factories.holder(role, page, who, **fields)
        client.force_login(who)
        return client

    return as_reader


def test_no_address_tells_a_word_that_the_reader_may_not_know(world, sign_in):
    told = {}
    for reader, known in KNOWN.items():
        client = sign_in(reader)
        for address in addresses(world):
            answer = client.get(address)
            said = b"".join(answer.streaming_content) if answer.streaming else answer.content
            for word in ALL - known:
                # What was asked is repeated by the search's own field: nothing else may say it.
                repeated = f"q={word}" in address
                if (f"propos de {word}" if repeated else word).encode() in said:
                    told.setdefault((reader, address), set()).add(word)
    assert told == {}


def test_each_page_answers_to_whoever_may_see_it_and_to_nobody_else(world, sign_in):
    for reader, known in KNOWN.items():
        client = sign_in(reader)
        for word, pages in world["pages"].items():
            for page in pages:
                expected = 200 if word in known else 404
                assert client.get(page.url).status_code == expected, f"{reader}: {page.url} ({word})"


def test_one_asks_only_about_the_calls_that_one_may_see(world, sign_in):
    for reader, known in KNOWN.items():
        client = sign_in(reader)
        for word, pages in world["pages"].items():
            for call in (page for page in pages if isinstance(page, CallPage)):
                opened = 302 if reader == "anyone" else 200
                expected = opened if word in known else 404
                assert client.get(question(call)).status_code == expected, f"{reader}: {word}"
                client.post(question(call), {"text": f"Une question de {reader}"})
                asked = reader != "anyone" and word in known
                kept = CallInquiry.objects.filter(call=call, text=f"Une question de {reader}")
                assert kept.exists() is asked, f"{reader}: {word}"


def test_the_search_finds_what_the_reader_may_know(world, sign_in):
    for reader, known in KNOWN.items():
        client = sign_in(reader)
        for word in known:
            said = said_at(client, f"/recherche/?q={word}")
            assert f"À propos de {word}" in said, f"{reader}: {word}"


@pytest.mark.parametrize("address", ["/agenda/groupes/{}.ics", "/fils/groupes/{}/"])
@pytest.mark.parametrize("reader", ["anyone", "a partner"])
def test_the_calendar_and_the_feed_of_a_private_group_do_not_exist_for_others(world, sign_in, reader, address):
    assert sign_in(reader).get(address.format(world["group"].pk)).status_code == 404


def test_a_group_made_private_takes_its_minutes_out_of_search_feeds_and_calendars_at_once(client, world):
    convention = world["convention"]
    group = factories.group(convention, title="Groupe ouvert")
    meeting = factories.meeting(group, days=3, title="Séance trifonelle")
    minutes = factories.minutes(factories.meeting(group, days=-3), title="Relevé trifonelle")
    decision = factories.decision(minutes, text="Décision trifonelle")
    refresh(decision)
    month = meeting.date.first_day.strftime("%Y-%m")
    places = [
        f"/fils/conventions/{convention.pk}/",
        "/agenda/portail.ics",
        f"/agenda/?mois={month}&vue=liste",
        "/recherche/?q=releve+trifonelle",
    ]
    for address in places[1:]:
        assert "trifonelle" in said_at(client, address).replace('value="releve trifonelle"', ""), address
    group.audience = Level.MEMBERS
    group.save_revision().publish()
    for address in places:
        assert "Séance trifonelle" not in said_at(client, address), address
        assert "Relevé trifonelle" not in said_at(client, address), address
        assert "Décision trifonelle" not in said_at(client, address), address
    for page in (group, meeting, minutes):
        assert client.get(page.url).status_code == 404
