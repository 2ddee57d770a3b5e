"""A SQLite database as the migrations leave it, kept in var/ from one run to the next: making one takes long."""

import hashlib
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

from portal.settings.environment import ROOT


def file() -> Path:
    """Return where the database is kept: its name changes with every migration and every line of the portal's code."""
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations.values()
    made_by = {Path(sys.modules[migration.__module__].__file__) for migration in migrations}
    for room in ("pages", "portal", "search"):
        made_by.update((ROOT / room).rglob("*.py"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(made_by))).hexdigest()
    return ROOT / "var" / f"test-migrated-{digest[:16]}.sqlite3"


def keep(database: sqlite3.Connection) -> None:
    """Keep a database just migrated, in place of those that other migrations made."""
    kept = file()
    if kept.exists():
        return
    kept.parent.mkdir(exist_ok=True)
    unfinished = kept.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(unfinished)) as copy:
        database.backup(copy)
    for former in kept.parent.glob("test-migrated-*.sqlite3"):
        former.unlink(missing_ok=True)
    unfinished.rename(kept)


def copy_to(database: sqlite3.Connection) -> None:
    """Fill an empty database with the one that is kept, if there is one."""
    if file().exists():
        with closing(sqlite3.connect(file())) as kept:
            kept.backup(database)
