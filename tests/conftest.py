import sqlite3
from contextlib import closing

import pytest
from django.core.cache import cache
from django.db import connections


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Keep uploaded files in a folder of the test's own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }


@pytest.fixture(autouse=True)
def empty_cache():
    """Forget what a test left in this process's cache (Wagtail keeps renditions there): its rows are gone too."""
    cache.clear()


@pytest.fixture
def portal(db):
    """A home page and its site."""
    from tests import factories

    return factories.home()


@pytest.fixture
def shared_database(db, tmp_path):
    """Let the threads of a test open connections of their own to one database, as web processes do.

    SQLite's test database lies in this process's memory, where a second writer is refused at once instead of waiting:
    the test gets a copy in a file, opened with the portal's own options.
    """
    kept = connections["default"]
    if kept.vendor != "sqlite":
        yield
        return
    named = connections.settings["default"]["NAME"]
    kept.ensure_connection()
    with closing(sqlite3.connect(tmp_path / "shared.sqlite3")) as file:
        kept.connection.backup(file)
    connections.settings["default"]["NAME"] = str(tmp_path / "shared.sqlite3")
    connections["default"] = connections.create_connection("default")
    yield
    connections["default"].close()
    connections.settings["default"]["NAME"] = named
    connections["default"] = kept
