"""Load the official code geography: all of France from its npm package, or the extract that comes with the portal."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from pages.territories.geography import loading
from pages.territories.geography.extract import write_extract
from pages.territories.geography.models import Area
from pages.territories.geography.source import BadSource, Source, read

BAR = 40  # characters


class Command(BaseCommand):
    help = (
        "Charge les régions, départements, intercommunalités et communes. Pour toute la France : "
        "« npm pack @etalab/decoupage-administratif », puis « manage.py import_geography etalab-decoupage-"
        "administratif-*.tgz ». Sans SOURCE : l’extrait fourni avec le portail (Gironde, Hauts-de-Seine). "
        "L’édition en service le reste jusqu’à ce que la nouvelle soit complète."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "source",
            nargs="?",
            type=Path,
            metavar="SOURCE",
            help="Dossier qui contient communes.json, departements.json, regions.json et epci.json, paquet npm "
            "dépaqueté, ou son archive .tgz.",
        )
        parser.add_argument(
            "--extract", action="store_true", help="Charge l’extrait fourni, même à la place de toute la France."
        )
        parser.add_argument("--force", action="store_true", help="Recharge même si ces fichiers sont déjà en service.")
        parser.add_argument(
            "--write-extract",
            type=Path,
            dest="extract_folder",
            metavar="DOSSIER",
            help="N’importe rien : refait l’extrait à partir de SOURCE dans ce dossier.",
        )

    def handle(self, *, source, extract, force, extract_folder, **options):
        if source and extract:
            raise CommandError(_("Indiquez une SOURCE ou --extract, pas les deux."))
        if extract_folder and not source:
            raise CommandError(_("--write-extract a besoin d’une SOURCE : toute la France."))
        content = self.read(source or loading.EXTRACT)
        if extract_folder:
            return self.write(content, extract_folder)
        self.check_replacement(content, asked_for=extract or source is not None)
        if loading.is_in_service(content) and not force:
            return self.stdout.write(_("%(source)s est déjà en service, rien à faire.") % {"source": content.label})
        self.load(content)

    def read(self, path: Path) -> Source:
        try:
            return read(path)
        except BadSource as error:
            raise CommandError(str(error)) from error

    def write(self, content: Source, folder: Path) -> None:
        if not content.complete:
            raise CommandError(_("Cette source est déjà un extrait : il faut toute la France pour le refaire."))
        for name, count in write_extract(content, folder).items():
            self.stdout.write(f"{folder / name} : {count}")

    def check_replacement(self, content: Source, asked_for: bool) -> None:
        """Do not put a few communes in place of all of them because a SOURCE was forgotten."""
        if loading.current().complete and not content.complete and not asked_for:
            raise CommandError(
                _("Toute la France est en service. Indiquez une SOURCE, ou --extract pour la remplacer par l’extrait.")
            )

    def load(self, content: Source) -> None:
        try:
            counts = loading.load(content, self.progress)
        except loading.Superseded as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as error:
            raise CommandError(
                _("Import interrompu : l’édition précédente reste en service."), returncode=130
            ) from error
        found = ", ".join(f"{counts[kind]} {label.lower()}(s)" for kind, label in Area.Kind.choices)
        self.stdout.write(self.style.SUCCESS(f"{content.label} : {found}."))

    def progress(self, done: int, total: int) -> None:
        """Draw a bar in a terminal; say nothing to a log."""
        if not sys.stderr.isatty():
            return
        filled = BAR * done // total
        end = "\n" if done == total else ""
        sys.stderr.write(f"\r{'█' * filled}{'░' * (BAR - filled)} {100 * done // total:3d} % {done}/{total}{end}")
        sys.stderr.flush()
