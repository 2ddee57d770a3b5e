"""The home panel « À compléter » and the lists of actions and conventions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pages.actions.admin import to_complete as actions_to_complete
from pages.actions.models import ActionIndicator, ActionReferent
from pages.conventions.admin import to_complete as conventions_to_complete
from pages.people.models import Role
from tests import factories

pytestmark = pytest.mark.django_db


def missing(user) -> dict:
    return {one.title: set(one.missing) for one in actions_to_complete(user)}


def complete_action(**fields):
    action = factories.action(**fields)
    ActionIndicator.objects.create(action=action, label="Familles")
    for side in ("caf", "local"):
        ActionReferent.objects.create(action=action, side=side, function="Fonction")
    return action


def test_an_action_that_lacks_nothing_is_not_shown():
    axis = factories.axis()
    complete_action(axis=axis, parent=factories.plan(axis.convention))
    assert missing(factories.admin()) == {}


def test_what_an_action_lacks_is_said():
    plan = factories.plan()
    factories.action(plan, title="Nue", planned_end=factories.when("2020"), planned_start=factories.when("2019"))
    said = missing(factories.admin())["Nue"]
    assert {"en retard", "sans axe", "sans indicateur", "binôme incomplet"} <= said
    assert any(reason.startswith("point d’étape attendu depuis le") for reason in said)


def test_only_what_one_may_edit_is_shown():
    here, elsewhere = factories.convention(), factories.convention(factories.territory("92036", "Gennevilliers"))
    factories.action(factories.plan(here), title="Ici")
    factories.action(factories.plan(elsewhere), title="Ailleurs")
    writer = factories.holder(Role.WRITER, here)
    assert set(missing(writer)) == {"Ici"}
    assert [one.title for one in conventions_to_complete(writer)] == [here.title]


def test_a_convention_is_shown_until_both_halves_are_held():
    convention = factories.convention()
    factories.holder(Role.CAF_COORDINATOR, convention)
    admin = factories.admin()
    assert [one.missing for one in conventions_to_complete(admin)] == [("sans coordonnateur collectivité",)]
    factories.holder(Role.LOCAL_COORDINATOR, convention)
    assert list(conventions_to_complete(admin)) == []


def test_the_home_panel_costs_the_same_with_more_actions(client):
    plan = factories.plan()
    admin = factories.admin()
    factories.action(plan)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            actions_to_complete(admin)
        return len(seen)

    few = queries()
    for _rank in range(8):
        factories.action(plan)
    assert queries() == few


def test_the_list_of_actions_is_narrowed_by_state_and_convention(client):
    here, elsewhere = factories.convention(), factories.convention(factories.territory("92036", "Gennevilliers"))
    factories.action(factories.plan(here), title="Tardive", planned_end=factories.when("2020"))
    factories.action(factories.plan(elsewhere), title="Ponctuelle")
    client.force_login(factories.admin())

    def shown(**asked):
        page = client.get("/admin/actions/", asked).content.decode()
        return {title for title in ("Tardive", "Ponctuelle") if title in page}

    assert shown() == {"Tardive", "Ponctuelle"}
    assert shown(status="late") == {"Tardive"}
    assert shown(status="ongoing") == {"Ponctuelle"}
    assert shown(convention=elsewhere.pk) == {"Ponctuelle"}


def test_the_list_of_conventions_tells_whose_pair_is_complete(client):
    here, elsewhere = factories.convention(), factories.convention(factories.territory("92036", "Gennevilliers"))
    factories.holder(Role.CAF_COORDINATOR, here)
    factories.holder(Role.LOCAL_COORDINATOR, here)
    client.force_login(factories.admin())
    complete = client.get("/admin/conventions/", {"pair_complete": "true"}).content.decode()
    assert here.title in complete
    assert elsewhere.title not in complete
