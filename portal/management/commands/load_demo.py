"""Load the demonstration portal: Mérignac and Gennevilliers in full, one account for each role."""

import sys

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from pages.territories.geography import loading
from portal.demo.builder import Builder, other_content


class Command(BaseCommand):
    help = (
        "Charge le portail de démonstration. Ce qui y est déjà reste tel quel, ce qui manque est ajouté : une seconde "
        "exécution ne change rien. Crée des comptes dont le mot de passe est public."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--force", action="store_true", help="Ajoute la démonstration à un portail qui a déjà d’autres pages."
        )

    def handle(self, *, force, **options):
        if other_content() and not force:
            raise CommandError(
                _(
                    "Ce portail contient déjà des pages : la démonstration n’a pas été chargée. Pour l’ajouter quand "
                    "même, avec ses comptes au mot de passe public : manage.py load_demo --force."
                )
            )
        if loading.current().number == 0:
            call_command("import_geography", stdout=self.stdout)
        made = Builder(timezone.localdate(), self.progress).load()
        self.end_progress()
        if not made:
            return self.stdout.write(_("La démonstration est déjà chargée, rien n’a changé."))
        found = ", ".join(f"{count} {what}" for what, count in made.items())
        self.stdout.write(self.style.SUCCESS(_("Démonstration chargée : %(found)s.") % {"found": found}))

    def progress(self, title: str) -> None:
        """Name, in a terminal, what has just been made; say nothing to a log."""
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{title[:70]}")
            sys.stderr.flush()

    def end_progress(self) -> None:
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
