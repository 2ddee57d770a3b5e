"""What ``make bench`` measures of the associations' requests, on a copy of the database: their list when there are very
many, saving a section, and many associations sending at once, as on the last evening of a call.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.bench import HOST, served

TOKEN = "mesure" * 5 + "ab"
"""A forgery token of our own: what counts is that the cookie and the header bear the same."""
BATCH = 2000
REPEATS = 30
MINE = 200
"""How many of the requests wait for the one whose « À traiter » is measured."""
LIMITS = {"list": 40.0, "list_queries": 12, "todo": 40.0, "todo_queries": 12, "save": 30.0, "seconds": 60.0}


@contextmanager
def copied() -> Iterator[str]:
    """Copy the database of this process; give the address of the copy, dropped afterwards."""
    if connection.vendor == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "copie.sqlite3"
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(copy)])
            yield f"sqlite:///{copy}"
        return
    url, name = os.environ["DATABASE_URL"], connection.settings_dict["NAME"]
    connection.close()
    copy = f"{name}_mesure"
    with closing(psycopg2.connect(urlunsplit(urlsplit(url)._replace(path="/postgres")))) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{copy}"')
            cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
        yield urlunsplit(urlsplit(url)._replace(path=f"/{copy}"))
        with server.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


def run_on_a_copy(name: str, **asked: int) -> str:
    """Run a command with ``--here`` on a copy of the database, in a process of its own; return what it says."""
    options = [f"--{option}={value}" for option, value in asked.items()]
    # What is measured is the list, not the second factor that its reader would be asked for.
    settled = {"SECOND_FACTOR_REQUIRED": "false"}
    with copied() as url:
        command = [sys.executable, "manage.py", name, "--here", *options]
        return subprocess.run(  # noqa: S603
            command, env={**os.environ, **settled, "DATABASE_URL": url}, stdout=subprocess.PIPE, text=True, check=True
        ).stdout


def measure(proposals: int, sendings: int, clients: int, progress) -> dict:
    """Return the figures, in milliseconds and seconds; writes in this database, which is to be a copy."""
    sent, draft = examples()
    fill(sent, proposals, progress)
    who = moderator_of(sent)
    await_moderators(sent)
    listed = measured("list", who, f"/dossiers/?territoire={sent.convention.territory.code}&etat=submitted")
    return {
        "proposals": proposals,
        **listed,
        **measured("todo", who, "/a-traiter/"),
        **saving(draft),
        **many_sendings(draft, sendings, clients, progress),
    }


def examples():
    """Return a request of the demonstration that was sent, and a draft for a call, given what it lacked: its files."""
    from pages.proposals import services
    from pages.proposals.models import Proposal
    from portal.demo.proposals import upload
    from portal.demo.shapes import DocumentShape

    sent = Proposal.objects.filter(status="submitted").order_by("pk").first()
    draft = Proposal.objects.filter(status="draft", call__isnull=False, attests_accuracy=True).order_by("pk").first()
    for asked in draft.call.asked_documents.all():
        told = DocumentShape(title=asked.label, subject="Pièce de mesure.", parts=[("Objet", ["Rien de réel ici."])])
        services.attach(draft.created_by, draft, upload(told), asked)
    return sent, draft


def fill(sent, wanted: int, progress) -> None:
    """Add requests like one that was sent until there are that many, of every state, over the conventions there are."""
    from pages.conventions.models import ConventionPage
    from pages.proposals.models import Proposal, ProposalStatus

    conventions = list(ConventionPage.objects.values_list("pk", flat=True))
    states = [status for status in ProposalStatus if status != ProposalStatus.DRAFT]
    now = timezone.now()
    for start in range(Proposal.objects.count(), wanted, BATCH):
        Proposal.objects.bulk_create(
            Proposal(
                association_id=sent.association_id,
                convention_id=conventions[number % len(conventions)],
                status=states[number // len(conventions) % len(states)],
                number=f"M-{number:06d}",
                title=f"Proposition mesurée {number}",
                submitted_at=now - timedelta(minutes=number),
            )
            for number in range(start, min(start + BATCH, wanted))
        )
        progress.write(f"  {min(start + BATCH, wanted)}/{wanted} propositions", ending="\r")
    progress.write("")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def await_moderators(sent) -> None:
    """Have some of them wait for the moderator of a convention, and all that are examined elsewhere for others'."""
    from pages.proposals.models import Proposal
    from pages.proposals.models.proposals import EXAMINED

    examined = Proposal.objects.filter(number__startswith="M-", status__in=EXAMINED)
    mine = examined.filter(convention=sent.convention_id).values_list("pk", flat=True)[:MINE]
    waiting = examined.filter(pk__in=list(mine)) | examined.exclude(convention=sent.convention_id)
    waiting.update(step=sent.step, task_state=sent.task_state_id, waiting_since=timezone.now())


