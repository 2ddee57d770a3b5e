from django.urls import path

from pages.fund import views

urlpatterns = [path("fonds/<int:pk>/ecritures.csv", views.entries, name="fund_entries")]
