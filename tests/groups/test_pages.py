"""The pages of groups, meetings, minutes and decisions: what they say, to whom, and what they cost."""

import datetime as dt
import json
import re
import uuid

import pytest
from django.db import connection, models
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from pages.base.dates import ApproximateDate
from pages.conventions.models import Seat
from pages.groups.models import AgendaItem, Attendance, GroupProduct, MeetingPage
from pages.people import audience
from pages.people.models import Level, LocalRole, PageAudience, Role
from search.models import SearchEntry
from tests import factories

pytestmark = pytest.mark.django_db


def said(client, page) -> str:
    answer = client.get(page.url)
    assert answer.status_code == 200, page.url
    return answer.content.decode()


def status(client, page) -> int:
    return client.get(page.url).status_code


def signed_in(client, who):
    client.force_login(who)
    return client


# What a page costs


def add_meetings(holder: Page, count: int) -> list[MeetingPage]:
    """Return that many public meetings under a page, half of them past; written without the index, to be quick."""
    holder = Page.objects.get(pk=holder.pk)
    model = factories.meeting(holder)
    made = []
    for rank in range(count):
        days = rank + 1 if rank % 2 else -rank - 1
        one = MeetingPage(
            title=f"Rencontre {rank}",
            slug=f"rencontre-{rank}",
            date=ApproximateDate(timezone.localdate() + dt.timedelta(days=days)),
            depth=model.depth,
            path=holder._get_path(holder.path, model.depth, rank + 100),
            url_path=f"{holder.url_path}rencontre-{rank}/",
            content_type=model.content_type,
            locale=model.locale,
            translation_key=uuid.uuid4(),
        )
        with disable_reference_index_auto_update():
            models.Model.save_base(one)
        made.append(one)
    PageAudience.objects.bulk_create([PageAudience(page_id=one.pk, token=audience.PUBLIC) for one in made])
    Page.objects.filter(pk=holder.pk).update(numchild=models.F("numchild") + count)
    return made


