from django.urls import path

from pages.actions.feeds import ActionsFeed

urlpatterns = [path("actions/fil/", ActionsFeed(), name="actions_feed")]
