"""OOXML and OpenDocument files: of the right kind, in the clear, without macros nor anything that is not theirs."""

import io
import re
from typing import BinaryIO

from pages.base.apart import markup
from pages.base.apart.archives import Archive
from pages.base.apart.reasons import Reason, Refused
from pages.base.apart.signatures import ARCHIVES, HEAD, OLE, ZIP, is_program, utf16

OOXML = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
OPENDOCUMENT = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
CONTENT_TYPES = "[content_types].xml"
OPENDOCUMENT_PARTS = ("content.xml", "styles.xml")

OOXML_MACROS = re.compile(r"vbaproject|vbadata|(^|/)(activex|macrosheets)/")
OOXML_MACRO_TYPES = ("macroenabled", "vbaproject", "activex")
OPENDOCUMENT_MACROS = ("basic/", "scripts/")
SCRIPT = "urn:oasis:names:tc:opendocument:xmlns:script:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
LINK = "http://www.w3.org/1999/xlink href"
MACRO_LINKS = ("vnd.sun.star.script:", "script:", "macro:", "javascript:", "vbscript:")

# What Office loads by itself when it opens the document; links and pictures are only shown.
LOADED_RELATIONS = {"attachedtemplate", "oleobject", "frame", "subdocument", "afchunk"}
# An address, or a shared folder of a machine named as the Internet names them; not a folder of the office.
REMOTE = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+:|(file:)?[\\/]{2,}[^\\/]*[.@][^\\/]*[\\/]", re.IGNORECASE)

# A chart of a text is a workbook inside it.
EMBEDDED = re.compile(r"/embeddings/[^/]+\.(docx|xlsx|pptx)$")


def check(stream: BinaryIO, extension: str) -> None:
    """Refuse an office document that is not what its extension says, or that does more than be read."""
    archive = Archive(stream)
    _check_document(archive, extension)
    for name in archive.entries:
        _check_entry(archive, name)


def check_ole(content: bytes) -> None:
    """Refuse a file in the container of the former Office, which protected documents use too."""
    raise Refused(Reason.ENCRYPTED if utf16("EncryptedPackage") in content else Reason.LEGACY)


def _check_document(archive: Archive, extension: str) -> None:
    if extension in OOXML:
        _check_ooxml(archive, OOXML[extension])
    else:
        _check_opendocument(archive, OPENDOCUMENT[extension])


def _check_ooxml(archive: Archive, main: str) -> None:
    if CONTENT_TYPES not in archive or main not in archive:
        raise Refused(Reason.CONTENT)
    if any(OOXML_MACROS.search(name) for name in archive.entries):
        raise Refused(Reason.MACROS)
    markup.read(archive.chunks(CONTENT_TYPES), _refuse_macro_type)
    for name in archive.entries:
        if name.endswith(".rels"):
            markup.read(archive.chunks(name), _refuse_remote)


def _refuse_macro_type(_name: str, attributes: dict[str, str]) -> None:
    said = attributes.get("ContentType", "").lower()
    if any(word in said for word in OOXML_MACRO_TYPES):
        raise Refused(Reason.MACROS)


def _refuse_remote(_name: str, attributes: dict[str, str]) -> None:
    relation = attributes.get("Type", "").rpartition("/")[2].lower()
    if relation in LOADED_RELATIONS and REMOTE.match(attributes.get("Target", "").strip()):
        raise Refused(Reason.REMOTE)


def _check_opendocument(archive: Archive, kind: str) -> None:
    if "mimetype" not in archive or "content.xml" not in archive:
        raise Refused(Reason.CONTENT)
    if b"".join(archive.chunks("mimetype")).strip() != kind.encode():
        raise Refused(Reason.CONTENT)
    if "meta-inf/manifest.xml" in archive:
        markup.read(archive.chunks("meta-inf/manifest.xml"), _refuse_encryption)
    if any(name.startswith(OPENDOCUMENT_MACROS) for name in archive.entries):
        raise Refused(Reason.MACROS)
    for name in archive.entries:
        if name.rpartition("/")[2] in OPENDOCUMENT_PARTS:
            markup.read(archive.chunks(name), _refuse_script)


def _refuse_encryption(name: str, _attributes: dict[str, str]) -> None:
    if markup.local(name) == "encryption-data":
        raise Refused(Reason.ENCRYPTED)


def _refuse_script(name: str, attributes: dict[str, str]) -> None:
    link = attributes.get(LINK, "").strip().lower()
    if name in (f"{OFFICE} script", f"{SCRIPT} event-listener") or link.startswith(MACRO_LINKS):
        raise Refused(Reason.MACROS)


def _check_entry(archive: Archive, name: str) -> None:
    """Refuse a program or an archive among the parts of a document; check the documents inside it."""
    chunks = archive.chunks(name)
    content = next(chunks, b"")
    if is_program(content[:HEAD]):
        raise Refused(Reason.PROGRAM)
    if content.startswith(ARCHIVES):
        raise Refused(Reason.EMBEDDED)
    if not content.startswith((ZIP, OLE)):
        for _chunk in chunks:  # to the end: its size and its sum are checked
            pass
        return
    content += b"".join(chunks)
    if content.startswith(OLE):
        _check_object(content)
    else:
        _check_embedded(archive, name, content)


def _check_object(content: bytes) -> None:
    """Refuse an object of the former Office that carries macros or any file at all."""
    if utf16("_VBA_PROJECT") in content:
        raise Refused(Reason.MACROS)
    if utf16("Ole10Native") in content:
        raise Refused(Reason.EMBEDDED)


def _check_embedded(archive: Archive, name: str, content: bytes) -> None:
    """Check a document inside a document, once: one that holds another is refused."""
    found = EMBEDDED.search(name)
    if not found:
        raise Refused(Reason.EMBEDDED)
    inside = Archive(io.BytesIO(content), archive.left)
    _check_document(inside, found[1])
    for part in inside.entries:
        start = next(chunks := inside.chunks(part), b"")
        if is_program(start[:HEAD]):
            raise Refused(Reason.PROGRAM)
        if start.startswith((ZIP, OLE, *ARCHIVES)):
            raise Refused(Reason.EMBEDDED)
        for _chunk in chunks:
            pass
    archive.left = inside.left
