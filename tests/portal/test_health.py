"""``/sante/`` tells the state of the portal, and nothing that helps an intruder."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from portal.beat import HEARTBEAT
from portal.health import health
from portal.models import BeatJob

pytestmark = pytest.mark.django_db


def ask(client):
    response = client.get("/sante/")
    return response.status_code, response.json()


def beats(seconds_ago: int) -> None:
    seen = timezone.now() - timedelta(seconds=seconds_ago)
    BeatJob.objects.update_or_create(name=HEARTBEAT, defaults={"last_run": seen})


def test_all_is_well_when_the_worker_beats(client):
    beats(5)
    code, report = ask(client)
    assert (code, report["status"]) == (200, "ok")
    assert {"version", "database", "cache", "search", "worker", "mail"} <= set(report)
    assert report["worker"]["waiting"] == report["worker"]["failed"] == 0


@pytest.mark.parametrize("seconds_ago", [61, 86_400])
def test_a_silent_worker_degrades(client, seconds_ago):
    beats(seconds_ago)
    code, report = ask(client)
    assert (code, report["status"]) == (200, "degraded")


def test_a_worker_never_seen_degrades(client):
    code, report = ask(client)
    assert (code, report["status"], report["worker"]["heartbeat"]) == (200, "degraded", None)


def test_a_lost_cache_server_degrades(client, settings, redis_server):
    settings.CACHES = {"default": redis_server.settings}
    beats(5)
    assert ask(client)[1]["cache"] == "ok"
    redis_server.stop()
    code, report = ask(client)
    assert (code, report["status"], report["cache"]) == (200, "degraded", "down")


def test_a_database_that_refuses_is_down_and_its_words_do_not_leave(client):
    def refuse(execute, sql, params, many, context):
        from django.db import OperationalError

        raise OperationalError("password of portail@10.0.0.3 refused")

    with connection.execute_wrapper(refuse):
        response = client.get("/sante/")
    assert response.status_code == 503
    assert response.json()["status"] == response.json()["database"] == "down"
    assert "10.0.0.3" not in response.text


def test_a_database_file_that_is_gone_is_down_and_not_made_again(tmp_path, django_db_blocker):
    from django.db import connections
    from django.db.backends.sqlite3.base import DatabaseWrapper

    missing = tmp_path / "absente.sqlite3"
    former = connections["default"]
    connections["default"] = DatabaseWrapper({**connections.settings["default"], "NAME": missing}, "default")
    connections["default"].settings_dict["OPTIONS"] = {}
    try:
        assert health(RequestFactory().get("/sante/")).status_code == 503
    finally:
        connections["default"] = former
    assert not missing.exists()


def test_no_cache_keeps_it(client):
    assert "no-store" in client.get("/sante/").headers["Cache-Control"]


def test_it_is_only_read(client):
    assert client.post("/sante/").status_code == 405
