"""A file that is not what its name says, or that does more than be read, is refused with a reason of its own."""

import io
import os
import struct
import zipfile
from html import unescape

import pypdfium2
import pytest
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pages.base import apart
from pages.base.apart.archives import MAX_ENTRIES, MAX_UNPACKED
from pages.base.apart.limits import FILE_SIZE
from pages.base.apart.reasons import Reason
from pages.base.models import PortalDocument, PortalImage
from pages.base.uploads import SENTENCES, check_content
from pages.people.models import Role
from tests import documents, factories
from tests.security import hostile

RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{0}" Target="{1}" '
    'TargetMode="External"/></Relationships>'
)
SETTINGS = "word/_rels/settings.xml.rels"
LISTENER = (
    '<office:event-listeners><script:event-listener script:language="ooo:script" xlink:type="simple" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="vnd.sun.star.script:Standard.M.Go?language=Basic"/>'
    "</office:event-listeners>"
)
OLDER_LISTENER = '<script:event-listener script:language="Basic" script:macro-name="Standard.M.Go"/>'
MACRO_LINK = (
    '<text:a xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="vnd.sun.star.script:a.py$go?language=Python"/>'
)
ENCRYPTION = (
    f'<manifest:manifest {documents.OPENDOCUMENT_NAMES}><manifest:file-entry manifest:full-path="content.xml">'
    '<manifest:encryption-data manifest:checksum="x"/></manifest:file-entry></manifest:manifest>'
)
JAVASCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
NOISE = os.urandom(2_000_000)
ENTITIES = '<!DOCTYPE t [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Types>&b;</Types>'


def docx(**changes: str | bytes) -> bytes:
    return documents.with_entries(documents.word(), **changes)


def macro_types(said: str) -> str:
    return f'<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.{said}"/></Types>'


def pdf_with(name: str, content: bytes) -> bytes:
    document = pypdfium2.PdfDocument(documents.pdf())
    document.new_attachment(name).set_data(content)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def pdf_with_pinned(name: bytes, content: bytes) -> bytes:
    pinned = b"<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS<</F(%s)/UF(%s)/EF<</F 4 0 R>>>>>>" % (name, name)
    page = hostile.PAGE[:-2] + b"/Annots[%s]>>" % pinned
    return hostile.pdf(
        b"<</Type/Catalog/Pages 2 0 R>>", hostile.PAGES, page, hostile.stream(content, b"/Type/EmbeddedFile")
    )


def same_name_twice() -> bytes:
    written = io.BytesIO(documents.word())
    with zipfile.ZipFile(written, "a") as archive:
        archive.writestr("word/Document.xml", "<other/>")
    return written.getvalue()


def changed(content: bytes, before: bytes, after: bytes) -> bytes:
    assert before in content
    return content.replace(before, after)


def stored(**entries: bytes) -> bytes:
    """Return a docx whose added entries are written as they are, so that a test may find their bytes."""
    written = io.BytesIO(documents.word())
    with zipfile.ZipFile(written, "a", zipfile.ZIP_STORED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return written.getvalue()


def announcing(size: int) -> bytes:
    """Return a docx whose directory says another size for an entry of 50 megabytes."""
    zeros = bytes(50_000_000)
    content = documents.with_entries(documents.word(), **{"word/media/image1.bmp": zeros})
    said = struct.pack("<I", len(zeros))
    assert content.count(said) == 2  # before the entry and in the directory
    return content.replace(said, struct.pack("<I", size))


def sharing_their_bytes() -> bytes:
    """Return a docx whose directory names one picture two hundred times."""
    content = stored(**{"word/media/picture000.bin": b"x" * 200_000})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        directory, count = archive.start_dir, len(archive.namelist())
    end = content.rindex(b"PK\5\6")
    mine = content.rindex(b"PK\1\2", 0, end)
    entries = content[directory:end] + content[mine:end] * 199
    tail = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count + 199, count + 199, len(entries), directory, 0)
    return content[:directory] + entries + tail


def locked() -> bytes:
    """Return a docx whose entries are said to be under a zip's own password."""
    content = bytearray(documents.word())
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        found = content.find(mark)
        while found >= 0:
            content[found + place] |= 1
            found = content.find(mark, found + 4)
    return bytes(content)


