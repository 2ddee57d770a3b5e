"""Sections that a higher app adds to a page it may not be named by: a convention's actions, home's conventions.

An app registers, for a page type, what is to be shown and in which order; the page's template lays the sections out.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from pages.people import audience
from search.related import related


@dataclass(frozen=True)
class Section:
    """A part of a page: its anchor, its title in the « Sur cette page » list, its template and what fills it.

    ``build(page, request)`` returns the template's context, or None when there is nothing to show.
    """

    slug: str
    title: str
    template: str
    build: Callable[[Page, HttpRequest], dict[str, Any] | None]
    order: int = 50
    zone: str = "main"


@dataclass(frozen=True)
class FilledSection:
    slug: str
    title: str
    template: str
    zone: str
    context: dict[str, Any] = field(default_factory=dict)


_registered: dict[type[Page], list[Section]] = {}


def register(page_model: type[Page], section: Section) -> None:
    """Add a section to a page type; registering the same slug again replaces it."""
    kept = [known for known in _registered.get(page_model, []) if known.slug != section.slug]
    _registered[page_model] = sorted([*kept, section], key=lambda known: (known.order, known.slug))


def fill(page: Page, request: HttpRequest) -> list[FilledSection]:
    """Return the sections of a page that have something to show to this request's reader."""
    filled = []
    for section in _registered.get(type(page), []):
        context = section.build(page, request)
        if context is not None:
            filled.append(FilledSection(section.slug, section.title, section.template, section.zone, context))
    return filled


def true_until(request: HttpRequest, instant: datetime) -> None:
    """Say, from a section, at which instant what it shows stops being true: the page is kept until the earliest."""
    request._sections_true_until = min(instant, earliest(request) or instant)


def earliest(request: HttpRequest) -> datetime | None:
    """Return the earliest instant that the sections of this request's page said, None when none did."""
    return getattr(request, "_sections_true_until", None)


# What any page may have


def _related(page: Page, request: HttpRequest) -> dict[str, Any] | None:
    found = related(page.search_key(), audience.reader_for(request).tokens)
    return {"entries": found} if found else None


RELATED = Section("a-lire-aussi", _("À lire aussi"), "search/related.html", _related, order=90)
"""Pages of the same nature and themes, to be registered for a page type."""
