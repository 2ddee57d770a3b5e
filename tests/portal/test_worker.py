"""The worker does the tasks that wait, and outlives a database that is locked."""

from contextlib import suppress

import pytest
from django.db import OperationalError, connection
from django_tasks import task
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from portal import beat
from portal.management.commands import worker as command

pytestmark = pytest.mark.django_db(transaction=True)


@task()
def double(number: int) -> int:
    return number * 2


@task()
def stumble() -> None:
    raise ZeroDivisionError


@pytest.fixture
def worker(settings, monkeypatch):
    """A worker that stops once nothing waits any more."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(command, "POLL", 0.01)
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

    def stop_when_idle(seconds):
        with suppress(OperationalError):
            worker.running = DBTaskResult.objects.ready().exists()

    monkeypatch.setattr(command.time, "sleep", stop_when_idle)
    return worker


def test_a_waiting_task_is_done_and_a_failing_one_stops_nobody(worker):
    stumble.enqueue()
    done = double.enqueue(21)
    command.work(worker)
    done.refresh()
    assert done.return_value == 42
    assert DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).count() == 1


def test_a_locked_database_does_not_end_the_worker(worker):
    done = double.enqueue(21)
    refusals = []

    def locked(execute, sql, params, many, context):
        if len(refusals) < 3:
            refusals.append(sql)
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(locked):
        command.work(worker)
    done.refresh()
    assert len(refusals) == 3
    assert done.return_value == 42
