from django.urls import path

from pages.base import files, views

urlpatterns = [
    path("plan-du-site/", views.site_map, name="site_map"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("contact/", views.contact, name="contact"),
    path("themes/<slug:slug>/", views.theme, name="theme"),
    path("etiquettes/<slug:slug>/", views.tag, name="tag"),
    path("robots.txt", views.robots, name="robots"),
    path("images/<int:rendition_id>/<str:name>", files.image, name="image"),
]
