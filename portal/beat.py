"""What the worker does by the clock: each job, how often, and the row that keeps two workers from doing it twice."""

import io
import logging
import os
import socket
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal import generation
from portal.logs import EMAIL
from portal.models import BeatJob
from search import feeding

logger = logging.getLogger("portal.beat")

HEARTBEAT = "heartbeat"
TICK = 1.0  # seconds
LOST_AFTER = timedelta(minutes=30)
ATTEMPTS = 3


@dataclass(frozen=True)
class Job:
    """A function called every so many seconds; ``lease``: after how many seconds a silent worker is given up."""

    name: str
    every: int
    path: str
    lease: int = 300


MINUTE, HOUR, DAY = 60, 3600, 86_400
JOBS = (
    Job(HEARTBEAT, 10, "portal.beat.heartbeat", lease=10),
    Job("mails", 5, "portal.beat.send_mails", lease=180),
    Job("search", 5, "portal.beat.feed_search", lease=180),
    Job("search_verified", HOUR, "search.feeding.verify", lease=180),
    Job("publish_scheduled", MINUTE, "portal.beat.publish_scheduled"),
    Job("lost_tasks", MINUTE, "portal.beat.recover_lost_tasks"),
    Job("unfinished_proposals", HOUR, "pages.proposals.reminders.remind_unfinished"),
    Job("late_steps", HOUR, "pages.proposals.reminders.remind_late_steps"),
    Job("progress_notes", HOUR, "pages.proposals.reminders.remind_notes"),
    Job("final_reports", HOUR, "pages.proposals.reminders.remind_reports"),
    Job("absences", HOUR, "pages.proposals.services.interests.end_absences"),
    Job("digests", DAY, "pages.people.notices.send_digests"),
    Job("search_alerts", DAY, "pages.people.alerts.send_alerts"),
    Job("old_searches", DAY, "search.usage.forget_old"),
    Job("old_notices", DAY, "pages.people.notices.forget_old"),
    Job("role_groups", HOUR, "pages.people.services.refresh_teams"),
    Job("clean_sessions", DAY, "portal.beat.clean_sessions"),
    Job("clean_tasks", DAY, "portal.beat.clean_tasks"),
    Job("clean_mails", DAY, "portal.beat.clean_mails"),
    Job("empty_mails", HOUR, "portal.beat.empty_mails"),
    Job("unnamed_files", DAY, "pages.proposals.files.sweep"),
    Job("form_answers", DAY, "pages.base.services.forget_answers"),
)


# The beat


def claim(job: Job, now: datetime) -> bool:
    """Take a job if it is due and nobody is on it: one conditional update, so only one worker gets it."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    due = Q(last_run=None) | Q(last_run__lte=now - timedelta(seconds=job.every))
    taken = BeatJob.objects.filter(free, due, name=job.name)
    return bool(taken.update(last_run=now, lease_until=now + timedelta(seconds=job.lease)))


def run(job: Job) -> str:
    """Do a job; return what went wrong, the empty string when nothing did. Never raises."""
    try:
        import_string(job.path)()
    except Exception as problem:
        logger.exception("Le travail régulier « %s » a échoué.", job.name)
        return EMAIL.sub("…@…", f"{type(problem).__name__} : {problem}")[:300]
    return ""


def run_due(jobs: tuple[Job, ...] = JOBS) -> list[str]:
    """Do every job that is due, and return the names of those done. Raises DatabaseError when the database is away."""
    rows = BeatJob.objects.in_bulk([job.name for job in jobs], field_name="name")
    if missing := [BeatJob(name=job.name) for job in jobs if job.name not in rows]:
        BeatJob.objects.bulk_create(missing, ignore_conflicts=True)
    done = []
    for job in jobs:
        now = timezone.now()
        # Looked at before it is claimed: an update takes SQLite's only write lock even when it changes nothing.
        last_run = rows[job.name].last_run if job.name in rows else None
        if (last_run and last_run > now - timedelta(seconds=job.every)) or not claim(job, now):
            continue
        problem = run(job)
        BeatJob.objects.filter(name=job.name).update(lease_until=None, last_error=problem)
        done.append(job.name)
    return done


def keep_time(stopping: threading.Event, jobs: tuple[Job, ...] = JOBS) -> None:
    """Do what is due until told to stop; a database that is locked or away is asked again a moment later."""
    while not stopping.wait(TICK):
        try:
            close_old_connections()
            run_due(jobs)
        except (DatabaseError, InterfaceError) as problem:
            logger.warning("La base ne répond pas au travail régulier (%s).", type(problem).__name__)
            connections.close_all()
        except Exception:
            logger.exception("Le travail régulier a trébuché.")
    connections.close_all()


# The jobs


def heartbeat() -> None:
    """Nothing to do: the claim has written the time that ``/sante/`` reads."""


def send_mails() -> None:
    """Send the mails that wait; post_office puts those that fail back for later."""
    from post_office.mail import get_queued, send_queued

    if get_queued().exists():
        send_queued(log_level=1)


def feed_search() -> None:
    """Send to the search cluster what it has not acknowledged; what it answers has then changed."""
    if feeding.feed():
        generation.bump()


def publish_scheduled() -> None:
    call_command("publish_scheduled")


def clean_sessions() -> None:
    call_command("clearsessions")


def clean_tasks() -> None:
    call_command("prune_db_task_results", queue_name="*", min_age_days=14, verbosity=0)


def clean_mails() -> None:
    """Forget the mails of more than 90 days, with their addresses."""
    call_command("cleanup_mail", days=90, delete_attachments=True, stdout=io.StringIO())


def empty_mails() -> None:
    """Forget what the mails said once they are sent: some hold a personal link, the journal needs only their state."""
    from post_office.models import STATUS, Email

    long_sent = Email.objects.filter(status=STATUS.sent, last_updated__lt=timezone.now() - timedelta(hours=1))
    long_sent.exclude(message="", html_message="").update(message="", html_message="", context=None)


def recover_lost_tasks() -> None:
    """Put back the tasks whose worker died; one that killed its worker three times is a failure."""
    for task in DBTaskResult.objects.running():
        if not is_lost(task):
            continue
        if len(task.worker_ids) >= ATTEMPTS:
            task.set_failed(RuntimeError("The worker was lost each time."))
            continue
        unchanged = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.RUNNING, started_at=task.started_at)
        unchanged.update(status=TaskResultStatus.READY)
        logger.warning("La tâche %s avait perdu son ouvrier : remise en attente.", task.pk)


def worker_id() -> str:
    """Return this process's name among the workers: machine and process number."""
    return f"{socket.gethostname()[:50]}:{os.getpid()}"


def is_lost(task: DBTaskResult) -> bool:
    """Say whether a running task's worker is gone: its process, on this machine; half an hour's silence elsewhere."""
    machine, _separator, process = (task.worker_ids or [""])[-1].rpartition(":")
    if machine == worker_id().rpartition(":")[0] and process.isdigit() and not alive(int(process)):
        return True
    return task.started_at is None or task.started_at < timezone.now() - LOST_AFTER


def alive(process: int) -> bool:
    """Say whether a process of this machine runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
