"""The audience rule where Wagtail serves and lists pages."""

from django.http import Http404
from wagtail import hooks

from pages.people import audience


@hooks.register("before_serve_page")
def refuse_who_may_not_see(page, request, serve_args, serve_kwargs):
    """Answer 404, as for what does not exist, to whoever may not see a page."""
    if not audience.may_see(audience.reader_for(request), page):
        raise Http404


@hooks.register("construct_page_chooser_queryset")
def choose_among_what_one_sees(pages, request):
    """Keep from the choosers the titles of what another convention shows to its members only."""
    reader = audience.reader_for(request)
    if reader.tokens is None:
        return pages
    return pages.filter(effective_audience__token__in=reader.tokens) | pages.filter(depth=1)
