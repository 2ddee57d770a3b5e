"""What every installation has in common; what differs comes from the environment (environment.py)."""

from datetime import timedelta

from csp.constants import NONE, SELF, UNSAFE_INLINE

from portal.settings import environment
from portal.settings.environment import ROOT

DEBUG = False
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = None

INSTALLED_APPS = [
    "portal",
    "pages.proposals",
    "pages.news",
    "pages.groups",
    "pages.fund",
    "pages.actions",
    "pages.conventions",
    "pages.territories",
    "pages.base",
    "pages.people",
    "search",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "django_tasks_db",
    "post_office",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.middleware.PrivateWhenSignedIn",
    "pages.people.second_factor.SecondFactorRequired",
    "pages.base.redirects.RedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.portal",
            ],
        },
    }
]

DATABASES = {"default": environment.database("DATABASE_URL", "sqlite:///var/portail.sqlite3")}
BASE_URL = environment.base_url("BASE_URL", "http://localhost:8000")
CACHES = {
    "default": environment.cache("CACHE_URL", "locmem://"),
    # Two portals that share a disk or a server do not count together.
    "attempts": {**environment.attempts("CACHE_URL", "locmem://"), "KEY_PREFIX": BASE_URL},
}
PAGE_CACHE = True
PAGE_CACHE_FILE = ROOT / "var" / "generation"
SEARCH_CLUSTER = environment.search("SEARCH_URL", "database://")
SEARCH_SHARDS = 1
SEARCH_REPLICAS = "0-1"
"""Copies of each shard: one as soon as there is a second node."""

# Language, time and numbers

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES

# People

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "pages.people.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "add_email": "pages.people.forms.ChangeEmailForm",
    "change_password": "pages.people.forms.ChangePasswordForm",
    "login": "pages.people.forms.LoginForm",
    "reauthenticate": "pages.people.forms.ReauthenticateForm",
    "reset_password": "pages.people.forms.ResetPasswordForm",
    "reset_password_from_key": "pages.people.forms.NewPasswordForm",
    "set_password": "pages.people.forms.SetPasswordForm",
    "signup": "pages.people.forms.SignupForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# In the browser that signed up, opening the link is enough.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Not by a code sent by mail: whoever reads the mails of an open session would pass.
ACCOUNT_REAUTHENTICATION_METHODS = ("password", "mfa")
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Per network address (ip), per account or address typed (key), per person signed in (user).
ACCOUNT_RATE_LIMITS = {
    "signup": "30/h/ip",
    "search_alert": "20/h/ip,3/10m/key",
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "reset_password": "10/m/ip,3/10m/key",
    "reset_password_from_key": "20/m/ip",
    "confirm_email": "1/3m/key",
    "manage_email": "10/h/user",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
# The others are closed by the new password; this one goes on.
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = None
MFA_ADAPTER = "pages.people.accounts.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Portail CTG"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "activate_totp": "pages.people.forms.ActivateTOTPForm",
    "add_webauthn": "pages.people.forms.AddPasskeyForm",
    "authenticate": "pages.people.forms.AuthenticateForm",
    "edit_webauthn": "pages.people.forms.RenamePasskeyForm",
    "reauthenticate": "pages.people.forms.ReauthenticateByCodeForm",
}
# Who works for the portal opens these addresses with a second factor only.
SECOND_FACTOR_REQUIRED = environment.flag("SECOND_FACTOR_REQUIRED", True)
STAFF_PREFIXES = ("/admin/", "/dossiers/", "/a-traiter/")

# Files: what people send in is private until a view has asked who may see it

MEDIA_ROOT = ""
MEDIA_URL = "/fichiers-prives-sans-adresse/"
STORAGES = {
    "default": environment.storage("STORAGE_URL", "file:///var/fichiers"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "var" / "static"
STATICFILES_DIRS = [ROOT / "portal" / "static"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Mail goes through a table, so that none is lost with a process or a server

_email = environment.email("EMAIL_URL", "file:///var/courriels")
EMAIL_BACKEND = "post_office.EmailBackend"
POST_OFFICE = {
    "BACKENDS": {"default": _email.pop("DELIVERY")},
    "DEFAULT_PRIORITY": "medium",
    "MAX_RETRIES": 8,
    "RETRY_INTERVAL": timedelta(minutes=5),
    "MESSAGE_ID_ENABLED": True,
    # A mail server that hangs must not delay the worker's other work for longer than its heartbeat.
    "BATCH_SIZE": 20,
    "BATCH_DELIVERY_TIMEOUT": 45,
}
globals().update(_email)
DEFAULT_FROM_EMAIL = environment.text("EMAIL_FROM", "Portail CTG <ne-pas-repondre@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Wagtail

WAGTAIL_SITE_NAME = "Portail CTG"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "french"}}
WAGTAILDOCS_DOCUMENT_MODEL = "base.PortalDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ods", "odt", "odp", "pdf", "pptx", "txt", "xlsx"]
WAGTAILIMAGES_IMAGE_MODEL = "base.PortalImage"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "pages.proposals.finishing.finish"
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = True

SEARCH_READER_TOKENS = "pages.people.audience.reader_tokens"

# What a browser is told

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"
SESSION_COOKIE_NAME = "portail_session"
CSRF_COOKIE_NAME = "portail_csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [SELF],
        "frame-src": [SELF],
    }
}
ADMIN_CONTENT_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
}

# Logs say what happened, never to whom: no address, no query, no e-mail

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "portal": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # The portal says in one line that its cluster is away; the clients would add a traceback for each node.
        "elastic_transport": {"level": "CRITICAL"},
        "opensearch": {"level": "CRITICAL"},
    },
}