def world(count: int) -> dict:
    """Return a page of each type with what it shows: as many meetings, decisions, members and so on as asked."""
    convention = factories.convention()
    committee = factories.committee(convention, yearly_minimum=2, rule_from=factories.when("avril 2009"))
    group = factories.group(convention, committee=committee, mandate="Veiller à l’accueil des tout-petits.")
    carrier = factories.organisation()
    group.findings = [factories.finding(factories.diagnosis(convention))]
    group.save()
    action = factories.action(factories.plan(convention))
    GroupProduct.objects.create(group=group, page=action)
    held = factories.meeting(group, days=-7)
    minutes = factories.minutes(held)
    for holder in (group, committee):
        add_meetings(holder, count)
    ranks = range(count // 10)
    AgendaItem.objects.bulk_create(AgendaItem(meeting=held, title=f"Point {rank}", about=action) for rank in ranks)
    Attendance.objects.bulk_create(
        Attendance(minutes=minutes, function=f"Fonction {rank}", organisation=carrier, college="caf") for rank in ranks
    )
    for rank in ranks:
        factories.decision(minutes, text=f"Décision {rank}", about=action, owner_organisation=carrier)
        LocalRole.objects.create(page=group, role=Role.GROUP_MEMBER, function=f"Membre {rank}", organisation=carrier)
    pages = {"index": group.get_parent(), "group": group, "meeting": held, "minutes": minutes}
    return {**pages, "committee": committee, "committees": committee.get_parent(), "convention": convention}


def costs(client, pages: dict) -> dict[str, int]:
    """Return the number of queries of each page, once what the first visit reads is known."""
    counted = {}
    for name, page in pages.items():
        client.get(page.url)
        with CaptureQueriesContext(connection) as seen:
            said(client, page)
        counted[name] = len(seen)
    return counted


def test_pages_cost_the_same_with_40_and_400_meetings_and_at_most_20_queries(client):
    few, many = costs(client, world(40)), costs(client, world(400))
    assert many == few
    assert max(few.values()) <= 20, few


# A group


def test_a_group_tells_its_mandate_its_members_by_function_and_the_committee_it_answers_to(client):
    committee = factories.committee(title="Comité de pilotage local")
    group = factories.group(committee.convention, committee=committee, mandate="Veiller aux tout-petits")
    who = factories.user(first_name="Camille", last_name="Inventée")
    factories.holder(Role.FACILITATOR, group, who, function="Référente petite enfance")
    shown = said(client, group)
    for told in ("Veiller aux tout-petits", "Référente petite enfance", committee.url):
        assert told in shown
    assert "Inventée" not in shown
    assert who.email not in shown


@pytest.mark.parametrize("hidden", [{"audience": Level.MEMBERS}, {"live": False}])
def test_a_group_does_not_name_the_committee_that_one_may_not_see(client, hidden):
    committee = factories.committee(title="Comité discret", **hidden)
    group = factories.group(committee.convention, committee=committee)
    assert "Comité discret" not in said(client, group)


def test_a_group_shows_what_it_produced_to_who_may_see_it(client):
    group = factories.group()
    finding = factories.finding(factories.diagnosis(group.convention), title="Peu de places")
    plan = factories.plan(group.convention)
    shown, kept = factories.action(plan, title="Relais"), factories.action(plan, title="Relais tu", audience="members")
    group.findings = [finding]
    group.save()
    for page in (shown, kept):
        GroupProduct.objects.create(group=group, page=page)
    told = said(client, group)
    assert "Peu de places" in told
    assert shown.url in told
    assert kept.title not in told
    diagnosis = finding.diagnosis
    diagnosis.audience = Level.MEMBERS
    diagnosis.save()
    assert "Peu de places" not in said(client, group)
    assert kept.title in said(signed_in(client, factories.holder(Role.WRITER, group.convention)), group)


def test_past_meetings_are_read_page_by_page(client):
    group = factories.group()
    add_meetings(group, 60)
    first, second = said(client, group), client.get(f"{group.url}?page=2").content.decode()
    assert "Rencontre 0<" in first
    assert "Rencontre 0<" not in second
    assert "Rencontre 24<" in second


@pytest.mark.parametrize("asked", ["0", "-1", "abc", "9999999999", "%00"])
def test_a_hostile_page_number_is_no_error(client, asked):
    group = factories.group()
    for page in (group, group.get_parent()):
        assert client.get(f"{page.url}?page={asked}").status_code == 200


def test_a_meeting_whose_day_is_not_known_is_not_given_one(client):
    group = factories.group()
    factories.meeting(group, date=factories.when("T3 2099"))
    assert "troisième trimestre 2099" in said(client, group)
    assert "juillet 2099" not in said(client, group)


def test_a_private_group_is_not_even_named_to_who_may_not_see_it(client):
    group = factories.group(title="Groupe discret", audience=Level.MEMBERS)
    meeting = factories.meeting(group, title="Rencontre discrète")
    index = group.get_parent()
    strangers = [None, factories.user(), factories.holder(Role.PARTNER, group.convention)]
    strangers.append(factories.holder(Role.FACILITATOR, factories.group(group.convention)))
    for who in strangers:
        client.logout()
        if who:
            client.force_login(who)
        for page in (index, group.convention):
            shown = said(client, page)
            assert "Groupe discret" not in shown
            assert "Rencontre discrète" not in shown
            assert group.url not in shown
        assert status(client, group) == status(client, meeting) == 404
    for role, page in ((Role.GROUP_MEMBER, group), (Role.WRITER, group.convention)):
        client.force_login(factories.holder(role, page))
        assert "Groupe discret" in said(client, index)
        assert "Rencontre discrète" in said(client, group.convention)
        assert status(client, meeting) == 200


def entries() -> set[str]:
    """Return the titles that anyone finds."""
    return set(SearchEntry.objects.filter(audience__token=audience.PUBLIC).values_list("title", flat=True))


def test_making_a_group_private_closes_its_minutes_its_decisions_and_their_entries_at_once(client):
    group = factories.group(title="Groupe ouvert")
    meeting = factories.meeting(group, days=-7, title="Rencontre ouverte")
    minutes = factories.minutes(meeting, title="Compte rendu ouvert")
    factories.decision(minutes, text="Décision ouverte")
    told = {"Groupe ouvert", "Rencontre ouverte", "Compte rendu ouvert", "Décision ouverte"}
    assert told <= entries()
    group.audience = Level.MEMBERS
    group.save_revision().publish()
    assert not told & entries()
    assert [status(client, page) for page in (group, meeting, minutes)] == [404, 404, 404]
    for page in (group.convention, group.get_parent()):
        shown = said(client, page)
        assert not [title for title in told if title in shown]
    client.force_login(factories.holder(Role.GROUP_MEMBER, group))
    assert "Décision ouverte" in said(client, minutes)


# A meeting


LINK = "https://visio.exemple.test/salle-7"


def test_the_link_is_given_to_the_members_of_the_space_only(client):
    group = factories.group()
    meeting = factories.meeting(group, link=LINK)
    assert LINK not in said(client, meeting)
    for role, page, given in (
        (Role.PARTNER, group.convention, False),
        (Role.GROUP_MEMBER, factories.group(group.convention), False),
        (Role.GROUP_MEMBER, group, True),
        (Role.FACILITATOR, group, True),
        (Role.WRITER, group.convention, True),
    ):
        client.force_login(factories.holder(role, page))
        assert (LINK in said(client, meeting)) is given, (role, page)


def test_the_link_of_a_committee_s_meeting_is_given_to_the_members_of_the_convention(client):
    meeting = factories.meeting(link=LINK)
    assert LINK not in said(client, meeting)
    client.force_login(factories.holder(Role.PARTNER, meeting.holder.specific.convention))
    assert LINK in said(client, meeting)


def test_everyone_is_given_the_link_of_a_meeting_open_to_the_public_until_it_is_over(client):
    meeting = factories.meeting(link=LINK, open_to_public=True)
    assert LINK in said(client, meeting)
    for page in (
        factories.meeting(link=LINK, open_to_public=True, cancelled=True),
        factories.meeting(link=LINK, open_to_public=True, days=-1),
    ):
        assert f'href="{LINK}"' not in said(client, page)


def event(shown: str) -> dict | None:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', shown)
    return json.loads(found[1]) if found else None


def test_a_public_meeting_is_told_to_machines_as_an_event(client):
    meeting = factories.meeting(
        date=factories.when("15 juillet 2099"),
        start_time=dt.time(14),
        end_time=dt.time(16),
        place="Salle du conseil",
        open_to_public=True,
    )
    told = event(said(client, meeting))
    assert (told["@type"], told["startDate"], told["endDate"]) == (
        "Event",
        "2099-07-15T14:00:00+02:00",
        "2099-07-15T16:00:00+02:00",
    )
    assert told["location"]["name"] == "Salle du conseil"
    assert told["eventStatus"].endswith("EventScheduled")
    meeting.cancelled = True
    meeting.save()
    assert event(said(client, meeting))["eventStatus"].endswith("EventCancelled")


def test_a_meeting_that_is_not_open_to_the_public_is_no_event(client):
    assert event(said(client, factories.meeting())) is None
    group = factories.group(audience=Level.MEMBERS)
    meeting = factories.meeting(group, open_to_public=True)
    assert event(said(signed_in(client, factories.holder(Role.GROUP_MEMBER, group)), meeting)) is None


def test_a_point_of_the_agenda_leads_to_its_page_for_who_may_see_it(client):
    meeting = factories.meeting()
    convention = meeting.holder.specific.convention
    kept = factories.action(factories.plan(convention), title="Action tue", audience=Level.MEMBERS)
    AgendaItem.objects.create(meeting=meeting, title="Un point", about=kept)
    shown = said(client, meeting)
    assert "Un point" in shown
    assert "Action tue" not in shown
    assert "Action tue" in said(signed_in(client, factories.holder(Role.PARTNER, convention)), meeting)


def test_a_decision_is_read_with_its_minutes(client):
    group = factories.group()
    meeting = factories.meeting(group, days=-7)
    minutes = factories.minutes(meeting, audience=Level.MEMBERS, title="Compte rendu réservé")
    factories.decision(minutes, text="Ouvrir plus tôt")
    pages = (group, meeting)
    for page in pages:
        shown = said(client, page)
        assert "Ouvrir plus tôt" not in shown
        assert "Compte rendu réservé" not in shown
    assert status(client, minutes) == 404
    assert "Ouvrir plus tôt" not in entries()
    minutes.audience = Level.INHERIT
    minutes.save()
    assert all("Ouvrir plus tôt" in said(client, page) for page in (*pages, minutes))
    minutes.unpublish()
    assert not any("Ouvrir plus tôt" in said(client, page) for page in pages)
    assert "Ouvrir plus tôt" not in entries()


def test_a_decision_does_not_name_the_page_that_one_may_not_see_nor_the_person(client):
    minutes = factories.minutes()
    convention = minutes.meeting.holder.specific.convention
    kept = factories.action(factories.plan(convention), title="Action tue", audience=Level.MEMBERS)
    owner = factories.user(first_name="Camille", last_name="Inventée")
    factories.decision(minutes, text="Une décision", about=kept, owner=owner, owner_function="Référente")
    shown = said(client, minutes)
    assert "Référente" in shown
    assert "Action tue" not in shown
    assert "Inventée" not in shown
    assert owner.email not in shown


def test_the_search_leads_to_the_decision_itself(client):
    decision = factories.decision(text="Décision à trouver")
    url = SearchEntry.objects.get(key=f"decision:{decision.pk}").url
    path, _hash, anchor = url.partition("#")
    assert f'id="{anchor}"' in client.get(path).content.decode()


def test_attendance_is_read_college_by_college(client):
    minutes = factories.minutes()
    for college, function in (("residents", "Habitante"), ("", "Invitée"), ("elected", "Maire")):
        Attendance.objects.create(minutes=minutes, college=college, function=function)
    Attendance.objects.create(minutes=minutes, college="caf", function="Directrice", state="excused")
    shown = said(client, minutes)
    places = [shown.index(function) for function in ("Maire", "Directrice", "Habitante", "Invitée")]
    assert places == sorted(places)
    assert "3 présents ou représentés sur 4" in shown


def test_an_organisation_that_sits_or_was_present_is_not_deleted_and_its_pages_stand(client):
    carrier = factories.organisation("Association qui siège")
    committee = factories.committee()
    Seat.objects.create(committee=committee, function="Présidente", college="associations", organisation=carrier)
    minutes = factories.minutes(factories.meeting(committee, days=-7))
    Attendance.objects.create(minutes=minutes, function="Présidente", organisation=carrier)
    factories.decision(minutes, owner_organisation=carrier)
    with pytest.raises(ProtectedError):
        carrier.delete()
    assert "Association qui siège" in said(client, minutes)


# On the pages of the rooms below


def test_the_convention_names_its_next_meetings_its_last_one_and_whose_they_are(client):
    convention = factories.convention()
    committee = factories.committee(convention, title="Comité de pilotage")
    group = factories.group(convention, title="Groupe logement")
    last = factories.meeting(committee, days=-3, title="La dernière")
    factories.meeting(group, days=-30, title="Une ancienne")
    following = factories.meeting(group, days=3, title="La prochaine")
    factories.meeting(group, days=4, title="Une annulée", cancelled=True)
    shown = said(client, convention)
    section = shown[shown.index('id="instances"') :]
    for told in (last.url, following.url, committee.url, group.url):
        assert told in section
    assert section.count("Groupe logement") == 2
    assert "Une ancienne" not in section
    assert "Une annulée" not in section


def test_a_convention_without_committee_group_or_meeting_has_no_such_section(client):
    assert 'id="instances"' not in said(client, factories.convention())


def test_the_list_of_committees_tells_who_is_late_in_words(client):
    convention = factories.convention()
    rule = {"yearly_minimum": 2, "rule_from": factories.when("avril 2009")}
    late, regular = factories.committee(convention, **rule), factories.committee(convention, **rule)
    factories.meeting(late, days=-400)
    factories.meeting(regular, days=-10, title="Réunion tue", audience=Level.MEMBERS)
    shown = said(client, late.get_parent())
    assert shown.count("En retard") == 1
    assert "Réunion tue" not in shown


def test_a_committee_shows_its_meetings_its_open_decisions_and_its_groups(client):
    committee = factories.committee()
    group = factories.group(committee.convention, committee=committee)
    kept = factories.group(committee.convention, committee=committee, title="Groupe discret", audience=Level.MEMBERS)
    minutes = factories.minutes(factories.meeting(committee, days=-7))
    factories.decision(minutes, text="À faire encore")
    factories.decision(minutes, text="Déjà faite", state="done")
    shown = said(client, committee)
    for told in (minutes.url, group.url, "À faire encore"):
        assert told in shown
    assert "Déjà faite" not in shown
    assert kept.title not in shown
