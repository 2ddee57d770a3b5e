"""The engines that the search's tests run on: the suite's database, and a node of each real cluster."""

import uuid
from collections.abc import Iterator

import pytest
from django.db import connection

from search import feeding
from search.engines import cluster, database
from search.models import EngineState
from tests import services

CLUSTERS = ("opensearch", "elasticsearch")
# One worker holds a node; the databases of the suite's two halves would make no difference to it.
_on_clusters = [pytest.param(name, marks=[pytest.mark.xdist_group(name), pytest.mark.once]) for name in CLUSTERS]
on_each_cluster = pytest.mark.parametrize("node", _on_clusters, indirect=True)


@pytest.fixture(scope="session")
def nodes(tmp_path_factory):
    """Return a function that gives the running node of an engine."""
    running = {}

    def node(engine: str) -> services.Cluster:
        if engine not in running:
            running[engine] = services.Cluster(engine, 1, tmp_path_factory.mktemp(engine) / "node")
        return running[engine]

    yield node
    for one in running.values():
        one.destroy()


@pytest.fixture
def node(request, nodes, settings) -> Iterator[services.Cluster]:
    """Have the portal use a real node, under a name of the test's own."""
    found = nodes(request.param)
    settings.SEARCH_CLUSTER = found.settings(f"t{uuid.uuid4().hex[:12]}")
    cluster.breaker.reset()
    yield found
    feeding.drop_indices()


@pytest.fixture(params=["database", *_on_clusters])
def engine(request, monkeypatch) -> Iterator[str]:
    """Answer each search from the database, then from each cluster, fed with what was written just before."""
    if request.param == "database":
        yield request.param
        return
    found = request.getfixturevalue("nodes")(request.param)
    settings = request.getfixturevalue("settings")
    settings.SEARCH_CLUSTER = found.settings(f"t{uuid.uuid4().hex[:12]}")

    def feed() -> None:
        # Not counted among the queries of the search.
        counting, connection.force_debug_cursor = connection.force_debug_cursor, False
        feeding.feed()
        assert not EngineState.objects.get().failures, EngineState.objects.get().problem
        connection.force_debug_cursor = counting
        cluster.client(cluster.FEED_WITHIN).ask("POST", f"/{settings.SEARCH_CLUSTER['prefix']}/_refresh")

    def answered(*arguments, **options):
        pytest.fail("The database answered in the cluster's place.")

    monkeypatch.setattr(cluster.breaker, "check", feed)
    monkeypatch.setattr(database, "ask", answered)
    monkeypatch.setattr(database, "suggest", answered)
    yield request.param
    feeding.drop_indices()
