"""Nothing is lost between the portal and its cluster, and nobody finds what they may no longer."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from pages.people.models import Level
from search import engines, feeding
from search.engines import cluster
from search.models import EngineState, Removal, SearchEntry
from search.query import parse
from tests import factories
from tests.search import asking
from tests.search.conftest import on_each_cluster

pytestmark = [pytest.mark.django_db, on_each_cluster]


@pytest.fixture(autouse=True)
def cluster_of_the_test(node, portal):
    return node


def ask(method: str, path: str, body=None, **params):
    return cluster.client(cluster.FEED_WITHIN).ask(method, path, body, **params)


def refresh() -> None:
    ask("POST", f"/{EngineState.objects.get().index}/_refresh")


def titles(text: str, tokens=asking.PUBLIC) -> list[str]:
    return [entry.title for entry in asking.found(text, tokens)]


def counted(text: str, tokens=asking.PUBLIC) -> int:
    found = engines.ask(engines.Question(parse(text), tokens))
    assert not found.degraded
    return found.count


def command(name: str, **options) -> str:
    out = io.StringIO()
    call_command(name, stdout=out, **options)
    return out.getvalue()


def test_what_is_written_waits_then_is_acknowledged():
    action = factories.action(title="Une ludothèque")
    waiting = feeding.pending().count()
    assert waiting and feeding.feed() == waiting
    assert not feeding.pending().exists()
    action.title = "Une ludothèque itinérante"
    action.save_revision().publish()
    assert [entry.title for entry in feeding.pending()] == ["Une ludothèque itinérante"]
    assert feeding.feed() == 1
    refresh()
    assert titles("itinérante") == ["Une ludothèque itinérante"]
    assert feeding.feed() == 0


def test_before_the_first_index_the_database_answers():
    factories.action(title="Une ludothèque")
    found = engines.ask(engines.Question(parse("ludothèque"), asking.PUBLIC))
    assert found.count == 1 and found.degraded


def test_what_is_deleted_or_narrowed_is_gone_before_the_cluster_knows():
    deleted = factories.action(title="Une ludothèque à Bègles")
    narrowed = factories.axis(factories.convention(), title="Une ludothèque à Talence")
    feeding.feed()
    refresh()
    assert counted("ludothèque") == 2
    deleted.delete()
    narrowed.audience = Level.MEMBERS
    narrowed.save_revision().publish()
    assert Removal.objects.count() == 1 and SearchEntry.objects.filter(narrowed=True).count() == 1
    assert counted("ludothèque") == 0 and titles("ludothèque") == []
    assert engines.ask(engines.Question(parse("ludothèque"), asking.PUBLIC)).facets["type"] == {}
    feeding.feed()
    refresh()
    assert not Removal.objects.exists() and not SearchEntry.objects.filter(narrowed=True).exists()
    assert counted("ludothèque") == 0
    assert counted("ludothèque", None) == 1


def test_too_much_to_leave_out_is_answered_by_the_database(monkeypatch):
    monkeypatch.setattr(cluster, "MOST_HIDDEN", 1)
    factories.action(title="Une ludothèque")
    feeding.feed()
    Removal.objects.bulk_create(Removal(entry_id=10**6 + number, version=2) for number in range(2))
    found = engines.ask(engines.Question(parse("ludothèque"), asking.PUBLIC))
    assert found.degraded and found.count == 1


def test_an_earlier_version_sent_late_does_not_undo_a_later_one():
    action = factories.action(title="Une ludothèque")
    late = feeding.pending().select_related("content").get(key=action.search_key())
    feeding.feed()
    action.title = "Une bibliothèque"
    action.save_revision().publish()
    feeding.feed()
    state = EngineState.objects.get()
    assert feeding.bulk([cluster.indexing(feeding.writer(state.index), late)]) == {}
    refresh()
    assert counted("ludothèque") == 0 and counted("bibliothèque") == 1


def test_an_entry_that_the_cluster_refuses_is_told_and_the_others_go_on():
    refused = factories.action(title="Une ludothèque")
    factories.action(title="Une autre ludothèque")
    feeding.feed()
    entry = SearchEntry.objects.get(key=refused.search_key())
    # A date that no engine reads.
    SearchEntry.objects.filter(pk=entry.pk).update(version=9)
    document = cluster.document
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "document", lambda one: {**document(one), "date": "hier"})
        feeding.feed()
    entry.refresh_from_db()
    assert entry.refusal and entry.refused_at
    refresh()
    assert counted("ludothèque") == 1
    assert "Refusées         1" in command("search_status")
    assert feeding.feed() == 0, "offered again an hour later"
    SearchEntry.objects.filter(pk=entry.pk).update(refused_at=timezone.now() - feeding.AGAIN)
    assert feeding.feed() == 1
    refresh()
    assert counted("ludothèque") == 2


def test_a_cluster_replaced_by_an_empty_one_is_noticed_and_filled():
    factories.action(title="Une ludothèque")
    feeding.feed()
    ask("DELETE", f"/{EngineState.objects.get().index}")
    found = engines.ask(engines.Question(parse("ludothèque"), asking.PUBLIC))
    assert found.degraded and found.count == 1
    cluster.breaker.reset()
    feeding.feed()
    refresh()
    assert counted("ludothèque") == 1


def test_an_index_of_an_older_mapping_is_built_again_while_the_database_answers():
    factories.action(title="Une ludothèque")
    feeding.feed()
    old = EngineState.objects.get().index
    EngineState.objects.update(mapping=cluster.MAPPING - 1)
    assert engines.ask(engines.Question(parse("ludothèque"), asking.PUBLIC)).degraded
    cluster.breaker.reset()
    feeding.feed()
    state = EngineState.objects.get()
    assert state.index != old and state.mapping == cluster.MAPPING and list(feeding.indices()) == [state.index]
    refresh()
    assert counted("ludothèque") == 1


def test_a_rebuild_is_taken_up_where_it_ended_and_the_old_index_answers_meanwhile(monkeypatch):
    monkeypatch.setattr(feeding, "BATCH", 2)
    for number in range(6):
        factories.action(title=f"Une ludothèque {number}")
    feeding.feed()
    old = EngineState.objects.get().index
    done = []

    def stopped(count: int, total: int) -> None:
        done.append(count)
        if len(done) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        feeding.rebuild(stopped)
    state = EngineState.objects.get()
    assert state.index == old and state.building and state.cursor and state.busy_until is None
    # What changes meanwhile goes to both.
    factories.action(title="Une ludothèque pendant ce temps")
    feeding.rebuild(lambda count, total: done.append(count))
    state = EngineState.objects.get()
    assert state.index not in ("", old) and not state.building
    assert done[2] > done[1], "what had been done was not done again"
    assert list(feeding.indices()) == [state.index]
    assert counted("ludothèque") == 7


def test_an_index_that_differs_from_the_entries_is_noticed_and_built_again():
    factories.action(title="Une ludothèque")
    feeding.feed()
    old = EngineState.objects.get().index
    feeding.verify()
    assert EngineState.objects.get().index == old
    pk = SearchEntry.objects.get(title="Une ludothèque").pk
    ask("DELETE", f"/{old}/_doc/{pk}", refresh="true")
    assert counted("ludothèque") == 0
    feeding.verify()
    feeding.feed()
    assert EngineState.objects.get().index != old
    assert counted("ludothèque") == 1


def test_commands_tell_the_state_send_and_rebuild():
    factories.action(title="Une ludothèque")
    assert "En attente       0" not in command("search_status")
    assert "opérations confirmées" in command("search_sync")
    status = command("search_status")
    assert "En attente       0" in status and "Refusées         0" in status
    first = EngineState.objects.get().index
    told = command("search_rebuild")
    assert "vérifié" in told and "█" in told
    assert EngineState.objects.get().index != first


def test_an_index_that_no_longer_takes_writes_keeps_everything_and_catches_up(client):
    factories.action(title="Une ludothèque")
    feeding.feed()
    index = EngineState.objects.get().index
    # What an engine does by itself when its disk is full.
    ask("PUT", f"/{index}/_settings", {"index": {"blocks": {"read_only_allow_delete": True}}})
    factories.action(title="Une bibliothèque")
    assert feeding.feed() == 0
    state = EngineState.objects.get()
    assert state.failures == 1 and state.retry_at > timezone.now() and state.problem
    assert client.get("/sante/").json()["search"] == {"status": "down", "waiting": feeding.pending().count()}
    assert counted("ludothèque") == 1, "it still answers"
    ask("PUT", f"/{index}/_settings", {"index": {"blocks": {"read_only_allow_delete": None}}})
    assert feeding.feed() == 0, "left alone for a few seconds"
    EngineState.objects.update(retry_at=timezone.now())
    assert feeding.feed() > 0
    refresh()
    assert counted("bibliothèque") == 1
    assert client.get("/sante/").json()["search"] == {"status": "ok", "waiting": 0}


def test_another_feeder_is_waited_for():
    factories.action(title="Une ludothèque")
    with feeding.held():
        assert feeding.feed() == 0
        with pytest.raises(feeding.Busy), feeding.held():
            pass
    assert feeding.feed() > 0


def test_a_portal_without_its_cluster_forgets_it(settings):
    action = factories.action(title="Une ludothèque")
    feeding.feed()
    action.delete()
    assert Removal.objects.exists()
    used = settings.SEARCH_CLUSTER
    settings.SEARCH_CLUSTER = None
    feeding.feed()
    assert not EngineState.objects.exists() and not Removal.objects.exists()
    settings.SEARCH_CLUSTER = used


def test_a_cluster_that_is_not_there_is_told_and_nothing_fails(settings, client):
    factories.action(title="Une ludothèque")
    used = settings.SEARCH_CLUSTER
    settings.SEARCH_CLUSTER = {**used, "hosts": ["http://127.0.0.1:9"]}
    assert feeding.feed() == 0
    assert EngineState.objects.get().failures == 1
    with pytest.raises(CommandError, match="ne répond pas"):
        command("search_status")
    with pytest.raises(CommandError, match="relancez"):
        command("search_sync")
    EngineState.objects.update(index="autre", mapping=cluster.MAPPING)
    answer = client.get("/recherche/", {"q": "ludotheque"})
    assert "no-store" in answer["Cache-Control"]
    page = answer.content.decode()
    assert "Une <mark>ludothèque</mark>" in page and "moteur de secours" in page
    assert client.get("/recherche/suggestions", {"q": "ludo"}).json()["results"]
    settings.SEARCH_CLUSTER = used