HOSTILE = {
    "a Windows program": ("note.pdf", Reason.PROGRAM, lambda: hostile.WINDOWS_PROGRAM),
    "a Windows program that holds a PDF": (
        "note.pdf",
        Reason.PROGRAM,
        lambda: hostile.WINDOWS_PROGRAM + documents.pdf(),
    ),
    "a Linux program": ("note.docx", Reason.PROGRAM, lambda: b"\x7fELF\x02\x01\x01" + bytes(100)),
    "a Mac program": ("note.png", Reason.PROGRAM, lambda: b"\xcf\xfa\xed\xfe" + bytes(100)),
    "a script": ("note.txt", Reason.PROGRAM, lambda: b"#!/bin/sh\nrm -rf ~\n"),
    "a script under an unknown extension": ("note.dat", Reason.PROGRAM, lambda: b"#!/usr/bin/env python3\n"),
    "a program in a document": (
        "note.docx",
        Reason.PROGRAM,
        lambda: docx(**{"word/media/image1.png": hostile.WINDOWS_PROGRAM}),
    ),
    "a program in a document in a document": (
        "note.docx",
        Reason.PROGRAM,
        lambda: docx(**{"word/embeddings/a.docx": docx(**{"word/media/a.png": hostile.WINDOWS_PROGRAM})}),
    ),
    "a program attached to a PDF": ("note.pdf", Reason.PROGRAM, lambda: pdf_with("setup.exe", b"anything")),
    "a program attached under another name": (
        "note.pdf",
        Reason.PROGRAM,
        lambda: pdf_with("facture.txt", hostile.WINDOWS_PROGRAM),
    ),
    "a program pinned on a page": ("note.pdf", Reason.PROGRAM, lambda: pdf_with_pinned(b"setup.exe", b"anything")),
    "a web page named as a PDF": ("note.pdf", Reason.CONTENT, lambda: b"<html><script>alert(1)</script></html>"),
    "a workbook named as a text": ("note.docx", Reason.CONTENT, documents.workbook),
    "a presentation named as a text": ("note.odt", Reason.CONTENT, lambda: documents.opendocument("odp")),
    "a web page named as a workbook": ("note.xlsx", Reason.CONTENT, lambda: b"<html></html>"),
    "an image of another format": ("photo.jpg", Reason.CONTENT, lambda: documents.image("PNG")),
    "a drawing that runs, named as an image": ("photo.gif", Reason.CONTENT, lambda: b"<svg><script/></svg>"),
    "bytes named as a table": ("note.csv", Reason.CONTENT, lambda: b"a;b\n\0\1\2"),
    "an older text": ("note.docx", Reason.LEGACY, lambda: hostile.ole("WordDocument")),
    "an older workbook": ("note.pdf", Reason.LEGACY, lambda: hostile.ole("Workbook")),
    "a PDF under a password": ("note.pdf", Reason.ENCRYPTED, lambda: hostile.protected_pdf(b"secret")),
    "a text under a password": (
        "note.docx",
        Reason.ENCRYPTED,
        lambda: hostile.ole("EncryptionInfo", "EncryptedPackage"),
    ),
    "an OpenDocument under a password": (
        "note.odt",
        Reason.ENCRYPTED,
        lambda: documents.opendocument("odt", **{"META-INF/manifest.xml": ENCRYPTION, "content.xml": b"\x8f\x01\xfe"}),
    ),
    "a zip under a password": ("note.docx", Reason.ENCRYPTED, locked),
    "a project of macros": ("note.docx", Reason.MACROS, lambda: docx(**{"word/vbaProject.bin": hostile.ole("VBA")})),
    "a type with macros": (
        "note.xlsx",
        Reason.MACROS,
        lambda: documents.with_entries(
            documents.workbook(), **{"[Content_Types].xml": macro_types("sheet.macroEnabled.main+xml")}
        ),
    ),
    "a type with macros, spelt otherwise": (
        "note.xlsx",
        Reason.MACROS,
        lambda: documents.with_entries(
            documents.workbook(), **{"[Content_Types].xml": macro_types("sheet.macro&#69;nabled.main+xml")}
        ),
    ),
    "macros in a workbook inside a text": (
        "note.docx",
        Reason.MACROS,
        lambda: docx(
            **{
                "word/embeddings/chart.xlsx": documents.with_entries(
                    documents.workbook(), **{"xl/vbaProject.bin": b"x"}
                )
            }
        ),
    ),
    "macros in an older object": (
        "note.docx",
        Reason.MACROS,
        lambda: docx(**{"word/embeddings/oleObject1.bin": hostile.ole("_VBA_PROJECT_CUR")}),
    ),
    "a library of Basic": (
        "note.ods",
        Reason.MACROS,
        lambda: documents.opendocument("ods", **{"Basic/Standard/Module1.xml": "<x/>"}),
    ),
    "a folder of scripts": (
        "note.odt",
        Reason.MACROS,
        lambda: documents.opendocument("odt", **{"Scripts/python/go.py": "print()"}),
    ),
    "an event that runs a macro": ("note.odt", Reason.MACROS, lambda: documents.opendocument("odt", before=LISTENER)),
    "an event in an object of the document": (
        "note.odt",
        Reason.MACROS,
        lambda: documents.opendocument(
            "odt", **{"Object 1/content.xml": f"<office:x {documents.OPENDOCUMENT_NAMES}>{OLDER_LISTENER}</office:x>"}
        ),
    ),
    "a library of Basic in a single part": (
        "note.odt",
        Reason.MACROS,
        lambda: documents.opendocument("odt", before="<office:scripts><office:script/></office:scripts>"),
    ),
    "a link that runs a macro": ("note.odp", Reason.MACROS, lambda: documents.opendocument("odp", before=MACRO_LINK)),
    "a PDF that runs a script": ("note.pdf", Reason.ACTIVE, lambda: hostile.pdf_doing(JAVASCRIPT)),
    "a PDF that runs a script, spelt otherwise": (
        "note.pdf",
        Reason.ACTIVE,
        lambda: hostile.pdf_doing(b"<</#53 % no\n /#4aava#53cript /#4aS(app.alert\\(1\\))>>"),
    ),
    "a script among compressed objects": (
        "note.pdf",
        Reason.ACTIVE,
        lambda: hostile.pdf_with_compressed_objects(JAVASCRIPT),
    ),
    "a script that the table of a PDF does not name": (
        "note.pdf",
        Reason.ACTIVE,
        lambda: documents.pdf() + b"\n99 0 obj\n%s\nendobj\n" % JAVASCRIPT,
    ),
    "a PDF that launches a program": (
        "note.pdf",
        Reason.ACTIVE,
        lambda: hostile.pdf_doing(b"<</S/Launch/F(cmd.exe)>>"),
    ),
    "a film that runs a script": (
        "note.pdf",
        Reason.ACTIVE,
        lambda: hostile.pdf_doing(b"<</S/Rendition/JS(go\\(\\))>>"),
    ),
    "an archive in a document": (
        "note.docx",
        Reason.EMBEDDED,
        lambda: docx(**{"word/media/all.zip": documents.zipped({"a": "a"})}),
    ),
    "another archive in a document": (
        "note.odt",
        Reason.EMBEDDED,
        lambda: documents.opendocument("odt", a=b"Rar!\x1a\x07\0"),
    ),
    "a document in a document in a document": (
        "note.docx",
        Reason.EMBEDDED,
        lambda: docx(
            **{"word/embeddings/a.docx": docx(**{"word/embeddings/b.xlsx": documents.workbook()})},
        ),
    ),
    "any file in a document": (
        "note.docx",
        Reason.EMBEDDED,
        lambda: docx(**{"word/embeddings/oleObject1.bin": hostile.ole("\1Ole10Native")}),
    ),
    "a template of another server": (
        "note.docx",
        Reason.REMOTE,
        lambda: docx(**{SETTINGS: RELATION.format("attachedTemplate", "https://evil.example/a.dotm")}),
    ),
    "a template of a shared folder of the Internet": (
        "note.docx",
        Reason.REMOTE,
        lambda: docx(**{SETTINGS: RELATION.format("attachedTemplate", r"file:///\\203.0.113.7\share\a.dotm")}),
    ),
    "an object of another server": (
        "note.xlsx",
        Reason.REMOTE,
        lambda: documents.with_entries(
            documents.workbook(), **{"xl/_rels/a.xml.rels": RELATION.format("oleObject", "mhtml:http://evil.example/a")}
        ),
    ),
    "zeros without end": (
        "note.docx",
        Reason.BOMB,
        lambda: docx(**{"word/a.xml": bytes(MAX_UNPACKED), "word/b.png": NOISE}),
    ),
    "too high a ratio": ("note.docx", Reason.BOMB, lambda: docx(**{"word/a.xml": bytes(60_000_000)})),
    "two documents, one in the other, each within the limit": (
        "note.docx",
        Reason.BOMB,
        lambda: docx(
            **{
                "word/a.xml": bytes(200_000_000),
                "word/embeddings/a.docx": docx(a=bytes(200_000_000), b=NOISE),
            }
        ),
    ),
    "a size that the directory hides": ("note.docx", Reason.BOMB, lambda: announcing(1_000)),
    "an absurd size": ("note.docx", Reason.BOMB, lambda: announcing(4_000_000_000)),
    "entries that share their bytes": ("note.docx", Reason.BOMB, sharing_their_bytes),
    "too many entries": (
        "note.docx",
        Reason.BOMB,
        lambda: docx(**{f"word/{number}": "" for number in range(MAX_ENTRIES)}),
    ),
    "a huge image": ("photo.png", Reason.PIXELS, lambda: documents.image("PNG", (20_000, 20_000), mode="1")),
    "a large image of many frames": (
        "photo.gif",
        Reason.PIXELS,
        lambda: documents.image("GIF", (5_000, 4_000), 4, "P"),
    ),
    "an image cut short": ("photo.jpg", Reason.UNREADABLE, lambda: documents.image("JPEG", (600, 400))[:-500]),
    "another image cut short": ("photo.png", Reason.UNREADABLE, lambda: documents.image("PNG", (600, 400))[:-50]),
    "the first line of a PDF": ("note.pdf", Reason.UNREADABLE, lambda: b"%PDF-1.7\n%%EOF"),
    "a PDF without a page": (
        "note.pdf",
        Reason.UNREADABLE,
        lambda: hostile.pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"),
    ),
    "a PDF whose page is missing": (
        "note.pdf",
        Reason.UNREADABLE,
        lambda: hostile.pdf(b"<</Type/Catalog/Pages 2 0 R>>", hostile.PAGES),
    ),
    "a PDF that swells": ("note.pdf", Reason.UNREADABLE, hostile.swelling_pdf),
    "a text cut short": ("note.docx", Reason.UNREADABLE, lambda: documents.word()[:-400]),
    "a wrong sum": (
        "note.docx",
        Reason.UNREADABLE,
        lambda: changed(stored(**{"word/a": b"what is written"}), b"what is written", b"what is CHANGED"),
    ),
    "two entries of one name": ("note.docx", Reason.UNREADABLE, same_name_twice),
    "an entry that leaves the archive": ("note.docx", Reason.UNREADABLE, lambda: docx(**{"../../etc/passwd": "x"})),
    "an entry at the root": ("note.odt", Reason.UNREADABLE, lambda: documents.opendocument("odt", **{"/etc/x": "x"})),
    "an entry on a Windows path": ("note.docx", Reason.UNREADABLE, lambda: docx(**{"..\\x": "x"})),
    "entities": ("note.docx", Reason.UNREADABLE, lambda: docx(**{"[Content_Types].xml": ENTITIES})),
}

