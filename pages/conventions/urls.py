from django.urls import path

from pages.conventions import finder

urlpatterns = [
    path("trouver/", finder.find, name="find"),
    path("trouver/suggestions/", finder.suggestions, name="find_suggestions"),
]
