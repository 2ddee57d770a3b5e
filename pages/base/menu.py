"""The main menu: the home page's published children that editors put in it, told apart for the reader."""

from django.http import HttpRequest
from wagtail.models import Page, Site

from pages.people import audience


def main_menu(request: HttpRequest) -> list[dict]:
    """Return the entries of the menu, in the order of the tree: title, url, current (bool)."""
    site = Site.find_for_request(request)
    if site is None:
        return []
    children = Page.objects.child_of(site.root_page).filter(show_in_menus=True).order_by("path")
    return [
        {"title": page.title, "url": url, "current": request.path.startswith(url)}
        for page in audience.visible(children, audience.reader_for(request))
        if (url := page.get_url(request))
    ]
