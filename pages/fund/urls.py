from django.urls import re_path

from pages.fund import views

urlpatterns = [
    re_path(r"^fonds/(?P<pk>[0-9]{1,9})/ecritures\.csv$", views.entries, name="fund_entries"),
    re_path(r"^appels/(?P<pk>[0-9]{1,9})/question/$", views.call_question, name="call_question"),
]
