from pages.news.models.events import EventPage
from pages.news.models.news import NewsIndexPage, NewsPage

__all__ = ["EventPage", "NewsIndexPage", "NewsPage"]
