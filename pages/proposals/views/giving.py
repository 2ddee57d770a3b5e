"""Giving a private file: as a download that no browser runs, and no cache keeps."""

from django.http import FileResponse
from django.utils.http import content_disposition_header

from pages.proposals.models.attachments import StoredFile

TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}


def give(stored: StoredFile) -> FileResponse:
    """Return a stored file; the view has asked who may have it."""
    kind = TYPES.get(stored.extension, "application/octet-stream")
    return private(FileResponse(stored.file.open("rb"), content_type=kind), stored.name)


def private(response, name: str):
    """Mark an answer as a download for one person."""
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
