"""``/sante/``: is the portal in working order? Read by the probes of hosting services and by administrators."""

import logging
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import F
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult
from post_office.models import STATUS, Email

from portal.apps import VERSION
from portal.beat import HEARTBEAT
from portal.models import BeatJob
from search.models import EngineState, Removal, SearchEntry

logger = logging.getLogger("portal.health")

OK, DEGRADED, DOWN = "ok", "degraded", "down"
SILENT_AFTER = timedelta(seconds=60)


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer 503 when the database is away; 200 otherwise, « degraded » when an optional part is.

    The parts are named by one word each: no address and no error message leaves.
    """
    try:
        require_file()
        parts = {"worker": worker(), "search": search(), "mail": mail()}
    except (DatabaseError, InterfaceError, OSError) as problem:
        logger.error("La base de données ne répond pas (%s).", type(problem).__name__)
        connection.close()
        return JsonResponse({"status": DOWN, "version": VERSION, "database": DOWN}, status=503)
    report = {"status": OK, "version": VERSION, "database": OK, "cache": shared_cache(), **parts}
    if DOWN in (report["cache"], report["search"]["status"], report["worker"]["status"]):
        report["status"] = DEGRADED
    return JsonResponse(report)


def require_file() -> None:
    """Raise FileNotFoundError when SQLite's file is gone: connecting would make an empty one in its place."""
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():
        Path(connection.settings_dict["NAME"]).stat()


def shared_cache() -> str:
    """Ask the cache server; this process's own memory is always there."""
    return OK if getattr(cache, "reachable", True) else DOWN


def search() -> dict:
    """Return how many entries the cluster has not acknowledged; without one, the database searches by itself.

    It is down when it could not be fed or has no index yet: the database answers in its place.
    """
    if not settings.SEARCH_CLUSTER:
        return {"status": OK, "waiting": 0}
    state = EngineState.objects.first()
    served = state is not None and state.index and not state.failures
    return {
        "status": OK if served else DOWN,
        "waiting": SearchEntry.objects.exclude(acknowledged=F("version")).count() + Removal.objects.count(),
    }


def worker() -> dict:
    """Return the worker's last sign of life and its queue. Failed tasks alone degrade nothing: some are no one's."""
    seen = BeatJob.objects.filter(name=HEARTBEAT).values_list("last_run", flat=True).first()
    alive = seen is not None and timezone.now() - seen <= SILENT_AFTER
    return {
        "status": OK if alive else DOWN,
        "heartbeat": seen.isoformat() if seen else None,
        "waiting": DBTaskResult.objects.ready().count(),
        "failed": DBTaskResult.objects.failed().count(),
    }


def mail() -> dict:
    """Return how many mails wait, and how many were given up after every attempt."""
    return {
        "waiting": Email.objects.filter(status__in=[STATUS.queued, STATUS.requeued]).count(),
        "failed": Email.objects.filter(status=STATUS.failed).count(),
    }