UNUSUAL = {
    "a chart and its workbook": ("note.docx", lambda: docx(**{"word/embeddings/chart.xlsx": documents.workbook()})),
    "an equation": ("note.docx", lambda: docx(**{"word/embeddings/oleObject1.bin": hostile.ole("Equation Native")})),
    "a template of one's own machine": (
        "note.docx",
        lambda: docx(**{SETTINGS: RELATION.format("attachedTemplate", r"file:///C:\Users\j.dupont\Normal.dotm")}),
    ),
    "a template of the office's server": (
        "note.docx",
        lambda: docx(**{SETTINGS: RELATION.format("attachedTemplate", r"file:///\\serveur1\modeles\cadre.dotx")}),
    ),
    "a link": ("note.docx", lambda: docx(**{SETTINGS: RELATION.format("hyperlink", "https://caf.fr/")})),
    "a long table": ("note.xlsx", lambda: documents.workbook(rows=5_000)),
    "a white picture": ("note.docx", lambda: docx(**{"word/media/a.bmp": b"\xff" * 15_000_000})),
    "a PDF that its author protects from changes": ("note.pdf", lambda: hostile.protected_pdf(b"")),
    "an invoice and its data": ("note.pdf", lambda: pdf_with("factur-x.xml", b"<invoice/>")),
    "a note pinned on a page": ("note.pdf", lambda: pdf_with_pinned(b"note.txt", b"a note")),
    "a PDF whose link has the name of an action": (
        "note.pdf",
        lambda: hostile.pdf_doing(b"<</S/URI/URI(https://exemple.fr/Launch)>>"),
    ),
    "a PDF that opens on a page": ("note.pdf", lambda: hostile.pdf_doing(b"<</S/GoTo/D[3 0 R/Fit]>>")),
    "a table of an older Windows": ("note.csv", lambda: "élève;œuvre\n".encode("cp1252")),
    "a text that begins as a program": ("note.csv", lambda: b"MZ;nom\n1;a\n"),
    "an image in capitals": ("PHOTO.JPG", lambda: documents.image("JPEG")),
    "an extension that is unknown here": ("note.ics", lambda: b"BEGIN:VCALENDAR"),
}


