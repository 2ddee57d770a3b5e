"""A machine of one's own: `make demo` and `manage.py` without any variable set."""

from django.core.management.utils import get_random_secret_key

from portal.settings.base import *  # noqa: F403
from portal.settings.base import ROOT, environment


def kept_secret_key() -> str:
    """Return this folder's own key, made at the first start: none is written in the repository."""
    kept = ROOT / "var" / "secret_key"
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(get_random_secret_key())
    return kept.read_text()


SECRET_KEY = environment.text("SECRET_KEY", "") or kept_secret_key()
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
# Browsers take http://localhost for a safe place; passkeys can be tried there.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
