"""The second half of ``make bench``: the associations' requests, on a copy of the database."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _

from portal import bench_requests
from portal.bench_requests import run_on_a_copy
from portal.management.commands.bench import keep_section, machine


class Command(BaseCommand):
    help = "Mesure, sur une copie de la base, la liste des propositions, l’enregistrement et cinq cents envois."

    def add_arguments(self, parser):
        parser.add_argument("--proposals", type=int, default=100_000, help="propositions dans la liste")
        parser.add_argument("--sendings", type=int, default=500, help="propositions envoyées")
        parser.add_argument("--clients", type=int, default=50, help="associations qui envoient en même temps")
        parser.add_argument("--record", action="store_true", help="garde les mesures dans docs/performance.md")
        parser.add_argument("--here", action="store_true", help="dans CETTE base, qui doit être une copie")

    def handle(self, *, proposals, sendings, clients, here, record, **options):
        if here:
            self.stdout.write(json.dumps(bench_requests.measure(proposals, sendings, clients, self.stderr)))
            return
        found = json.loads(run_on_a_copy("bench_requests", proposals=proposals, sendings=sendings, clients=clients))
        lines = self.told(found)
        self.stdout.write("\n".join([f"Propositions ({connection.vendor})", *lines]))
        if record:
            keep_section(f"Propositions ({machine()})", lines)
        if not (found["kept_once"] and found["in_a_row"]) or found["refused"]:
            raise CommandError(_("Des envois sont perdus, doublés ou refusés : %(found)s") % {"found": found})

    def told(self, found: dict) -> list[str]:
        """Return the figures in lines, those that pass their limit marked with « ! »."""
        limits = bench_requests.LIMITS
        over = {name: " !" if name in limits and found[name] > limits[name] else "" for name in found}
        return [
            f"- liste filtrée : {found['list_queries']} requêtes{over['list_queries']},"
            f" {found['list']:.1f} ms (p50){over['list']}",
            f"- « À traiter », {bench_requests.MINE} sur {found['proposals']} : {found['todo_queries']} requêtes"
            f"{over['todo_queries']}, {found['todo']:.1f} ms (p50){over['todo']}",
            f"- enregistrer une partie : {found['save']:.1f} ms (p50){over['save']}",
            f"- {found['sendings']} envois, {found['clients']} clients, 2 processus : {found['seconds']:.1f} s"
            f"{over['seconds']}, {found['sending_p50']:.0f} ms (p50), {found['sending_p95']:.0f} ms (p95)",
        ]
