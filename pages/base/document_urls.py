"""The documents' addresses, under the names that Wagtail looks them up by."""

from django.urls import path

from pages.base import files

urlpatterns = [path("<int:document_id>/<str:name>", files.document, name="wagtaildocs_serve")]
