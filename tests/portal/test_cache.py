"""The cache server may go away: the portal goes on with an empty cache."""

import pytest
from django.core.cache import caches


@pytest.fixture
def cache(settings, redis_server):
    settings.CACHES = {"default": redis_server.settings}
    return caches["default"]


def test_what_is_written_is_read_again(cache):
    cache.set("a", {"b": 1})
    assert cache.get("a") == {"b": 1}
    assert cache.reachable


def test_a_lost_server_is_an_empty_cache(cache, redis_server):
    cache.set("a", 1)
    redis_server.stop()
    assert cache.get("a", "rien") == "rien"
    assert cache.get_many(["a"]) == {}
    assert cache.add("a", 1) is False
    assert cache.set("a", 1) is None
    assert cache.set_many({"a": 1}) == ["a"]
    assert cache.delete("a") is False
    assert cache.has_key("a") is False
    assert cache.get_or_set("a", "fait") == "fait"
    assert not cache.reachable
    with pytest.raises(ValueError):
        cache.incr("a")


def test_the_loss_is_told_once(cache, redis_server, caplog):
    redis_server.stop()
    for _attempt in range(5):
        cache.get("a")
    assert len([record for record in caplog.records if record.name == "portal.cache"]) == 1


def test_an_absent_key_cannot_be_incremented(cache):
    with pytest.raises(ValueError):
        cache.incr("absente")
