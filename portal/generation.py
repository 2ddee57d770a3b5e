"""The number that says which state of the content a kept page shows: every write to the content moves it.

It lies in a small file that all the processes of a machine map (web, worker, commands) and, when the cache is a
server, in that server too, for the other machines.
"""

import fcntl
import mmap
import os
import re
import struct
import threading
import time
import uuid
from functools import lru_cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

NUMBER = struct.Struct("<Q")
SHARED_KEY = "page-cache-generation"
LOOK_AGAIN = 1.0  # seconds
NEVER = float("-inf")

# Tables that no public page shows. A table that is in none of these lists invalidates when it is written: forgetting
# one costs speed, never a stale page.
UNSEEN_APPS = {
    "account",
    "admin",
    "contenttypes",
    "django_tasks_database",
    "mfa",
    "post_office",
    "proposals",
    "sessions",
    "usersessions",
    "wagtailsearch",
}
UNSEEN_MODELS = {
    "fund.CallInvitation",
    "people.Invitation",
    "people.JoinRequest",
    "people.Membership",
    "people.NotificationPreference",
    "people.SearchAlert",
    "portal.BeatJob",
    # An entry is written with what it describes; a rebuild of the index bumps by itself.
    "search.EngineState",
    "search.EntryAudience",
    "search.EntryLabel",
    "search.EntryText",
    "search.QueryUse",
    "search.Removal",
    "search.SearchEntry",
    "wagtailadmin.EditingSession",
    "wagtailcore.Comment",
    "wagtailcore.CommentReply",
    "wagtailcore.ModelLogEntry",
    "wagtailcore.PageLogEntry",
    "wagtailcore.PageSubscription",
    "wagtailcore.ReferenceIndex",
    "wagtailcore.Revision",
    "wagtailcore.TaskState",
    "wagtailcore.UploadedFile",
    "wagtailcore.WorkflowState",
    "wagtailforms.FormSubmission",
    "wagtailusers.UserProfile",
}
# Columns written when a draft is saved (by autosave, twice a second) or when somebody logs in.
UNSEEN_COLUMNS = {
    "draft_title",
    "has_unpublished_changes",
    "last_login",
    "latest_revision_created_at",
    "latest_revision_id",
    "locked",
    "locked_at",
    "locked_by_id",
}
WRITE = re.compile(r'\s*(INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)
HIDDEN_WRITE = re.compile(r"\b(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\b", re.IGNORECASE)
OTHER_WRITE = re.compile(r"\s*(ALTER|COPY|DROP|REPLACE|TRUNCATE)\b", re.IGNORECASE)
ASSIGNED = re.compile(r'"(\w+)" = ')


class Generation:
    """The number, read without a system call; None when it cannot be known, and then nothing may be kept.

    ``path`` is the mapped file; ``server`` the alias of a cache shared between machines, or None.
    """

    def __init__(self, path: Path, server: str | None = None):
        self.path = path
        self.server = server
        self._mapped: mmap.mmap | None = None
        self._inode: int | None = None
        self._token: str | None = None
        self._looked_at = NEVER
        self._looking = threading.Lock()

    def read(self) -> tuple[int, str] | None:
        """Return the present generation, to be compared with an earlier one."""
        if time.monotonic() - self._looked_at >= LOOK_AGAIN and self._looking.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._looking.release()
        mapped, token = self._mapped, self._token
        if mapped is None or token is None:
            return None
        return NUMBER.unpack_from(mapped)[0], token

    def move(self) -> None:
        """Go to the next generation, for every process and every machine."""
        try:
            self._move_file()
        except OSError:
            self._mapped = None
        if self.server:
            caches[self.server].set(SHARED_KEY, uuid.uuid4().hex, timeout=None)
            self._looked_at = NEVER

    def _look(self) -> None:
        """Map the file again if it was replaced, and ask the shared cache; once a second at most."""
        self._looked_at = time.monotonic()
        try:
            if self._mapped is None or os.stat(self.path).st_ino != self._inode:
                self._map()
        except OSError:
            self._mapped = None
        self._token = self._ask_server() if self.server else ""

    def _map(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if not self.path.exists() or self.path.stat().st_size < NUMBER.size:
            self._move_file()
        with self.path.open("rb") as file:
            self._inode = os.fstat(file.fileno()).st_ino
            self._mapped = mmap.mmap(file.fileno(), NUMBER.size, prot=mmap.PROT_READ)

    def _ask_server(self) -> str | None:
        """Return the server's token, made if it holds none; None when it does not answer."""
        cache = caches[self.server]
        token = cache.get(SHARED_KEY)
        if token is None:
            cache.add(SHARED_KEY, uuid.uuid4().hex, timeout=None)
            token = cache.get(SHARED_KEY)
        return token

    def _move_file(self) -> None:
        """Write a number that was never used, even by a file deleted since: the clock, or one more."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o660)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            kept = os.pread(descriptor, NUMBER.size, 0)
            before = NUMBER.unpack(kept)[0] if len(kept) == NUMBER.size else 0
            os.pwrite(descriptor, NUMBER.pack(max(before + 1, time.time_ns())), 0)
        finally:
            os.close(descriptor)


@lru_cache(maxsize=1)
def current() -> Generation:
    """Return this installation's generation."""
    between_machines = "redis" in settings.CACHES["default"]["BACKEND"].lower()
    return Generation(Path(settings.PAGE_CACHE_FILE), "default" if between_machines else None)


def bump(using: str = "default") -> None:
    """Move the generation when the transaction commits, at once outside any; a rollback moves nothing."""
    bump_with(connections[using])


def bump_with(connection: BaseDatabaseWrapper) -> None:
    if connection.in_atomic_block:
        connection.on_commit(current().move)
    else:
        current().move()


def changes_pages(sql: str) -> bool:
    """Say whether a statement may change what a public page shows."""
    found = WRITE.match(sql)
    if not found:
        return bool(OTHER_WRITE.match(sql)) or (sql.lstrip()[:4].upper() == "WITH" and bool(HIDDEN_WRITE.search(sql)))
    if found[2] in unseen_tables():
        return False
    if found[1].upper() != "UPDATE":
        return True
    assigned = set(ASSIGNED.findall(sql[found.end() :].partition(" WHERE ")[0]))
    return not assigned or not assigned <= UNSEEN_COLUMNS


@lru_cache(maxsize=1)
def unseen_tables() -> frozenset[str]:
    """Return the tables that no public page shows; image renditions are made while a page is rendered."""
    from wagtail.images.models import AbstractRendition

    return frozenset(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in UNSEEN_APPS
        or model._meta.label in UNSEEN_MODELS
        or issubclass(model, AbstractRendition)
    )


def watch(execute, sql, params, many, context):
    """Run a statement and bump if it wrote something that pages show."""
    result = execute(sql, params, many, context)
    if changes_pages(str(sql)):
        bump_with(context["connection"])
    return result


def _watch_connection(connection, **kwargs) -> None:
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch)


def connect() -> None:
    """Watch every connection's writes.

    Statements rather than model signals: ``update()``, ``bulk_create()``, moves in the tree and raw SQL send none,
    and a rule that asks each service to remember would be forgotten once.
    """
    connection_created.connect(_watch_connection, dispatch_uid="page-cache-generation")
