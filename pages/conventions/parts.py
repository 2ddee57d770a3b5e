"""The pages below a convention that its own page presents by name: committees, groups, fund, diagnosis…

They are read with the menu and the breadcrumb, in one query; each room says which of its types are such parts.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Page

from pages.base import menu

DEEPEST = 2
_types: list[type[Page]] = []


def register_part(*models: type[Page]) -> None:
    """Say that pages of these types, children or grandchildren of a convention, are named by its page."""
    _types.extend(model for model in models if model not in _types)


def condition(convention: Page) -> Q:
    """Return which pages these are."""
    return _below(convention.path, convention.depth + DEEPEST)


def condition_beside(page: Page) -> Q:
    """Return which of these pages stand beside a page that is a child of the convention, as an axis is."""
    return _below(page.path[: -page.steplen], page.depth)


def _below(path: str, deepest: int) -> Q:
    kept = [one.pk for one in ContentType.objects.get_for_models(*_types).values()]
    return Q(path__startswith=path, depth__lte=deepest, content_type__in=kept)


def of_type(convention: Page, request: HttpRequest, *models: type[Page]) -> list[Page]:
    """Return the parts of these types that the reader may see, as plain pages (title, url), in the tree's order."""
    return [
        page
        for page in menu.around(request, convention)
        if page.specific_class in models and page.is_descendant_of(convention)
    ]


def beside(page: Page, request: HttpRequest, *models: type[Page]) -> list[Page]:
    """Return the parts of these types beside a page whose ``parts`` are ``condition_beside``."""
    return [one for one in menu.around(request, page) if one.specific_class in models and one.is_sibling_of(page)]
