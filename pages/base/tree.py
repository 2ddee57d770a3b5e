"""Paths of the tree, in queries."""

from django.db.models import CharField, OuterRef, Value
from django.db.models.functions import Greatest, Length, Substr
from wagtail.models import Page


def path_above(path: str | OuterRef, steps: int) -> Substr:
    """Return the path of the page that stands some steps above the one whose path is that field; empty above the root.

    PostgreSQL works it out for rows that the rest of the query leaves aside, and refuses a negative length.
    """
    return Substr(path, 1, Greatest(Length(path) - steps * Page.steplen, Value(0)), output_field=CharField())
