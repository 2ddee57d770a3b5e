"""What the builders share: putting plain values together as Wagtail expects them."""

from collections.abc import Iterable

from django.db import models

from pages.base.blocks import BodyBlock
from pages.base.models import PortalPage, Theme
from portal.demo.documents import document
from portal.demo.shapes import DocumentShape, IndicatorShape


def body(blocks: list[tuple[str, object]]):
    """Return the value of a page's text from (block, plain value) pairs; a document described there is made."""
    return BodyBlock().to_python([{"type": kind, "value": _plain(value)} for kind, value in blocks])


def _plain(value):
    if isinstance(value, DocumentShape):
        return document(value).pk
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value


def ranked(rows: Iterable[models.Model]) -> list[models.Model]:
    """Return rows in the order given, each knowing its rank."""
    rows = list(rows)
    for rank, row in enumerate(rows):
        row.sort_order = rank
    return rows


def indicator(model: type[models.Model], shape: IndicatorShape) -> models.Model:
    return model(
        label=shape.label,
        unit=shape.unit,
        baseline=shape.baseline,
        baseline_date=shape.baseline_date,
        target=shape.target,
        target_date=shape.target_date,
    )


def classify(page: PortalPage, slugs: list[str], tags: Iterable[str] = ()) -> None:
    """Give a page its themes and tags. Raises Theme.DoesNotExist on a theme that the vocabulary lacks."""
    page.themes = [Theme.objects.get(slug=slug) for slug in slugs]
    page.tags.add(*tags)
