"""What is found, by whom, with what words, on whichever database the suite runs."""

import pytest
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from pages.people.models import Level, Role
from search import index, searching
from search.analysis import terms
from search.engines import cluster, database
from search.models import EntryAudience, EntryLabel, EntryText, SearchEntry
from search.searching import Asked
from tests import factories
from tests.search import asking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


def found(query: str, tokens=asking.PUBLIC) -> list[str]:
    return [entry.title for entry in asking.found(query, tokens)]


@pytest.mark.parametrize("query", ["crèche", "creche", "CRECHES", "Crèches", "la crèche"])
def test_accents_case_plurals_and_articles_do_not_matter(query):
    factories.action(title="Une crèche ouverte le soir")
    assert found(query) == ["Une crèche ouverte le soir"]


@pytest.mark.parametrize("query", ["l’accueil", "l'accueil", "accueil"])
def test_elisions_do_not_matter(query):
    factories.action(title="Repenser l’accueil")
    assert found(query) == ["Repenser l’accueil"]


def test_what_has_all_the_words_comes_first_and_what_has_some_follows_when_there_is_little():
    factories.action(title="Vacances des jeunes")
    factories.action(title="Vacances en famille")
    assert found("vacances famille") == ["Vacances en famille", "Vacances des jeunes"]
    for number in range(1, searching.FEW):
        factories.action(title=f"Vacances en famille {number}")
    assert len(found("vacances famille")) == searching.FEW and "Vacances des jeunes" not in found("vacances famille")


def test_what_has_some_words_only_does_not_follow_when_the_order_is_by_date():
    factories.action(title="Vacances des jeunes")
    factories.action(title="Vacances en famille")
    answer = searching.search(Asked(text="vacances famille", order="recent"), asking.PUBLIC)
    assert [one.title for one in answer.entries] == ["Vacances en famille"]


def test_a_title_comes_before_a_text():
    factories.action(title="Autre chose", means="Une ludothèque")
    factories.action(title="La ludothèque du quartier")
    assert found("ludothèque") == ["La ludothèque du quartier", "Autre chose"]


@pytest.mark.parametrize(
    "query", ["", "   ", '"', "'; DROP TABLE x; --", "*", "\0", "AND OR NOT", "a" * 5000, "🦄", "%_"]
)
def test_a_hostile_query_finds_nothing_and_breaks_nothing(query):
    factories.action(title="Une action")
    assert found(query) == []


def test_a_draft_is_not_found_and_what_it_changes_is_not_either():
    action = factories.action(title="Titre publié")
    action.title = "Titre confidentiel"
    action.save_revision()
    assert found("confidentiel") == []
    assert found("publié") == ["Titre publié"]


def test_an_unpublished_page_is_no_longer_found():
    action = factories.action(title="Ludothèque")
    action.unpublish()
    assert found("ludothèque") == []


def test_a_deleted_page_is_no_longer_found_nor_what_it_held():
    plan = factories.plan()
    factories.action(plan, title="Ludothèque")
    plan.delete()
    assert found("ludothèque") == []


def test_words_in_a_row_come_first_however_many_texts_have_them(monkeypatch):
    monkeypatch.setattr(cluster, "MOST_READ", 0)
    factories.action(title="Autre chose", means="Le samedi un goûter, et partagé")
    factories.action(title="Autre chose", means="Un goûter partagé le samedi")
    factories.action(title="Le goûter partagé")
    assert [one.content.text.count("goûter partagé") for one in asking.found("goûter partagé")[:2]] == [0, 1]
    assert found("goûter partagé")[0] == "Le goûter partagé"


@pytest.mark.parametrize("ranked", [2, 3, 100])
def test_the_best_come_first_when_so_many_are_found_that_only_some_are_ranked(monkeypatch, ranked):
    monkeypatch.setattr(cluster, "MOST_READ", 0)
    monkeypatch.setattr(database, "MOST_RANKED", 0)
    monkeypatch.setattr(searching, "RANKED", ranked)
    factories.action(title="Six", means="Un goûter puis plus loin la glycine")
    factories.action(title="Cinq", summary="Une glycine", means="Un goûter")
    factories.action(title="Trois du goûter", means="La glycine")
    factories.action(title="Deux du goûter", summary="La glycine")
    factories.action(title="Glycine, goûter")
    best = ["Glycine, goûter", "Deux du goûter", "Trois du goûter", "Cinq", "Six"]
    assert found("goûter glycine")[:ranked] == best[:ranked]


def test_what_changes_its_state_is_counted_under_the_new_one():
    action = factories.action(title="Ludothèque", status="planned")
    action.status = "ongoing"
    action.save()
    counted = searching.search(Asked(text="ludothèque", chosen={"type": ("action",)}), asking.PUBLIC).values
    assert [(one.value, one.count) for one in counted["statut"]] == [("action:ongoing", 1)]
    chosen = {"statut": ("action:planned",)}
    assert searching.search(Asked(text="ludothèque", chosen=chosen), asking.PUBLIC).count == 0


def test_an_emptied_table_leaves_nothing_to_be_found():
    factories.action(title="Ludothèque")
    connection.check_constraints()  # which a table is not emptied before
    tables = [model._meta.db_table for model in (EntryText, EntryLabel, EntryAudience, SearchEntry)]
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), tables))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {database.INDEX}")
        assert cursor.fetchone() == (0,)


