"""Dates as precise as they are known: « 8 avril 2015 », « avril 2009 », « premier trimestre 2015 », « 2014 ».

The portal never invents a day: a date keeps its precision from the field where it is typed to the page that shows it.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search.analysis import fold

PRECISIONS = ("day", "month", "quarter", "year")
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
QUARTERS = ("premier", "deuxième", "troisième", "quatrième")
FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True, order=True)
class ApproximateDate:
    """A day (``date``), or the first day of the month, quarter or year that is known; ordered by that day."""

    first_day: date
    precision: str = "day"

    @classmethod
    def parse(cls, text: str) -> "ApproximateDate":
        """Return the date that a person wrote in French or as ISO writes it. Raises ValueError, in French."""
        said = " ".join(fold(text).replace(",", " ").split())
        try:
            found = cls._day(said) or cls._month(said) or cls._quarter(said) or cls._year(said)
        except ValueError as impossible:
            raise ValueError(_("Cette date n’existe pas.")) from impossible
        if not found:
            raise ValueError(_("Écrivez « 8 avril 2015 », « avril 2009 », « T1 2015 » ou « 2014 »."))
        if not FIRST_YEAR <= found.first_day.year <= LAST_YEAR:
            raise ValueError(_("L’année doit être comprise entre 1900 et 2100."))
        return found

    @classmethod
    def _day(cls, said: str) -> "ApproximateDate | None":
        if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", said):
            return cls(date(*map(int, match.groups())))
        if match := re.fullmatch(r"(\d{1,2})[/. ](\d{1,2})[/. ](\d{4})", said):
            day, month, year = map(int, match.groups())
            return cls(date(year, month, day))
        if (match := re.fullmatch(r"(\d{1,2})(?:er)? ([a-z]+)\.? (\d{4})", said)) and (month := _month(match[2])):
            return cls(date(int(match[3]), month, int(match[1])))
        return None

    @classmethod
    def _month(cls, said: str) -> "ApproximateDate | None":
        if match := re.fullmatch(r"(\d{4})-(\d{1,2})", said):
            return cls(date(int(match[1]), int(match[2]), 1), "month")
        if match := re.fullmatch(r"(\d{1,2})[/.](\d{4})", said):
            return cls(date(int(match[2]), int(match[1]), 1), "month")
        if (match := re.fullmatch(r"([a-z]+)\.? (\d{4})", said)) and (month := _month(match[1])):
            return cls(date(int(match[2]), month, 1), "month")
        return None

    @classmethod
    def _quarter(cls, said: str) -> "ApproximateDate | None":
        numbers = {fold(name): rank for rank, name in enumerate(QUARTERS, 1)} | {"1er": 1, "2e": 2, "3e": 3, "4e": 4}
        match = re.fullmatch(r"[tq]([1-4])[ -](\d{4})|(\d{4})-?[tq]([1-4])|(\w+) trimestre (\d{4})", said)
        if not match or (match[5] and match[5] not in numbers):
            return None
        quarter = int(match[1] or match[4] or numbers[match[5]])
        return cls(date(int(match[2] or match[3] or match[6]), quarter * 3 - 2, 1), "quarter")

    @classmethod
    def _year(cls, said: str) -> "ApproximateDate | None":
        return cls(date(int(said), 1, 1), "year") if re.fullmatch(r"\d{4}", said) else None

    @classmethod
    @lru_cache(maxsize=4096)
    def load(cls, stored: str) -> "ApproximateDate":
        """Return the date written by ``dump``; a list holds the same days many times."""
        day, _slash, precision = stored.partition("/")
        return cls(date.fromisoformat(day), precision or "day")

    def dump(self) -> str:
        """Return what is stored, ``2015-01-01/quarter``: sorted as text, it is sorted in time."""
        return f"{self.first_day.isoformat()}/{self.precision}"

    @property
    def last_day(self) -> date:
        """Return the last day that the date may mean."""
        year, month = self.first_day.year, self.first_day.month
        if self.precision == "day":
            return self.first_day
        month = {"month": month, "quarter": month + 2, "year": 12}[self.precision]
        return date(year, month, calendar.monthrange(year, month)[1])

    @property
    def year(self) -> int:
        return self.first_day.year

    def is_past(self, today: date) -> bool:
        """Say whether the whole of what the date may mean is over."""
        return self.last_day < today

    def __str__(self):
        day = self.first_day
        if self.precision == "year":
            return str(day.year)
        if self.precision == "quarter":
            return f"{QUARTERS[(day.month - 1) // 3]} trimestre {day.year}"
        if self.precision == "month":
            return f"{MONTHS[day.month - 1]} {day.year}"
        return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def _month(name: str) -> int | None:
    starts = [rank for rank, month in enumerate(MONTHS, 1) if len(name) > 2 and fold(month).startswith(name)]
    return starts[0] if len(starts) == 1 else None


class ApproximateDateInput(forms.TextInput):
    """A line of text where a date is written as one says it."""

    def format_value(self, value):
        return str(value) if value else None


class ApproximateDateFormField(forms.CharField):
    widget = ApproximateDateInput

    def to_python(self, value):
        text = super().to_python(str(value) if isinstance(value, ApproximateDate) else value)
        if not text:
            return None
        try:
            return ApproximateDate.parse(text)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def has_changed(self, initial, data):
        try:
            return (ApproximateDate.parse(data) if data else None) != initial
        except ValueError:
            return True


class ApproximateDateField(models.CharField):
    """A nullable column that holds an ``ApproximateDate``."""

    description = gettext_lazy("Date avec sa précision")

    def __init__(self, *args, **kwargs):
        kwargs["max_length"] = 20
        kwargs["null"] = kwargs["blank"] = True
        kwargs.setdefault(
            "help_text",
            format_lazy(
                "{}", gettext_lazy("Aussi précise que connue : « 8 avril 2015 », « avril 2009 », « T1 2015 ».")
            ),
        )
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for given in ("max_length", "null", "blank"):
            kwargs.pop(given)
        return name, path, args, kwargs

    def from_db_value(self, value, expression, connection):
        return ApproximateDate.load(value) if value else None

    def to_python(self, value):
        if value is None or isinstance(value, ApproximateDate):
            return value
        if not value:
            return None
        try:
            return ApproximateDate.load(value) if "/" in value[10:] else ApproximateDate.parse(value)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def get_prep_value(self, value):
        value = self.to_python(value)
        return value.dump() if value else None

    def value_to_string(self, obj):
        value = self.value_from_object(obj)
        return value.dump() if value else ""

    def validate(self, value, model_instance):
        if value is not None and not isinstance(value, ApproximateDate):
            raise ValidationError(_("Cette date est illisible."))

    def run_validators(self, value):
        """Nothing more to check: the value is a date, not its text."""

    def formfield(self, **kwargs):
        return super(models.CharField, self).formfield(
            **{"form_class": ApproximateDateFormField, "required": False, **kwargs}
        )


def past(field: str, today: date) -> models.Q:
    """Return the condition that a date field, whatever its precision, is wholly before a day."""
    firsts = {
        "day": today,
        "month": today.replace(day=1),
        "quarter": today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1),
        "year": today.replace(month=1, day=1),
    }
    condition = models.Q()
    for precision, first in firsts.items():
        condition |= models.Q(**{f"{field}__endswith": f"/{precision}", f"{field}__lt": first.isoformat()})
    return condition
