"""Three real nodes, one of them killed or frozen in the middle of the work: nothing is lost and no page fails."""

import time

import pytest
from django.utils import timezone

from search import engines, feeding
from search.engines import cluster
from search.models import EngineState, SearchEntry
from search.query import parse
from tests import factories, services
from tests.search import asking
from tests.search.conftest import CLUSTERS

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WITHIN = 120  # seconds: how long a cluster may take to see that one of its nodes is gone


@pytest.fixture(scope="module", params=[pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in CLUSTERS])
def running(request, tmp_path_factory):
    with services.cluster(request.param, 3, tmp_path_factory.mktemp("three") / "nodes") as nodes:
        yield nodes


@pytest.fixture
def three(running, settings, portal) -> services.Cluster:
    """Have the portal use three nodes, each with a part of the index."""
    running.start()
    settings.SEARCH_CLUSTER = running.settings("fautes")
    settings.SEARCH_SHARDS = 3
    cluster.breaker.reset()
    return running


def feed_until_done() -> None:
    """Feed as the worker does, without waiting between two attempts."""
    deadline = time.monotonic() + WITHIN
    while time.monotonic() < deadline:
        EngineState.objects.update(retry_at=timezone.now())
        feeding.feed()
        state = EngineState.objects.get()
        if state.index and not state.building and not state.failures and not feeding.pending().exists():
            return
    pytest.fail(f"The cluster was not fed: {EngineState.objects.get().problem}")


def answered_by_the_cluster() -> engines.Found:
    deadline = time.monotonic() + WITHIN
    while time.monotonic() < deadline:
        cluster.breaker.reset()
        found = engines.ask(engines.Question(parse("ludothèque"), asking.PUBLIC))
        if not found.degraded:
            return found
    pytest.fail("The cluster did not answer again.")


def pages(client, times: int) -> None:
    """Ask for the page again and again: whoever answers it, everything is there."""
    for _time in range(times):
        answer = client.get("/api/v1/recherche", {"q": "ludothèque"})
        assert answer.status_code == 200 and answer.json()["count"] == 30


def test_a_node_killed_while_indexing_and_while_searching(three, client, monkeypatch):
    monkeypatch.setattr(feeding, "BATCH", 5)
    for number in range(30):
        factories.action(title=f"Une ludothèque {number}")
    batches = []

    def killed(done: int, total: int) -> None:
        batches.append(done)
        if len(batches) == 2:
            three.kill(2)

    # The one who builds may be told that the cluster fails, and goes on at the next attempt.
    try:
        feeding.rebuild(killed)
    except (cluster.Away, cluster.Refused):
        pages(client, 3)
    assert len(batches) >= 2
    feed_until_done()
    assert answered_by_the_cluster().count == 30
    three.start()
    feed_until_done()
    pages(client, 5)
    three.kill(1)
    pages(client, 20)
    assert answered_by_the_cluster().count == 30
    # Written while a node is gone.
    factories.action(title="Une bibliothèque")
    feed_until_done()
    feeding.verify()
    state = EngineState.objects.get()
    assert not state.building and state.verified_at, "what the cluster holds is what the entries say"
    assert SearchEntry.objects.filter(acknowledged=0).count() == 0


def test_what_is_left_of_an_index_is_never_taken_for_the_whole(three, client, settings):
    settings.SEARCH_REPLICAS = "0-0"
    for number in range(30):
        factories.action(title=f"Une ludothèque {number}")
    feed_until_done()
    three.kill(3)
    for _time in range(20):
        cluster.breaker.reset()
        pages(client, 1)


def test_a_frozen_node_fails_no_page(three, client):
    for number in range(30):
        factories.action(title=f"Une ludothèque {number}")
    feed_until_done()
    three.pause(3)
    pages(client, 5)
    three.resume(3)
    assert answered_by_the_cluster().count == 30


def test_every_node_gone_then_back(three, client):
    for number in range(30):
        factories.action(title=f"Une ludothèque {number}")
    feed_until_done()
    for node in (1, 2, 3):
        three.kill(node)
    pages(client, 3)
    factories.action(title="Une bibliothèque")
    assert feeding.feed() == 0 and EngineState.objects.get().failures
    three.start()
    feed_until_done()
    assert answered_by_the_cluster().count == 30
    feeding.verify()
    assert not EngineState.objects.get().building