def check(name: str, content: bytes) -> None:
    check_content(SimpleUploadedFile(name, content), name)


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason(case):
    name, reason, made = HOSTILE[case]
    with pytest.raises(ValidationError) as refused:
        check(name, made())
    assert refused.value.code == reason


@pytest.mark.parametrize("extension", [*documents.SAYING, *documents.IMAGES])
def test_a_file_that_is_what_its_name_says_is_taken(extension):
    check(f"note.{extension}", {**documents.SAYING, **documents.IMAGES}[extension])


@pytest.mark.parametrize("case", UNUSUAL)
def test_a_file_that_is_only_unusual_is_taken(case):
    name, made = UNUSUAL[case]
    check(name, made())


def test_every_reason_has_a_sentence_of_its_own_and_is_tried():
    assert set(SENTENCES) == set(Reason) == {reason for _name, reason, _made in HOSTILE.values()}
    assert len({str(sentence) for sentence in SENTENCES.values()}) == len(Reason)


def test_a_file_too_large_to_be_checked_is_refused(tmp_path):
    with (tmp_path / "note.pdf").open("w+b") as large:
        large.truncate(FILE_SIZE + 1)
        with pytest.raises(ValidationError, match="100") as refused:
            check_content(File(large), "note.pdf")
    assert refused.value.code == "size"


