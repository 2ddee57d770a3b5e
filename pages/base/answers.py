"""The answers to a form, as its team reads them and takes them away."""

import re

from wagtail.contrib.forms.views import SubmissionsListView

# A cell that begins so is taken for a formula by spreadsheets; a number is not.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")


def as_text(value):
    """Return what a spreadsheet shows as it was typed: text that it would take for a formula is quoted."""
    if isinstance(value, list):
        return as_text(", ".join(value))
    if not isinstance(value, str) or NUMBER.fullmatch(value):
        return value
    return f"'{value}" if value.startswith(FORMULA) else value


class AnswersView(SubmissionsListView):
    """Wagtail's list and its CSV and XLSX exports, without formulas in them."""

    def to_row_dict(self, item):
        return {name: as_text(value) for name, value in super().to_row_dict(item).items()}

    def get_heading(self, queryset, field):
        return as_text(super().get_heading(queryset, field))
