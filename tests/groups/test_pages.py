"""The pages of groups, meetings, minutes and decisions: what they say, to whom, and what they cost."""

import datetime as dt
import json
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from pages.conventions.models import Seat
from pages.groups.models import AgendaItem, Attendance, Decision, GroupProduct
from pages.people.models import Level, LocalRole, Role
from search.models import SearchEntry
from tests import factories

pytestmark = pytest.mark.django_db


def said(client, page) -> str:
    answer = client.get(page.url)
    assert answer.status_code == 200, page.url
    return answer.content.decode()


def world(count: int = 2) -> dict:
    """Return a public group with all that its pages show: as many meetings, decisions, members and so on as asked."""
    convention = factories.convention()
    committee = factories.committee(convention, yearly_minimum=2, rule_from=factories.when("avril 2009"))
    group = factories.group(convention, committee=committee, mandate="Veiller à l’accueil des tout-petits.")
    carrier = factories.organisation()
    diagnosis = factories.diagnosis(convention)
    group.findings = [factories.finding(diagnosis)]
    group.save()
    action = factories.action(factories.plan(convention))
    GroupProduct.objects.create(group=group, page=action)
    for rank in range(count):
        factories.meeting(group, days=rank + 1)
        held = factories.meeting(group, days=-7 - rank)
        AgendaItem.objects.create(meeting=held, title=f"Point {rank}", about=action)
        minutes = factories.minutes(held)
        factories.decision(minutes, text=f"Décision {rank}", about=action, owner_organisation=carrier)
        Attendance.objects.create(minutes=minutes, function=f"Fonction {rank}", organisation=carrier, college="caf")
        LocalRole.objects.create(page=group, role=Role.GROUP_MEMBER, function=f"Membre {rank}", organisation=carrier)
        factories.meeting(committee, days=-rank - 1)
    for rank in range(count):
        AgendaItem.objects.create(meeting=held, title=f"Autre point {rank}", about=action)
        factories.decision(minutes, text=f"Autre décision {rank}", about=action, owner_organisation=carrier)
    return {
        "index": group.get_parent(),
        "group": group,
        "meeting": held,
        "minutes": minutes,
        "committee": committee,
        "convention": convention,
    }


def counted(client, page) -> int:
    client.get(page.url)
    with CaptureQueriesContext(connection) as seen:
        said(client, page)
    return len(seen)


@pytest.mark.parametrize("shown", ["index", "group", "meeting", "minutes"])
def test_a_page_costs_as_much_with_many_meetings_as_with_few(client, shown):
    few = counted(client, world(2)[shown])
    many = counted(client, world(40)[shown])
    assert many == few
    assert few <= 20


def test_zz(client):
    w = world(2)
    for name, page in w.items():
        if name == "committee": continue
        print(name, counted(client, page))
        client.get(page.url)
        with CaptureQueriesContext(connection) as seen:
            said(client, page)
        for q in seen.captured_queries: print("   ", re.sub(r'SELECT .*? FROM', 'SELECT … FROM', q["sql"])[:300])
