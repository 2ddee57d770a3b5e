"""Former addresses: they lead to where the page is, for whoever may see it there, and tell nothing to others."""

import pytest
from wagtail.admin.menu import settings_menu
from wagtail.contrib.redirects.models import Redirect

from pages.people.models import Level, Role
from tests import factories

pytestmark = pytest.mark.django_db


def fresh(page):
    return type(page).objects.get(pk=page.pk)


@pytest.fixture
def renamed(django_capture_on_commit_callbacks):
    def rename(page, slug: str) -> str:
        """Publish a page under another address, as the editor does; return its former address."""
        page = fresh(page)
        before = page.url
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()
        assert Redirect.objects.filter(redirect_page=page.pk).exists()
        return before

    return rename


def test_a_renamed_page_and_those_below_it_are_found_at_their_former_addresses(client, renamed):
    convention = factories.convention()
    action = factories.action(factories.plan(convention))
    former = {page: fresh(page).url for page in (convention, action)}
    renamed(convention, "nouvelle-adresse")
    for page, before in former.items():
        answer = client.get(before)
        assert (answer.status_code, answer["Location"]) == (301, fresh(page).url)
        assert "nouvelle-adresse" in answer["Location"]


def test_a_moved_page_and_those_below_it_are_found_at_their_former_addresses(client):
    here, there = factories.standard_page(), factories.standard_page()
    page = factories.standard_page(here)
    below = factories.standard_page(page)
    former = {one: fresh(one).url for one in (page, below)}
    fresh(page).move(fresh(there), pos="last-child")
    for one, before in former.items():
        answer = client.get(before)
        assert (answer.status_code, answer["Location"]) == (301, fresh(one).url)


@pytest.mark.parametrize("hidden", [{"audience": Level.MEMBERS}, {"audience": Level.STAFF}, {"live": False}])
def test_a_former_address_does_not_tell_the_new_one_of_what_the_reader_may_not_see(client, renamed, hidden):
    convention = factories.convention()
    action = factories.action(factories.plan(convention))
    before = renamed(action, "fermeture-de-la-creche")
    action = fresh(action)
    for name, value in hidden.items():
        setattr(action, name, value)
    action.save()
    answer = client.get(before)
    assert answer.status_code == 404
    assert not answer.has_header("Location")
    assert "fermeture" not in answer.content.decode()


def test_it_does_lead_whoever_may_see_the_page(client, renamed):
    convention = factories.convention()
    action = factories.action(factories.plan(convention), audience=Level.MEMBERS)
    before = renamed(action, "ailleurs")
    client.force_login(factories.holder(Role.PARTNER, convention))
    assert client.get(before)["Location"] == fresh(action).url


def test_a_redirection_to_another_site_is_followed_by_all(client, portal):
    Redirect.add_redirect("/ancien/", redirect_to="https://exemple.fr/", is_permanent=False)
    assert client.get("/ancien/?x=1")["Location"] == "https://exemple.fr/"


def test_administrators_find_the_redirections_among_the_settings(client, portal):
    client.force_login(factories.admin())
    request = client.get("/admin/").wsgi_request
    settings = {item.label: item.url for item in settings_menu.menu_items_for_request(request)}
    assert settings["Redirections"] == "/admin/redirects/"
    assert client.get("/admin/redirects/").status_code == 200


def test_a_team_has_no_redirection_to_manage(client):
    client.force_login(factories.holder(Role.CAF_COORDINATOR, factories.convention()))
    assert client.get("/admin/redirects/").status_code == 302
