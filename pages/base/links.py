"""The links to repair: what pages link to that is gone, unpublished or less visible than the page that links to it.

Links are read where editors write them: block by block in the texts, then in the pages' other fields by Wagtail's own
index of references. Addresses of other sites are checked for their form only: nothing is asked of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.blocks.field_block import ChooserBlock
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from pages.base.models import PortalDocument, PortalImage
from pages.people import audience, spaces

PAGE, DOCUMENT, IMAGE, ADDRESS = "page", "document", "image", "address"
FILES = {DOCUMENT: PortalDocument, IMAGE: PortalImage}


@dataclass(frozen=True)
class Link:
    """A link as it is written: where in the page, its text, what it leads to (a kind, and an id or an address)."""

    page: Page
    place: str
    text: str
    kind: str
    target: str


@dataclass(frozen=True)
class BrokenLink:
    """A link to repair, and what is wrong with it, in words."""

    page: Page
    place: str
    text: str
    target: str
    problem: str

    @property
    def page_title(self) -> str:
        return self.page.get_admin_display_title()


# Reading the links


class RichTextLinks(HTMLParser):
    """Gathers (text, kind, target) from rich text as Wagtail stores it."""

    def __init__(self):
        super().__init__()
        self.found: list[tuple[str, str, str]] = []
        self._open: list | None = None

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "embed" and said.get("embedtype") == IMAGE:
            self.found.append((said.get("alt") or "", IMAGE, said.get("id") or ""))
        elif tag == "a":
            kind = said.get("linktype") or ADDRESS
            self._open = ["", kind, (said.get("href") if kind == ADDRESS else said.get("id")) or ""]

    def handle_data(self, data):
        if self._open:
            self._open[0] += data

    def handle_endtag(self, tag):
        if tag == "a" and self._open:
            self.found.append(tuple(self._open))
            self._open = None


def in_rich_text(html: str) -> list[tuple[str, str, str]]:
    reader = RichTextLinks()
    reader.feed(html or "")
    reader.close()
    return reader.found


def in_block(block: blocks.Block, raw) -> Iterator[tuple[str, str, str]]:
    """Yield (text, kind, target) for each link of a block, from its value as the database holds it."""
    if raw in (None, "", []):
        return
    if isinstance(block, blocks.RichTextBlock):
        yield from in_rich_text(raw)
    elif isinstance(block, blocks.URLBlock):
        yield "", ADDRESS, raw
    elif isinstance(block, ChooserBlock):
        kinds = {PortalDocument: DOCUMENT, PortalImage: IMAGE}
        kind = PAGE if issubclass(block.model_class, Page) else kinds.get(block.model_class)
        if kind:
            yield "", kind, str(raw)
    else:
        for child, value in _children(block, raw):
            yield from in_block(child, value)


def _children(block: blocks.Block, raw) -> Iterator[tuple[blocks.Block, object]]:
    """Yield the blocks within a block, each with its value."""
    if isinstance(block, blocks.BaseStreamBlock):
        yield from ((block.child_blocks[one["type"]], one["value"]) for one in raw if one["type"] in block.child_blocks)
    elif isinstance(block, BaseTypedTableBlock):
        columns = [block.child_blocks.get(column["type"]) for column in raw.get("columns", [])]
        for row in raw.get("rows", []):
            yield from ((child, value) for child, value in zip(columns, row["values"], strict=False) if child)
    elif isinstance(block, blocks.BaseStructBlock) and isinstance(raw, dict):
        yield from ((child, raw.get(name)) for name, child in block.child_blocks.items())
    elif isinstance(block, blocks.ListBlock):
        yield from ((block.child_block, one.get("value", one) if isinstance(one, dict) else one) for one in raw)


def in_texts(page: Page) -> Iterator[Link]:
    """Yield the links of a page's texts."""
    for field in page._meta.get_fields():
        if isinstance(field, RichTextField):
            for text, kind, target in in_rich_text(field.value_from_object(page)):
                yield Link(page, str(field.verbose_name), text, kind, target)
        elif isinstance(field, StreamField):
            for rank, one in enumerate(getattr(page, field.name).raw_data, 1):
                block = field.stream_block.child_blocks.get(one["type"])
                place = _("%(block)s (bloc %(rank)d)") % {"block": block.label, "rank": rank} if block else ""
                for text, kind, target in in_block(block, one["value"]) if block else ():
                    yield Link(page, place, text, kind, target)


def in_fields(pages: dict[int, Page]) -> Iterator[Link]:
    """Yield the links that pages have outside their texts: choosers, on themselves and on their lists."""
    types = ContentType.objects.get_for_models(Page, PortalDocument, PortalImage)
    kinds = {types[Page].pk: PAGE, types[PortalDocument].pk: DOCUMENT, types[PortalImage].pk: IMAGE}
    references = ReferenceIndex.objects.filter(base_content_type=types[Page], to_content_type__in=kinds)
    for reference in references.order_by("pk").iterator():
        page = pages.get(int(reference.object_id))
        if page and not _is_text(page, reference.model_path.partition(".")[0]):
            place = str(reference.describe_source_field())
            yield Link(page, place, "", kinds[reference.to_content_type_id], reference.to_object_id)


