"""What ``make bench`` measures: queries, times and weights of each type of page, then requests per second."""

import gzip
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from portal import supervisor

HOST = "localhost"
REPEATS = 30
PATIENCE = 5.0  # seconds for each type of page
SLOWEST = {"agenda": 20.0}
"""Milliseconds (p50) allowed to a page that has a figure of its own."""
LIMITS = {"queries": 20, "p50": 15.0, "html": 60_000, "css": 30_000, "js": 25_000, "memory": 180}
WORD = "parents"
CANDIDATES = 40  # pages of each type tried for the longest
VIEWS = {
    "agenda": "agenda",
    "portal_calendar": "calendrier iCal du portail",
    "news_feed": "fil des actualités",
    "organisations": "organismes",
    "structures": "équipements",
    "themes": "thèmes et territoires",
    "site_map": "plan du site",
    "accessibility": "accessibilité",
    "contact": "contact",
    "components": "composants",
}
STYLE = re.compile(r'<link[^>]+href="/static/([^"?]+\.css)')
SCRIPT = re.compile(r'<script[^>]+src="/static/([^"?]+\.js)')
IMPORT = re.compile(r"@import\s+(?:url\()?[\"']?([^\"')\s;]+)|^\s*import\b[^\"';]*[\"']([^\"']+)", re.MULTILINE)


@dataclass
class Measured:
    """One type of page. Times in milliseconds, weights in bytes once compressed."""

    name: str
    address: str
    queries: int
    p50: float
    p95: float
    html: int
    css: int
    js: int


# Addresses


def addresses() -> dict[str, str]:
    """Return one public address per type of page, its longest page, and for each other view; by name."""
    from wagtail.models import Page

    longest: dict[str, tuple[int, str]] = {}
    seen: Counter[str] = Counter()
    for page in Page.objects.live().filter(depth__gt=1).order_by("path").specific().iterator():
        name = str(page._meta.verbose_name)
        seen[name] += 1
        if seen[name] > CANDIDATES or not page.url:
            continue
        answer = stranger().get(page.url)
        length = len(answer.content) if answer.status_code == 200 else 0
        longest[name] = max(longest.get(name, (0, page.url)), (length, page.url))
    found = {name: address for name, (_length, address) in longest.items()}
    found["recherche"] = f"/recherche/?q={quote(WORD)}"
    for view, name in VIEWS.items():
        with suppress(NoReverseMatch):
            found[name] = reverse(view)
    if slug := first_organisation():
        found["organisme"] = reverse("organisation", args=[slug])
    return found


def stranger() -> Client:
    return Client(HTTP_HOST=HOST, raise_request_exception=False)


def first_organisation() -> str:
    from pages.people.models import Organisation

    return Organisation.objects.order_by("pk").values_list("slug", flat=True).first() or ""


# Pages, one at a time and without the page cache


def measure(name: str, address: str, repeats: int = REPEATS) -> Measured:
    """Ask for an address as a stranger, through all of Django. Raises ValueError when it is not answered with 200."""
    client = stranger()
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    count = len(queries)  # counted now: the requests below empty the list
    if answer.status_code != 200:
        raise ValueError(f"{address} : {answer.status_code}")
    times = sorted(repeated(client, address, repeats))
    html = answer.content
    return Measured(
        name=name,
        address=address,
        queries=count,
        p50=round(statistics.median(times), 1),
        p95=round(times[int(len(times) * 0.95)], 1),
        html=len(gzip.compress(html, 6)),
        css=weight(STYLE.findall(html.decode())),
        js=weight(SCRIPT.findall(html.decode())),
    )


def repeated(client: Client, address: str, repeats: int) -> Iterator[float]:
    """Yield the times of an address; a page that takes seconds is not asked thirty times."""
    limit = time.monotonic() + PATIENCE
    for count in range(repeats):
        if count and time.monotonic() > limit:
            return
        yield timed(client, address)


def timed(client: Client, address: str) -> float:
    start = time.perf_counter()
    client.get(address)
    return (time.perf_counter() - start) * 1000


def weight(names: list[str]) -> int:
    """Return the compressed bytes of static files and of those that they import."""
    total, todo, seen = 0, list(names), set()
    while todo:
        name = todo.pop()
        path = finders.find(name)
        if name in seen or not path:
            continue
        seen.add(name)
        content = Path(path).read_bytes()
        total += len(gzip.compress(content, 6))
        for imported in IMPORT.findall(content.decode(errors="replace")):
            beside = Path(name).parent / (imported[0] or imported[1])
            todo.append(os.path.normpath(beside))
    return total


# The server, under load


def bare(environ, start_response):
    """Answer as many bytes as the page measured, and do nothing else: what the server itself is capable of."""
    body = b"x" * int(os.environ.get("BENCH_BYTES", "10000"))
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
    return [body]


def free_port() -> int:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def served(target: str, workers: int = 2, **environment: str) -> Iterator[tuple[int, int]]:
    """Serve an application; give the port and the server's process number."""
    port = free_port()
    command = supervisor.web("127.0.0.1", port, workers=workers, threads=2)
    command[-1] = target
    process = subprocess.Popen(command, env={**os.environ, **environment}, start_new_session=True)  # noqa: S603
    try:
        wait_for(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(port: int) -> None:
    limit = time.monotonic() + 30
    while time.monotonic() < limit:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("The server did not start.")


def requests_per_second(port: int, address: str, seconds: int = 5) -> float:
    """Ask for an address as fast as possible from 16 connections, with wrk when it is installed."""
    tool = load_with_wrk if shutil.which("wrk") else load_with_python
    tool(port, address, 1)
    return round(tool(port, address, seconds))


def load_with_wrk(port: int, address: str, seconds: int) -> float:
    url = f"http://127.0.0.1:{port}{address}"
    command = ["wrk", "-t2", "-c16", f"-d{seconds}s", "-H", f"Host: {HOST}", "-H", "Accept-Encoding: gzip", url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    if "Non-2xx" in said:
        raise ValueError(f"{address} : {said}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])


def load_with_python(port: int, address: str, seconds: int) -> float:
    """Do the same with threads: slower than any server worth measuring, so only ratios count."""
    counts, limit = [], time.monotonic() + seconds

    def ask():
        count, link = 0, HTTPConnection("127.0.0.1", port)
        while time.monotonic() < limit:
            link.request("GET", address, headers={"Host": HOST, "Accept-Encoding": "gzip"})
            link.getresponse().read()
            count += 1
        counts.append(count)

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def memory(process: int) -> int:
    """Return a process's resident memory in MB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024


def children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def load(address: str, size: int, seconds: int = 5) -> dict:
    """Measure the three applications, on two workers, one after the other; memory once they have worked."""
    result = {"address": address, "tool": "wrk" if shutil.which("wrk") else "python"}
    with served("portal.bench:bare", BENCH_BYTES=str(size)) as (port, _process):
        result["bare"] = requests_per_second(port, address, seconds)
    with served("portal.wsgi:application") as (port, process):
        result["cached"] = requests_per_second(port, address, seconds)
        result["memory_web"] = max(memory(child) for child in children(process))
    with served("portal.wsgi:django_application") as (port, process):
        result["uncached"] = requests_per_second(port, address, seconds)
        result["memory_web"] = max(result["memory_web"], *(memory(child) for child in children(process)))
    result["memory_worker"] = worker_memory()
    return result


def worker_memory(seconds: float = 6.0) -> int:
    """Return the memory of a worker that has done its first round."""
    process = subprocess.Popen([sys.executable, "manage.py", "worker"], stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        time.sleep(seconds)
        return memory(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)
