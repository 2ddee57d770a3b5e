from django.urls import path

from pages.territories import views

urlpatterns = [
    path("equipements/", views.structures, name="structures"),
    path("equipements/<slug:slug>/", views.structure, name="structure"),
]
