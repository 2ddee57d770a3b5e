"""The web process: the page cache stands before Django."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")

from django.core.wsgi import get_wsgi_application  # noqa: E402

django_application = get_wsgi_application()

from portal.page_cache import PageCache  # noqa: E402 - the settings and the apps must be ready

application = PageCache(django_application)

# What is loaded now stays: the collector need not walk through it again at each of its rounds.
gc.collect()
gc.freeze()
