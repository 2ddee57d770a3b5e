"""A listing as an Atom feed: what anyone may see of it, for a feed reader does not log in."""

from django.http import Http404, HttpRequest

from pages.base import listing
from pages.base.models import ListingPage
from pages.people import audience
from search.feeds import EntriesFeed, one_line
from search.models import SearchEntry

LENGTH = 30


class ListingFeed(EntriesFeed):
    def get_object(self, request: HttpRequest, pk: int) -> ListingPage:
        page = audience.visible(ListingPage.objects.filter(pk=pk), audience.ANYONE).first()
        if page is None:
            raise Http404
        return page

    def title(self, page: ListingPage) -> str:
        return one_line(page.title)

    def subtitle(self, page: ListingPage) -> str:
        return one_line(page.summary)

    def link(self, page: ListingPage) -> str:
        return page.url

    def items(self, page: ListingPage):
        return listing.entries(page, audience.ANYONE.tokens)[:LENGTH]

    def item_title(self, item: SearchEntry) -> str:
        return one_line(item.title)
