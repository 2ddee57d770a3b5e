"""What is found as an Atom feed: what anyone may read, for a feed reader does not log in."""

import re
from dataclasses import replace

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from search import kinds, searching
from search.models import SearchEntry
from search.searching import Asked

ANYONE = frozenset({"public"})
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def one_line(text: str) -> str:
    """Return a text without line ends nor control characters, which no feed nor calendar may hold."""
    return CONTROLS.sub(" ", str(text)).strip()


class EntriesFeed(Feed):
    """A feed of entries of the index."""

    feed_type = Atom1Feed

    def item_title(self, item: SearchEntry) -> str:
        return one_line(_("%(kind)s : %(title)s") % {"kind": kinds.label(item.kind), "title": item.title})

    def item_description(self, item: SearchEntry) -> str:
        return one_line(item.summary)

    def item_link(self, item: SearchEntry) -> str:
        return item.url

    def item_guid(self, item: SearchEntry) -> str:
        return f"{item.url}#{item.key}"

    def item_pubdate(self, item: SearchEntry):
        return item.updated_at

    def item_updateddate(self, item: SearchEntry):
        return item.updated_at


class SearchFeed(EntriesFeed):
    """Any search, newest first."""

    def get_object(self, request: HttpRequest) -> Asked:
        return replace(Asked.of(request.GET), order="recent", page=1)

    def title(self, asked: Asked) -> str:
        return _("Recherche : %(text)s") % {"text": asked.text} if asked.text else _("Recherche")

    def link(self, asked: Asked) -> str:
        return f"{reverse('search')}?{asked.parameters()}"

    def items(self, asked: Asked) -> list[SearchEntry]:
        return searching.search(asked, ANYONE).entries
