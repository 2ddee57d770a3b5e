"""Former addresses: they lead where the page is now, for whoever may see it there."""

from urllib.parse import urlparse

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.redirects import middleware
from wagtail.contrib.redirects.models import Redirect

from pages.people import audience


class RedirectMiddleware(middleware.RedirectMiddleware):
    """Answer 404 instead of a redirection whose new address would tell of a page that the reader may not see."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        answer = super().process_response(request, response)
        if answer is response or leads_where_one_may_go(request):
            return answer
        return response


def leads_where_one_may_go(request: HttpRequest) -> bool:
    """Say whether the redirection of an address, found as Wagtail finds it, leads to something the reader may see."""
    path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    found = middleware.get_redirect(request, path) or middleware.get_redirect(request, urlparse(path).path)
    page = found.redirect_page if found else None
    return page is None or (page.live and audience.may_see(audience.reader_for(request), page))
