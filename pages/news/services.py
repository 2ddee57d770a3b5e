"""Writes on the agenda that have a rule: convening people to a meeting, by a mail that holds its calendar file."""

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry

from pages.groups.models import MeetingPage
from pages.groups.services import invited
from pages.news import agenda, calendars
from pages.people import audience
from pages.people.models import Role, User
from search.feeds import one_line

CONVENED = "news.convocation"


def may_convene(actor: User, meeting: Page) -> str:
    """Return why an actor may not convene a meeting, the empty string when they may.

    Whoever publishes there does (the pair, moderators, the group's facilitators), and the convention's cooperation
    officers, whose work meetings are.
    """
    officers = actor.local_roles.today().filter(role=Role.COOPERATION_OFFICER, page__in=meeting.get_ancestors())
    if meeting.permissions_for_user(actor).can_publish() or officers.exists():
        return ""
    return _("Seuls le binôme, la modération, les chargés de coopération et l’animation du groupe convoquent.")


def not_yet(meeting: MeetingPage) -> str:
    """Return why nobody can be convened to a meeting, the empty string when people can."""
    if not meeting.live:
        return _("Publiez d’abord cette réunion : une convocation mène à sa page.")
    if meeting.cancelled:
        return _("Cette réunion est annulée : on n’y convoque plus.")
    if meeting.is_past:
        return _("Cette réunion est passée.")
    if meeting.date.precision != "day":
        return _("Dites d’abord quel jour elle se tient : sans jour, elle n’entre dans aucun agenda.")
    return ""


def to_convene(meeting: MeetingPage) -> list[User]:
    """Return who was not convened yet to the meeting as it is published now.

    Once the meeting is published again, with another day or another place, everyone may be told again.
    """
    written = PageLogEntry.objects.filter(page=meeting.pk, action=CONVENED)
    told = {
        person
        for data in written.values_list("data", flat=True)
        if data["revision"] == meeting.live_revision_id
        for person in data["told"]
    }
    return [person for person in invited(meeting) if person.pk not in told]


@transaction.atomic
def convene(actor: User, meeting: MeetingPage) -> int:
    """Write to each person that a meeting expects and that was not told yet; return how many they are.

    Sent twice, it writes once: the second time nobody is left. Raises PermissionDenied, or ValidationError when the
    meeting is not one that people can be convened to.
    """
    if reason := may_convene(actor, meeting):
        raise PermissionDenied(reason)
    # Two people who press the button at once wait for each other here.
    Page.objects.select_for_update().get(pk=meeting.pk)
    meeting = MeetingPage.objects.get(pk=meeting.pk)
    if reason := not_yet(meeting):
        raise ValidationError(reason)
    people = to_convene(meeting)
    if not people:
        return 0
    for person in people:
        _convocation(meeting, person).send()
    data = {"people": len(people), "told": [person.pk for person in people], "revision": meeting.live_revision_id}
    log(instance=meeting, action=CONVENED, user=actor, data=data)
    return len(people)


def _convocation(meeting: MeetingPage, person: User) -> EmailMessage:
    """Return the mail of one person: what they may read of the meeting, and its file for their own calendar."""
    reader = audience.reader(person)
    (one,) = agenda.meetings(MeetingPage.objects.filter(pk=meeting.pk))
    file = calendars.calendar(one.title, [one], reader)
    said = {
        "one": one,
        "holder": meeting.holder.title,
        "items": meeting.agenda_items.all(),
        "link": agenda.link_for(one, reader),
        "address": f"{settings.BASE_URL}{one.url}",
    }
    subject = _("Convocation : %(holder)s, %(date)s") % {"holder": meeting.holder.title, "date": one.date}
    mail = EmailMessage(one_line(subject), render_to_string("mail/convocation.txt", said).strip(), to=[person.email])
    mail.attach(f"reunion-{one.day}.ics", file, "text/calendar")
    return mail
