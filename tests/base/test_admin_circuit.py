"""An editor proposes, whoever may publish the page decides; nobody else publishes, whatever they send."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, TaskState, Workflow, WorkflowPage

from pages.actions.models import ActionPage
from pages.base.models import PublisherApprovalTask
from pages.base.signals import lay_circuit
from pages.people.models import Role
from tests import factories
from tests.admin_forms import page_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def action():
    lay_circuit(None)
    return factories.action(title="Titre d’avant")


@pytest.fixture
def writer(action):
    return factories.holder(Role.WRITER, action.convention)


def edit(client, page, title="Titre proposé", **buttons):
    form = page_form(client, f"/admin/pages/{page.pk}/edit/")
    return client.post(f"/admin/pages/{page.pk}/edit/", {**form, "title": title, **buttons})


def live_title(action) -> str:
    return ActionPage.objects.get(pk=action.pk).title


def propose(client, action):
    return edit(client, action, **{"action-submit": "1"})


def step(action) -> TaskState:
    return ActionPage.objects.get(pk=action.pk).current_workflow_task_state


def act(client, action, name, page=None, **sent):
    address = reverse("wagtailadmin_pages:workflow_action", args=[(page or action).pk, name, step(action).pk])
    return client.post(address, sent)


def signed_in(who) -> Client:
    """Return a browser of someone's own: nothing of the one before stays in it."""
    client = Client()
    client.force_login(who)
    return client


def test_the_circuit_is_laid_once_and_what_is_changed_later_is_kept():
    factories.home()
    lay_circuit(None)
    root = Page.get_first_root_node()
    assert WorkflowPage.objects.get(page=root).workflow.name == "Circuit de validation"
    WorkflowPage.objects.filter(page=root).delete()
    lay_circuit(None)
    assert PublisherApprovalTask.objects.count() == 1
    assert not WorkflowPage.objects.filter(page=root).exists()
    assert Workflow.objects.filter(name="Circuit de validation").count() == 1


@pytest.mark.parametrize("role", [Role.WRITER, Role.COOPERATION_OFFICER])
def test_who_only_writes_publishes_by_no_request(client, action, role):
    client.force_login(factories.holder(role, action.convention))
    edit(client, action, **{"action-publish": "1"})
    edit(client, action, **{"action-submit": "1", "action-publish": "1"})
    assert live_title(action) == "Titre d’avant"
    current = step(action) or TaskState.objects.latest("pk")
    for name in ("approve", "reject"):
        address = reverse("wagtailadmin_pages:workflow_action", args=[action.pk, name, current.pk])
        client.post(address, {"comment": "oui"})
    assert TaskState.objects.get(pk=current.pk).status == TaskState.STATUS_IN_PROGRESS
    for address in (f"/admin/pages/{action.pk}/unpublish/", f"/admin/pages/{action.pk}/delete/"):
        client.post(address)
    client.post(f"/admin/bulk/wagtailcore/page/publish/?id={action.pk}")
    client.post(f"/admin/bulk/wagtailcore/page/unpublish/?id={action.pk}")
    client.post(f"/admin/bulk/wagtailcore/page/delete/?id={action.pk}")
    kept = ActionPage.objects.get(pk=action.pk)
    assert (kept.title, kept.live) == ("Titre d’avant", True)


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.CAF_COORDINATOR, Role.LOCAL_COORDINATOR])
def test_what_is_proposed_is_published_by_who_may_publish_there(client, action, writer, role):
    client.force_login(writer)
    assert propose(client, action).status_code == 302
    assert live_title(action) == "Titre d’avant"
    client = signed_in(factories.holder(role, action.convention))
    assert "Titre proposé" in client.get("/admin/").content.decode()
    assert act(client, action, "approve").status_code in (200, 302)
    assert live_title(action) == "Titre proposé"


def test_a_moderator_of_another_convention_neither_sees_nor_decides(client, action, writer):
    client.force_login(writer)
    propose(client, action)
    elsewhere = factories.convention(factories.territory("92036", "Gennevilliers"))
    client = signed_in(factories.holder(Role.MODERATOR, elsewhere))
    assert "Titre proposé" not in client.get("/admin/").content.decode()
    act(client, action, "approve")
    assert live_title(action) == "Titre d’avant"
    assert step(action).status == TaskState.STATUS_IN_PROGRESS


@pytest.mark.parametrize("name", ["approve", "reject"])
def test_a_step_is_not_decided_through_the_address_of_another_page(client, action, writer, name):
    client.force_login(writer)
    propose(client, action)
    elsewhere = factories.convention(factories.territory("92036", "Gennevilliers"))
    theirs = factories.action(factories.plan(elsewhere))
    other = factories.holder(Role.WRITER, elsewhere)
    propose(signed_in(other), theirs)
    moderator = signed_in(factories.holder(Role.MODERATOR, elsewhere))
    act(moderator, action, name, page=theirs, comment="détour")
    assert live_title(action) == "Titre d’avant"
    assert step(action).status == TaskState.STATUS_IN_PROGRESS


def test_changes_are_asked_for_with_a_comment(client, action, writer):
    client.force_login(writer)
    propose(client, action)
    client = signed_in(factories.holder(Role.MODERATOR, action.convention))
    act(client, action, "reject", comment="Précisez les dates")
    assert live_title(action) == "Titre d’avant"
    assert TaskState.objects.get().status == TaskState.STATUS_REJECTED
    assert TaskState.objects.get().comment == "Précisez les dates"


def test_only_those_who_may_open_it_are_written_to(client, action, writer):
    moderator = factories.holder(Role.MODERATOR, action.convention)
    factories.admin()
    factories.holder(Role.PARTNER, action.convention)
    factories.holder(Role.MODERATOR, factories.convention(factories.territory("92036", "Gennevilliers")))
    client.force_login(writer)
    propose(client, action)
    assert [message.to for message in mail.outbox] == [[moderator.email]]
    assert f"/admin/pages/{action.pk}/edit/" in mail.outbox[0].body


def test_the_page_s_audience_is_the_only_privacy(client, action):
    client.force_login(factories.admin())
    address = f"/admin/pages/{action.pk}/privacy/"
    client.post(address, {"restriction_type": "login"})
    assert not action.get_view_restrictions().exists()
