from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from pages.actions.models import ActionPage
from pages.people import audience


class ActionsFeed(Feed):
    """The latest actions that anyone may see, as an Atom feed: a feed reader does not log in."""

    feed_type = Atom1Feed
    title = _("Actions")
    subtitle = _("Les dernières actions publiées")
    link = "/actions/"

    def get_object(self, request: HttpRequest, *args, **kwargs):
        return request

    def items(self, request: HttpRequest):
        return audience.visible(ActionPage.objects.order_by("-first_published_at", "-pk"), audience.ANYONE)[:30]

    def item_title(self, item: ActionPage) -> str:
        return item.title

    def item_description(self, item: ActionPage) -> str:
        return item.summary

    def item_link(self, item: ActionPage) -> str:
        return item.url

    def item_pubdate(self, item: ActionPage):
        return item.first_published_at

    def item_updateddate(self, item: ActionPage):
        return item.last_published_at
