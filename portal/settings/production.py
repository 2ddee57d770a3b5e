"""A server that people use: nothing is guessed, everything is encrypted."""

from portal.settings.base import *  # noqa: F403
from portal.settings.base import environment

SECRET_KEY = environment.text("SECRET_KEY")
if len(SECRET_KEY) < 50:
    raise environment.refused("SECRET_KEY", "au moins 50 caractères, tirés au hasard.")
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS")
BASE_URL = WAGTAILADMIN_BASE_URL = environment.base_url("BASE_URL")
DATABASES = {"default": environment.database("DATABASE_URL")}
environment.text("EMAIL_URL")
if not SECOND_FACTOR_REQUIRED:  # noqa: F405
    raise environment.refused("SECOND_FACTOR_REQUIRED", "« false » n’est accepté qu’en développement.")

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# The editors' preview shows the portal's own pages in a frame: SAMEORIGIN, as the policy's frame-ancestors says.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
