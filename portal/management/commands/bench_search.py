"""The third part of ``make bench``: the search, on a copy of the database filled with a generated corpus."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand

from portal import bench_search
from portal.bench_requests import run_on_a_copy
from portal.management.commands.bench import keep_section, machine


class Command(BaseCommand):
    help = "Mesure, sur une copie de la base, les résultats et leurs facettes, les suggestions, le remplissage."

    def add_arguments(self, parser):
        parser.add_argument("--entries", type=int, help="entrées générées (SQLite : 20 000, PostgreSQL : 100 000)")
        parser.add_argument("--record", action="store_true", help="garde les mesures dans docs/performance.md")
        parser.add_argument("--here", action="store_true", help="dans CETTE base, qui doit être une copie")

    def handle(self, *, entries, here, record, **options):
        engine = bench_search.engine()
        entries = entries or bench_search.ENTRIES[engine]
        if here:
            self.stdout.write(json.dumps(bench_search.measure(entries, self.stderr)))
            return
        found = json.loads(run_on_a_copy("bench_search", entries=entries))
        limits = bench_search.LIMITS[engine]
        over = {name: " !" if found[name] > limit else "" for name, limit in limits.items()}
        slow = " !" if found["filled"] < bench_search.LEAST_FILLED[engine] else ""
        lines = [
            f"- résultats et toutes les facettes : {found['search_p50']:.1f} ms (p50),"
            f" {found['search_p95']:.1f} ms (p95){over['search_p95']}",
            f"- suggestions : {found['suggest_p50']:.1f} ms (p50), {found['suggest_p95']:.1f} ms (p95)"
            f"{over['suggest_p95']}",
            f"- remplissage : {found['filled']:.0f} entrées par seconde{slow}",
            f"- textes jugés : {found['texts']}",
            f"- démonstration jugée : {found['demo']}",
        ]
        cluster = settings.SEARCH_CLUSTER["engine"] if settings.SEARCH_CLUSTER else ""
        title = f"Recherche ({', '.join(filter(None, [machine(), cluster]))})"
        lines = [f"{found['entries']} entrées.", "", *lines]
        self.stdout.write("\n".join([title, *lines]))
        if record:
            keep_section(title, lines)
