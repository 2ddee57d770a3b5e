from django.urls import path, register_converter
from django.urls.converters import IntConverter

from pages.news import feeds, views


class PageNumber(IntConverter):
    """A number that a database can hold: a longer one is the address of nothing, not an error."""

    regex = "[0-9]{1,18}"


register_converter(PageNumber, "page_number")

urlpatterns = [
    path("actualites/feed/", feeds.NewsFeed(), name="news_feed"),
    path("agenda/", views.agenda_page, name="agenda"),
    path("agenda/portail.ics", views.portal_calendar, name="portal_calendar"),
    path("agenda/territoires/<slug:code>.ics", views.territory_calendar, name="territory_calendar"),
    path("agenda/instances/<page_number:pk>.ics", views.committee_calendar, name="committee_calendar"),
    path("agenda/groupes/<page_number:pk>.ics", views.group_calendar, name="group_calendar"),
    path("agenda/conventions/<page_number:pk>.ics", views.convention_calendar, name="convention_calendar"),
    path("agenda/reunions/<page_number:pk>.ics", views.meeting_calendar, name="meeting_calendar"),
    path("agenda/evenements/<page_number:pk>.ics", views.event_calendar, name="event_calendar"),
    path("fils/territoires/<slug:code>/", feeds.TerritoryFeed(), name="territory_feed"),
    path("fils/groupes/<page_number:pk>/", feeds.GroupFeed(), name="group_feed"),
    path("fils/conventions/<page_number:pk>/", feeds.ConventionFeed(), name="convention_feed"),
]
