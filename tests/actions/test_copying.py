"""A copied subtree is a whole: its actions serve its own axes and objectives, published and in drafts."""

import pytest
from wagtail.models import Page

from pages.actions.models import ActionPage
from pages.conventions.models import AxisPage, ConventionPage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def model():
    """Return a convention of two axes, each of two objectives, and an action that serves the second of the second."""
    convention = factories.convention(title="Modèle")
    axes = [factories.axis(convention, number) for number in (1, 2)]
    objectives = {(axis.number, rank): factories.objective(axis) for axis in axes for rank in (0, 1)}
    action = factories.action(factories.plan(convention), title="Action", axis=axes[1], objective=objectives[2, 1])
    ActionPage.objects.get(pk=action.pk).save_revision()
    return convention


@pytest.fixture
def admin(client):
    client.force_login(factories.admin())
    return client


def copy(client, page, parent, **sent):
    form = {"new_title": "Copie", "new_slug": "copie", "new_parent_page": parent.pk, "copy_subpages": "on", **sent}
    assert client.post(f"/admin/pages/{page.pk}/copy/", form).status_code == 302
    return Page.objects.get(slug="copie")


def copied_action(copy) -> ActionPage:
    return ActionPage.objects.descendant_of(copy, inclusive=True).get()


@pytest.mark.parametrize("kept_live", [{"publish_copies": "on"}, {}])
def test_the_actions_of_a_copied_convention_serve_its_own_axes(admin, model, kept_live):
    copied = copy(admin, model, model.get_parent(), **kept_live)
    action = copied_action(copied)
    axis = AxisPage.objects.child_of(copied).get(number=2)
    assert action.axis == axis
    assert list(axis.objectives.order_by("sort_order")).index(action.objective) == 1
    draft = action.get_latest_revision_as_object()
    assert (draft.axis, draft.objective) == (action.axis, action.objective)
    draft.full_clean()


def test_a_copied_plan_serves_the_axes_of_the_convention_where_it_goes(admin, model):
    other = factories.convention(factories.territory("92036", "Gennevilliers"))
    axis = factories.axis(other, 2)
    factories.objective(axis)
    second = factories.objective(axis)
    plan = ActionPage.objects.get().get_parent()
    action = copied_action(copy(admin, plan, other))
    assert (action.axis, action.objective) == (axis, second)


def test_what_has_no_counterpart_there_is_left_without(admin, model):
    other = factories.convention(factories.territory("92036", "Gennevilliers"))
    factories.axis(other, 1)
    action = copied_action(copy(admin, ActionPage.objects.get().get_parent(), other))
    assert (action.axis, action.objective) == (None, None)


def test_an_objective_beyond_those_of_the_axis_is_left_out_and_the_axis_kept(admin, model):
    other = factories.convention(factories.territory("92036", "Gennevilliers"))
    axis = factories.axis(other, 2)
    factories.objective(axis)
    action = copied_action(copy(admin, ActionPage.objects.get().get_parent(), other))
    assert (action.axis, action.objective) == (axis, None)


def test_the_model_is_not_touched(admin, model):
    before = ActionPage.objects.values_list("axis", "objective").get()
    copy(admin, model, model.get_parent())
    kept = ActionPage.objects.descendant_of(ConventionPage.objects.get(pk=model.pk))
    assert kept.values_list("axis", "objective").get() == before


def test_an_action_copied_within_its_convention_keeps_its_axis_and_objective(admin, model):
    action = ActionPage.objects.get()
    copied = copied_action(copy(admin, action, action.get_parent()))
    assert (copied.axis, copied.objective) == (action.axis, action.objective)


def test_a_convention_prepared_from_the_model_step_gets_an_empty_plan():
    from pages.actions.models import ActionPlanPage
    from pages.conventions import starter

    assert "plan-d-actions" in [step.slug for step in starter.steps()]
    values = {"title": "CTG 2027", "parts": ["plan-d-actions"]}
    started = starter.start_convention(factories.admin(), factories.territory(), values)
    plan = ActionPlanPage.objects.child_of(started).get()
    assert (plan.slug, plan.live) == ("plan-d-actions", False)
