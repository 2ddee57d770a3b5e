"""The listing page: what it lists, to whom, in which order, and what an editor is told of wrong criteria."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pages.base.models import HomePage, ListingPage
from pages.base.models.page import Tag
from pages.people.models import Level, Role
from search.models import SearchEntry
from tests import factories
from tests.admin_forms import page_form

pytestmark = pytest.mark.django_db


def listing(parent=None, **fields) -> ListingPage:
    parent = type(parent).objects.get(pk=parent.pk) if parent else factories.home()
    fields = {"title": "Une liste", "slug": f"liste-{next(factories.numbers)}", **fields}
    themes = fields.pop("listed_themes", [])
    page = parent.add_child(instance=ListingPage(**fields))
    if themes:
        page.listed_themes = themes
        page.save()
    return page


def shown(client, page: ListingPage) -> list[str]:
    answer = client.get(page.url)
    assert answer.status_code == 200
    return [entry.title for entry in answer.context["page_obj"]]


def dated(days: int, title: str):
    """Return a published action whose entry is dated that many days from today."""
    action = factories.action(title=title)
    SearchEntry.objects.filter(key=f"page:{action.pk}").update(date=timezone.localdate() + timedelta(days=days))
    return action


# Criteria


def test_a_listing_lists_the_natures_chosen_only(client):
    factories.action(title="Une action")
    assert shown(client, listing(kinds=["action"])) == ["Une action"]
    assert shown(client, listing(kinds=["territory"])) == ["Mérignac"]


def test_a_state_narrows_its_own_nature_and_leaves_the_others(client):
    factories.action(title="Suspendue", status="suspended")
    factories.action(title="En cours", status="ongoing")
    page = listing(kinds=["action", "territory"], statuses=["action:suspended"], sort="title", descending=False)
    assert shown(client, page) == ["Mérignac", "Suspendue"]


def test_themes_tags_and_territories_are_all_required_and_one_of_each_is_enough(client):
    theme, other = factories.theme(), factories.theme("Logement", "logement")
    for title, themes, tags in (("Tout", [theme], ["ludo"]), ("Thème", [theme], []), ("Étiquette", [], ["ludo"])):
        action = factories.action(title=title)
        action.themes = themes
        action.tags.set(tags)
        action.save()
    factories.action(factories.plan(factories.convention(factories.territory("92036", "Gennevilliers"))))
    page = listing(kinds=["action"], listed_themes=[theme, other], listed_tags="Ludo", territory_codes="33281, 92036")
    assert shown(client, page) == ["Tout"]
    assert shown(client, listing(listed_tags="Ludo", territory_codes="92036")) == []


def test_a_tag_deleted_since_lists_nothing_rather_than_everything(client):
    action = factories.action(title="Une action")
    action.tags.add("éphémère")
    action.save()
    page = listing(listed_tags="éphémère")
    assert shown(client, page) == ["Une action"]
    Tag.objects.all().delete()
    assert shown(client, page) == []


def test_words_must_all_be_there_and_the_best_answer_comes_first(client):
    factories.action(title="Autre chose", means="Une ludothèque du quartier")
    factories.action(title="La ludothèque du quartier")
    factories.action(title="Le quartier")
    page = listing(words="ludothèque quartier", sort="relevance")
    assert shown(client, page) == ["La ludothèque du quartier", "Autre chose"]


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ({"period": "coming"}, {"aujourd’hui", "demain"}),
        ({"period": "past"}, {"hier", "il y a un mois"}),
        ({"period": "recent", "days": 7}, {"hier", "aujourd’hui"}),
    ],
)
def test_dates_are_relative_to_the_day_of_reading(client, criteria, expected):
    for days, title in ((0, "aujourd’hui"), (1, "demain"), (-1, "hier"), (-30, "il y a un mois")):
        dated(days, title)
    assert set(shown(client, listing(kinds=["action"], **criteria))) == expected


def test_two_dates_are_both_included_and_one_is_enough(client):
    today = timezone.localdate()
    for days in range(-2, 3):
        dated(days, f"jour {days}")
    within = {"date_from": today - timedelta(days=1), "date_to": today + timedelta(days=1)}
    page = listing(kinds=["action"], period="between", sort="date", descending=False, **within)
    assert shown(client, page) == ["jour -1", "jour 0", "jour 1"]
    assert len(shown(client, listing(kinds=["action"], period="between", date_from=today))) == 3


def test_a_listing_in_a_convention_lists_what_is_under_it_and_a_copy_of_it_what_is_under_the_other(client):
    here = factories.convention()
    there = factories.convention(factories.territory("92036", "Gennevilliers"))
    factories.action(factories.plan(here), title="Ici")
    factories.action(factories.plan(there), title="Là")
    page = listing(here, kinds=["action"], where="around")
    assert shown(client, page) == ["Ici"]
    copied = page.copy(to=type(there).objects.get(pk=there.pk), update_attrs={"slug": "copie"})
    assert shown(client, copied) == ["Là"]


def test_a_listing_below_a_chosen_page_lists_what_it_holds_and_nothing_once_it_is_gone(client):
    plan = factories.plan()
    factories.action(plan, title="Dessous")
    page = listing(where="below", below=plan)
    assert shown(client, page) == ["Dessous"]
    type(plan).objects.get(pk=plan.pk).delete()
    factories.action(title="Ailleurs")
    assert shown(client, page) == []


# Order, length, layouts


def test_titles_are_listed_in_the_order_asked(client):
    for title in ("Bateau", "Arbre", "Cabane"):
        factories.action(title=title)
    page = {"kinds": ["action"], "sort": "title"}
    assert shown(client, listing(**page, descending=False)) == ["Arbre", "Bateau", "Cabane"]
    assert shown(client, listing(**page, descending=True)) == ["Cabane", "Bateau", "Arbre"]


def test_what_was_updated_last_comes_first(client):
    for title in ("Ancienne", "Récente"):
        factories.action(title=title)
    SearchEntry.objects.filter(title="Ancienne").update(updated_at=timezone.now() - timedelta(days=3))
    assert shown(client, listing(kinds=["action"], sort="updated")) == ["Récente", "Ancienne"]


def test_a_listing_is_cut_into_pages_and_stops_at_its_maximum(client):
    for number in range(7):
        factories.action(title=f"Action {number}")
    page = listing(kinds=["action"], sort="title", descending=False, per_page=3, maximum=5)
    assert shown(client, page) == ["Action 0", "Action 1", "Action 2"]
    second = client.get(page.url, {"page": 2}).context["page_obj"]
    assert [entry.title for entry in second] == ["Action 3", "Action 4"]
    assert not second.has_next()


@pytest.mark.parametrize("layout", ["cards", "table", "agenda"])
def test_every_layout_leads_to_what_it_lists(client, layout):
    action = dated(3, "Une action")
    said = client.get(listing(kinds=["action"], layout=layout).url).content.decode()
    assert f'href="{action.url}"' in said
    assert said.count("<h1") == 1
    assert ("<table>" in said) == (layout == "table")


def test_an_agenda_leaves_out_what_has_no_date(client):
    dated(3, "Datée")
    factories.action(title="Sans date")
    assert shown(client, listing(kinds=["action"], layout="agenda")) == ["Datée"]


def test_criteria_that_nothing_meets_say_so(client):
    said = client.get(listing(words="introuvable").url).content.decode()
    assert "Rien ne répond pour l’instant" in said


def test_without_criteria_a_listing_lists_all_that_the_reader_may_see_page_by_page_but_itself(client):
    page = listing(per_page=2, sort="title", descending=False)
    convention = factories.convention(title="CTG")
    factories.action(factories.plan(convention), title="Une action")
    factories.action(factories.plan(convention), title="Tue", audience=Level.STAFF)
    titles = []
    for number in (1, 2):
        found = client.get(f"{page.url}?page={number}").context["page_obj"]
        titles += [entry.title for entry in found]
    assert len(titles) == found.paginator.count == len(set(titles))
    assert {"CTG", "Mérignac", "Une action"} <= set(titles)
    assert not {"Tue", page.title} & set(titles)


def test_a_listing_costs_the_same_number_of_queries_whatever_it_lists(client):
    page = listing()
    factories.action()
    client.get(page.url)
    with CaptureQueriesContext(connection) as few:
        client.get(page.url)
    for _number in range(15):
        factories.action()
    with CaptureQueriesContext(connection) as many:
        client.get(page.url)
    assert len(many) == len(few) <= 20


# The audience


def test_a_listing_shows_to_each_what_they_may_see(client):
    convention = factories.convention()
    factories.action(factories.plan(convention), title="Pour les membres", audience=Level.MEMBERS)
    page = listing(kinds=["action"])
    assert shown(client, page) == []
    client.force_login(factories.holder(Role.PARTNER, convention))
    assert shown(client, page) == ["Pour les membres"]


def test_a_feed_holds_what_is_public_whoever_asks(client):
    plan = factories.plan()
    factories.action(plan, title="Pour tous")
    factories.action(plan, title="Pour les membres", audience=Level.MEMBERS)
    page = listing(kinds=["action"])
    client.force_login(factories.admin())
    answer = client.get(f"/listes/{page.pk}/fil/")
    said = answer.content.decode()
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert "Pour tous" in said
    assert "Pour les membres" not in said
    assert page.feed_url in client.get(page.url).content.decode()


def test_a_listing_kept_to_members_has_no_feed(client):
    page = listing(factories.convention(), audience=Level.MEMBERS)
    client.force_login(factories.admin())
    assert client.get(page.feed_url).status_code == 404
    assert page.feed_url not in client.get(page.url).content.decode()


@pytest.mark.parametrize("gone", ["unpublished", "never existed"])
def test_a_listing_that_is_not_there_has_no_feed(client, gone):
    page = listing()
    page.unpublish()
    assert client.get(page.feed_url if gone == "unpublished" else "/listes/999999/fil/").status_code == 404


# What an editor is told


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"sort": "relevance"}, "sort", "La pertinence se mesure à des mots"),
        ({"where": "below"}, "below", "Choisissez la page"),
        ({"period": "recent"}, "days", "depuis combien de jours"),
        ({"period": "between"}, "date_from", "au moins une des deux dates"),
        ({"date_from": "2026-05-02", "date_to": "2026-05-01"}, "date_to", "La fin précède le début"),
        ({"territory_codes": "33281, 99999"}, "territory_codes", "99999"),
        ({"listed_tags": "ludo, inconnue"}, "listed_tags", "inconnue"),
        ({"per_page": 0}, "per_page", ""),
        ({"maximum": 5000}, "maximum", ""),
    ],
)
def test_a_wrong_criterion_is_refused_beside_its_field(wrong, field, message):
    action = factories.action()
    action.tags.add("ludo")
    action.save()
    days = {name: ListingPage._meta.get_field(name).to_python(value) for name, value in wrong.items()}
    page = ListingPage(title="Liste", slug="liste", **days)
    with pytest.raises(ValidationError) as refusal:
        page.full_clean(exclude=["path", "depth"])
    assert list(refusal.value.message_dict) == [field]
    assert message in " ".join(refusal.value.message_dict[field])


def test_codes_and_tags_are_kept_as_they_are_known():
    action = factories.action()
    action.tags.add("Ludo")
    action.save()
    page = ListingPage(title="Liste", slug="liste", territory_codes=" 33281 ,33281", listed_tags="ludo")
    page.clean()
    assert (page.territory_codes, page.listed_tags) == ("33281", "Ludo")


# The editor


def test_an_editor_makes_a_listing_from_the_menu_and_previews_it_before_saving(client):
    factories.action(title="Une action à lire")
    client.force_login(factories.admin())
    assert client.get("/admin/listes/").status_code == 200
    home = HomePage.objects.get()
    add = f"/admin/pages/add/base/listingpage/{home.pk}/"
    sent = {**page_form(client, add), "title": ["Nos actions"], "slug": ["nos-actions"], "kinds": ["action"]}
    preview = f"/admin/pages/add/base/listingpage/{home.pk}/preview/"
    assert client.post(preview, sent).json()["is_valid"]
    said = client.get(preview, {"mode": ""}).content.decode()
    assert "Une action à lire" in said
    assert not ListingPage.objects.exists()
    client.post(add, {**sent, "action-publish": ["1"]})
    assert ListingPage.objects.get().kinds == ["action"]


def test_a_draft_of_a_saved_listing_is_previewed_with_its_new_criteria(client):
    factories.action(title="Une action à lire")
    page = listing(kinds=["territory"])
    client.force_login(factories.admin())
    sent = {**page_form(client, f"/admin/pages/{page.pk}/edit/"), "kinds": ["action"]}
    preview = f"/admin/pages/{page.pk}/edit/preview/"
    assert client.post(preview, sent).json()["is_valid"]
    said = client.get(preview, {"mode": ""}).content.decode()
    assert "Une action à lire" in said
    assert ListingPage.objects.get(pk=page.pk).kinds == ["territory"]


def test_a_nature_that_is_none_is_refused_by_the_form(client):
    page = listing()
    client.force_login(factories.admin())
    address = f"/admin/pages/{page.pk}/edit/"
    answer = client.post(address, {**page_form(client, address), "kinds": ["inconnue"]})
    assert "inconnue" in answer.content.decode()
    assert ListingPage.objects.get(pk=page.pk).latest_revision is None


def test_a_page_of_the_list_that_does_not_exist_is_the_nearest_one(client):
    factories.action()
    page = listing(kinds=["action"])
    assert client.get(page.url, {"page": "9999"}).status_code == 200
    assert client.get(page.url, {"page": "x'"}).status_code == 200
