from django.urls import path

from pages.news import feeds, views

urlpatterns = [
    path("actualites/feed/", feeds.NewsFeed(), name="news_feed"),
    path("agenda/", views.agenda_page, name="agenda"),
    path("agenda/portail.ics", views.portal_calendar, name="portal_calendar"),
    path("agenda/territoires/<slug:code>.ics", views.territory_calendar, name="territory_calendar"),
    path("agenda/instances/<int:pk>.ics", views.committee_calendar, name="committee_calendar"),
    path("agenda/groupes/<int:pk>.ics", views.group_calendar, name="group_calendar"),
    path("agenda/conventions/<int:pk>.ics", views.convention_calendar, name="convention_calendar"),
    path("agenda/reunions/<int:pk>.ics", views.meeting_calendar, name="meeting_calendar"),
    path("agenda/evenements/<int:pk>.ics", views.event_calendar, name="event_calendar"),
    path("fils/territoires/<slug:code>/", feeds.TerritoryFeed(), name="territory_feed"),
    path("fils/groupes/<int:pk>/", feeds.GroupFeed(), name="group_feed"),
    path("fils/conventions/<int:pk>/", feeds.ConventionFeed(), name="convention_feed"),
]