def test_an_entry_follows_its_page_s_address():
    convention = factories.convention()
    action = factories.action(factories.plan(convention), title="Ludothèque")
    convention.slug = "autre-adresse"
    convention.save()
    entry = SearchEntry.objects.get(key=f"page:{action.pk}")
    assert entry.url == type(action).objects.get(pk=action.pk).url
    assert "autre-adresse" in entry.url


def test_a_meeting_is_found_by_whose_it_is_under_its_name_of_the_day():
    body = factories.committee(title="Comité des berges")
    minutes = factories.minutes(factories.meeting(body, title="Point de rentrée"))
    factories.decision(minutes, text="Repeindre le ponton")
    first, *others = found("comité berges")
    assert first == "Comité des berges"
    assert set(others) == {"Point de rentrée", minutes.title, "Repeindre le ponton"}
    assert asking.found("point rentrée")[0].within == "Comité des berges"
    body.title = "Comité du canal"
    body.save_revision().publish()
    assert len(found("comité canal")) == 4
    assert found("berges") == []


def test_what_stands_below_a_territory_that_is_renamed_is_found_by_its_new_name():
    convention = factories.convention()
    factories.action(factories.plan(convention), title="Ludothèque")
    town = convention.territory
    town.title = "Villeneuve-sur-Essai"
    town.save_revision().publish()
    assert [one.territory_name for one in asking.found("ludothèque")] == ["Villeneuve-sur-Essai"]
    assert found("ludothèque villeneuve-sur-essai")[0] == "Ludothèque"


def test_an_entry_is_written_with_the_change_or_not_at_all():
    class Undo(Exception):
        pass

    action = factories.action(title="Avant")
    with pytest.raises(Undo), transaction.atomic():
        action.title = "Pendant"
        action.save()
        raise Undo
    assert found("pendant") == []
    assert found("avant") == ["Avant"]


def test_what_a_block_saves_several_times_is_written_once_at_its_end():
    action = factories.action(title="Avant")
    with CaptureQueriesContext(connection) as queries, transaction.atomic(), index.once():
        for title in ("Pendant", "Encore", "Après"):
            action.title = title
            action.save()
        assert found("avant") == ["Avant"]
    assert (found("avant"), found("encore"), found("après")) == ([], [], ["Après"])
    written = [one for one in queries.captured_queries if one["sql"].startswith('UPDATE "search_entrytext"')]
    assert len(written) == 1


def test_what_a_block_saves_then_deletes_is_not_found():
    organisation = factories.organisation("Ludothèque mobile")
    with transaction.atomic(), index.once():
        organisation.save()
        type(organisation).objects.get(pk=organisation.pk).delete()
    assert not SearchEntry.objects.filter(title="Ludothèque mobile").exists()


def test_a_block_that_fails_writes_nothing_and_the_next_save_is_found():
    class Undo(Exception):
        pass

    action = factories.action(title="Avant")
    with pytest.raises(Undo), transaction.atomic(), index.once():
        action.title = "Pendant"
        action.save()
        raise Undo
    assert (found("pendant"), found("avant")) == ([], ["Avant"])
    action.title = "Ensuite"
    action.save()
    assert found("ensuite") == ["Ensuite"]


def test_a_change_leaves_the_entry_to_be_acknowledged_again():
    action = factories.action()
    entry = SearchEntry.objects.get(key=f"page:{action.pk}")
    SearchEntry.objects.filter(pk=entry.pk).update(acknowledged=entry.version)
    action.save()
    entry.refresh_from_db()
    assert entry.acknowledged == entry.version, "nothing changed: there is nothing to send"
    action.title = "Un autre titre"
    action.save()
    entry.refresh_from_db()
    assert entry.acknowledged < entry.version


def test_the_children_saved_with_a_page_are_found_at_once():
    action = factories.action()
    action.indicators.add(type(action).indicators.rel.related_model(label="Ludothèques ouvertes"))
    action.save()
    assert found("ludothèques") == [action.title]


def test_what_is_for_members_is_found_by_members_only():
    convention = factories.convention()
    factories.axis(convention, title="Ludothèque", audience=Level.MEMBERS)
    from pages.people import audience

    partner = audience.reader(factories.holder(Role.PARTNER, convention))
    stranger = audience.reader(factories.user())
    assert found("ludothèque", partner.tokens) == ["Ludothèque"]
    assert found("ludothèque", stranger.tokens) == []


def test_narrowing_a_convention_takes_all_below_it_out_of_the_public_search():
    convention = factories.convention()
    factories.action(factories.plan(convention), title="Ludothèque")
    convention.refresh_from_db()
    convention.audience = Level.MEMBERS
    convention.save()
    assert found("ludothèque") == []


def test_rebuilding_writes_the_same_entries_and_drops_orphans():
    factories.action(title="Ludothèque")
    before = set(SearchEntry.objects.values_list("key", "title", "url"))
    SearchEntry.objects.create(
        key="page:999999", kind="page", title="Orphelin", url="/x/", updated_at="2026-01-01T00:00Z"
    )
    index.rebuild()
    assert set(SearchEntry.objects.values_list("key", "title", "url")) == before


def test_a_query_of_stop_words_alone_keeps_them():
    assert terms("le") == ["le"]


def test_searching_costs_as_many_queries_whatever_it_finds():
    costs = []
    for count in (1, 12):
        for number in range(count):
            factories.action(title=f"Ludothèque {count} {number}")
        with CaptureQueriesContext(connection) as queries:
            found("ludothèque")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 12
