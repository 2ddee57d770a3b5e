from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    name = "pages.news"
    label = "news"
    verbose_name = _("Actualités et agenda")

    def ready(self):
        from pages.news.models import EventPage, NewsIndexPage, NewsPage
        from search import kinds
        from search.index import registry

        for model in (NewsIndexPage, NewsPage, EventPage):
            registry.register(model)
        kinds.declare("news", _("Actualité"), _("Actualités"))
        kinds.declare("event", _("Événement"), _("Événements"))
