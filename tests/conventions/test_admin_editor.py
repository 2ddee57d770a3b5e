"""Pages written in the administration: every type is created, what is typed comes back."""

import json

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from pages.actions.models import ActionPage
from pages.base.dates import ApproximateDate
from pages.base.models import StandardPage
from pages.conventions.models import AxisPage, ConventionPage
from pages.people.models import Role
from pages.territories.geography import loading
from pages.territories.models import TerritoryIndexPage, TerritoryPage
from tests import factories
from tests.admin_forms import page_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(factories.admin())
    return client


def create(client, model, parent, **fields):
    address = f"/admin/pages/add/{model._meta.app_label}/{model._meta.model_name}/{parent.pk}/"
    answer = client.post(address, {**page_form(client, address), "action-publish": "1", **fields})
    assert answer.status_code == 302, answer.context["form"].errors
    return model.objects.latest("pk")


def test_a_territory_is_created_from_its_code(admin):
    factories.home()
    loading.ensure_loaded()
    page = create(admin, TerritoryPage, TerritoryIndexPage.objects.get(), place="33281")
    assert (page.title, page.slug, page.siren) == ("Mérignac", "merignac-33281", "213302813")
    again = f"/admin/pages/add/territories/territorypage/{TerritoryIndexPage.objects.get().pk}/"
    answer = admin.post(again, {**page_form(admin, again), "place": "99999"})
    assert "Aucun territoire ne porte ce nom ni ce code." in answer.content.decode()


def test_a_convention_keeps_the_precision_of_its_dates(admin):
    written = {
        "title": "CTG",
        "slug": "ctg",
        "status": "ongoing",
        "planned_signature": "premier trimestre 2015",
        "actual_signature": "8 avril 2015",
        "start": "avril 2015",
        "duration": "48",
    }
    page = create(admin, ConventionPage, factories.territory(), **written)
    assert page.planned_signature == ApproximateDate.parse("T1 2015")
    assert page.start == ApproximateDate.parse("avril 2015")
    form = page_form(admin, f"/admin/pages/{page.pk}/edit/")
    assert form["planned_signature"] == ["premier trimestre 2015"]
    assert form["actual_signature"] == ["8 avril 2015"]


def test_two_versions_of_a_convention_are_compared_and_the_old_one_restored(admin):
    page = factories.convention()
    edit = f"/admin/pages/{page.pk}/edit/"
    for start in ("avril 2010", "T2 2011"):
        assert admin.post(edit, {**page_form(admin, edit), "start": start, "action-publish": "1"}).status_code == 302
    old, new = page.revisions.order_by("pk")
    compared = admin.get(f"/admin/pages/{page.pk}/revisions/compare/{old.pk}...{new.pk}/").content.decode()
    assert "avril 2010" in compared
    assert "deuxième trimestre 2011" in compared
    reverted = page_form(admin, f"/admin/pages/{page.pk}/revisions/{old.pk}/revert/")
    assert reverted["start"] == ["avril 2010"]
    assert admin.get(f"/admin/pages/{page.pk}/history/").status_code == 200


def test_a_draft_does_not_change_what_is_published_and_may_be_scheduled(admin):
    page = factories.convention()
    edit = f"/admin/pages/{page.pk}/edit/"
    admin.post(edit, {**page_form(admin, edit), "duration": "60", "go_live_at": "2999-01-01 08:00"})
    assert ConventionPage.objects.get(pk=page.pk).duration == 24
    page = ConventionPage.objects.get(pk=page.pk)
    assert page.get_latest_revision_as_object().duration == 60
    admin.post(edit, {**page_form(admin, edit), "go_live_at": "2999-01-01 08:00", "action-publish": "1"})
    assert Page.objects.get(pk=page.pk).approved_schedule


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("start", "le trente-deux avril", "Écrivez « 8 avril 2015 »"),
        ("actual_signature", "2099", "Cette date est à venir"),
        ("duration", "0", "Une convention dure au moins un mois."),
    ],
)
def test_a_wrong_value_is_said_and_what_was_typed_is_kept(admin, field, typed, said):
    page = factories.convention()
    edit = f"/admin/pages/{page.pk}/edit/"
    shown = admin.post(edit, {**page_form(admin, edit), field: typed, "action-publish": "1"}).content.decode()
    assert said in shown.replace("\u00a0", " ")
    assert f'value="{typed}"' in shown


