"""``make demo``, once the libraries are there: database, content, web server and worker."""

import os
import socket
import sys
import time

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal import supervisor
from portal.demo.accounts import ACCOUNTS, PASSWORD
from portal.settings import environment

OUR_APPS = ("portal", "pages.", "search")
READY_WITHIN = 30.0  # seconds
# There while the demonstration is being loaded: an interrupted loading is taken up again at the next start.
LOADING = environment.ROOT / "var" / "demo-en-cours"


class Command(BaseCommand):
    help = "Prépare le portail de démonstration et le sert jusqu’à Ctrl-C."
    # The checks run with the migrations below; twice would be a second lost at each start.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--prepare-only", action="store_true", help="prépare sans servir")

    def handle(self, *, host: str, port: int, prepare_only: bool, **options):
        prepare_database(self.stdout)
        if LOADING.exists() or is_empty():
            self.stdout.write(_("Chargement du contenu de démonstration…"))
            LOADING.parent.mkdir(exist_ok=True)
            LOADING.touch()
            call_command("load_demo", stdout=self.stdout)
            LOADING.unlink(missing_ok=True)
        if prepare_only:
            return
        children = [
            supervisor.Child(_("Le serveur web"), supervisor.web(host, port)),
            supervisor.Child(_("L’ouvrier"), supervisor.worker()),
        ]
        connection.close()
        keeper = supervisor.Supervisor(children, say=self.stderr.write)
        keeper.run(lambda: self.welcome(keeper, host, port))

    def welcome(self, keeper: supervisor.Supervisor, host: str, port: int) -> None:
        """Print where to go and with which accounts, once the server answers."""
        if not answers(host, port, keeper):
            return
        shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::", "::1") else host
        lines = [
            "",
            _("Le portail est ouvert : http://%(host)s:%(port)s") % {"host": shown, "port": port},
            _("Comptes, sur http://%(host)s:%(port)s/compte/connexion/ (mot de passe : %(password)s)")
            % {"password": PASSWORD, "host": shown, "port": port},
            *(f"  {address:<26} {what}" for address, what in ACCOUNTS),
            _("Ctrl-C arrête tout."),
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def prepare_database(out) -> None:
    """Migrate. Raises CommandError, saying what to do, when an older database does not match the migrations."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        os.makedirs(os.path.dirname(name), exist_ok=True)
    try:
        waiting = pending()
        if waiting:
            call_command("migrate", interactive=False, verbosity=1, stdout=Progress(out, waiting), skip_checks=True)
        fits = schema_fits()
    except (InconsistentMigrationHistory, DatabaseError) as problem:
        raise CommandError(outdated(name, problem)) from problem
    if not fits:
        raise CommandError(outdated(name))


def pending() -> int:
    """Return how many migrations are to be applied. Raises InconsistentMigrationHistory."""
    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def outdated(name: str, problem: Exception | None = None) -> str:
    """Return the line for a database that the present migrations did not make."""
    if "unable to open" in str(problem) or "readonly" in str(problem):
        return _("La base %(name)s ne peut pas être ouverte en écriture : changez ses droits.") % {"name": name}
    if "locked" in str(problem):
        return _("La base %(name)s est occupée par un autre programme : arrêtez-le, puis recommencez.") % {"name": name}
    if connection.vendor == "sqlite":
        return _(
            "La base %(name)s vient d’une version plus ancienne : supprimez-la (rm %(name)s*), puis recommencez."
        ) % {"name": os.path.relpath(name)}
    return _("La base « %(name)s » ne peut pas servir : recréez-la vide, puis recommencez.") % {"name": name}


def schema_fits() -> bool:
    """Say whether our tables have the columns of our models.

    Migrations that were made again bear the same names: their history alone does not tell.
    """
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in apps.get_models(include_auto_created=True):
            if not model._meta.app_config.name.startswith(OUR_APPS) or not model._meta.managed:
                continue
            if model._meta.db_table not in tables:
                return False
            described = connection.introspection.get_table_description(cursor, model._meta.db_table)
            if not {field.column for field in model._meta.local_concrete_fields} <= {
                column.name for column in described
            }:
                return False
    return True


def is_empty() -> bool:
    """Say whether the portal has no page but its home."""
    return not Page.objects.using(DEFAULT_DB_ALIAS).filter(depth__gte=3).exists()


def answers(host: str, port: int, keeper: supervisor.Supervisor) -> bool:
    """Wait until the server accepts connections; False when it does not in time, or when told to stop."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    limit = time.monotonic() + READY_WITHIN
    while time.monotonic() < limit and not keeper.stopping.is_set():
        try:
            with socket.create_connection((target, port), timeout=1):
                return True
        except OSError:
            keeper.watch()
            time.sleep(0.1)
    return False


class Progress:
    """Where ``migrate`` writes: each line about a migration moves a bar."""

    def __init__(self, out, total: int):
        self.out, self.total, self.done = out, total, 0
        self.shown = sys.stdout.isatty()
        out.write(_("Préparation de la base de données…"))

    def write(self, text: str) -> None:
        if "OK" not in text:
            return
        self.done += 1
        if self.shown:
            filled = 30 * self.done // self.total
            end = "\n" if self.done >= self.total else ""
            self.out.write(f"\r[{'#' * filled}{'.' * (30 - filled)}] {self.done}/{self.total}", ending=end)
            self.out.flush()

    def flush(self) -> None:
        self.out.flush()

    def isatty(self) -> bool:
        return False
