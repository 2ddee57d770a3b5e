"""What the domain says of a convention, refused with a reason when it is broken."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from pages.conventions import finder
from pages.conventions.models import ConventionStatus, ObjectiveIndicator, PerimeterPlace, RelatedContract
from pages.conventions.models.convention import Post
from pages.people import audience
from pages.people.models import LocalRole, Role
from pages.territories.geography import lookup
from pages.territories.geography.loading import ensure_loaded
from tests import factories

pytestmark = pytest.mark.django_db


def refused(page) -> set[str]:
    """Return the fields that a page's validation refuses."""
    try:
        page.full_clean()
    except ValidationError as error:
        return set(error.message_dict)
    return set()


def test_a_signed_convention_has_a_signature_date():
    page = factories.convention()
    page.actual_signature = None
    assert refused(page) == {"actual_signature"}


def test_a_signature_is_not_to_come():
    page = factories.convention()
    page.actual_signature = factories.when("2099")
    assert refused(page) == {"actual_signature"}


def test_a_convention_with_a_signature_date_is_no_longer_negotiated():
    page = factories.convention()
    page.status = ConventionStatus.NEGOTIATION
    assert refused(page) == {"status"}


def test_a_convention_does_not_end_before_it_starts():
    page = factories.convention()
    page.actual_end = factories.when("2008")
    assert refused(page) == {"actual_end"}


def test_an_end_in_the_month_of_the_start_is_possible():
    page = factories.convention(start=factories.when("15 avril 2009"))
    page.actual_end = factories.when("avril 2009")
    assert refused(page) == set()


def test_a_convention_lasts_at_least_a_month():
    page = factories.convention()
    page.duration = 0
    assert refused(page) == {"duration"}


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("avril 2009", 24, "mars 2011"),
        ("8 avril 2015", 48, "7 avril 2019"),
        ("31 janvier 2010", 1, "27 février 2010"),
        ("2014", 60, "2019"),
    ],
)
def test_the_planned_end_is_as_precise_as_the_start(start, months, end):
    page = factories.convention(start=factories.when(start), duration=months)
    assert str(page.planned_end) == end


def test_a_territory_has_one_page_only():
    factories.territory()
    page = factories.territory("92036", "Gennevilliers")
    page.code = "33281"
    with pytest.raises(ValidationError, match="a déjà une page"):
        page.full_clean()


def test_a_pair_is_complete_with_both_halves_in_office():
    page = factories.convention()
    assert len(page.missing_halves()) == 2
    factories.holder(Role.CAF_COORDINATOR, page)
    assert page.missing_halves() == [Role.LOCAL_COORDINATOR.label]
    LocalRole.objects.create(role=Role.LOCAL_COORDINATOR, page=page, function="chargée de mission")
    assert page.missing_halves() == []


def test_a_deputy_alone_is_no_half_of_the_pair():
    page = factories.convention()
    factories.holder(Role.CAF_COORDINATOR, page, is_deputy=True)
    assert Role.CAF_COORDINATOR.label in page.missing_halves()


def test_someone_whose_term_is_over_is_no_half_of_the_pair():
    page = factories.convention()
    factories.holder(Role.CAF_COORDINATOR, page, end=date(2020, 1, 1))
    assert Role.CAF_COORDINATOR.label in page.missing_halves()


def test_the_public_reads_the_functions_of_the_pair_never_the_names(client):
    page = factories.convention()
    who = factories.user(first_name="Camille", last_name="Inventée")
    factories.holder(Role.CAF_COORDINATOR, page, who, function="conseillère territoriale")
    said = client.get(page.url).content.decode()
    assert "conseillère territoriale" in said
    assert "Inventée" not in said
    assert who.email not in said


def test_the_perimeter_holds_only_communes_that_exist():
    ensure_loaded()
    place = PerimeterPlace(convention=factories.convention(), code="99999")
    with pytest.raises(ValidationError, match="Insee"):
        place.full_clean()


def leads_to(query: str):
    found = finder.destinations(lookup.find(query), audience.ANYONE)
    return {one["area"].code: one["convention"] for one in found}


def test_a_commune_of_the_perimeter_leads_to_the_convention():
    ensure_loaded()
    page = factories.convention()
    place = PerimeterPlace(convention=page, code="33063")
    place.full_clean()
    place.save()
    assert leads_to("33063") == {"33063": page}
    assert leads_to("33281") == {"33281": page}


def test_a_namesake_does_not_lead_to_the_other_commune_s_convention():
    ensure_loaded()
    page = factories.convention()
    assert leads_to("Mérignac") | {"33281": page} == {"33281": page, "16216": None, "17229": None}


def test_of_several_conventions_the_running_one_is_shown():
    ensure_loaded()
    territory = factories.territory()
    factories.convention(territory, status=ConventionStatus.EXPIRED)
    running = factories.convention(territory)
    factories.convention(territory, status=ConventionStatus.EXPIRED)
    assert leads_to("33281") == {"33281": running}


def test_a_related_contract_leads_to_its_page_only_for_who_may_see_it(client):
    closed = factories.convention(factories.territory("92036", "Gennevilliers"), audience="members")
    page = factories.convention()
    RelatedContract.objects.create(convention=page, relation="before", title="Contrat d’avant", page=closed)
    assert closed.url not in client.get(page.url).content.decode()
    client.force_login(factories.holder(Role.PARTNER, closed))
    assert closed.url in client.get(page.url).content.decode()


def test_a_post_does_not_end_before_it_begins_nor_take_more_than_a_full_time():
    post = Post(convention=factories.convention(), title="Chargée de coopération", employer=factories.organisation())
    post.start, post.end = factories.when("2021"), factories.when("2020")
    assert refused(post) == {"end"}
    post.end, post.share = None, 101
    assert refused(post) == {"share"}


def test_the_target_of_an_indicator_is_not_dated_before_its_baseline():
    indicator = ObjectiveIndicator(objective=factories.objective(factories.axis()), label="Places")
    indicator.baseline_date, indicator.target_date = factories.when("2021"), factories.when("2020")
    assert refused(indicator) == {"target_date"}