def test_an_axis_holds_its_objectives_and_their_indicators(admin):
    nested = {
        "title": "Parentalité",
        "slug": "parentalite",
        "number": "1",
        "objectives-TOTAL_FORMS": "1",
        "objectives-0-title": "Soutenir les parents",
        "objectives-0-ORDER": "1",
        "objectives-0-indicators-TOTAL_FORMS": "1",
        "objectives-0-indicators-INITIAL_FORMS": "0",
        "objectives-0-indicators-MIN_NUM_FORMS": "0",
        "objectives-0-indicators-MAX_NUM_FORMS": "1000",
        "objectives-0-indicators-0-label": "Familles reçues",
        "objectives-0-indicators-0-unit": "familles",
        "objectives-0-indicators-0-baseline": "12",
        "objectives-0-indicators-0-baseline_date": "2014",
        "objectives-0-indicators-0-ORDER": "1",
    }
    axis = create(admin, AxisPage, factories.convention(), **nested)
    objective = axis.objectives.get()
    assert objective.title == "Soutenir les parents"
    assert objective.indicators.get().baseline_date == ApproximateDate.parse("2014")


def test_an_action_is_placed_under_an_objective_of_its_own_convention(admin):
    axis = factories.axis()
    objective = factories.objective(axis)
    foreign = factories.axis(factories.convention(factories.territory("92036", "Gennevilliers")))
    plan = factories.plan(axis.convention)
    action = create(admin, ActionPage, plan, title="Action", slug="une-action", target=f"objective-{objective.pk}")
    assert (action.axis, action.objective) == (axis, objective)
    edit = f"/admin/pages/{action.pk}/edit/"
    assert page_form(admin, edit)["target"] == [f"objective-{objective.pk}"]
    admin.post(edit, {**page_form(admin, edit), "target": f"axis-{foreign.pk}", "action-publish": "1"})
    assert ActionPage.objects.get(pk=action.pk).axis == axis


def test_a_standard_page_is_created_and_previewed(admin):
    home = factories.home()
    page = create(admin, StandardPage, home, title="Mentions", slug="mentions", summary="Qui édite ce portail.")
    assert page.live
    address = f"/admin/pages/{page.pk}/edit/preview/"
    saved = admin.post(address, page_form(admin, f"/admin/pages/{page.pk}/edit/"))
    assert json.loads(saved.content)["is_valid"]


def test_who_sees_a_page_is_told_in_the_editor(admin):
    convention = factories.convention()
    edit = f"/admin/pages/{convention.pk}/edit/"
    assert "<strong>Tout le monde</strong>" in admin.get(edit).content.decode()
    admin.post(edit, {**page_form(admin, edit), "audience": "staff", "action-publish": "1"})
    assert f"L’équipe de « {convention.title} » seulement" in admin.get(edit).content.decode().replace("\u00a0", " ")


def test_deleting_tells_what_refers_to_the_page(admin):
    axis = factories.axis()
    factories.action(factories.plan(axis.convention), axis=axis)
    shown = admin.get(f"/admin/pages/{axis.pk}/delete/").content.decode()
    assert f"/admin/pages/{axis.pk}/usage/" in shown


def test_changing_an_address_leaves_redirects_for_all_below(admin, django_capture_on_commit_callbacks):
    action = factories.action()
    convention = action.convention
    before = action.url
    edit = f"/admin/pages/{convention.pk}/edit/"
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(edit, {**page_form(admin, edit), "slug": "nouvelle-adresse", "action-publish": "1"})
    assert Redirect.objects.get(old_path=before.rstrip("/")).redirect_page_id == action.pk


def test_moving_leaves_redirects_for_all_below(admin):
    action = factories.action()
    before = action.url
    there = factories.territory("92036", "Gennevilliers")
    admin.post(f"/admin/pages/{action.convention.pk}/move/{there.pk}/confirm/")
    moved = ActionPage.objects.get(pk=action.pk)
    assert moved.url != before
    assert Redirect.objects.get(old_path=before.rstrip("/")).redirect_page_id == action.pk


@pytest.mark.parametrize("role", [Role.WRITER, Role.MODERATOR, Role.CAF_COORDINATOR])
def test_the_pages_of_another_convention_are_not_edited(client, role):
    mine = factories.convention()
    theirs = factories.convention(factories.territory("92036", "Gennevilliers"))
    client.force_login(factories.holder(role, mine))
    assert client.get(f"/admin/pages/{mine.pk}/edit/").status_code == 200
    for end in ("edit", "history", "delete", "move", "unpublish"):
        assert client.get(f"/admin/pages/{theirs.pk}/{end}/").status_code in (302, 403)
    assert theirs.title not in client.get("/admin/conventions/").content.decode()
