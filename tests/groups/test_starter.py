"""The working groups that « convention à partir d’un modèle » prepares."""

import pytest

from pages.conventions import starter
from pages.groups.models import GroupIndexPage, GroupPage
from pages.people.models import Level
from tests import factories

pytestmark = pytest.mark.django_db


def start(**values):
    kept = {"title": "CTG 2027–2031", "parts": ["instances", "groupes"], **values}
    renews = kept.pop("renews", None)
    return starter.start_convention(factories.admin(), factories.territory(), kept, renews)


def test_a_new_convention_has_the_six_usual_groups_as_drafts_answering_to_its_steering_committee():
    convention = start()
    index = GroupIndexPage.objects.child_of(convention).get()
    groups = GroupPage.objects.child_of(index)
    assert (index.slug, index.live, len(groups)) == ("groupes", False, 6)
    assert {(group.live, group.committee.kind) for group in groups} == {(False, "steering")}
    assert {"Petite enfance", "Logement"} <= {group.title for group in groups}


def test_without_committees_the_groups_answer_to_none():
    start(parts=["groupes"])
    assert set(GroupPage.objects.values_list("committee", flat=True)) == {None}


def test_the_next_convention_takes_over_the_groups_and_their_audience_but_not_their_drafts():
    before = factories.convention()
    committee = factories.committee(before, title="Comité local", slug="comite-local")
    factories.group(before, title="Groupe gardé", committee=committee, audience=Level.MEMBERS, mandate="Veiller")
    factories.group(before, title="Groupe au brouillon", live=False)
    convention = start(renews=before)
    (kept,) = GroupPage.objects.descendant_of(convention)
    assert (kept.title, kept.mandate, kept.audience, kept.live) == ("Groupe gardé", "Veiller", Level.MEMBERS, False)
    assert kept.committee.slug == "comite-local"
    assert kept.committee.is_descendant_of(convention)
