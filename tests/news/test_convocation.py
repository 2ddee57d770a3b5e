"""Convening to a meeting: who is written to, what they are told, once however often one asks."""

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from icalendar import Calendar
from wagtail.models import PageLogEntry

from pages.conventions.models import Seat
from pages.groups.models import AgendaItem, MeetingPage
from pages.news import services
from pages.people.models import Level, LocalRole, Role
from portal import beat
from tests import factories
from tests.threads import at_once

pytestmark = pytest.mark.django_db
CONVENERS = [Role.CAF_COORDINATOR, Role.LOCAL_COORDINATOR, Role.MODERATOR, Role.COOPERATION_OFFICER]


@pytest.fixture
def group():
    return factories.group(title="Petite enfance", audience=Level.MEMBERS)


@pytest.fixture
def meeting(group):
    made = factories.meeting(group, days=8, title="Séance de printemps", start_time=dt.time(14), place="Salle bleue")
    AgendaItem.objects.create(meeting=made, title="Les horaires", sort_order=0)
    return MeetingPage.objects.get(pk=made.pk)


@pytest.fixture
def facilitator(group):
    return factories.holder(Role.FACILITATOR, group)


def written_to() -> set[str]:
    return {address for message in mail.outbox for address in message.to}


# Who is written to


def test_the_members_of_a_group_are_convened_each_by_a_mail_of_their_own(group, meeting, facilitator):
    members = [facilitator, factories.holder(Role.GROUP_MEMBER, group), factories.holder(Role.GROUP_MEMBER, group)]
    assert services.convene(facilitator, meeting) == 3
    assert all(len(message.to) == 1 and not message.cc and not message.bcc for message in mail.outbox)
    assert written_to() == {member.email for member in members}


def test_who_sits_on_a_committee_with_an_account_is_convened():
    committee = factories.committee()
    coordinator = factories.holder(Role.CAF_COORDINATOR, committee.convention)
    sitting, closed = factories.user(), factories.user(is_active=False)
    for person in (sitting, closed, None):
        Seat.objects.create(committee=committee, college="residents", function="habitante", person=person)
    services.convene(coordinator, factories.meeting(committee))
    assert written_to() == {sitting.email}


def test_the_pair_is_convened_to_the_convention_s_own_meeting():
    convention = factories.convention()
    pair = [factories.holder(role, convention) for role in (Role.CAF_COORDINATOR, Role.LOCAL_COORDINATOR)]
    services.convene(pair[0], factories.meeting(convention))
    assert written_to() == {one.email for one in pair}


def test_a_deputy_is_convened_while_standing_in(group, meeting, facilitator):
    deputy = factories.holder(Role.GROUP_MEMBER, group, is_deputy=True)
    assert services.to_convene(meeting) == [facilitator]
    LocalRole.objects.filter(user=deputy).update(standing_in=True)
    assert set(services.to_convene(meeting)) == {facilitator, deputy}


def test_whoever_may_not_read_the_meeting_is_not_told_of_it():
    committee = factories.committee()
    Seat.objects.create(committee=committee, college="residents", function="habitant", person=factories.user())
    coordinator = factories.holder(Role.CAF_COORDINATOR, committee.convention)
    assert services.convene(coordinator, factories.meeting(committee, audience=Level.STAFF)) == 0
    assert mail.outbox == []


# What they are told


def test_the_mail_says_when_where_and_what_about_and_holds_the_calendar_file(meeting, facilitator):
    services.convene(facilitator, meeting)
    (message,) = mail.outbox
    assert message.subject == f"Convocation : Petite enfance, {meeting.date}"
    for told in ("Séance de printemps", "à 14\u00a0h", "Salle bleue", "1. Les horaires", meeting.url):
        assert told in message.body, told
    name, content, kind = message.attachments[0]
    assert (name, kind) == (f"reunion-{meeting.date.first_day}.ics", "text/calendar")
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Séance de printemps"
    assert event.decoded("DTSTART") == meeting.start


def test_what_an_editor_wrote_stays_text_on_one_line(group, facilitator):
    hostile = factories.meeting(group, title="L’« & » <b>\r\nBcc: tous@exemple.test", place="Ici\r\nEND:VEVENT")
    services.convene(facilitator, hostile)
    (message,) = mail.outbox
    assert "<b>" in message.body and "&lt;" not in message.body
    assert "\n" not in message.subject
    assert len(Calendar.from_ical(message.attachments[0][1]).walk("VEVENT")) == 1


def test_the_link_is_given_to_the_members_of_the_space(group, facilitator):
    online = factories.meeting(group, link="https://visio.exemple.test/salle")
    services.convene(facilitator, online)
    assert "https://visio.exemple.test/salle" in mail.outbox[0].body


def test_the_queue_delivers_the_calendar_file_with_the_mail(meeting, facilitator, settings):
    settings.EMAIL_BACKEND = "post_office.EmailBackend"
    delivery = {"default": "django.core.mail.backends.locmem.EmailBackend"}
    settings.POST_OFFICE = {**settings.POST_OFFICE, "BACKENDS": delivery}
    services.convene(facilitator, meeting)
    assert mail.outbox == []
    beat.send_mails()
    (message,) = mail.outbox
    _name, content, kind = message.attachments[0]
    assert kind == "text/calendar"
    assert Calendar.from_ical(content).walk("VEVENT")


