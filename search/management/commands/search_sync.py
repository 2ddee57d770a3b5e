from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search import feeding
from search.engines.cluster import Away, Refused
from search.management.progress import Progress


class Command(BaseCommand):
    help = "Envoie au moteur de recherche tout ce qu’il n’a pas confirmé, puis compare ; refait l’index s’il diffère."

    def handle(self, **options):
        if not settings.SEARCH_CLUSTER:
            self.stdout.write("Le moteur est celui de la base de données : rien n’est à envoyer.")
            return
        try:
            sent = feeding.sync(Progress(self.stdout))
        except feeding.Busy as problem:
            raise CommandError("L’ouvrier est en train de servir le moteur : relancez dans un instant.") from problem
        except (Away, Refused) as problem:
            raise CommandError(f"Le moteur n’a pas tout reçu ({problem}) : relancez plus tard.") from problem
        self.stdout.write(f"{sent} opérations confirmées ; l’index tient les mêmes entrées que la base.")
