"""Who sees what: the one rule that every page, list, search, feed, sitemap, file and calendar goes through.

A page has one audience, named by a token: ``public``, ``members:12`` or ``staff:12``, where 12 is the page of the
*space* (a convention, a group within it) on which roles are held. The audience is inherited down the tree and can only
be narrowed. A reader holds tokens through the roles of the day; seeing is holding the page's token. The staff of a
convention holds the tokens of its groups; the members of a group are told what the members of its convention are.

What is no page has tokens of other kinds: ``association:7`` is held by those who act for association 7; a higher room
gives its own (``register_tokens``).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Page

from pages.people import rights, spaces
from pages.people.models import GROUP_ROLES, STAFF_ROLES, Level, PageAudience, Role

PUBLIC = "public"
NOBODY = "nobody"
RANKS = {PUBLIC: 0, Level.MEMBERS: 1, Level.STAFF: 2, NOBODY: 3}


@dataclass(frozen=True)
class Reader:
    """Someone who reads: the tokens they hold, None for whoever sees everything (the portal's administrator)."""

    tokens: frozenset[str] | None

    def holds(self, token: str) -> bool:
        return self.tokens is None or token in self.tokens


ANYONE = Reader(frozenset({PUBLIC}))

_sources: list[Callable[..., Iterable[str]]] = []


def register_tokens(source: Callable[..., Iterable[str]]) -> None:
    """Let a higher room give more tokens: ``source`` is called with a user and yields what they hold besides."""
    _sources.append(source)


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
    for source in (_role_tokens, _association_tokens, *_sources):
        yield from source(user)


def _association_tokens(user) -> Iterable[str]:
    yield from map(association_token, rights.associations_of(user))


def association_token(organisation_id: int) -> str:
    return f"association:{organisation_id}"


def _role_tokens(user) -> Iterable[str]:
    held = [(one.role, one.page_id, one.page.path) for one in rights.roles_today(user)]
    for role, page_id, _path in held:
        yield f"{Level.MEMBERS}:{page_id}"
        if role in STAFF_ROLES:
            yield f"{Level.STAFF}:{page_id}"
    above, below = Q(pk__in=[]), Q(pk__in=[])
    for role, _page_id, path in held:
        if role in GROUP_ROLES:
            above |= Q(path__in=[path[:end] for end in range(Page.steplen, len(path), Page.steplen)])
        elif role in STAFF_ROLES:
            below |= Q(path__startswith=path)
    if not held:
        return
    near = Page.objects.filter(above | below, content_type__model__in=spaces.model_names())
    staffed = tuple(path for role, _page_id, path in held if role in STAFF_ROLES)
    for page_id, path in near.values_list("pk", "path"):
        yield f"{Level.MEMBERS}:{page_id}"
        if path.startswith(staffed):
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


def space_of(page: Page) -> Page | None:
    """Return the nearest page, this one or above it, on which roles are held."""
    above = page.get_ancestors(inclusive=True).filter(content_type__model__in=spaces.model_names())
    return above.order_by("-depth").first()


def within_space(model: type[Page], parent: Page | None) -> bool:
    """Say whether a page of this type, there or about to be put under ``parent``, has members and staff."""
    return spaces.is_space(model) or (parent is not None and space_of(parent) is not None)


def narrowed(above: str, level: str, space_id: int | None) -> str:
    """Return the token of a page whose parent's is ``above`` and whose own choice is ``level``.

    A choice wider than the parent's does not open what the parent closes: the staff of a group is told nothing that
    its convention keeps to its own.
    """
    kept = above.partition(":")[0]
    if level == Level.INHERIT or RANKS[level] < RANKS[kept] or level == kept == Level.STAFF:
        return above
    # Taken out of its convention, what was kept to some has no members left: it is not thereby shown to all.
    return NOBODY if space_id is None else f"{level}:{space_id}"


def settle(page: Page, level: str | None = None) -> list[int]:
    """Write the effective audience of a page and of all below it; return the ids of those whose audience changed.

    Called in the transaction that saves or moves the page; ``level`` is the page's own choice, kept when None.
    """
    holding_roles = spaces.model_names()
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
        space_id = pk if model in holding_roles else space_id
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
    if space and Role.GROUP_MEMBER in spaces.roles_on(space.specific_class):
        return _explain_group(level, name)
    if level == Level.MEMBERS:
        return _("Les membres de « %(name)s » : partenaires et équipe") % {"name": name}
    if level == Level.STAFF:
        return _("L’équipe de « %(name)s » seulement") % {"name": name}
    return _("Personne : cette page n’a pas encore de public")


def _explain_group(level: str, name: str) -> str:
    if level == Level.MEMBERS:
        return _("Les membres du groupe « %(name)s » et l’équipe de la convention") % {"name": name}
    return _("Les animateurs du groupe « %(name)s » et l’équipe de la convention") % {"name": name}
