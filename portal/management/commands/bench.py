"""``make bench``: measure, compare with what was recorded last, and record with ``--record``."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pages.people import audience
from portal import bench
from portal.settings.environment import ROOT

RECORDED = ROOT / "docs" / "performance.json"
WRITTEN = ROOT / "docs" / "performance.md"
SECTION = "\n## "
SPREAD = 5 * 365  # days
BATCH = 100
COLUMNS = (
    ("queries", "requêtes"),
    ("p50", "p50 (ms)"),
    ("p95", "p95 (ms)"),
    ("html", "HTML (o)"),
    ("css", "CSS (o)"),
    ("js", "JS (o)"),
)


class Command(BaseCommand):
    help = "Mesure requêtes, temps, poids et requêtes par seconde, et les compare aux derniers relevés."

    def add_arguments(self, parser):
        parser.add_argument("--record", action="store_true", help="garde les mesures dans docs/performance.*")
        parser.add_argument(
            "--many", type=int, help="compare avec une copie de la base remplie d’autant d’actions et de réunions"
        )
        parser.add_argument("--pages-only", action="store_true", help="sans charge sur le serveur")
        parser.add_argument("--seconds", type=int, default=5, help="durée de chaque charge")
        parser.add_argument("--json", action="store_true", help="écrit les mesures des pages en JSON, rien d’autre")
        parser.add_argument("--fill", type=int, help="remplit d’abord CETTE base d’autant d’actions et de réunions")

    def handle(self, *, record, many, pages_only, seconds, fill, **options):
        if fill:
            fill_with_copies(fill, self.stderr)
        pages = measure_pages(self.stderr)
        if options["json"]:
            self.stdout.write(json.dumps(pages))
            return
        report = {"date": timezone.localdate().isoformat(), "machine": machine(), "pages": pages}
        if many:
            report["many"] = {"pages": many, "queries": queries_of_a_copy(many)}
        if not pages_only:
            home = pages[0]
            report["load"] = bench.load(home["address"], home["html"], seconds)
        former = json.loads(RECORDED.read_text()) if RECORDED.exists() else {}
        lines = table(report)
        self.stdout.write("\n".join(lines))
        self.stdout.write("\n".join(["", *compare(report, former)]))
        if record:
            keep(report, lines)
            self.stdout.write(_("Relevé gardé dans docs/performance.md."))


def machine() -> str:
    return f"{os.cpu_count()} cœurs, Python {sys.version.split()[0]}, {connection.vendor}"


def measure_pages(progress) -> list[dict]:
    """Measure every type of page, the home first; those that do not answer are told and left out."""
    pages = []
    for name, address in bench.addresses().items():
        progress.write(f"  {name} {address}")
        try:
            pages.append(asdict(bench.measure(name, address)))
        except ValueError as problem:
            progress.write(_("  sans réponse : %(problem)s") % {"problem": problem})
    if not pages:
        raise CommandError(_("Le portail est vide : lancez d’abord make demo."))
    return pages


# Many actions and meetings


def queries_of_a_copy(many: int) -> dict[str, dict]:
    """Return the measures of each type of page on a copy of the database that holds many actions and meetings."""
    if connection.vendor != "sqlite":
        raise CommandError(_("--many copie la base : SQLite seulement."))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copie.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
        command = [sys.executable, "manage.py", "bench", "--json", "--fill", str(many)]
        variables = {**os.environ, "DATABASE_URL": f"sqlite:///{copy}"}
        answer = subprocess.run(command, env=variables, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return {page["name"]: page for page in json.loads(answer.stdout)}


def fill_with_copies(wanted: int, progress) -> None:
    """Add copies of the action and of the meeting loaded last until the portal holds that many of each.

    Meetings fall on every day of five years around today: of 5 000, three a day.
    """
    from pages.actions.models import ActionPage
    from pages.base.dates import ApproximateDate
    from pages.groups.models import MeetingPage

    today = timezone.localdate()
    for model, label in ((ActionPage, _("actions")), (MeetingPage, _("réunions"))):
        public = model.objects.live().filter(effective_audience__token=audience.PUBLIC)
        last = public.order_by("pk").last()
        if last is None:
            raise CommandError(_("Rien à imiter : lancez d’abord make demo."))
        parent = last.get_parent().specific
        # What is the page's own, not its place in the tree nor its history.
        own = [field for field in model._meta.local_concrete_fields if not field.primary_key]
        values = {field.attname: getattr(last, field.attname) for field in own}
        for start in range(model.objects.count(), wanted, BATCH):
            with transaction.atomic():
                for number in range(start, min(start + BATCH, wanted)):
                    if model is MeetingPage:
                        values["date"] = ApproximateDate(today + timedelta(days=number % SPREAD - SPREAD // 2))
                    title = f"{last._meta.verbose_name} {number}"
                    parent.add_child(instance=model(title=title, slug=f"mesure-{number}", **values))
            progress.write(f"  {min(start + BATCH, wanted)}/{wanted} {label}", ending="\r")
        progress.write("")


# Telling


def figure(value: float | int) -> str:
    text = f"{value:,}".replace(",", "\u202f")
    return text.replace(".", ",")


def table(report: dict) -> list[str]:
    """Return the report as lines of Markdown, readable in a terminal too; « ! » marks what is over its limit."""
    many = report.get("many")
    heads = ["page", *(label for _key, label in COLUMNS)]
    if many:
        heads += [f"requêtes ({figure(many['pages'])} actions et réunions)", "p50 (ms)"]
    rows = []
    for page in report["pages"]:
        name = page["name"]
        cells = [name, *(flagged(key, page[key], name) for key, _label in COLUMNS)]
        if many:
            there = many["queries"].get(name)
            cells += [flagged(key, there[key], name) for key in ("queries", "p50")] if there else ["–", "–"]
        rows.append(cells)
    lines = markdown(heads, rows)
    if load := report.get("load"):
        lines += ["", *load_lines(load)]
    return lines


def flagged(key: str, value: float, name: str = "") -> str:
    limit = bench.SLOWEST.get(name) if key == "p50" else None
    limit = limit or bench.LIMITS.get(key)
    return figure(value) + (" !" if limit and value > limit else "")


def markdown(heads: list[str], rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[index]) for row in [heads, *rows]) for index in range(len(heads))]
    line = lambda cells: "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"  # noqa: E731
    return [line(heads), "|" + "|".join("-" * (width + 2) for width in widths) + "|", *(line(row) for row in rows)]


def load_lines(load: dict) -> list[str]:
    kept, rendered = (100 * load[key] / load["bare"] for key in ("cached", "uncached"))
    rows = [
        ["application WSGI nue", figure(load["bare"]), "100 %"],
        ["portail, page gardée", figure(load["cached"]), f"{kept:.0f} %"],
        ["portail, sans cache de pages", figure(load["uncached"]), f"{figure(round(rendered, 1))} %"],
    ]
    return [
        *markdown([f"2 processus, {load['tool']}", "requêtes/s", "part de la nue"], rows),
        "",
        f"Mémoire : {flagged('memory', load['memory_web'])} Mo par processus web, "
        f"{flagged('memory', load['memory_worker'])} Mo pour l’ouvrier.",
    ]


def compare(report: dict, former: dict) -> list[str]:
    """Return what changed since the last record: any query, and times or weights by more than a tenth."""
    if not former:
        return [_("Aucun relevé à comparer (make bench BENCH=--record).")]
    before = {page["name"]: page for page in former["pages"]}
    lines = []
    for page in report["pages"]:
        for key, label in COLUMNS:
            old = before.get(page["name"], {}).get(key)
            if old is None or key == "p95":
                continue
            slack = 0 if key == "queries" else max(1, old / 10)
            if abs(page[key] - old) > slack:
                lines.append(f"  {page['name']} : {label} {figure(old)} → {figure(page[key])}")
    for key in ("cached", "uncached"):
        old, new = former.get("load", {}).get(key), report.get("load", {}).get(key)
        if old and new and abs(new - old) > old / 10:
            lines.append(f"  {key} : {figure(old)} → {figure(new)} requêtes/s")
    title = _("Depuis le relevé du %(date)s") % {"date": former["date"]}
    return [f"{title} :", *lines] if lines else [f"{title} : " + _("rien de notable.")]


def keep(report: dict, lines: list[str]) -> None:
    RECORDED.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    head = [
        "# Performance",
        "",
        f"Recorded on {report['date']} by `make bench BENCH=--record` ({report['machine']}).",
        "",
        "Times within one process, without the page cache; weights once compressed, fonts and pictures apart.",
        "Limits: 20 queries a page, 15 ms (p50; agenda: 20), 60 kB of HTML, 30 kB of CSS, 25 kB of JavaScript, 180 MB",
        "a process, and a kept page served at 80 % at least of an empty application's rate; « ! »: beyond.",
        "",
    ]
    _pages, mark, sections = (WRITTEN.read_text() if WRITTEN.exists() else "").partition(SECTION)
    WRITTEN.write_text("\n".join(head + lines) + "\n" + mark + sections)


def keep_section(title: str, lines: list[str]) -> None:
    """Keep what another part of the bench has measured, in the place of what was kept under the same title."""
    pages, *sections = WRITTEN.read_text().split(SECTION)
    others = [one for one in sections if not one.startswith(f"{title}\n")]
    WRITTEN.write_text(SECTION.join([pages, *others, "\n".join([title, "", *lines, ""])]))
