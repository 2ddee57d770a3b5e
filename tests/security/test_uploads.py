"""A file that is not what its name says is refused with a reason, and nothing of it is kept."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pages.base.models import PortalDocument, PortalImage
from pages.people.models import Role
from tests import factories

pytestmark = pytest.mark.django_db


def zipped(*names: str, mimetype: str = "") -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "<x/>")
    return written.getvalue()


RIGHT = {
    "note.pdf": b"%PDF-1.7\n%%EOF",
    "note.docx": zipped("word/document.xml"),
    "note.xlsx": zipped("xl/workbook.xml"),
    "note.odt": zipped(mimetype="application/vnd.oasis.opendocument.text"),
    "note.csv": "nom;montant\nLudothèque;12\n".encode(),
}
WRONG = {
    "note.pdf": b"MZ\x90\x00 an executable",
    "note.docx": zipped("xl/workbook.xml"),
    "note.xlsx": b"<html><script>alert(1)</script></html>",
    "note.odt": zipped("content.xml"),
    "note.csv": b"\x7fELF\x00\x00",
    "note.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "note.html": b"<script>alert(1)</script>",
    "note.exe": b"MZ",
}


@pytest.fixture
def editor(client):
    client.force_login(factories.holder(Role.WRITER, factories.convention()))
    return client


def send(client, name: str, content: bytes):
    files = {"title": "Note", "file": SimpleUploadedFile(name, content), "collection": "1"}
    return client.post(reverse("wagtaildocs:add"), files)


@pytest.mark.parametrize("name", RIGHT)
def test_a_file_that_is_what_its_name_says_is_taken(editor, name):
    assert send(editor, name, RIGHT[name]).status_code == 302
    assert PortalDocument.objects.count() == 1


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_is_something_else_is_refused(editor, name):
    assert send(editor, name, WRONG[name]).status_code == 200
    assert PortalDocument.objects.count() == 0


@pytest.mark.parametrize("name", ["photo.png", "photo.jpg", "photo.svg"])
def test_a_picture_that_is_none_is_refused(editor, name):
    files = {"title": "Photo", "file": SimpleUploadedFile(name, b"<svg><script/></svg>"), "collection": "1"}
    assert editor.post(reverse("wagtailimages:add"), files).status_code == 200
    assert PortalImage.objects.count() == 0