def moderator_of(sent):
    from pages.people.models import LocalRole, Role

    return LocalRole.objects.today().filter(page=sent.convention_id, role=Role.MODERATOR, user__isnull=False)[0].user


def measured(name: str, who, address: str) -> dict:
    """Measure a page as someone sees it: its queries, and its time."""
    client = Client(HTTP_HOST=HOST)
    client.force_login(who)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    count = len(queries)
    if answer.status_code != 200:
        raise ValueError(f"{address} : {answer.status_code}")
    return {f"{name}_queries": count, name: middle(lambda: client.get(address))}


def middle(work) -> float:
    """Return how long a work takes, the middle of many times, in milliseconds."""
    times = []
    for _time in range(REPEATS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times)[len(times) // 2]


def saving(draft) -> dict:
    """Measure saving a section by itself, as one types."""
    client = Client(HTTP_HOST=HOST, headers={"HX-Request": "true"})
    client.force_login(draft.created_by)
    address = f"{draft.get_absolute_url()}action/"
    kept = ("title", "summary", "needs", "description")
    said = {**{name: getattr(draft, name) for name in kept}, "tab": "mesure-mesure-mesure"}
    version = [draft.version_of("action")]

    def save():
        answer = client.post(address, {**said, "objectives": f"Version {version[0]}", "version": version[0]})
        if answer.status_code != 200:
            raise ValueError(f"{address} : {answer.status_code}")
        version[0] += 1

    return {"save": middle(save)}


def copies(draft, count: int) -> list[int]:
    """Return that many complete drafts like one, by number."""
    from pages.proposals.models import Answer, Attachment, BudgetLine, CoFinancing, FundingRequest, Proposal, Target

    children = [
        (model, list(model.objects.filter(proposal=draft)))
        for model in (Answer, Attachment, BudgetLine, CoFinancing, FundingRequest, Target)
    ]
    made = []
    for number in range(count):
        copy = Proposal.objects.get(pk=draft.pk)
        copy.pk, copy.title = None, f"{draft.title} {number}"
        made.append(copy)
    made = Proposal.objects.bulk_create(made)
    for model, rows in children:
        names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
        kept = [{name: getattr(row, name) for name in names} for row in rows]
        model.objects.bulk_create(model(**{**values, "proposal_id": copy.pk}) for copy in made for values in kept)
    return [copy.pk for copy in made]


def session_of(user) -> str:
    """Return the key of a session opened for a user."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def many_sendings(draft, count: int, clients: int, progress) -> dict:
    """Send that many requests from that many clients to two workers; check that each was kept, once, in a row."""
    from pages.people.models import Membership
    from pages.proposals.models import NumberCounter, Proposal, Submission

    representative = Membership.objects.standing().filter(organisation=draft.association, role="representative")
    left = copies(draft, count)
    cookie = f"{settings.SESSION_COOKIE_NAME}={session_of(representative.first().user)}; "
    headers = {
        "Host": HOST,
        "Cookie": f"{cookie}{settings.CSRF_COOKIE_NAME}={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    drafts, times, wrong = list(left), [], []
    before = NumberCounter.objects.filter(year=timezone.localdate().year).values_list("last", flat=True).first() or 0

    def send(port: int):
        link = HTTPConnection("127.0.0.1", port, timeout=120)
        while True:
            try:
                pk = drafts.pop()
            except IndexError:
                return
            start = time.perf_counter()
            link.request("POST", f"/espace/propositions/{pk}/relire/", body="", headers=headers)
            answer = link.getresponse()
            answer.read()
            times.append((time.perf_counter() - start) * 1000)
            if answer.status != 302:
                wrong.append(answer.status)

    with served("portal.wsgi:application") as (port, _process):
        threads = [threading.Thread(target=send, args=[port]) for _client in range(clients)]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - start
    sent = Proposal.objects.filter(pk__in=left, status="submitted")
    ranks = sorted(int(number.rpartition("-")[2]) for number in sent.values_list("number", flat=True))
    return {
        "sendings": count,
        "clients": clients,
        "seconds": seconds,
        "sending_p50": sorted(times)[len(times) // 2],
        "sending_p95": sorted(times)[int(len(times) * 0.95)],
        "kept_once": Submission.objects.filter(proposal__in=left).count() == len(ranks) == count,
        "in_a_row": ranks == list(range(before + 1, before + count + 1)),
        "refused": wrong,
    }
