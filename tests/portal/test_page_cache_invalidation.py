"""Everything that changes a page takes it out of the page cache, once committed and not before."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from wagtail.models import Page

from pages.actions import services
from pages.actions.models import ActionIndicator, ActionMeasure, ProgressNote
from pages.base.models import PortalSettings
from pages.people.models import Level, LocalRole, Role
from portal.context import menu_of, settings_of
from portal.generation import Generation
from portal.page_cache import PageCache
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    convention = factories.convention()
    action = factories.action(factories.plan(convention), title="Avant", axis=factories.axis(convention))
    ActionIndicator.objects.create(action=action, label="Familles reçues")
    return {"convention": convention, "action": action, "admin": factories.admin()}


@pytest.fixture
def ask(settings, monkeypatch, tmp_path):
    """Return what asks the page cache for an address, the whole of Django behind it, and counts what reaches Django."""
    settings.PAGE_CACHE = True
    generation = Generation(tmp_path / "generation")
    monkeypatch.setattr("portal.generation.current", lambda: generation)
    reached = []

    def django(environ, start_response):
        reached.append(environ["PATH_INFO"])
        answer = Client().get(environ["PATH_INFO"], HTTP_HOST="localhost")
        start_response(f"{answer.status_code} {answer.reason_phrase}", list(answer.items()))
        return [answer.content]

    cache = PageCache(django, generation)

    def get(address: str) -> tuple[bool, str]:
        """Return whether the answer came from memory, and its text."""
        before = len(reached)
        environ = RequestFactory().get(address, HTTP_HOST="localhost").environ
        body = b"".join(cache(environ, lambda status, headers, exc_info=None: None))
        return len(reached) == before, body.decode()

    return get


def rename(world):
    world["action"].title = "Après"
    world["action"].save_revision().publish()


def unpublish(world):
    world["action"].unpublish()


def delete(world):
    world["action"].delete()


def move(world):
    other = factories.plan(factories.convention(factories.territory("92036", "Gennevilliers")))
    Page.objects.get(pk=world["action"].pk).move(other, pos="last-child")


def leave_the_menu(world):
    page = Page.objects.get(slug="conventions").specific
    page.show_in_menus = False
    page.save()


def change_a_setting(world):
    found = PortalSettings.objects.get_or_create(site_id=world["action"].get_site().pk)[0]
    found.name = "Portail de la Gironde"
    found.save()


def restrict(world):
    world["action"].audience = Level.STAFF
    world["action"].save()


def report(world):
    note = ProgressNote(action=world["action"], date=date(2020, 1, 1), progress=40, done="Ludothèque ouverte")
    services.save_note(world["admin"], note)


def measure(world):
    indicator = ActionIndicator.objects.get(action=world["action"])
    services.record_measure(
        world["admin"], ActionMeasure(indicator=indicator, date=date(2020, 1, 1), value=Decimal(77))
    )


def appoint(world):
    LocalRole.objects.create(role=Role.CAF_COORDINATOR, page=world["convention"], function="conseillère territoriale")


def rename_the_lead(world):
    world["action"].lead = factories.organisation("Porteur (fictif)")
    world["action"].save()


@pytest.mark.parametrize(
    "change",
    [
        rename,
        unpublish,
        delete,
        move,
        leave_the_menu,
        change_a_setting,
        restrict,
        report,
        measure,
        appoint,
        rename_the_lead,
    ],
)
def test_a_change_is_read_at_once(world, ask, change, django_capture_on_commit_callbacks):
    address = world["convention" if change is appoint else "action"].url
    _from_memory, before = ask(address)
    assert ask(address) == (True, before)
    with django_capture_on_commit_callbacks(execute=True):
        change(world)
    from_memory, after = ask(address)
    assert not from_memory
    assert after != before


def test_saving_a_draft_takes_nothing_out(world, ask, django_capture_on_commit_callbacks):
    ask(world["action"].url)
    with django_capture_on_commit_callbacks(execute=True):
        world["action"].title = "Brouillon"
        world["action"].save_revision()
    assert ask(world["action"].url)[0]


def test_what_members_read_is_never_kept(world, ask, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        restrict(world)
    ask(world["action"].url)
    assert not ask(world["action"].url)[0]


def test_the_settings_are_read_once_until_one_is_written(
    ask, world, django_assert_num_queries, django_capture_on_commit_callbacks
):
    def name() -> str:
        return settings_of(request).name

    request = RequestFactory().get("/", HTTP_HOST="localhost")
    assert name() == "Portail CTG"
    with django_assert_num_queries(0):
        assert name() == "Portail CTG"
    with django_capture_on_commit_callbacks(execute=True):
        change_a_setting(world)
    request = RequestFactory().get("/", HTTP_HOST="localhost")
    assert name() == "Portail de la Gironde"


def menu_titles() -> list[str]:
    request = RequestFactory().get("/", HTTP_HOST="localhost")
    request.user = AnonymousUser()
    return [entry["title"] for entry in menu_of(request)]


def test_readers_share_one_reading_of_the_menu_until_a_page_leaves_it(
    ask, world, django_assert_num_queries, django_capture_on_commit_callbacks
):
    assert "Conventions" in menu_titles()
    with django_assert_num_queries(0):
        assert "Conventions" in menu_titles()
    with django_capture_on_commit_callbacks(execute=True):
        leave_the_menu(world)
    assert "Conventions" not in menu_titles()