def test_a_file_that_never_ends_being_read_is_refused(monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 2)
    with pytest.raises(ValidationError) as refused:
        check("note.pdf", hostile.endless_pdf())
    assert refused.value.code == Reason.UNREADABLE


def test_the_file_can_be_read_from_its_beginning_afterwards():
    content = documents.pdf()
    file = SimpleUploadedFile("note.pdf", content)
    file.read(10)
    check_content(file, "note.pdf")
    assert file.read() == content


# In the administration


@pytest.fixture
def editor(client, db):
    client.force_login(factories.holder(Role.WRITER, factories.convention()))
    return client


def send(client, name: str, content: bytes):
    files = {"title": "Note", "file": SimpleUploadedFile(name, content), "collection": "1"}
    return client.post(reverse("wagtaildocs:add"), files)


def test_a_right_document_is_kept(editor):
    assert send(editor, "note.pdf", documents.pdf()).status_code == 302
    assert PortalDocument.objects.count() == 1


@pytest.mark.parametrize("name", ["note.pdf", "note.docx"])
def test_a_refused_document_is_not_kept_and_the_reason_is_told(editor, name):
    answer = send(editor, name, hostile.WINDOWS_PROGRAM)
    assert answer.status_code == 200
    assert str(SENTENCES[Reason.PROGRAM]) in unescape(answer.content.decode())
    assert PortalDocument.objects.count() == 0


@pytest.mark.parametrize("name", ["note.svg", "note.html", "note.exe", "note.docm"])
def test_an_extension_that_is_not_allowed_is_refused(editor, name):
    assert send(editor, name, b"<script>alert(1)</script>").status_code == 200
    assert PortalDocument.objects.count() == 0


@pytest.mark.parametrize("name", ["photo.png", "photo.jpg", "photo.svg"])
def test_a_picture_that_is_none_is_refused(editor, name):
    files = {"title": "Photo", "file": SimpleUploadedFile(name, b"<svg><script/></svg>"), "collection": "1"}
    assert editor.post(reverse("wagtailimages:add"), files).status_code == 200
    assert PortalImage.objects.count() == 0
