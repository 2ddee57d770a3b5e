"""Progress notes and indicator values written from the administration."""

import datetime as dt

import pytest

from pages.actions.models import ActionIndicator, ActionMeasure, ProgressNote
from pages.people.models import Role
from tests import factories

pytestmark = pytest.mark.django_db

NOTES, MEASURES = "/admin/points-d-etape/", "/admin/valeurs/"
TEAM = [Role.WRITER, Role.COOPERATION_OFFICER, Role.MODERATOR, Role.CAF_COORDINATOR, Role.LOCAL_COORDINATOR]


def note(action, **changes) -> dict:
    return {"action": action.pk, "date": "2026-03-02", "progress": 40, "done": "Deux réunions tenues.", **changes}


@pytest.fixture
def action():
    return factories.action()


@pytest.fixture
def foreign():
    elsewhere = factories.convention(factories.territory("92036", "Gennevilliers"))
    return factories.action(factories.plan(elsewhere), title="Action d’ailleurs")


@pytest.mark.parametrize("role", TEAM)
def test_the_team_reports_on_the_actions_of_its_convention(client, action, role):
    writer = factories.holder(role, action.convention)
    client.force_login(writer)
    assert client.get(f"{NOTES}nouveau/?action={action.pk}").status_code == 200
    assert client.post(f"{NOTES}nouveau/", note(action)).status_code == 302
    written = ProgressNote.objects.get()
    assert (written.action, written.author, written.progress) == (action, writer, 40)


def test_a_partner_does_not_report(client, action):
    client.force_login(factories.holder(Role.PARTNER, action.convention))
    assert client.post(f"{NOTES}nouveau/", note(action)).status_code == 302
    assert not ProgressNote.objects.exists()


@pytest.mark.parametrize("role", TEAM)
def test_an_action_of_another_convention_does_not_exist_here(client, action, foreign, role):
    client.force_login(factories.holder(role, action.convention))
    kept = ProgressNote.objects.create(action=foreign, date=dt.date(2026, 1, 5), progress=10, done="Rien à voir")
    for address in (f"{NOTES}nouveau/?action={foreign.pk}", f"{NOTES}?action={foreign.pk}", f"{NOTES}{kept.pk}/"):
        assert client.get(address).status_code == 404
    assert client.post(f"{NOTES}nouveau/", note(foreign)).status_code == 404
    assert client.post(f"{NOTES}{kept.pk}/", note(action)).status_code == 404
    assert "Action d’ailleurs" not in client.get(NOTES).content.decode()
    assert ProgressNote.objects.get().done == "Rien à voir"


def test_a_note_is_not_moved_to_an_action_one_may_not_edit(client, action, foreign):
    client.force_login(factories.holder(Role.WRITER, action.convention))
    kept = ProgressNote.objects.create(action=action, date=dt.date(2026, 1, 5), progress=10, done="Ici")
    assert client.post(f"{NOTES}{kept.pk}/", note(foreign)).status_code == 404
    assert ProgressNote.objects.get().action == action


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"date": "2999-01-01"}, "Cette date est à venir."),
        ({"progress": 140}, "L’avancement va de 0 à 100"),
        ({"progress": -1}, "supérieure ou égale à 0"),
        ({"date": "2026-01-05"}, "Un point d’étape existe déjà à cette date."),
    ],
)
def test_a_wrong_note_is_said_and_what_was_typed_is_kept(client, action, changes, said):
    client.force_login(factories.holder(Role.WRITER, action.convention))
    ProgressNote.objects.create(action=action, date=dt.date(2026, 1, 5), progress=10, done="Déjà")
    shown = client.post(f"{NOTES}nouveau/", note(action, **changes)).content.decode()
    assert said in shown
    assert "Deux réunions tenues." in shown
    assert ProgressNote.objects.count() == 1


@pytest.mark.parametrize("asked", ["abc", "-1", "0", "99999999999999999999999"])
def test_a_hostile_action_number_is_not_found(client, action, asked):
    client.force_login(factories.admin())
    assert client.get(f"{NOTES}nouveau/?action={asked}").status_code == 404


def test_a_note_is_corrected_and_keeps_its_author(client, action):
    author = factories.holder(Role.WRITER, action.convention)
    kept = ProgressNote.objects.create(
        action=action, date=dt.date(2026, 1, 5), progress=10, done="Fauté", author=author
    )
    client.force_login(factories.holder(Role.MODERATOR, action.convention))
    assert client.post(f"{NOTES}{kept.pk}/", note(action)).status_code == 302
    kept.refresh_from_db()
    assert (kept.done, kept.author) == ("Deux réunions tenues.", author)


def test_a_note_is_never_deleted_from_a_screen(client, action):
    kept = ProgressNote.objects.create(action=action, date=dt.date(2026, 1, 5), progress=10, done="Là")
    client.force_login(factories.admin())
    for address in (f"{NOTES}delete/{kept.pk}/", f"{NOTES}{kept.pk}/delete/"):
        assert client.post(address).status_code == 404


def test_the_value_of_an_indicator_is_written_by_the_team_of_its_convention_only(client, action, foreign):
    ours = ActionIndicator.objects.create(action=action, label="Familles reçues")
    theirs = ActionIndicator.objects.create(action=foreign, label="Places ouvertes")
    writer = factories.holder(Role.WRITER, action.convention)
    client.force_login(writer)
    value = {"date": "2026-02-01", "value": "12,5"}
    page = client.get(f"{MEASURES}nouveau/?action={action.pk}").content.decode()
    assert "Familles reçues" in page
    assert "Places ouvertes" not in page
    assert client.post(f"{MEASURES}nouveau/", {"indicator": theirs.pk, **value}).status_code == 200
    assert not ActionMeasure.objects.exists()
    assert client.post(f"{MEASURES}nouveau/?action={action.pk}", {"indicator": ours.pk, **value}).status_code == 302
    measure = ActionMeasure.objects.get()
    assert (measure.indicator, str(measure.value), measure.author) == (ours, "12.50", writer)


def test_the_screens_of_notes_are_one_click_from_the_action(client, action):
    client.force_login(factories.holder(Role.WRITER, action.convention))
    shown = client.get(f"/admin/pages/{action.pk}/edit/").content.decode()
    assert f"{NOTES}nouveau/?action={action.pk}" in shown
    assert f"{MEASURES}nouveau/?action={action.pk}" in shown
