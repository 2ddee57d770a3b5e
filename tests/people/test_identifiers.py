import pytest
from django.core.exceptions import ValidationError

from pages.people import identifiers


@pytest.mark.parametrize("written", ["73282932000074", "732 829 320 00074", "732 829 320 00074", "732.829.320-00074"])
def test_a_siret_is_kept_without_its_spaces(written):
    # 732 829 320 00074 is the example that Insee's rule is usually explained with.
    assert identifiers.siret(written) == "73282932000074"


def test_an_establishment_of_la_poste_is_right_when_its_digits_add_up_to_a_multiple_of_five():
    # 3+5+6+0+0+0+0+0+0 = 14, and 4+9+8+3+7 would be 31: the sum 45 is a multiple of 5, Luhn over the 14 is not met.
    assert identifiers.siret("35600000049837") == "35600000049837"


@pytest.mark.parametrize("wrong", ["73282932000075", "73282932100074", "1234", "7328293200007A", "٧3282932000074"])
def test_a_wrong_siret_is_refused(wrong):
    with pytest.raises(ValidationError):
        identifiers.siret(wrong)


@pytest.mark.parametrize("number", ["W332012345", "w332012345", "W2A1000123", "W9R1001234"])
def test_an_rna_number_may_hold_a_letter_in_its_departement(number):
    assert identifiers.rna(number) == number.upper()


@pytest.mark.parametrize("wrong", ["332012345", "W33201234", "W3320123456", "X332012345"])
def test_a_wrong_rna_number_is_refused(wrong):
    with pytest.raises(ValidationError):
        identifiers.rna(wrong)


@pytest.mark.parametrize("check", [identifiers.siret, identifiers.rna])
def test_no_number_is_no_number(check):
    assert check("") == check("  ") == ""
