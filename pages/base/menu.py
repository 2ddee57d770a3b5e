"""What stands around a page: the main menu, the pages above it, the parts of it that it presents."""

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from pages.people import audience

# Not a page of the tree, yet what most people come back for.
AGENDA_URL = "/agenda/"


def around(request: HttpRequest, page: Page | None = None) -> list[Page]:
    """Return the pages that the reader may see in the menu, above ``page`` and among its parts, in the tree's order.

    One query for each request, since every template asks for some of them.
    """
    if not hasattr(request, "_pages_around"):
        site = Site.find_for_request(request)
        root = site.root_page if site else None
        wanted = Q(pk__in=[])
        if root:
            wanted |= Q(path__startswith=root.path, depth=root.depth + 1, show_in_menus=True)
        if page and page.path:
            wanted |= Q(path__in=[page.path[:end] for end in range(page.steplen, len(page.path), page.steplen)])
            wanted |= page.parts()
        found = audience.visible(Page.objects.filter(wanted), audience.reader_for(request)).order_by("path")
        request._pages_around = root, list(found.select_related("content_type"))
    return request._pages_around[1]


def entries(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the title and the address of the menu's entries, in the order of the tree, then the agenda."""
    pages = around(request)
    root = request._pages_around[0]
    if root is None:
        return []
    shown = [
        (page.title, url)
        for page in pages
        if page.show_in_menus and page.is_child_of(root) and (url := page.get_url(request))
    ]
    return [*shown, (_("Agenda"), AGENDA_URL)]
