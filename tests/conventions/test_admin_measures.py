"""Values of the objectives' indicators: the rule, and the screens of the administration."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import PageLogEntry

from pages.conventions import services
from pages.conventions.models import AxisPage, ObjectiveIndicator, ObjectiveMeasure
from pages.people.models import Role
from tests import factories

pytestmark = pytest.mark.django_db

MEASURES = "/admin/valeurs-des-objectifs/"
TEAM = [Role.WRITER, Role.COOPERATION_OFFICER, Role.MODERATOR, Role.CAF_COORDINATOR, Role.LOCAL_COORDINATOR]


def indicator(axis, label: str) -> ObjectiveIndicator:
    return ObjectiveIndicator.objects.create(objective=factories.objective(axis), label=label)


@pytest.fixture
def ours():
    return indicator(factories.axis(), "Familles reçues")


@pytest.fixture
def theirs():
    elsewhere = factories.convention(factories.territory("92036", "Gennevilliers"))
    return indicator(factories.axis(elsewhere), "Places ouvertes")


def axis_of(one: ObjectiveIndicator) -> AxisPage:
    return one.objective.axis


def value(of: ObjectiveIndicator, **changes) -> dict:
    return {"indicator": of.pk, "date": "2026-02-01", "value": "12,5", "comment": "Compté à la main", **changes}


def measure(of: ObjectiveIndicator, **fields) -> ObjectiveMeasure:
    return ObjectiveMeasure(**{"indicator": of, "date": date(2020, 1, 1), "value": Decimal("12.5"), **fields})


def outsider(who: str, ours, theirs):
    """Return somebody who is not of the team of our convention."""
    if who == "no role":
        return factories.user()
    if who == "partner":
        return factories.holder(Role.PARTNER, axis_of(ours).convention)
    return factories.holder(Role.CAF_COORDINATOR, axis_of(theirs).convention)


# The rule


@pytest.mark.parametrize("role", TEAM)
def test_the_team_of_the_convention_measures_its_objectives(ours, role):
    who = factories.holder(role, axis_of(ours).convention)
    assert services.record_measure(who, measure(ours)).author == who
    assert ours.last_measure.value == Decimal("12.5")
    logged = PageLogEntry.objects.get(action="conventions.measure")
    assert (logged.page_id, logged.user, logged.data) == (axis_of(ours).pk, who, {"indicator": "Familles reçues"})


@pytest.mark.parametrize("who", ["no role", "partner", "another convention"])
def test_nobody_else_measures_them(ours, theirs, who):
    with pytest.raises(PermissionDenied, match="équipe"):
        services.record_measure(outsider(who, ours, theirs), measure(ours))
    assert not ObjectiveMeasure.objects.exists()


def test_a_value_is_not_taken_from_an_axis_one_may_not_edit(ours, theirs):
    kept = services.record_measure(factories.admin(), measure(theirs))
    kept.indicator = ours
    with pytest.raises(PermissionDenied):
        services.record_measure(factories.holder(Role.WRITER, axis_of(ours).convention), kept)
    assert ObjectiveMeasure.objects.get().indicator == theirs


@pytest.mark.parametrize("wrong", [{"date": timezone.localdate() + timedelta(days=1)}, {"value": None}])
def test_a_wrong_value_is_refused(ours, wrong):
    with pytest.raises(ValidationError):
        services.record_measure(factories.admin(), measure(ours, **wrong))
    assert not ObjectiveMeasure.objects.exists()


# The screens


@pytest.mark.parametrize("role", TEAM)
def test_the_team_adds_a_value_and_comes_back_to_the_axis_values(client, ours, role):
    writer = factories.holder(role, axis_of(ours).convention)
    client.force_login(writer)
    address = f"{MEASURES}nouveau/?axe={axis_of(ours).pk}"
    assert "Familles reçues" in client.get(address).content.decode()
    answer = client.post(address, value(ours))
    assert answer.status_code == 302
    assert answer.url == f"{MEASURES}?axe={axis_of(ours).pk}"
    written = ObjectiveMeasure.objects.get()
    assert (written.indicator, written.value, written.author) == (ours, Decimal("12.5"), writer)
    assert "Compté à la main" in client.get(answer.url).content.decode()


@pytest.mark.parametrize("who", ["no role", "partner", "another convention"])
def test_nobody_else_adds_a_value(client, ours, theirs, who):
    client.force_login(outsider(who, ours, theirs))
    assert client.post(f"{MEASURES}nouveau/?axe={axis_of(ours).pk}", value(ours)).status_code in (302, 403, 404)
    client.post(f"{MEASURES}nouveau/", value(ours))
    assert not ObjectiveMeasure.objects.exists()


@pytest.mark.parametrize("role", TEAM)
def test_an_axis_of_another_convention_does_not_exist_here(client, ours, theirs, role):
    kept = services.record_measure(factories.admin(), measure(theirs))
    client.force_login(factories.holder(role, axis_of(ours).convention))
    foreign = axis_of(theirs).pk
    for address in (f"{MEASURES}nouveau/?axe={foreign}", f"{MEASURES}?axe={foreign}", f"{MEASURES}{kept.pk}/"):
        assert client.get(address).status_code == 404
    assert client.post(f"{MEASURES}nouveau/?axe={foreign}", value(theirs)).status_code == 404
    assert client.post(f"{MEASURES}{kept.pk}/", value(ours)).status_code == 404
    assert "Places ouvertes" not in client.get(MEASURES).content.decode()
    assert ObjectiveMeasure.objects.get().indicator == theirs


@pytest.mark.parametrize("asked", ["abc", "-1", "0", "99999999999999999999999"])
def test_a_hostile_axis_number_is_not_found(client, ours, asked):
    client.force_login(factories.admin())
    assert client.get(f"{MEASURES}nouveau/?axe={asked}").status_code == 404


def test_a_foreign_indicator_is_neither_offered_nor_accepted(client, ours, theirs):
    client.force_login(factories.holder(Role.WRITER, axis_of(ours).convention))
    for address in (f"{MEASURES}nouveau/", f"{MEASURES}nouveau/?axe={axis_of(ours).pk}"):
        assert "Places ouvertes" not in client.get(address).content.decode()
        answer = client.post(address, value(theirs))
        assert answer.status_code == 200
        assert "indicator" in answer.context["form"].errors
    assert not ObjectiveMeasure.objects.exists()


def test_a_date_to_come_is_said_and_what_was_typed_is_kept(client, ours):
    client.force_login(factories.holder(Role.WRITER, axis_of(ours).convention))
    answer = client.post(f"{MEASURES}nouveau/?axe={axis_of(ours).pk}", value(ours, date="2999-01-01"))
    shown = answer.content.decode()
    assert "Cette date est à venir." in shown
    assert 'value="Compté à la main"' in shown
    assert 'value="12,5"' in shown
    assert not ObjectiveMeasure.objects.exists()


def test_a_value_is_corrected_on_its_own_axis_and_keeps_its_author(client, ours):
    author = factories.holder(Role.WRITER, axis_of(ours).convention)
    kept = services.record_measure(author, measure(ours))
    next_axis = indicator(factories.axis(axis_of(ours).convention, 2), "Ateliers")
    client.force_login(factories.holder(Role.MODERATOR, axis_of(ours).convention))
    assert "indicator" in client.post(f"{MEASURES}{kept.pk}/", value(next_axis)).context["form"].errors
    assert client.post(f"{MEASURES}{kept.pk}/", value(ours, value="14")).status_code == 302
    kept.refresh_from_db()
    assert (kept.indicator, kept.value, kept.author) == (ours, Decimal(14), author)


def test_two_conventions_objectives_are_told_apart_where_both_are_offered(client, ours, theirs):
    client.force_login(factories.admin())
    shown = client.get(f"{MEASURES}nouveau/").content.decode()
    for one in (ours, theirs):
        assert f"{axis_of(one).convention.title}, {one.objective}\u00a0: {one.label}" in shown


def test_the_screens_of_values_are_one_click_from_the_axis(client, ours):
    axis = axis_of(ours)
    client.force_login(factories.holder(Role.WRITER, axis.convention))
    for address in (f"/admin/pages/{axis.pk}/edit/", f"/admin/pages/{axis.convention.pk}/"):
        shown = client.get(address).content.decode()
        assert f"{MEASURES}nouveau/?axe={axis.pk}" in shown
        assert f"{MEASURES}?axe={axis.pk}" in shown


def test_the_log_of_the_axis_says_it_in_words(client, ours):
    client.force_login(factories.admin())
    client.post(f"{MEASURES}nouveau/?axe={axis_of(ours).pk}", value(ours))
    shown = client.get(f"/admin/pages/{axis_of(ours).pk}/history/").content.decode()
    assert f"pour l’indicateur d’objectif «\u00a0{ours.label}\u00a0»" in shown
