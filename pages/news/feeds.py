"""Atom feeds: what anyone may see, whoever asks, since a feed reader does not log in."""

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from pages.conventions.models import ConventionPage
from pages.groups.models import GroupPage
from pages.news.agenda import midnight
from pages.news.models import NewsPage
from pages.people import audience
from pages.territories.models import TerritoryPage
from search import engines
from search.feeds import EntriesFeed, one_line
from search.models import EntryLabel

MOST = 30


class NewsFeed(Feed):
    """The latest news of the whole portal."""

    feed_type = Atom1Feed
    title = gettext_lazy("Actualités")
    subtitle = gettext_lazy("Les dernières actualités publiées")
    link = "/actualites/"

    def items(self):
        news = NewsPage.objects.defer_streamfields().order_by("-date", "-pk")
        return audience.visible(news, audience.ANYONE)[:MOST]

    def item_title(self, item: NewsPage) -> str:
        return one_line(item.title)

    def item_description(self, item: NewsPage) -> str:
        return one_line(item.summary)

    def item_link(self, item: NewsPage) -> str:
        return item.url

    def item_pubdate(self, item: NewsPage):
        return midnight(item.date)

    def item_updateddate(self, item: NewsPage):
        return item.last_published_at


class AboutPageFeed(EntriesFeed):
    """What was last published about a page, read from the index."""

    model: type[Page]

    def get_object(self, request: HttpRequest, **found_by) -> Page:
        found = audience.visible(self.model.objects.filter(**found_by), audience.ANYONE).first()
        if found is None:
            raise Http404
        return found

    def title(self, page: Page) -> str:
        return one_line(page.title)

    def subtitle(self, page: Page) -> str:
        return _("Ce qui a été publié en dernier")

    def link(self, page: Page) -> str:
        return page.url

    def entries(self, page: Page):
        """Return the entries about a page among those that anyone may see: those of the pages below it."""
        return engines.visible(audience.ANYONE.tokens).filter(url__startswith=page.url).exclude(url=page.url)

    def items(self, page: Page):
        return self.entries(page).order_by("-updated_at", "-pk")[:MOST]


class ConventionFeed(AboutPageFeed):
    model = ConventionPage


class GroupFeed(AboutPageFeed):
    model = GroupPage


class TerritoryFeed(AboutPageFeed):
    model = TerritoryPage

    def entries(self, page: TerritoryPage):
        """Return what the index classifies under the territory, its perimeter's conventions included."""
        return engines.labelled(engines.visible(audience.ANYONE.tokens), EntryLabel.Sort.TERRITORY, page.index_code)
