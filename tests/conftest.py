import pytest
from django.core.cache import cache, caches


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
