"""What moves the content's generation, hence throws the kept pages away."""

import subprocess
import sys

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page, Site

from portal.generation import SHARED_KEY, Generation, changes_pages, current
from portal.models import BeatJob


@pytest.fixture
def generation(settings, tmp_path):
    settings.PAGE_CACHE_FILE = tmp_path / "generation"
    current.cache_clear()
    yield current()
    current.cache_clear()


@pytest.fixture
def moved(generation, django_capture_on_commit_callbacks):
    """Return a function that says whether what it is given, once committed, moved the generation."""

    def moved(write) -> bool:
        before = generation.read()
        with django_capture_on_commit_callbacks(execute=True):
            write()
        return generation.read() != before

    return moved


@pytest.fixture
def page(portal):
    return portal


def test_saving_updating_moving_and_deleting_pages_move_it(page, moved):
    child = page.add_child(instance=Page(title="Un", slug="un"))
    other = page.add_child(instance=Page(title="Deux", slug="deux"))
    assert moved(lambda: page.add_child(instance=Page(title="Trois", slug="trois")))
    assert moved(lambda: Page.objects.filter(pk=child.pk).update(title="Autre"))
    assert moved(lambda: Page.objects.get(pk=child.pk).move(Page.objects.get(pk=other.pk), pos="last-child"))
    assert moved(lambda: Page.objects.get(pk=child.pk).unpublish())
    assert moved(lambda: Page.objects.get(pk=other.pk).delete())


def test_publishing_moves_it_and_saving_a_draft_does_not(page, moved):
    page.title = "Brouillon"
    assert not moved(page.save_revision)
    revision = page.get_latest_revision()
    assert moved(revision.publish)


def test_a_setting_moves_it(page, moved):
    assert moved(lambda: Site.objects.update_or_create(hostname="a.test", defaults={"root_page": page}))


def test_what_no_page_shows_does_not_move_it(db, moved, django_user_model):
    reader = django_user_model.objects.create_user(email="a@exemple.test", password="x")
    assert not moved(lambda: BeatJob.objects.create(name="un", last_run=timezone.now()))
    assert not moved(lambda: Session.objects.create(session_key="a", session_data="", expire_date=timezone.now()))
    assert not moved(lambda: django_user_model.objects.filter(pk=reader.pk).update(last_login=timezone.now()))
    assert moved(lambda: django_user_model.objects.filter(pk=reader.pk).update(is_active=False))


def test_reading_does_not_move_it(page, moved):
    assert not moved(lambda: list(Page.objects.filter(title__icontains="update").select_related("content_type")))


@pytest.mark.django_db(transaction=True)
def test_it_moves_at_the_commit_and_never_for_a_rollback(generation):
    before = generation.read()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Page.objects.filter(depth=1).update(title="Perdu")
        raise ZeroDivisionError
    assert generation.read() == before
    with transaction.atomic():
        Page.objects.filter(depth=1).update(title="Gardé")
        assert generation.read() == before
    assert generation.read() != before


@pytest.mark.parametrize(
    ("sql", "changes"),
    [
        ('SELECT "a" FROM "wagtailcore_page" WHERE "title" = \'UPDATE\'', False),
        ('INSERT INTO "wagtailcore_page" ("title") VALUES (%s)', True),
        ('INSERT OR IGNORE INTO "wagtailcore_page" ("title") VALUES (%s)', True),
        ('UPDATE "wagtailcore_page" SET "draft_title" = %s, "latest_revision_id" = %s WHERE "id" = %s', False),
        ('UPDATE "wagtailcore_page" SET "draft_title" = %s, "live" = %s WHERE "id" = %s', True),
        ('DELETE FROM "wagtailcore_page" WHERE "id" = %s', True),
        ('DELETE FROM "django_session" WHERE 1', False),
        ("WITH gone AS (DELETE FROM a RETURNING *) SELECT * FROM gone", True),
        ("WITH a AS (SELECT 1) SELECT * FROM a", False),
        ('ALTER TABLE "areas_new" RENAME TO "areas"', True),
        ("SAVEPOINT x", False),
        ("COPY areas FROM STDIN", True),
    ],
)
def test_a_statement_changes_pages_when_it_writes_something_that_they_show(sql, changes):
    assert changes_pages(sql) is changes


def test_another_process_sees_the_move(tmp_path):
    path = tmp_path / "generation"
    generation = Generation(path)
    before = generation.read()
    code = f"from portal.generation import Generation; from pathlib import Path; Generation(Path({str(path)!r})).move()"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert generation.read() != before


def test_a_file_deleted_and_made_again_never_repeats_a_number(tmp_path):
    path = tmp_path / "generation"
    first = Generation(path)
    before = first.read()
    path.unlink()
    assert Generation(path).read() != before


def test_a_server_lost_forbids_keeping_and_found_again_gives_another_generation(tmp_path, redis_server, settings):
    settings.CACHES = {"default": redis_server.settings}
    generation, elsewhere = Generation(tmp_path / "a", "default"), Generation(tmp_path / "b", "default")
    before = generation.read(), elsewhere.read()
    assert before[0][1] == before[1][1]
    elsewhere.move()
    generation.move()
    assert generation.read()[1] != before[0][1]
    assert caches["default"].get(SHARED_KEY) == generation.read()[1]
    redis_server.stop()
    generation.move()
    assert generation.read() is None


def test_the_connection_is_watched(db):
    from portal.generation import watch

    connection.ensure_connection()
    assert connection.execute_wrappers.count(watch) == 1
