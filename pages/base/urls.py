from django.urls import path

from pages.base import files, views
from pages.base.feeds import ListingFeed

urlpatterns = [
    path("plan-du-site/", views.site_map, name="site_map"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("contact/", views.contact, name="contact"),
    path("themes/<slug:slug>/", views.theme, name="theme"),
    path("etiquettes/<slug:slug>/", views.tag, name="tag"),
    path("listes/<int:pk>/fil/", ListingFeed(), name="listing_feed"),
    path("robots.txt", views.robots, name="robots"),
    path("images/<int:rendition_id>/<str:name>", files.image, name="image"),
]
