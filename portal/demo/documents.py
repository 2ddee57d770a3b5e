"""The demo's documents: small tagged PDFs, in French, made once from plain data."""

import json
from datetime import UTC, datetime
from pathlib import Path

import typst
from django.core.files.base import ContentFile
from django.utils.text import slugify

from pages.base.models import PortalDocument
from portal.demo.shapes import DocumentShape

LAYOUT = Path(__file__).with_name("document.typ")
# Read by screen readers too: the standard refuses an untagged element or a picture without alternative.
STANDARD = "ua-1"
# The same bytes whatever the day: a document is known by its content.
WRITTEN_AT = datetime(2026, 1, 1, tzinfo=UTC)


def compose(shape: DocumentShape) -> bytes:
    """Return the PDF of a document. Raises typst.TypstError when it cannot be made accessible."""
    parts = [{"heading": heading, **_content(content)} for heading, content in shape.parts]
    described = {"title": shape.title, "subject": shape.subject, "parts": parts}
    return typst.compile(
        str(LAYOUT),
        format="pdf",
        pdf_standards=[STANDARD],
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(described)},
        timestamp=int(WRITTEN_AT.timestamp()),
    )


def _content(content: list[str] | dict) -> dict:
    return content if isinstance(content, dict) else {"paragraphs": content}


def document(shape: DocumentShape) -> PortalDocument:
    """Return the document of that title, composed the first time."""
    known = PortalDocument.objects.filter(title=shape.title).first()
    if known:
        return known
    content = compose(shape)
    made = PortalDocument(title=shape.title, file_size=len(content))
    made.file.save(f"{slugify(shape.title)[:60]}.pdf", ContentFile(content), save=False)
    made.save()
    return made
