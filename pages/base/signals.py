"""What a move in the tree changes: the audience inherited and the addresses, hence the entries."""

from wagtail.models import Page
from wagtail.signals import post_page_move

from pages.base.models.page import refresh_pages
from pages.people import audience


def settle_after_move(sender, instance, **kwargs):
    moved = Page.objects.get(pk=instance.pk)
    audience.settle(moved)
    refresh_pages(moved.get_descendants(inclusive=True).values_list("pk", flat=True))


def connect() -> None:
    post_page_move.connect(settle_after_move, dispatch_uid="base-settle-after-move")
