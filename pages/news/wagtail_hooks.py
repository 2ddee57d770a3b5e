"""What the administration shows of news and events, and of convening to a meeting."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from pages.news.admin import ConveneView, NewsViewSetGroup, convene_button
from pages.news.services import CONVENED


@hooks.register("register_admin_viewset")
def register_viewsets():
    return NewsViewSetGroup()


@hooks.register("register_admin_urls")
def register_screens():
    return [path("reunions/<int:pk>/convocation/", ConveneView.as_view(), name="convene_meeting")]


@hooks.register("register_page_header_buttons")
def convene_from_the_page(page, user, view_name, next_url=None):
    return convene_button(page, user)


@hooks.register("register_log_actions")
def log_actions(actions):
    @actions.register_action(CONVENED)
    class Convened(LogFormatter):
        label = _("Convoquer à une réunion")

        def format_message(self, log_entry):
            people = log_entry.data["people"]
            return ngettext("%(n)d personne convoquée", "%(n)d personnes convoquées", people) % {"n": people}