def _is_text(page: Page, name: str) -> bool:
    try:
        return isinstance(page._meta.get_field(name), RichTextField | StreamField)
    except FieldDoesNotExist:
        return False


# Judging them


class Reach:
    """Compares who sees two pages, by their tokens (see ``pages.people.audience``)."""

    def __init__(self):
        rows = Page.objects.filter(content_type__model__in=spaces.model_names())
        self.paths = dict(rows.values_list("pk", "path"))

    def is_seen_by_all_of(self, target: str, source: str) -> bool:
        """Say whether everyone who holds the token ``source`` also sees what ``target`` opens."""
        if audience.PUBLIC in (source, target) or source == target:
            return target == audience.PUBLIC or source == target
        (level, space), (wanted, other) = source.split(":"), target.split(":")
        here, there = self.paths.get(int(space), ""), self.paths.get(int(other), "-")
        if level == "staff" and there.startswith(here):
            return True
        # The members of a group are told what the members of its convention are.
        return wanted == "members" and here.startswith(there)


def broken_links(user) -> list[BrokenLink]:
    """Return the links to repair in the published pages that a user may edit, in the tree's order.

    What the user may not see is not named to them.
    """
    mine = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change").live()
    pages = {page.pk: page for page in mine.order_by("path").select_related("effective_audience").specific()}
    links = [link for page in pages.values() for link in in_texts(page)] + list(in_fields(pages))
    judge = Judge(user, links, frozenset(pages))
    problems = ((link, *judge.problem(link)) for link in links)
    broken = [BrokenLink(link.page, link.place, link.text, told, wrong) for link, told, wrong in problems if wrong]
    return sorted(broken, key=lambda one: one.page.path)


class Judge:
    """Says what is wrong with a link; what links lead to is read once for all of them."""

    def __init__(self, user, links: Iterable[Link], editable: frozenset[int]):
        self.reader, self.editable, self.reach = audience.reader(user), editable, Reach()
        ids = {kind: {link.target for link in links if link.kind == kind} for kind in (PAGE, *FILES)}
        wanted = {kind: [int(one) for one in found if one.isdecimal()] for kind, found in ids.items()}
        found = Page.objects.filter(pk__in=wanted[PAGE]).select_related("effective_audience")
        self.pages = {str(page.pk): page for page in found}
        sources = Page.objects.filter(pk__in={link.page.pk for link in links})
        self.tokens = dict(sources.values_list("pk", "effective_audience__token"))
        self.files = {
            kind: {str(pk): title for pk, title in model.objects.filter(pk__in=wanted[kind]).values_list("pk", "title")}
            for kind, model in FILES.items()
        }

    def problem(self, link: Link) -> tuple[str, str]:
        """Return the target as it may be named to the user, and what is wrong: the empty string when nothing is."""
        if link.kind == PAGE:
            return self._page_problem(link)
        if link.kind in FILES:
            gone = {DOCUMENT: _("Le document n’existe plus"), IMAGE: _("L’image n’existe plus")}[link.kind]
            return "", "" if link.target in self.files[link.kind] else gone
        return link.target[:200], "" if is_well_formed(link.target) else _("L’adresse est mal formée")

    def _page_problem(self, link: Link) -> tuple[str, str]:
        page = self.pages.get(link.target)
        if page is None:
            return "", _("La page n’existe plus")
        seen = page.pk in self.editable or audience.may_see(self.reader, page)
        title = page.title if seen else _("Une page que vous ne voyez pas")
        if not page.live:
            return title, _("La page n’est pas publiée")
        source, target = self.tokens.get(link.page.pk) or audience.NOBODY, audience.token_of(page) or audience.NOBODY
        if audience.NOBODY in (source, target) or self.reach.is_seen_by_all_of(target, source):
            return title, ""
        readers = audience.explain(target) if seen else _("d’autres personnes")
        return title, _("Des lecteurs de cette page ne la verront pas. Qui la voit : %(readers)s") % {
            "readers": readers
        }


def is_well_formed(address: str) -> bool:
    """Say whether an address could lead somewhere: nothing is asked of the site that it names."""
    if address != address.strip() or any(sign.isspace() for sign in address):
        return False
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises when it is not a number
    except ValueError:
        return False
    if parts.scheme in ("http", "https"):
        host = parts.hostname or ""
        return "." in host.strip(".") and ".." not in host
    if parts.scheme == "mailto":
        return _is_email(parts.path)
    if parts.scheme == "tel":
        return any(sign.isdigit() for sign in parts.path)
    return not parts.scheme and address.startswith(("#", "/", "?"))


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
