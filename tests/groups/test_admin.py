"""The administration's screens on groups, meetings, minutes and decisions."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pages.groups.admin import to_complete
from pages.groups.models import Decision, MinutesPage
from pages.people.models import Level, Role
from tests import factories
from tests.admin_forms import page_form

pytestmark = pytest.mark.django_db

GROUPS, MEETINGS, DECISIONS = "/admin/groupes/", "/admin/reunions/", "/admin/decisions/"
YESTERDAY = timezone.localdate() - dt.timedelta(days=1)


@pytest.fixture
def group():
    return factories.group(title="Petite enfance")


@pytest.fixture
def foreign():
    elsewhere = factories.convention(factories.territory("92036", "Gennevilliers"))
    return factories.group(elsewhere, title="Groupe d’ailleurs")


def read(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


# Lists


def test_the_lists_are_two_clicks_from_the_menu(client, group):
    client.force_login(factories.holder(Role.WRITER, group.convention))
    menu = read(client, "/admin/")
    for address in (GROUPS, MEETINGS, DECISIONS):
        assert address in menu
        read(client, address)


def test_the_list_of_meetings_is_narrowed_by_state_convention_and_holder(client, group, foreign):
    made = {
        "À venir": factories.meeting(group, days=3, title="Rencontre à venir"),
        "tenue": factories.meeting(group, days=-3, title="Rencontre tenue"),
        "rapportée": factories.meeting(group, days=-4, title="Rencontre rapportée"),
        "brouillon": factories.meeting(group, days=-5, title="Rencontre au brouillon"),
        "annulée": factories.meeting(group, days=-6, title="Rencontre annulée", cancelled=True),
        "ailleurs": factories.meeting(foreign, days=-3, title="Rencontre ailleurs"),
    }
    factories.minutes(made["rapportée"])
    factories.minutes(made["brouillon"], live=False)
    client.force_login(factories.admin())

    def shown(**asked) -> set[str]:
        page = client.get(MEETINGS, asked).content.decode()
        return {name for name, meeting in made.items() if meeting.title in page}

    assert shown() == set(made)
    assert shown(state="to_come") == {"À venir"}
    assert shown(state="held") == {"tenue", "rapportée", "brouillon", "ailleurs"}
    assert shown(state="unreported") == {"tenue", "brouillon", "ailleurs"}
    assert shown(state="cancelled") == {"annulée"}
    assert shown(convention=foreign.convention.pk) == shown(holder=foreign.pk) == {"ailleurs"}


def test_the_list_of_decisions_is_narrowed_by_state_convention_and_holder(client, group, foreign):
    minutes = factories.minutes(factories.meeting(group, days=-3))
    factories.decision(minutes, text="Décision en retard", due=YESTERDAY)
    factories.decision(minutes, text="Décision faite", due=YESTERDAY, state="done")
    factories.decision(factories.minutes(factories.meeting(foreign, days=-3)), text="Décision ailleurs")
    client.force_login(factories.admin())

    def shown(**asked) -> set[str]:
        page = client.get(DECISIONS, asked).content.decode()
        return {
            name
            for name in ("retard", "faite", "ailleurs")
            if f"Décision {name}" in page.replace("en retard", "retard")
        }

    assert shown() == {"retard", "faite", "ailleurs"}
    assert shown(state="overdue") == {"retard"}
    assert shown(state="open") == {"retard", "ailleurs"}
    assert shown(state="done") == {"faite"}
    assert shown(convention=foreign.convention.pk) == shown(holder=foreign.pk) == {"ailleurs"}


def test_a_facilitator_is_shown_nothing_of_another_convention(client, group, foreign):
    factories.decision(
        factories.minutes(factories.meeting(foreign, days=-3, title="Rencontre ailleurs")), text="Ailleurs !"
    )
    client.force_login(factories.holder(Role.FACILITATOR, group))
    for address in (GROUPS, MEETINGS, DECISIONS):
        shown = read(client, address)
        for told in ("Groupe d’ailleurs", "Rencontre ailleurs", "Ailleurs !"):
            assert told not in shown, address


# Minutes


def test_a_meeting_leads_to_its_minutes_then_to_its_decisions(client, group):
    meeting = factories.meeting(group, days=-1)
    client.force_login(factories.holder(Role.FACILITATOR, group))
    edit = f"/admin/pages/{meeting.pk}/edit/"
    write = f"{MEETINGS}{meeting.pk}/compte-rendu/"
    assert write in read(client, edit)
    read(client, write)
    assert not MinutesPage.objects.exists(), "asking writes nothing"
    assert client.post(write).status_code == 302
    minutes = MinutesPage.objects.get()
    shown = read(client, edit)
    assert f"/admin/pages/{minutes.pk}/edit/" in shown
    assert f"{DECISIONS}nouveau/?compte-rendu={minutes.pk}" in shown
    assert client.get(write)["Location"] == client.post(write)["Location"] == f"/admin/pages/{minutes.pk}/edit/"
    assert f"{DECISIONS}nouveau/?compte-rendu={minutes.pk}" in read(client, f"/admin/pages/{minutes.pk}/edit/")


def test_who_will_read_the_minutes_is_told_before_they_are_written(client, group):
    client.force_login(factories.holder(Role.WRITER, group.convention))
    shown = read(client, f"{MEETINGS}{factories.meeting(group).pk}/compte-rendu/")
    assert "<strong>Tout le monde</strong>" in shown
    assert "groupe privé" not in shown
    closed = factories.group(group.convention, title="Groupe discret", audience=Level.MEMBERS)
    shown = read(client, f"{MEETINGS}{factories.meeting(closed).pk}/compte-rendu/")
    assert "est un groupe privé" in shown
    assert "<strong>Les membres du groupe «\u00a0Groupe discret\u00a0» et l’équipe de la convention</strong>" in shown


def test_a_meeting_for_members_in_a_public_group_is_not_said_to_be_a_private_group_s(client, group):
    committee = factories.committee(group.convention)
    meeting = factories.meeting(committee, audience=Level.STAFF)
    client.force_login(factories.holder(Role.WRITER, group.convention))
    shown = read(client, f"{MEETINGS}{meeting.pk}/compte-rendu/")
    assert "groupe privé" not in shown
    assert "L’équipe de" in shown


def test_the_editor_of_minutes_is_told_who_will_read_them_by_each_choice(client):
    closed = factories.group(title="Groupe discret", audience=Level.MEMBERS)
    minutes = factories.minutes(factories.meeting(closed), live=False)
    client.force_login(factories.holder(Role.FACILITATOR, closed))
    shown = read(client, f"/admin/pages/{minutes.pk}/edit/")
    assert "est un groupe privé" in shown
    assert "Les membres du groupe «\u00a0Groupe discret\u00a0»" in shown
    assert "Les animateurs du groupe «\u00a0Groupe discret\u00a0»" in shown


def test_a_cancelled_meeting_is_not_written_up_and_the_reason_is_told(client, group):
    meeting = factories.meeting(group, cancelled=True)
    client.force_login(factories.holder(Role.WRITER, group.convention))
    answer = client.post(f"{MEETINGS}{meeting.pk}/compte-rendu/", follow=True)
    assert "elle n’a pas de compte rendu" in answer.content.decode()
    assert not MinutesPage.objects.exists()


def test_the_meeting_of_a_group_one_does_not_lead_does_not_exist_here(client, group, foreign):
    other = factories.group(group.convention)
    client.force_login(factories.holder(Role.FACILITATOR, group))
    for meeting in (factories.meeting(foreign), factories.meeting(other)):
        assert client.get(f"{MEETINGS}{meeting.pk}/compte-rendu/").status_code == 404
        assert client.post(f"{MEETINGS}{meeting.pk}/compte-rendu/").status_code == 404
    assert not MinutesPage.objects.exists()


@pytest.mark.parametrize("role", [Role.PARTNER, Role.GROUP_MEMBER, Role.FUND_INSTRUCTOR])
def test_those_who_do_not_write_have_no_screen_for_it(client, group, role):
    meeting = factories.meeting(group)
    fields = {"organisation": factories.organisation()} if role == Role.FUND_INSTRUCTOR else {}
    client.force_login(factories.holder(role, group if role == Role.GROUP_MEMBER else group.convention, **fields))
    assert client.post(f"{MEETINGS}{meeting.pk}/compte-rendu/").status_code in (302, 404)
    assert not MinutesPage.objects.exists()


# Decisions


def typed(**changes) -> dict:
    empty = {"owner_function": "", "owner_organisation": "", "owner": "", "due": "", "about": "", "phase": ""}
    return {"text": "Envoyer le questionnaire", "state": "to_do", **empty, **changes}


def test_a_decision_is_noted_from_its_minutes(client, group):
    minutes = factories.minutes(factories.meeting(group, days=-1))
    facilitator = factories.holder(Role.FACILITATOR, group)
    client.force_login(facilitator)
    address = f"{DECISIONS}nouveau/?compte-rendu={minutes.pk}"
    form = page_form(client, address)
    assert form["minutes"] == [str(minutes.pk)]
    about = {"owner": facilitator.email.upper(), "about": group.pk, "due": "2099-01-31"}
    answer = client.post(address, {**form, **typed(**about)})
    assert answer.status_code == 302
    kept = Decision.objects.get()
    assert (kept.minutes, kept.owner, kept.author, kept.about_id) == (minutes, facilitator, facilitator, group.pk)
    assert "Envoyer le questionnaire" in read(client, answer["Location"])


@pytest.mark.parametrize("known", [True, False])
def test_the_refusal_of_an_owner_does_not_tell_whether_an_account_exists(client, known):
    closed = factories.group(audience=Level.MEMBERS)
    minutes = factories.minutes(factories.meeting(closed, days=-1))
    client.force_login(factories.holder(Role.FACILITATOR, closed))
    email = factories.user().email if known else "personne@ailleurs.test"
    answer = client.post(f"{DECISIONS}nouveau/", {"minutes": minutes.pk, **typed(owner=email)})
    assert answer.status_code == 200
    assert answer.context["form"].errors["owner"] == [
        "Cette personne ne peut pas lire le compte rendu\u00a0: la décision lui resterait cachée."
    ]
    assert not Decision.objects.exists()


def test_a_decision_on_what_is_elsewhere_is_refused_and_what_was_typed_is_kept(client, group, foreign):
    minutes = factories.minutes(factories.meeting(group, days=-1))
    client.force_login(factories.holder(Role.WRITER, group.convention))
    shown = client.post(f"{DECISIONS}nouveau/", {"minutes": minutes.pk, **typed(about=foreign.pk)}).content.decode()
    assert "Cette page n’est pas de la convention" in shown
    assert "Envoyer le questionnaire" in shown
    assert not Decision.objects.exists()


def test_a_decision_is_corrected_and_its_state_told(client, group):
    decision = factories.decision(factories.minutes(factories.meeting(group, days=-1)))
    client.force_login(factories.holder(Role.WRITER, group.convention))
    assert client.post(f"{DECISIONS}{decision.pk}/", typed(text="Corrigée")).status_code == 302
    state = f"{DECISIONS}{decision.pk}/etat/"
    assert "Corrigée" in read(client, state)
    assert client.post(state, {"state": "done"}).status_code == 302
    decision.refresh_from_db()
    assert (decision.text, decision.state) == ("Corrigée", "done")
    assert client.post(state, {"state": "perdue"}).status_code == 200
    decision.refresh_from_db()
    assert decision.state == "done"


def test_the_decision_of_another_group_does_not_exist_here(client, group, foreign):
    decision = factories.decision(factories.minutes(factories.meeting(foreign, days=-1)), text="Là-bas")
    client.force_login(factories.holder(Role.FACILITATOR, group))
    for address in (f"{DECISIONS}{decision.pk}/", f"{DECISIONS}{decision.pk}/etat/"):
        assert client.get(address).status_code == 404
        assert client.post(address, typed()).status_code == 404
    for asked in (decision.minutes_id, 0, "abc", "9" * 30):
        assert client.get(f"{DECISIONS}nouveau/?compte-rendu={asked}").status_code == 404
    assert client.post(f"{DECISIONS}nouveau/", {"minutes": decision.minutes_id, **typed()}).status_code == 200
    assert list(Decision.objects.values_list("text", flat=True)) == ["Là-bas"]


# What is to be completed


def lacking(user) -> set[str]:
    return {one.title for one in to_complete(user)}


def test_what_meetings_lack_is_told_to_who_may_write_it(group, foreign):
    rule = {"yearly_minimum": 2, "rule_from": factories.when("avril 2009")}
    factories.committee(group.convention, title="Comité en retard", **rule)
    factories.committee(foreign.convention, title="Comité en retard ailleurs", **rule)
    factories.meeting(group, days=-3, title="Rencontre sans compte rendu")
    factories.meeting(group, days=3, title="Rencontre à venir")
    minutes = factories.minutes(factories.meeting(group, days=-3, title="Rencontre rapportée"))
    factories.decision(minutes, text="Décision en retard", due=YESTERDAY)
    factories.decision(minutes, text="Décision à temps", due=timezone.localdate())
    expected = {"Rencontre sans compte rendu", "Décision en retard"}
    assert lacking(factories.holder(Role.FACILITATOR, group)) == expected
    assert lacking(factories.holder(Role.WRITER, group.convention)) == expected | {"Comité en retard"}
    assert lacking(factories.user()) == set()


def test_what_is_to_be_completed_costs_the_same_with_more_meetings(group):
    admin = factories.admin()

    def grow(count: int) -> int:
        for _rank in range(count):
            minutes = factories.minutes(factories.meeting(group, days=-3))
            factories.decision(minutes, due=YESTERDAY)
            factories.meeting(group, days=-3)
            factories.committee(group.convention, yearly_minimum=2, rule_from=factories.when("avril 2009"))
        with CaptureQueriesContext(connection) as seen:
            list(to_complete(admin))
        return len(seen)

    assert grow(1) == grow(3) == 3


def test_a_list_of_the_administration_costs_the_same_with_more_rows(client, group):
    client.force_login(factories.admin())

    def grow(count: int) -> list[int]:
        for _rank in range(count):
            factories.decision(factories.minutes(factories.meeting(group, days=-3)))
        seen = []
        for address in (MEETINGS, DECISIONS):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                read(client, address)
            seen.append(len(queries))
        return seen

    grow(1)
    few = grow(1)
    assert grow(4) == few
