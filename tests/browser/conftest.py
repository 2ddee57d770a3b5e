"""A portal as a newcomer gets it: a database of its own, the demonstration, the real server, a real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "demo-portail"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pytest_collection_modifyitems(items):
    """Mark what is in this folder; one worker drives the one browser, against the one portal."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if not CHROMIUM:
        reason = "Chromium est absent : sudo apt install chromium"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-background-networking", "--no-first-run", "--disable-component-update"],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "fr-FR", "viewport": {"width": 1280, "height": 900}}


@contextmanager
def _database(folder: Path):
    """Yield the address of an empty database of the kind that the suite runs on."""
    asked = settings.DATABASES["default"]
    if "sqlite" in asked["ENGINE"]:
        yield f"sqlite:////{str(folder / 'portail.sqlite3').lstrip('/')}"
        return
    name = f"portail_browser_{os.getpid()}"
    server = {
        "host": asked["HOST"],
        "port": asked["PORT"] or None,
        "user": asked["USER"] or None,
        "password": asked["PASSWORD"] or None,
        "dbname": "postgres",
    }
    connection = psycopg2.connect(**{key: value for key, value in server.items() if value})
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        who = (
            f"{asked['USER']}:{asked['PASSWORD']}@" if asked["PASSWORD"] else f"{asked['USER']}@" * bool(asked["USER"])
        )
        yield f"postgresql://{who}{asked['HOST'] or 'localhost'}:{asked['PORT'] or 5432}/{name}"
    finally:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.close()


@pytest.fixture(scope="session")
def portal_environment(tmp_path_factory):
    """Load the demonstration, and yield the variables of its processes."""
    folder = tmp_path_factory.mktemp("portail")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://localhost:{port}"
    with _database(folder) as database:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.development",
            "DATABASE_URL": database,
            "STORAGE_URL": f"file:////{str(folder / 'fichiers').lstrip('/')}",
            "EMAIL_URL": f"file:////{str(folder / 'courriels').lstrip('/')}",
            "BASE_URL": url,
            "SECOND_FACTOR_REQUIRED": "false",
        }
        for command in (["migrate", "--verbosity", "0"], ["load_demo"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
        yield environment


@pytest.fixture(scope="session")
def portal_url(portal_environment, tmp_path_factory):
    """Serve it, and yield its address."""
    url = portal_environment["BASE_URL"]
    log_file = tmp_path_factory.mktemp("serveur") / "serveur.log"
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", url.rpartition(":")[2]]
    command = [*granian, "--blocking-threads", "4", "portal.wsgi:application"]
    with log_file.open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=portal_environment, stdout=log, stderr=log)
    try:
        _wait(url, server, log_file)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(url: str, server: subprocess.Popen, log: Path) -> None:
    for _attempt in range(150):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/robots.txt", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"Le serveur ne répond pas :\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def base_url(portal_url):
    return portal_url


@pytest.fixture
def sign_in(page):
    """Return what signs the browser in as one of the demonstration's accounts."""

    def as_account(email: str):
        page.goto("/compte/connexion/")
        page.get_by_label("Adresse électronique").fill(email)
        page.get_by_label("Mot de passe").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Se connecter", exact=True).click()
        page.wait_for_url(lambda url: "/compte/" not in url)
        return page

    return as_account
