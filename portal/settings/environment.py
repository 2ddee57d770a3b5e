"""The environment's variables, read once, each refused by its name when it cannot be used.

The table of docs/administrator.md lists them; a malformed one stops the start-up with one line that names it.
"""

import os
import re
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent.parent


def refused(name: str, why: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} : {why}")


def text(name: str, default: str | None = None) -> str:
    """Return a variable, or its default; without one it is required.

    Raises ImproperlyConfigured, naming the variable, when it is required and absent or empty.
    """
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise refused(name, "variable absente. Elle est nécessaire en production.")
    return value


def flag(name: str, default: bool) -> bool:
    """Return a variable that says « true » or « false »."""
    value = text(name, "true" if default else "false")
    if value not in ("true", "false"):
        raise refused(name, f"« {value} » : attendu true ou false.")
    return value == "true"


def hosts(name: str, default: str | None = None) -> list[str]:
    """Return the host names of a comma-separated variable."""
    found = [part.strip() for part in text(name, default).split(",") if part.strip()]
    for host in found:
        if not re.fullmatch(r"\*|\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9a-fA-F:]+\]", host):
            raise refused(name, f"« {host} » n’est pas un nom d’hôte.")
    return found


def base_url(name: str, default: str | None = None) -> str:
    """Return the portal's public address, scheme and host only, without a final slash."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise refused(name, f"« {value} » n’est pas une adresse comme https://portail.exemple.fr.")
    return value


def database(name: str, default: str | None = None) -> dict:
    """Return Django's settings of a SQLite or PostgreSQL database."""
    value = text(name, default)
    parts = address(name, value, {"sqlite", "postgres", "postgresql"})
    if parts.scheme == "sqlite":
        path = unquote(parts.path).removeprefix("/") if parts.netloc == "" else ""
        if not path:
            raise refused(name, "le chemin manque : sqlite:///var/portail.sqlite3 ou sqlite:////chemin/absolu.")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": ":memory:" if path == ":memory:" else ROOT / path,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
                " PRAGMA cache_size=-16000; PRAGMA mmap_size=134217728;",
            },
        }
    if not parts.path.strip("/"):
        raise refused(name, "le nom de la base manque : postgresql://utilisateur@hôte:5432/base.")
    found = environ.Env.db_url_config(value)
    return {
        **found,
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **found.get("OPTIONS", {})},
    }


def cache(name: str, default: str | None = None) -> dict:
    """Return Django's settings of a cache: this process's memory, or a Redis server that processes share."""
    value = text(name, default)
    if address(name, value, {"locmem", "redis", "rediss"}).scheme == "locmem":
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {
        "BACKEND": "portal.cache.SurvivingRedisCache",
        "LOCATION": value,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }


def attempts(name: str, default: str | None = None) -> dict:
    """Return Django's settings of the cache that counts attempts to log in: all processes must share it.

    It is the cache server where there is one; else, and while that server does not answer, this machine's disk.
    """
    shared = cache(name, default)
    aside = {
        "BACKEND": "portal.cache.MachineCache",
        "LOCATION": str(ROOT / "var" / "tentatives"),
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
    if "LOCATION" not in shared:
        return aside
    options = {**shared["OPTIONS"], "aside": aside["LOCATION"]}
    return {**shared, "BACKEND": "portal.cache.CountingCache", "OPTIONS": options}


def email(name: str, default: str | None = None) -> dict:
    """Return the settings of outgoing mail: kept in a folder (development) or given to an SMTP server."""
    value = text(name, default)
    parts = address(name, value, {"file", "console", "smtp", "smtps", "smtp+tls"})
    if parts.scheme == "console":
        return {"DELIVERY": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "file":
        return {
            "DELIVERY": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(ROOT / unquote(parts.path).removeprefix("/")),
        }
    if not parts.hostname:
        raise refused(name, "le serveur manque : smtp+tls://utilisateur:secret@hôte:587.")
    return {
        "DELIVERY": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtps": 465, "smtp+tls": 587}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 10,
    }


def storage(name: str, default: str | None = None) -> dict:
    """Return Django's settings of the uploaded files' storage, a private folder or an S3 bucket.

    No address ever leads to this storage: files are served by views that ask who may see them.
    """
    value = text(name, default)
    parts = address(name, value, {"file", "s3"})
    if parts.scheme == "file":
        folder = ROOT / unquote(parts.path).removeprefix("/")
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder)}}
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    if not parts.hostname or set(options) - {"endpoint", "region"}:
        raise refused(name, "attendu : s3://clé:secret@seau?endpoint=https://hôte&region=fr-par.")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.hostname,
            "access_key": unquote(parts.username or "") or None,
            "secret_key": unquote(parts.password or "") or None,
            "endpoint_url": options.get("endpoint"),
            "region_name": options.get("region"),
            "default_acl": "private",
            "querystring_auth": True,
        },
    }


def search(name: str, default: str | None = None) -> dict | None:
    """Return the search cluster that an address names; None: the database searches by itself.

    Several hosts are separated by commas; the account may be kept out of the address, in SEARCH_USERNAME and
    SEARCH_PASSWORD. ``tls=true`` speaks HTTPS, ``ca`` names the certificate of its authority.
    """
    value = text(name, default)
    engine, separator, rest = value.partition("://")
    if not separator or engine not in ("database", "elasticsearch", "opensearch"):
        raise refused(name, "doit commencer par database://, elasticsearch://, opensearch://.")
    if engine == "database":
        if rest:
            raise refused(name, "attendu : database:// (le moteur de la base de données), sans rien d’autre.")
        return None
    expected = "attendu : opensearch://compte:secret@hôte1:9200,hôte2:9200/prefixe?tls=true&ca=/chemin/ca.pem."
    place, _mark, query = rest.partition("?")
    servers, _slash, prefix = place.partition("/")
    account, _at, servers = servers.rpartition("@")
    username, _colon, password = account.partition(":")
    options = {key: values[-1] for key, values in parse_qs(query, keep_blank_values=True).items()}
    tls = options.pop("tls", "false")
    authority = options.pop("ca", "")
    named = re.fullmatch(r"[a-z0-9][a-z0-9-]{0,60}", prefix)
    if options or tls not in ("true", "false") or not named or (authority and tls == "false"):
        raise refused(name, expected)
    hosts = []
    for server in servers.split(","):
        found = re.fullmatch(r"([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(?::(\d{1,5}))?", server)
        if not found or not 0 < int(found[2] or 9200) < 65536:
            raise refused(name, expected)
        hosts.append(f"{'https' if tls == 'true' else 'http'}://{found[1]}:{found[2] or 9200}")
    return {
        "engine": engine,
        "hosts": hosts,
        "prefix": prefix,
        "username": text("SEARCH_USERNAME", unquote(username)),
        "password": text("SEARCH_PASSWORD", unquote(password)),
        "authority": authority,
    }


def address(name: str, value: str, schemes: set[str]):
    """Return an address split in parts, or refuse it by the variable's name."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError as problem:
        raise refused(name, f"adresse illisible ({problem}).") from problem
    if parts.scheme not in schemes or "://" not in value:
        raise refused(name, f"doit commencer par {', '.join(f'{scheme}://' for scheme in sorted(schemes))}.")
    return parts
