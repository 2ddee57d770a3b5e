from datetime import date

import pytest
from django.core.exceptions import ValidationError

from pages.base.dates import ApproximateDate, ApproximateDateFormField, past
from pages.conventions.models import ConventionPage
from tests import factories


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("8 avril 2015", "8 avril 2015"),
        ("08/04/2015", "8 avril 2015"),
        ("2015-04-08", "8 avril 2015"),
        ("1er août 2011", "1er août 2011"),
        ("avril 2009", "avril 2009"),
        ("AVRIL 2009", "avril 2009"),
        ("04/2009", "avril 2009"),
        ("fevrier 2010", "février 2010"),
        ("déc. 2008", "décembre 2008"),
        ("premier trimestre 2015", "premier trimestre 2015"),
        ("T1 2015", "premier trimestre 2015"),
        ("2015-T3", "troisième trimestre 2015"),
        ("2014", "2014"),
    ],
)
def test_a_date_is_shown_as_precisely_as_it_was_written(written, shown):
    assert str(ApproximateDate.parse(written)) == shown


@pytest.mark.parametrize("wrong", ["", "31 février 2015", "ju 2015", "demain", "T5 2015", "0009", "99/99/2015", "15"])
def test_what_is_no_date_is_refused_with_a_reason(wrong):
    with pytest.raises(ValueError, match="…|Écrivez|existe|année"):
        ApproximateDate.parse(wrong)


@pytest.mark.parametrize("written", ["8 avril 2015", "avril 2009", "T4 2015", "2014"])
def test_a_date_is_stored_and_read_back_whole(written):
    known = ApproximateDate.parse(written)
    assert ApproximateDate.load(known.dump()) == known


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("8 avril 2015", date(2015, 4, 8)),
        ("février 2012", date(2012, 2, 29)),
        ("T1 2015", date(2015, 3, 31)),
        ("2014", date(2014, 12, 31)),
    ],
)
def test_a_date_ends_with_the_last_day_it_may_mean(written, last):
    assert ApproximateDate.parse(written).last_day == last


@pytest.mark.django_db
@pytest.mark.parametrize(
    "written", ["21/11/2026", "22/11/2026", "octobre 2026", "novembre 2026", "T3 2026", "T4 2026", "2025", "2026"]
)
def test_the_database_and_python_agree_on_what_is_past(written):
    today = date(2026, 11, 22)
    known = factories.when(written)
    convention = factories.convention(planned_signature=known)
    found = ConventionPage.objects.filter(past("planned_signature", today)).filter(pk=convention.pk).exists()
    assert found == known.is_past(today)


@pytest.mark.django_db
def test_a_date_survives_a_draft_and_its_publication():
    convention = factories.convention(planned_signature=factories.when("T1 2015"))
    convention.planned_signature = factories.when("avril 2016")
    convention.save_revision().publish()
    assert str(ConventionPage.objects.get(pk=convention.pk).planned_signature) == "avril 2016"


def test_the_form_field_keeps_what_was_typed_and_says_what_is_wrong():
    with pytest.raises(ValidationError, match="n’existe pas"):
        ApproximateDateFormField(required=False).clean("31/02/2015")
