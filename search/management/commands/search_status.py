from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search import feeding


class Command(BaseCommand):
    help = "Dit l’état du moteur de recherche : index, retard, en attente, refusées. Échoue s’il ne répond pas."

    def handle(self, **options):
        if not settings.SEARCH_CLUSTER:
            self.stdout.write("Moteur : celui de la base de données ; rien n’attend jamais.")
            return
        known = feeding.status()
        health = known.health or "aucune réponse"
        indexed = "?" if known.indexed is None else known.indexed
        rows = [
            ("Moteur", known.engine),
            ("État (nœuds)", health),
            ("Index", known.index or "aucun"),
            ("Entrées", f"{known.entries} dans la base, {indexed} dans l’index"),
            ("En attente", f"{known.pending}, la plus ancienne depuis {known.lag} s" if known.pending else "0"),
            ("Refusées", str(known.failed)),
        ]
        if known.building:
            rows.append(("En construction", f"{known.building}, {known.built:.0%}"))
        if known.problem:
            rows.append(("Difficulté", known.problem))
        if known.retry_at:
            rows.append(("Prochain essai", f"{known.retry_at:%d/%m/%Y %H:%M:%S} UTC"))
        for label, value in rows:
            self.stdout.write(f"{label:<16} {value}")
        if not known.answers:
            raise CommandError("Le moteur ne répond pas : la base de données répond aux recherches à sa place.")
