from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search import feeding
from search.engines.cluster import Away, Refused
from search.management.progress import Progress


class Command(BaseCommand):
    help = (
        "Refait l’index du moteur de recherche à côté de celui qui répond, le vérifie, puis l’y substitue. "
        "Interrompue, la commande reprend où elle en était."
    )

    def add_arguments(self, parser):
        parser.add_argument("--restart", action="store_true", help="ne pas reprendre ce qui a été commencé")

    def handle(self, restart, **options):
        if not settings.SEARCH_CLUSTER:
            self.stdout.write("Le moteur est celui de la base : « build_index » écrit ses entrées de nouveau.")
            return
        try:
            count = feeding.rebuild(Progress(self.stdout), restart)
        except feeding.Busy as problem:
            raise CommandError("L’ouvrier est en train de servir le moteur : relancez dans un instant.") from problem
        except (Away, Refused) as problem:
            raise CommandError(f"L’index n’est pas achevé ({problem}) : relancez, il reprendra.") from problem
        self.stdout.write(f"{count} entrées dans le nouvel index, vérifié ; il répond désormais.")
