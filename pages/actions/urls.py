from django.urls import path

from pages.actions import views
from pages.actions.feeds import ActionsFeed

urlpatterns = [
    path("actions/fil/", ActionsFeed(), name="actions_feed"),
    path("themes/", views.themes, name="themes"),
]
