"""Fields that take what people really type: amounts with spaces and commas, dates, numbers of an account."""

import re
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pages.proposals.budget import LARGEST

SPACES = re.compile(r"[\s\u00a0\u202f€]")
EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
PLAIN = re.compile(r"[0-9]{1,12}([.,][0-9]{0,12})?")


class EurosField(forms.DecimalField):
    """An amount in euros as one writes it: « 1 200,50 », « 1200.5 € ». Never negative, at most two decimals."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "field__input number"}))
        super().__init__(max_digits=12, decimal_places=2, **kwargs)

    def to_python(self, value) -> Decimal | None:
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        typed = SPACES.sub("", str(value))
        if typed.startswith("-"):
            raise ValidationError(_("Un montant n’est pas négatif."), code="negative")
        if not PLAIN.fullmatch(typed):
            raise ValidationError(_("Écrivez un montant en chiffres, par exemple 1 200,50."), code="invalid")
        try:
            amount = Decimal(typed.replace(",", "."))
        except InvalidOperation as error:
            raise ValidationError(_("Écrivez un montant en chiffres, par exemple 1 200,50."), code="invalid") from error
        if amount > LARGEST:
            raise ValidationError(_("Ce montant est trop grand."), code="too_large")
        if amount != amount.quantize(Decimal("0.01")):
            raise ValidationError(_("Deux chiffres après la virgule au plus."), code="cents")
        return amount.quantize(Decimal("0.01"))

    def prepare_value(self, value):
        """Return a stored amount as one reads it: « 1 200,50 », « 1 200 »; what was typed stays as it was."""
        if not isinstance(value, Decimal):
            return value
        whole, _point, cents = f"{value:,.2f}".partition(".")
        return whole.replace(",", "\u202f") + (f",{cents}" if cents != "00" else "")

    def has_changed(self, initial, data) -> bool:
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True


class DayField(forms.DateField):
    """A day, with the browser's own picker; « 31/12/2026 » where there is none."""

    def __init__(self, **kwargs):
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "field__input"})
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y"], widget=widget, **kwargs)
        self.error_messages["invalid"] = _("Écrivez une date comme 31/12/2026.")


def check_year(year: int) -> None:
    """Raise ValidationError for a year that is none of our times."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValidationError(_("Vérifiez l’année."))
