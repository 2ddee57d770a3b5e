"""A listing as an Atom feed: what anyone may see of it, for a feed reader does not log in."""

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.utils.feedgenerator import Atom1Feed

from pages.base import listing
from pages.base.models import ListingPage
from pages.people import audience
from search.models import SearchEntry

LENGTH = 30


class ListingFeed(Feed):
    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, pk: int) -> ListingPage:
        page = audience.visible(ListingPage.objects.filter(pk=pk), audience.ANYONE).first()
        if page is None:
            raise Http404
        return page

    def title(self, page: ListingPage) -> str:
        return page.title

    def subtitle(self, page: ListingPage) -> str:
        return page.summary

    def link(self, page: ListingPage) -> str:
        return page.url

    def items(self, page: ListingPage):
        return listing.entries(page, audience.ANYONE.tokens)[:LENGTH]

    def item_title(self, entry: SearchEntry) -> str:
        return entry.title

    def item_description(self, entry: SearchEntry) -> str:
        return entry.summary

    def item_link(self, entry: SearchEntry) -> str:
        return entry.url

    def item_guid(self, entry: SearchEntry) -> str:
        return f"{entry.url}#{entry.key}"

    def item_updateddate(self, entry: SearchEntry):
        return entry.updated_at
