"""Giving files: whoever may see a page that shows a file may have it; nobody has an address to the storage.

A file shown by no published page belongs to those who write: it is given to whoever can enter the administration.
"""

from django.contrib.auth.models import AnonymousUser
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from pages.base.models import PortalDocument, PortalRendition
from pages.base.models.media import pages_showing
from pages.people import audience

PUBLIC_CACHE = "public, max-age=86400"


def may_have(reader: audience.Reader, user, file) -> bool:
    """Say whether a reader may have a file."""
    pages = pages_showing(file)
    if audience.visible(pages, reader).exists():
        return True
    return not pages.live().exists() and user.is_authenticated and user.has_perm("wagtailadmin.access_admin")


def is_public(file) -> bool:
    return may_have(audience.ANYONE, AnonymousUser(), file)


@require_safe
def image(request: HttpRequest, rendition_id: int, name: str) -> FileResponse:
    """Give a rendition of an image, 404 to whoever may see no page that shows it."""
    rendition = get_object_or_404(PortalRendition.objects.select_related("image"), pk=rendition_id)
    if not may_have(audience.reader_for(request), request.user, rendition.image):
        raise Http404
    response = FileResponse(rendition.file.open("rb"))
    _cache(response, rendition.image)
    return response


@require_safe
def document(request: HttpRequest, document_id: int, name: str) -> FileResponse:
    """Give a document as a download, 404 to whoever may see no page that shows it."""
    found = get_object_or_404(PortalDocument, pk=document_id)
    if not may_have(audience.reader_for(request), request.user, found):
        raise Http404
    response = FileResponse(found.file.open("rb"), content_type=found.content_type)
    response["Content-Disposition"] = content_disposition_header(found.content_disposition != "inline", found.filename)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    _cache(response, found)
    return response


def _cache(response: FileResponse, file) -> None:
    response["Cache-Control"] = PUBLIC_CACHE if is_public(file) else "private, no-store"
