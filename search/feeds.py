"""Any search as an Atom feed: what anyone may find, newest first, for a feed reader does not log in."""

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


class SearchFeed(Feed):
    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> Asked:
        return replace(Asked.of(request.GET), order="recent", page=1)

    def title(self, asked: Asked) -> str:
        return _("Recherche : %(text)s") % {"text": asked.text} if asked.text else _("Recherche")

    def link(self, asked: Asked) -> str:
        return f"{reverse('search')}?{asked.parameters()}"

    def items(self, asked: Asked) -> list[SearchEntry]:
        return searching.search(asked, ANYONE).entries

    def item_title(self, entry: SearchEntry) -> str:
        return _("%(kind)s : %(title)s") % {"kind": kinds.label(entry.kind), "title": entry.title}

    def item_description(self, entry: SearchEntry) -> str:
        return entry.summary

    def item_link(self, entry: SearchEntry) -> str:
        return entry.url

    def item_guid(self, entry: SearchEntry) -> str:
        return f"{entry.url}#{entry.key}"

    def item_updateddate(self, entry: SearchEntry):
        return entry.updated_at
