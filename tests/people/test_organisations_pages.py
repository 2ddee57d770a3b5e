"""The public list of organisations: by nature, by letter, in the order people know."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def four(portal):
    for name, kind in (("Eau", "association"), ("Égales", "association"), ("Ethno", "caf"), ("2 Rives", "commune")):
        factories.organisation(name, kind=kind)


def listed(client, **asked) -> list[str]:
    return [one.name for one in client.get("/organisations/", asked).context["page_obj"]]


def test_accents_do_not_send_a_name_to_the_end(client, four):
    assert listed(client) == ["2 Rives", "Eau", "Égales", "Ethno"]


def test_a_letter_finds_names_with_and_without_accent(client, four):
    assert listed(client, lettre="E") == ["Eau", "Égales", "Ethno"]
    assert listed(client, lettre="#") == ["2 Rives"]


def test_a_nature_and_a_letter_narrow_together(client, four):
    assert listed(client, nature="association") == ["Eau", "Égales"]
    assert listed(client, nature="caf", lettre="E") == ["Ethno"]


@pytest.mark.parametrize("asked", [{"nature": "x"}, {"lettre": "Z"}, {"lettre": "\0"}, {"page": "99"}])
def test_what_is_unknown_filters_nothing(client, four, asked):
    assert len(listed(client, **asked)) == 4
