"""The test suite: the real database named by DATABASE_URL, mail kept in memory, the rest as in development."""

import os

os.environ.setdefault("DATABASE_URL", "sqlite:///var/test.sqlite3")
os.environ.setdefault("SECRET_KEY", "clé-de-test-sans-valeur-" * 3)
os.environ.setdefault("STORAGE_URL", "file:///var/test-fichiers")

from portal.settings.development import *  # noqa: E402, F403

# The mails are read in django.core.mail.outbox, whatever queue production puts before the server.
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# A test that checks a password should not wait for a deliberately slow hash.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A task runs when its transaction would have let the worker see it.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# Attempts are counted in memory, which each test empties.
CACHES["attempts"] = {  # noqa: F405
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "attempts",
}
# Tests sign in by force, without a second factor; its own tests ask for it.
SECOND_FACTOR_REQUIRED = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# Tests of the page cache switch it on; the others see each answer as Django makes it.
PAGE_CACHE = False
PAGE_CACHE_FILE = ROOT / "var" / "test-generation"  # noqa: F405
# Playwright keeps an event loop running in the worker that drives the browser; Django would take each query of the
# tests that follow for one made from asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
