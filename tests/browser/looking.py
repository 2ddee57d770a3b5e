"""What is wrong with a screen: axe (WCAG 2.2 AA and best practices), a page wider than the screen, headings."""

import os
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # What passes is not told: half the time goes into it.
    "resultTypes": ["violations"],
}
# Each width and each scheme is looked at once: what is wrong comes from one of them, not from the two together.
LOOKS = ((1280, "light"), (320, "dark"))


def faults(page) -> list[str]:
    """Return what axe finds on a page, once it is there whole: rule, elements."""
    page.wait_for_load_state()
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{one['id']} : {[node['target'] for node in one['nodes']][:3]}" for one in found]


def overflows(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def wrong_here(page) -> list[str]:
    """Return what is wrong with the page that is open, in each look; draw it in the folder ``SCREENSHOTS``, if any."""
    wrong = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        # Without motion colours change at once: none is measured half-way.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = faults(page)
        if overflows(page):
            found.append("the page is wider than the screen")
        if page.locator("h1").count() != 1:
            found.append("there is not one h1")
        wrong += [f"{width} {scheme} : {one}" for one in found]
        if folder := os.environ.get("SCREENSHOTS"):
            name = urlsplit(page.url).path.strip("/").replace("/", "-") or "accueil"
            page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)
    return wrong


def wrong_in(page, addresses) -> dict[str, list[str]]:
    """Return what is wrong with each address that has something wrong."""
    wrong = {}
    for address in addresses:
        page.goto(address)
        if found := wrong_here(page):
            wrong[address] = found
    return wrong
