"""The worker's regular jobs: each when it is due, once, whatever fails; lost tasks come back."""

import os
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from post_office import mail as queue
from post_office.models import STATUS, Email

from portal import beat
from portal.beat import JOBS, Job, run_due
from portal.models import BeatJob

pytestmark = pytest.mark.django_db

calls = []


def work():
    calls.append(connection.alias)


def fail():
    raise OSError("refus de jeanne.martin@exemple.fr")


@pytest.fixture(autouse=True)
def no_calls():
    calls.clear()


JOB = Job("essai", 60, f"{__name__}.work")


def test_a_job_never_done_is_due_then_waits_for_its_turn():
    assert run_due((JOB,)) == ["essai"]
    assert run_due((JOB,)) == []
    BeatJob.objects.update(last_run=timezone.now() - timedelta(seconds=61))
    assert run_due((JOB,)) == ["essai"]
    assert len(calls) == 2


def test_two_workers_do_not_take_the_same_turn():
    BeatJob.objects.create(name="essai")
    now = timezone.now()
    assert [beat.claim(JOB, now), beat.claim(JOB, now)] == [True, False]


def test_a_job_still_running_elsewhere_is_left_alone_until_its_lease_ends():
    now = timezone.now()
    row = BeatJob.objects.create(name="essai", last_run=now - timedelta(days=1), lease_until=now + timedelta(minutes=1))
    assert run_due((JOB,)) == []
    BeatJob.objects.filter(pk=row.pk).update(lease_until=now - timedelta(seconds=1))
    assert run_due((JOB,)) == ["essai"]


def test_a_job_that_fails_is_recorded_without_address_and_the_next_is_done():
    done = run_due((Job("casse", 60, f"{__name__}.fail"), JOB))
    assert done == ["casse", "essai"]
    error = BeatJob.objects.get(name="casse").last_error
    assert "OSError" in error
    assert "jeanne" not in error
    assert BeatJob.objects.get(name="casse").lease_until is None


def test_a_job_whose_function_does_not_exist_fails_alone():
    assert run_due((Job("absent", 60, "portal.beat.nothing_of_the_kind"), JOB)) == ["absent", "essai"]


def test_a_success_clears_the_former_error():
    BeatJob.objects.create(name="essai", last_error="OSError")
    run_due((JOB,))
    assert BeatJob.objects.get(name="essai").last_error == ""


def test_every_job_of_the_portal_runs(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    assert run_due(JOBS) == [job.name for job in JOBS]
    assert not BeatJob.objects.exclude(last_error="").exists()


@pytest.mark.django_db(transaction=True)
def test_the_clock_stops_when_told_to():
    stopping = threading.Event()
    clock = threading.Thread(target=beat.keep_time, args=[stopping, (JOB,)])
    clock.start()
    stopping.set()
    clock.join(timeout=10)
    assert not clock.is_alive()


# Mails


@pytest.fixture
def delivery(settings):
    settings.POST_OFFICE = {
        **settings.POST_OFFICE,
        "BACKENDS": {"default": "django.core.mail.backends.locmem.EmailBackend"},
    }
    return settings


def test_a_waiting_mail_leaves(delivery):
    queue.send("a@exemple.test", "b@exemple.test", subject="Bonjour", message="…")
    beat.send_mails()
    assert [message.subject for message in mail.outbox] == ["Bonjour"]
    assert Email.objects.get().status == STATUS.sent


def test_a_mail_that_the_server_refuses_is_tried_again_later(settings):
    refusing = {"default": "django.core.mail.backends.smtp.EmailBackend"}
    settings.POST_OFFICE = {**settings.POST_OFFICE, "BACKENDS": refusing}
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    queue.send("a@exemple.test", "b@exemple.test", subject="Bonjour", message="…")
    beat.send_mails()
    waiting = Email.objects.get()
    assert waiting.status == STATUS.requeued
    assert waiting.scheduled_time > timezone.now()


# Tasks whose worker died


def running(worker_id: str, attempts: int = 1, minutes: int = 0) -> DBTaskResult:
    return DBTaskResult.objects.create(
        status=TaskResultStatus.RUNNING,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="portal.beat.heartbeat",
        backend_name="default",
        run_after=timezone.now(),
        started_at=timezone.now() - timedelta(minutes=minutes),
        worker_ids=[worker_id] * attempts,
    )


@pytest.fixture
def dead():
    """The identity of a worker of this machine whose process has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return f"{beat.worker_id().rpartition(':')[0]}:{process.pid}"


def status(task: DBTaskResult) -> str:
    return DBTaskResult.objects.get(pk=task.pk).status


def test_a_task_whose_worker_died_waits_again(dead):
    task = running(dead)
    beat.recover_lost_tasks()
    assert status(task) == TaskResultStatus.READY


def test_a_task_whose_worker_lives_is_left_to_it():
    task = running(f"{beat.worker_id().rpartition(':')[0]}:{os.getpid()}")
    beat.recover_lost_tasks()
    assert status(task) == TaskResultStatus.RUNNING


def test_a_task_of_another_machine_is_given_half_an_hour():
    recent, old = running("ailleurs:12", minutes=5), running("ailleurs:12", minutes=31)
    beat.recover_lost_tasks()
    assert (status(recent), status(old)) == (TaskResultStatus.RUNNING, TaskResultStatus.READY)


def test_a_task_that_killed_its_worker_three_times_has_failed(dead):
    task = running(dead, attempts=3)
    beat.recover_lost_tasks()
    assert status(task) == TaskResultStatus.FAILED


def test_what_a_mail_said_is_forgotten_once_it_is_sent_and_kept_until_then():
    kept = {"from_email": "portail@exemple.test", "to": "a@exemple.test", "message": "Un lien.", "html_message": "Lien"}
    sent, waiting = (Email.objects.create(status=status, **kept) for status in (STATUS.sent, STATUS.queued))
    Email.objects.update(last_updated=timezone.now() - timedelta(hours=2))
    beat.empty_mails()
    sent.refresh_from_db()
    waiting.refresh_from_db()
    assert (sent.message, sent.html_message) == ("", "")
    assert waiting.message == "Un lien."
