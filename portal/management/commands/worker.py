"""The background worker: tasks as they come, regular jobs by the clock."""

import logging
import threading
import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils.translation import gettext as _
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from portal import beat

logger = logging.getLogger("portal.worker")

POLL = 1.0  # seconds
SLOWEST_POLL = 30.0


class Command(BaseCommand):
    help = "Fait le travail de fond : tâches, courriels, publications programmées, nettoyages."

    def handle(self, **options):
        worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=beat.worker_id(),
        )
        worker.configure_signals()
        stopping = threading.Event()
        clock = threading.Thread(target=beat.keep_time, args=[stopping], name="beat", daemon=True)
        clock.start()
        logger.info(_("L’ouvrier est au travail."))
        try:
            work(worker)
        finally:
            stopping.set()
            clock.join(timeout=10)


def work(worker: Worker) -> None:
    """Run the tasks as they come, until the worker is told to stop; a locked or absent database is waited for."""
    pause = POLL
    while worker.running:
        try:
            close_old_connections()
            # Asked first without a lock: the library takes SQLite's write lock each time it looks for a task.
            if DBTaskResult.objects.ready().exists():
                worker.run()
            pause = POLL
        except (DatabaseError, InterfaceError) as problem:
            logger.warning("La base ne répond pas à l’ouvrier (%s).", type(problem).__name__)
            connections.close_all()
            pause = min(pause * 2, SLOWEST_POLL)
        if worker.running:
            time.sleep(pause)