# How often


def test_sent_twice_it_is_written_once(meeting, facilitator):
    assert [services.convene(facilitator, meeting) for _click in range(2)] == [1, 0]
    assert len(mail.outbox) == 1
    (entry,) = PageLogEntry.objects.filter(page=meeting.pk, action="news.convocation")
    assert (entry.user, entry.data["people"]) == (facilitator, 1)


def test_who_joins_later_is_told_alone(group, meeting, facilitator):
    services.convene(facilitator, meeting)
    newcomer = factories.holder(Role.GROUP_MEMBER, group)
    mail.outbox.clear()
    services.convene(facilitator, meeting)
    assert written_to() == {newcomer.email}


def test_a_meeting_published_again_may_be_announced_again(meeting, facilitator):
    services.convene(facilitator, meeting)
    meeting.place = "Salle rouge"
    meeting.save_revision().publish()
    assert services.convene(facilitator, meeting) == 1
    assert "Salle rouge" in mail.outbox[-1].body


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.usefixtures("shared_database")
def test_ten_people_who_press_at_once_write_once(meeting, facilitator):
    press = lambda: services.convene(facilitator, MeetingPage.objects.get(pk=meeting.pk))  # noqa: E731
    assert at_once(press, 10) == {1: 1, 0: 9}
    assert PageLogEntry.objects.filter(page=meeting.pk, action="news.convocation").count() == 1


# When and by whom


@pytest.mark.parametrize(
    "fields, reason",
    [
        ({"live": False}, "Publiez d’abord"),
        ({"cancelled": True}, "annulée"),
        ({"days": -1}, "passée"),
        ({"date": factories.when("2099")}, "quel jour"),
    ],
)
def test_nobody_is_convened_to_a_meeting_that_is_not_settled(group, facilitator, fields, reason):
    with pytest.raises(ValidationError, match=reason):
        services.convene(facilitator, factories.meeting(group, **fields))
    assert mail.outbox == []


@pytest.mark.parametrize("role", CONVENERS)
def test_who_publishes_and_the_cooperation_officers_convene(group, meeting, facilitator, role):
    assert services.convene(factories.holder(role, group.convention), meeting) == 1


@pytest.mark.parametrize("role", [Role.WRITER, Role.PARTNER, Role.FUND_INSTRUCTOR])
def test_nobody_else_convenes(group, meeting, facilitator, role):
    fields = {"organisation": factories.organisation()} if role == Role.FUND_INSTRUCTOR else {}
    with pytest.raises(PermissionDenied):
        services.convene(factories.holder(role, group.convention, **fields), meeting)
    with pytest.raises(PermissionDenied):
        services.convene(factories.holder(Role.GROUP_MEMBER, group), meeting)
    elsewhere = factories.convention(factories.territory("92036", "Gennevilliers"))
    with pytest.raises(PermissionDenied):
        services.convene(factories.holder(Role.COOPERATION_OFFICER, elsewhere), meeting)
    assert mail.outbox == []


# The screen


def test_the_screen_names_who_is_written_to_writes_and_says_so(client, meeting, facilitator):
    client.force_login(facilitator)
    screen = f"/admin/reunions/{meeting.pk}/convocation/"
    assert screen in client.get(f"/admin/pages/{meeting.pk}/edit/").content.decode()
    assert facilitator.email in client.get(screen).content.decode()
    assert mail.outbox == [], "looking writes nothing"
    said = client.post(screen, follow=True).content.decode()
    assert "Convocation envoyée à 1 personne." in said
    assert "sont convoquées à la réunion telle qu’elle est publiée" in client.get(screen).content.decode()
    assert "Personne d’autre n’est à convoquer." in client.post(screen, follow=True).content.decode()
    history = client.get(f"/admin/pages/{meeting.pk}/history/").content.decode()
    assert "1 personne convoquée" in history
    assert len(mail.outbox) == 1


def test_the_screen_says_why_nobody_can_be_convened(client, group, facilitator):
    client.force_login(facilitator)
    past = factories.meeting(group, days=-1)
    screen = f"/admin/reunions/{past.pk}/convocation/"
    assert "Cette réunion est passée." in client.get(screen).content.decode()
    assert "Cette réunion est passée." in client.post(screen, follow=True).content.decode()


def test_the_screen_of_a_meeting_one_may_not_edit_does_not_exist(client, meeting):
    elsewhere = factories.convention(factories.territory("92036", "Gennevilliers"))
    client.force_login(factories.holder(Role.CAF_COORDINATOR, elsewhere))
    assert client.get(f"/admin/reunions/{meeting.pk}/convocation/").status_code == 404


def test_a_writer_is_offered_no_convocation(client, group, meeting):
    client.force_login(factories.holder(Role.WRITER, group.convention))
    screen = f"/admin/reunions/{meeting.pk}/convocation/"
    assert screen not in client.get(f"/admin/pages/{meeting.pk}/edit/").content.decode()
    assert "Seuls le binôme" in client.get(screen).content.decode()
