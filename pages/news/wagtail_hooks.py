"""What the administration shows of news and events."""

from wagtail import hooks

from pages.news.admin import NewsViewSetGroup


@hooks.register("register_admin_viewset")
def register_viewsets():
    return NewsViewSetGroup()
