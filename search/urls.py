from django.urls import path

from search import views
from search.feeds import SearchFeed

urlpatterns = [
    path("recherche/", views.search, name="search"),
    path("recherche/suggestions", views.suggestions, name="search_suggestions"),
    path("recherche/fil/", SearchFeed(), name="search_feed"),
    path("api/v1/recherche", views.api, name="search_api"),
]
