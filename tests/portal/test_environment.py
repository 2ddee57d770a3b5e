"""The environment's variables: what is malformed, or missing in production, stops the start-up by its name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.settings import environment

ROOT = Path(__file__).resolve().parents[2]
READERS = {
    "DATABASE_URL": environment.database,
    "CACHE_URL": environment.cache,
    "EMAIL_URL": environment.email,
    "STORAGE_URL": environment.storage,
    "SEARCH_URL": environment.search,
    "BASE_URL": environment.base_url,
    "ALLOWED_HOSTS": environment.hosts,
}
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "portail.exemple.fr",
    "BASE_URL": "https://portail.exemple.fr",
    "DATABASE_URL": "postgresql://portail:secret@localhost:5432/portail",
    "EMAIL_URL": "smtp+tls://portail:secret@smtp.exemple.fr:587",
}


def test_the_second_factor_is_required_until_told_otherwise(monkeypatch):
    monkeypatch.delenv("SECOND_FACTOR_REQUIRED", raising=False)
    assert environment.flag("SECOND_FACTOR_REQUIRED", True)
    monkeypatch.setenv("SECOND_FACTOR_REQUIRED", "false")
    assert not environment.flag("SECOND_FACTOR_REQUIRED", True)
    monkeypatch.setenv("SECOND_FACTOR_REQUIRED", "non")
    with pytest.raises(ImproperlyConfigured, match="^SECOND_FACTOR_REQUIRED"):
        environment.flag("SECOND_FACTOR_REQUIRED", True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://localhost/base"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "postgresql://localhost:5432"),
        ("DATABASE_URL", "postgresql://localhost:port/base"),
        ("DATABASE_URL", "portail.sqlite3"),
        ("CACHE_URL", "memcached://localhost"),
        ("EMAIL_URL", "smtp://"),
        ("EMAIL_URL", "smtp.exemple.fr"),
        ("STORAGE_URL", "s3://"),
        ("STORAGE_URL", "s3://seau?couleur=bleu"),
        ("SEARCH_URL", "solr://localhost"),
        ("SEARCH_URL", "database://localhost"),
        ("SEARCH_URL", "opensearch://localhost:9200"),
        ("SEARCH_URL", "opensearch://localhost:9200/Majuscules"),
        ("SEARCH_URL", "opensearch://localhost:99999/portail"),
        ("SEARCH_URL", "opensearch:///portail"),
        ("SEARCH_URL", "opensearch://a:9200,/portail"),
        ("SEARCH_URL", "elasticsearch://localhost/portail?tls=oui"),
        ("SEARCH_URL", "elasticsearch://localhost/portail?ca=/ca.pem"),
        ("SEARCH_URL", "elasticsearch://localhost/portail?couleur=bleu"),
        ("BASE_URL", "portail.exemple.fr"),
        ("BASE_URL", "https://portail.exemple.fr/chemin"),
        ("ALLOWED_HOSTS", "https://portail.exemple.fr"),
        ("ALLOWED_HOSTS", "un nom"),
    ],
)
def test_a_malformed_variable_is_refused_by_its_name(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=f"^{name}"):
        READERS[name](name)


def test_a_password_s_special_characters_are_read_back(monkeypatch):
    monkeypatch.setenv("EMAIL_URL", "smtps://a%40b:p%3Aq@smtp.exemple.fr")
    found = environment.email("EMAIL_URL")
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"], found["EMAIL_PORT"]) == ("a@b", "p:q", 465)


def test_a_search_cluster_is_several_hosts_an_account_and_a_prefix(monkeypatch):
    address = "opensearch://portail:p%40sse@un.exemple.fr:9201,deux.exemple.fr/recherche?tls=true&ca=/etc/ca.pem"
    monkeypatch.setenv("SEARCH_URL", address)
    assert environment.search("SEARCH_URL") == {
        "engine": "opensearch",
        "hosts": ["https://un.exemple.fr:9201", "https://deux.exemple.fr:9200"],
        "prefix": "recherche",
        "username": "portail",
        "password": "p@sse",
        "authority": "/etc/ca.pem",
    }
    monkeypatch.setenv("SEARCH_URL", "elasticsearch://localhost/portail")
    monkeypatch.setenv("SEARCH_USERNAME", "lecteur")
    monkeypatch.setenv("SEARCH_PASSWORD", "secret")
    found = environment.search("SEARCH_URL")
    assert (found["hosts"], found["username"], found["password"]) == (["http://localhost:9200"], "lecteur", "secret")
    monkeypatch.setenv("SEARCH_URL", "database://")
    assert environment.search("SEARCH_URL") is None


def start(**changes) -> subprocess.CompletedProcess:
    """Load the production settings in a process of their own."""
    variables = {name: value for name, value in {**PRODUCTION, **changes}.items() if value is not None}
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [sys.executable, "-c", "import django; django.setup()"]
    return subprocess.run(command, cwd=ROOT, env={**kept, **variables}, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "DATABASE_URL", "EMAIL_URL"])
def test_production_does_not_start_without_what_it_needs(name):
    stopped = start(**{name: None})
    assert stopped.returncode != 0
    assert stopped.stderr.strip().splitlines()[-1].startswith(f"django.core.exceptions.ImproperlyConfigured: {name}")


def test_production_starts_with_them():
    assert start().returncode == 0


def test_a_short_secret_key_is_refused():
    assert "SECRET_KEY" in start(SECRET_KEY="court").stderr


def test_production_does_not_do_without_the_second_factor():
    stopped = start(SECOND_FACTOR_REQUIRED="false")
    assert stopped.returncode != 0
    assert "ImproperlyConfigured: SECOND_FACTOR_REQUIRED" in stopped.stderr.strip().splitlines()[-1]
    assert start(SECOND_FACTOR_REQUIRED="true").returncode == 0
