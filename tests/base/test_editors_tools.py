"""Copies, moves, changes made to several pages at once, and the journal of a page."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import Page

from pages.actions.models import ProgressNote
from pages.actions.services import save_note
from pages.base import services
from pages.base.places import would_open
from pages.conventions.models import ObjectiveIndicator, ObjectiveMeasure
from pages.conventions.services import record_measure
from pages.people import audience
from pages.people.models import Level, LocalRole, PageAudience, Role
from pages.people.services import end_role, save_role
from search.models import SearchEntry
from tests import factories
from tests.admin_forms import page_form

pytestmark = pytest.mark.django_db


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def token(page) -> str:
    return PageAudience.objects.get(page_id=page.pk).token


def copy(client, page, destination, **changes):
    address = f"/admin/pages/{page.pk}/copy/"
    sent = {
        **page_form(client, address),
        "new_slug": ["copie"],
        "new_title": ["La copie"],
        "new_parent_page": [str(destination.pk)],
        "publish_copies": ["on"],
        "copy_subpages": ["on"],
        **changes,
    }
    return client.post(address, sent)


def entry(page) -> SearchEntry | None:
    return SearchEntry.objects.filter(key=f"page:{page.pk}").first()


# Copies


def test_the_copy_of_a_subtree_has_its_audiences_and_its_entries(client):
    convention = factories.convention()
    holder = factories.standard_page(fresh(convention), title="Dossier")
    factories.standard_page(holder, title="Pour tous", slug="tous")
    factories.standard_page(holder, title="Pour l’équipe", slug="equipe", audience=Level.STAFF)
    factories.standard_page(holder, title="Brouillon", slug="brouillon", live=False)
    client.force_login(factories.admin())
    assert copy(client, holder, convention).status_code == 302
    copied = Page.objects.get(slug="copie")
    below = {page.slug: page for page in copied.get_children()}
    assert token(copied) == token(below["tous"]) == audience.PUBLIC
    assert token(below["equipe"]) == f"staff:{convention.pk}"
    assert entry(below["tous"]).url == below["tous"].specific.url
    assert set(entry(below["equipe"]).audience.values_list("token", flat=True)) == {f"staff:{convention.pk}"}
    assert entry(below["brouillon"]) is None


def test_a_private_page_copied_under_a_public_one_stays_private(client):
    convention = factories.convention()
    private = factories.standard_page(fresh(convention), audience=Level.STAFF)
    public = factories.standard_page(fresh(convention))
    client.force_login(factories.admin())
    copy(client, private, public)
    copied = Page.objects.get(slug="copie").specific
    assert (copied.audience, token(copied)) == (Level.STAFF, f"staff:{convention.pk}")
    client.logout()
    assert client.get(copied.url).status_code == 404


def test_a_page_private_by_the_one_above_it_is_not_copied_where_it_would_be_public(client):
    convention = factories.convention()
    above = factories.standard_page(fresh(convention), audience=Level.MEMBERS)
    page = factories.standard_page(above)
    client.force_login(factories.admin())
    refused = copy(client, page, convention)
    assert "la page serait vue par d’autres" in refused.content.decode()
    assert not Page.objects.filter(slug="copie").exists()
    assert copy(client, page, above).status_code == 302


def test_a_private_page_is_not_copied_out_of_its_convention(client):
    private = factories.standard_page(fresh(factories.convention()), audience=Level.MEMBERS)
    client.force_login(factories.admin())
    refused = copy(client, private, factories.home())
    assert "hors d’une convention, elle n’en a pas" in refused.content.decode()
    assert not Page.objects.filter(slug="copie").exists()


def test_what_is_private_below_a_public_page_is_not_opened_by_a_copy_out_of_the_convention(client):
    page = factories.standard_page(fresh(factories.convention()))
    factories.standard_page(page, title="Secret", slug="secret", audience=Level.STAFF)
    client.force_login(factories.admin())
    assert copy(client, page, factories.home()).status_code == 302
    copied = Page.objects.get(slug="copie").get_children().get()
    assert token(copied) == audience.NOBODY
    client.logout()
    assert client.get(copied.specific.url).status_code == 404
    assert not SearchEntry.objects.filter(key=f"page:{copied.pk}", audience__token=audience.PUBLIC).exists()


def test_a_convention_is_copied_with_its_axes_and_actions(client):
    convention = factories.convention()
    axis = factories.axis(convention)
    factories.action(factories.plan(convention), axis=axis, objective=factories.objective(axis))
    client.force_login(factories.admin())
    assert copy(client, convention, convention.get_parent()).status_code == 302
    copied = Page.objects.get(slug="copie")
    assert copied.get_descendants().count() == convention.get_descendants().count()
    assert all(PageAudience.objects.filter(page=page).exists() for page in copied.get_descendants(inclusive=True))


# Moves


def move(client, page, destination):
    return client.post(f"/admin/pages/{page.pk}/move/{destination.pk}/confirm/", follow=True)


def test_a_page_private_by_the_one_above_it_is_not_moved_where_it_would_be_public(client):
    convention = factories.convention()
    above = factories.standard_page(fresh(convention), audience=Level.MEMBERS)
    page = factories.standard_page(above)
    client.force_login(factories.admin())
    assert "la page serait vue par d’autres" in move(client, page, convention).content.decode()
    assert fresh(page).get_parent().pk == above.pk
    assert token(page) == f"members:{convention.pk}"


def test_a_move_to_as_private_a_place_is_made(client):
    convention = factories.convention()
    above = factories.standard_page(fresh(convention), audience=Level.MEMBERS)
    other = factories.standard_page(fresh(convention), audience=Level.STAFF)
    page = factories.standard_page(above)
    client.force_login(factories.admin())
    move(client, page, other)
    assert fresh(page).get_parent().pk == other.pk
    assert token(page) == f"staff:{convention.pk}"


def test_several_pages_are_not_moved_together_when_one_would_be_opened(client):
    convention = factories.convention()
    above = factories.standard_page(fresh(convention), audience=Level.MEMBERS)
    closed, opened = factories.standard_page(above), factories.standard_page(fresh(convention))
    place = factories.standard_page(fresh(convention))
    client.force_login(factories.admin())
    address = f"/admin/bulk/wagtailcore/page/move/?id={closed.pk}&id={opened.pk}&next=/admin/"
    answer = client.post(address, {"chooser": place.pk, "move_applicable": "on"}, follow=True)
    assert "la page serait vue par d’autres" in answer.content.decode()
    assert not fresh(place).get_children()


def test_a_page_moved_out_of_its_convention_by_code_is_seen_by_nobody_rather_than_by_all():
    private = factories.standard_page(fresh(factories.convention()), audience=Level.MEMBERS)
    assert would_open(private, factories.home())
    fresh(private).move(factories.home(), pos="last-child")
    assert token(private) == audience.NOBODY


# « Changer qui peut voir »


def bulk(client, *pages, level=Level.MEMBERS):
    ids = "&".join(f"id={page.pk}" for page in pages)
    address = f"/admin/bulk/wagtailcore/page/change_audience/?{ids}&next=/admin/"
    return client.get(address).content.decode(), client.post(address, {"level": level}, follow=True)


def test_whoever_publishes_changes_who_sees_several_pages_at_once(client):
    convention = factories.convention()
    pages = [factories.standard_page(fresh(convention), title=f"Page {n}") for n in range(3)]
    below = factories.standard_page(pages[0])
    client.force_login(factories.holder(Role.CAF_COORDINATOR, convention))
    asked, answer = bulk(client, *pages)
    assert "Tout le monde" in asked
    assert "Elle contient 1 page" in asked
    assert "Le choix vaut dès maintenant pour 3 pages." in answer.content.decode()
    assert {token(page) for page in (*pages, below)} == {f"members:{convention.pk}"}
    assert {fresh(page).audience for page in pages} == {Level.MEMBERS}
    client.logout()
    assert client.get(pages[0].url).status_code == 404


def test_whoever_only_writes_leaves_the_choice_in_the_draft(client):
    convention = factories.convention()
    page = factories.standard_page(fresh(convention), audience=Level.STAFF)
    client.force_login(factories.holder(Role.WRITER, convention))
    asked, answer = bulk(client, page, level=Level.INHERIT)
    assert "Le choix attendra sa publication." in asked
    assert "Il attend la publication de 1 page." in answer.content.decode()
    assert token(page) == f"staff:{convention.pk}"
    assert fresh(page).get_latest_revision_as_object().audience == Level.INHERIT


def test_the_choice_does_not_publish_what_a_draft_holds_besides():
    convention = factories.convention()
    page = fresh(factories.standard_page(fresh(convention), title="Titre publié"))
    page.title = "Titre à relire"
    page.save_revision()
    moderator = factories.holder(Role.MODERATOR, convention)
    assert services.change_audience(moderator, fresh(page), Level.MEMBERS)
    page = fresh(page)
    assert (page.title, page.audience, page.has_unpublished_changes) == ("Titre publié", Level.MEMBERS, True)
    draft = page.get_latest_revision_as_object()
    assert (draft.title, draft.audience) == ("Titre à relire", Level.MEMBERS)


@pytest.mark.parametrize("role", [Role.PARTNER, None])
def test_nobody_else_changes_it(role):
    convention = factories.convention()
    page = factories.standard_page(fresh(convention))
    who = factories.holder(role, convention) if role else factories.user()
    with pytest.raises(PermissionDenied, match="modifier"):
        services.change_audience(who, page, Level.MEMBERS)


def test_a_page_out_of_any_convention_keeps_its_public(client):
    page = factories.standard_page(title="Mentions")
    client.force_login(factories.admin())
    asked, _answer = bulk(client, page)
    assert "Hors d’une convention" in asked
    assert token(page) == audience.PUBLIC


@pytest.mark.parametrize("action", ["change_audience", "publish", "unpublish", "move", "delete"])
def test_no_action_on_several_pages_names_a_page_one_may_not_edit(client, action):
    ours, theirs = factories.convention(), factories.convention(factories.territory("92036", "Gennevilliers"))
    mine = factories.standard_page(fresh(ours), title="La nôtre")
    secret = factories.standard_page(fresh(theirs), title="Titre confidentiel", audience=Level.STAFF)
    client.force_login(factories.holder(Role.CAF_COORDINATOR, ours))
    address = f"/admin/bulk/wagtailcore/page/{action}/?id={mine.pk}&id={secret.pk}&next=/admin/"
    said = client.get(address).content.decode()
    assert "La nôtre" in said
    assert "Titre confidentiel" not in said


# The journal of a page


def journal(client, page) -> str:
    client.force_login(factories.admin())
    return client.get(f"/admin/pages/{page.pk}/history/").content.decode()


def test_the_journal_of_a_page_is_one_click_from_its_editor(client):
    page = factories.standard_page()
    client.force_login(factories.admin())
    said = client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert f'href="/admin/pages/{page.pk}/history/"' in said
    assert "Historique" in said


def test_it_tells_which_role_was_given_and_ended(client):
    convention = factories.convention()
    role = LocalRole(role=Role.WRITER, page=convention, function="chargée de projet")
    save_role(factories.admin(), role)
    end_role(factories.admin(), role)
    said = journal(client, convention)
    assert "Rôle attribué ou modifié\u00a0: Rédacteur – chargée de projet" in said
    assert "Fin d’un rôle\u00a0: Rédacteur – chargée de projet" in said


def test_it_tells_which_day_was_reported_and_what_was_measured(client):
    action = factories.action()
    note = ProgressNote(action=action, date=date(2026, 3, 2), done="Fait", progress=10)
    save_note(factories.admin(), note)
    assert "Point d’étape du 2 mars 2026 écrit ou corrigé" in journal(client, action)
    axis = factories.axis()
    indicator = ObjectiveIndicator.objects.create(objective=factories.objective(axis), label="Familles reçues")
    record_measure(factories.admin(), ObjectiveMeasure(indicator=indicator, date=date(2026, 3, 2), value=3))
    said = journal(client, axis)
    assert "pour l’indicateur d’objectif «\u00a0Familles reçues\u00a0»" in said


def test_it_tells_who_could_see_the_page_and_who_can_now(client):
    page = factories.standard_page(fresh(factories.convention()))
    services.change_audience(factories.admin(), page, Level.MEMBERS)
    said = journal(client, page)
    assert "Qui peut voir la page" in said
    assert str(Level.MEMBERS.label) in said


# The menu


def test_the_menu_follows_what_editors_do(client):
    client.force_login(factories.admin())
    names = [item.name for item in _main_menu(client)]
    order = ["home", "explorer", "listes-et-formulaires", "organisations", "structures", "roles"]
    order += ["images", "documents", "reports", "settings"]
    assert [name for name in names if name in order] == order
    assert not {"help", "snippets", "forms"} & set(names)


def _main_menu(client):
    from wagtail.admin.menu import admin_menu

    request = client.get("/admin/").wsgi_request
    return sorted(admin_menu.menu_items_for_request(request), key=lambda item: item.order)
