"""Who sees what: the one rule that every page, list, search, feed, sitemap, file and calendar goes through.

A page has one audience, named by a token: ``public``, ``members:12`` or ``staff:12``, where 12 is the page of the
*space* (a convention, later a group) on which roles are held. The audience is inherited down the tree and can only be
narrowed. A reader holds tokens through the roles of the day; seeing is holding the page's token.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Page

from pages.people.models import STAFF_ROLES, Level, PageAudience

PUBLIC = "public"
NOBODY = "nobody"
RANKS = {PUBLIC: 0, Level.MEMBERS: 1, Level.STAFF: 2, NOBODY: 3}
SPACES: set[type[Page]] = set()


@dataclass(frozen=True)
class Reader:
    """Someone who reads: the tokens they hold, None for whoever sees everything (the portal's administrator)."""

    tokens: frozenset[str] | None

    def holds(self, token: str) -> bool:
        return self.tokens is None or token in self.tokens


ANYONE = Reader(frozenset({PUBLIC}))


def reader(user) -> Reader:
    """Return what a user may read today, from their roles; read once for each user object, thus each request."""
    if user is None or not user.is_authenticated or not user.is_active:
        return ANYONE
    if not hasattr(user, "_reader"):
        user._reader = Reader(None if user.is_superuser else frozenset(_tokens(user)))
    return user._reader


def reader_for(request: HttpRequest) -> Reader:
    """Return the reader of a request."""
    return reader(getattr(request, "user", None))


def reader_tokens(request: HttpRequest) -> frozenset[str] | None:
    """Return the tokens of a request's reader; the search asks for them by this name in the settings."""
    return reader_for(request).tokens


def _tokens(user) -> Iterable[str]:
    yield PUBLIC
    for role, page_id in user.local_roles.today().values_list("role", "page_id"):
        yield f"{Level.MEMBERS}:{page_id}"
        if role in STAFF_ROLES:
            yield f"{Level.STAFF}:{page_id}"


def visible(pages: QuerySet, reader: Reader) -> QuerySet:
    """Keep the published pages of a queryset that a reader may see."""
    pages = pages.live()
    if reader.tokens is None:
        return pages
    return pages.filter(effective_audience__token__in=reader.tokens)


def may_see(reader: Reader, page: Page) -> bool:
    """Say whether a reader may see a page, published or not."""
    return reader.tokens is None or token_of(page) in reader.tokens


def token_of(page: Page) -> str:
    """Return a page's audience token, the empty string, which nobody holds, when it has none."""
    served_with = page._state.fields_cache.get("effective_audience")
    row = served_with or PageAudience.objects.filter(page_id=page.pk).first()
    return row.token if row else ""


# The tree


def register_space(model: type[Page]) -> None:
    """Say that roles are held on this type of page, whose subtree « members » and « staff » then refer to."""
    SPACES.add(model)


def space_of(page: Page) -> Page | None:
    """Return the nearest page, this one or above it, on which roles are held."""
    types = {model._meta.model_name for model in SPACES}
    above = page.get_ancestors(inclusive=True).filter(content_type__model__in=types)
    return above.order_by("-depth").first()


def within_space(model: type[Page], parent: Page | None) -> bool:
    """Say whether a page of this type, there or about to be put under ``parent``, has members and staff."""
    return model in SPACES or (parent is not None and space_of(parent) is not None)


def narrowed(above: str, level: str, space_id: int | None) -> str:
    """Return the token of a page whose parent's is ``above`` and whose own choice is ``level``.

    A choice wider than the parent's does not open what the parent closes.
    """
    if level == Level.INHERIT or space_id is None or RANKS[level] < RANKS[above.partition(":")[0]]:
        return above
    return f"{level}:{space_id}"


def settle(page: Page, level: str | None = None) -> list[int]:
    """Write the effective audience of a page and of all below it; return the ids of those whose audience changed.

    Called in the transaction that saves or moves the page; ``level`` is the page's own choice, kept when None.
    """
    spaces = {model._meta.model_name for model in SPACES}
    subtree = list(
        Page.objects.descendant_of(page, inclusive=True)
        .order_by("path")
        .values_list("pk", "path", "content_type__model", "effective_audience__level", "effective_audience__token")
    )
    parent = page.get_parent()
    space = space_of(parent) if parent else None
    # The tree is read from the top: each page finds its parent's (token, space) already written here.
    above = PUBLIC if parent is None or parent.is_root() else token_of(parent) or NOBODY
    known = {page.path[: -page.steplen]: (above, space.pk if space else None)}
    changed = []
    for pk, path, model, kept_level, kept_token in subtree:
        above, space_id = known[path[: -page.steplen]]
        space_id = pk if model in spaces else space_id
        chosen = level if pk == page.pk and level is not None else kept_level or Level.INHERIT
        token = narrowed(above, chosen, space_id)
        known[path] = token, space_id
        if (chosen, token) != (kept_level, kept_token):
            PageAudience.objects.update_or_create(page_id=pk, defaults={"level": chosen, "token": token})
        if token != kept_token:
            changed.append(pk)
    return changed


def explain(token: str) -> str:
    """Say in plain words who holds a token."""
    level, _separator, space_id = token.partition(":")
    if level == PUBLIC:
        return _("Tout le monde")
    space = Page.objects.filter(pk=space_id or 0).first()
    name = space.title if space else ""
    if level == Level.MEMBERS:
        return _("Les membres de « %(name)s » : partenaires et équipe") % {"name": name}
    if level == Level.STAFF:
        return _("L’équipe de « %(name)s » seulement") % {"name": name}
    return _("Personne : cette page n’a pas encore de public")
