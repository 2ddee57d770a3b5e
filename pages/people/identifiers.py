"""The numbers that name a French organisation, checked and written one way."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum import luhn

LA_POSTE = "356000000"


def siret(value: str) -> str:
    """Return a SIRET without spaces, the empty string for none.

    Rule (Insee): 14 digits, Luhn over the 14 and over the first 9; the establishments of La Poste, whose 14 digits
    add up to a multiple of 5, are the exception. Raises ValidationError.
    """
    digits = re.sub(r"[\s\u00a0\u202f.-]", "", value or "")
    if not digits:
        return ""
    if not re.fullmatch(r"[0-9]{14}", digits):
        raise ValidationError(_("Un Siret compte 14 chiffres."), code="format")
    if not luhn.is_valid(digits[:9]):
        raise ValidationError(_("Ce Siret est faux : vérifiez ses neuf premiers chiffres."), code="siren")
    post_office = digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0
    if not luhn.is_valid(digits) and not post_office:
        raise ValidationError(_("Ce Siret est faux : vérifiez ses cinq derniers chiffres."), code="checksum")
    return digits


def rna(value: str) -> str:
    """Return an RNA number in capitals, the empty string for none.

    Rule (répertoire national des associations): W and 9 characters, digits save for some départements whose code
    holds a letter (Corsica) and overseas. Raises ValidationError.
    """
    number = re.sub(r"[\s\u00a0\u202f.-]", "", value or "").upper()
    if number and not re.fullmatch(r"W[0-9][0-9A-Z][0-9A-Z][0-9]{6}", number):
        raise ValidationError(_("Un numéro RNA s’écrit W suivi de 9 caractères."), code="format")
    return number
