import json
import sqlite3
from contextlib import closing

import pytest
from django.core.cache import cache, caches
from django.core.management import call_command
from django.db import connection, connections
from django.db.models.signals import post_save
from django.test import TransactionTestCase
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler

from tests import migrated


def pytest_collection_modifyitems(items):
    """Begin with what is long, so that no worker is left alone with it at the end."""
    items.sort(key=lambda item: "once" not in item.keywords)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Let the migrations find, on SQLite, a database where they are done already, if this code has left one."""
    if connection.vendor != "sqlite":
        yield
        return
    with closing(sqlite3.connect(connection.creation._get_test_db_name(), uri=True)) as database:
        migrated.copy_to(database)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Start every test from a home page, its site and the lists: making them takes longer than most tests.

    After each test that writes for good, lay that again, and what the migrations wrote: the tree's root, permissions.

    Django does it when it is asked to, from what it keeps with the connection: it finds it no more once a browser's
    loop has given this thread another one, and whatever test comes next, in whatever order, has no root.
    """
    from tests import factories

    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            migrated.keep(connection.connection)
        factories.home()
        rows = json.loads(connection.creation.serialize_db_to_string())
    # Types of content first: what is laid before them would have them made again, under other numbers.
    contents = json.dumps(sorted(rows, key=lambda row: row["model"] != "contenttypes.contenttype"))
    # What Django lays before such a test, where it still finds it.
    connection._test_serialized_contents = contents

    def lay_again(_test):
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=True)
        connection.creation.deserialize_db_from_string(contents)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lay_again)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_wagtail_search():
    """Write nothing in Wagtail's own search, a third of what saving a page costs.

    Only the administration's search box asks it, in the browser's tests, which have a portal with the real settings.
    """
    for model in get_indexed_models():
        post_save.disconnect(post_save_signal_handler, sender=model)


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
    caches["attempts"].clear()


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
