"""Prints the text of the file on standard input, of the format that its extension names."""

import codecs
import contextlib
import re
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO

from pages.base.apart import markup
from pages.base.apart.archives import Archive
from pages.base.apart.limits import confine

MAX_CHARACTERS = 500_000
MAX_PAGES = 500

BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Where PDFium found a word cut at the end of a line.
CUT_WORD = re.compile(r"[\x02\ufffe]\s*")

WORD = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
SHARED = "xl/sharedstrings.xml"

# What a page shows as a break, in OOXML then in OpenDocument.
BREAKS = {"p", "h", "br", "tab", "cr", "s", "line-break"}
# Comments, and what is deleted but kept for who follows the changes.
UNSEEN = {"annotation", "tracked-changes", "rPh"}


class Enough(Exception):
    """As much text as is kept has been read."""


class Gathered:
    """The text found so far. Raises Enough when there is as much as is kept."""

    def __init__(self):
        self.parts: list[str] = []
        self.left = MAX_CHARACTERS

    def add(self, text: str) -> None:
        self.parts.append(text[: self.left])
        self.left -= len(text)
        if self.left <= 0:
            raise Enough

    def __str__(self) -> str:
        return "".join(self.parts)


def pdf(stream: BinaryIO, gathered: Gathered) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(stream.read())
    for number in range(min(len(document), MAX_PAGES)):
        page = document[number]
        gathered.add(CUT_WORD.sub("", page.get_textpage().get_text_bounded()) + "\n")
        page.close()


def docx(stream: BinaryIO, gathered: Gathered) -> None:
    archive = Archive(stream)
    for name in sorted(archive.entries):
        if WORD.fullmatch(name):
            _gather(archive.chunks(name), {"t"}, gathered.add)


def pptx(stream: BinaryIO, gathered: Gathered) -> None:
    archive = Archive(stream)
    for name in _numbered(archive, SLIDE):
        _gather(archive.chunks(name), {"t"}, gathered.add)


def xlsx(stream: BinaryIO, gathered: Gathered) -> None:
    """Gather the cells as the sheets show them: a text may be kept once for many cells."""
    archive = Archive(stream)
    shared = _shared_texts(archive.chunks(SHARED)) if SHARED in archive else []
    for name in _numbered(archive, SHEET):
        _gather_cells(archive.chunks(name), shared, gathered.add)


def opendocument(stream: BinaryIO, gathered: Gathered) -> None:
    _gather(Archive(stream).chunks("content.xml"), {"p", "h"}, gathered.add)


def plain(stream: BinaryIO, gathered: Gathered) -> None:
    content = stream.read(4 * MAX_CHARACTERS)
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            gathered.add(content.decode(encoding, "replace"))
            return
    try:
        # Without the end of a last character, perhaps cut.
        text = codecs.getincrementaldecoder("utf-8")().decode(content)
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    gathered.add(text)


READERS: dict[str, Callable[[BinaryIO, Gathered], None]] = {
    "pdf": pdf,
    "docx": docx,
    "pptx": pptx,
    "xlsx": xlsx,
    "odt": opendocument,
    "ods": opendocument,
    "odp": opendocument,
    "txt": plain,
    "csv": plain,
}


def _numbered(archive: Archive, pattern: re.Pattern) -> list[str]:
    """Return the entries of that pattern in the order of their number."""
    found = [match for name in archive.entries if (match := pattern.fullmatch(name))]
    return [match[0] for match in sorted(found, key=lambda match: int(match[1]))]


def _walk(
    chunks: Iterator[bytes],
    holders: set[str],
    add: Callable[[str], None],
    opened: Callable[[str, dict[str, str]], None],
    closed: Callable[[str], None],
) -> None:
    """Add what the elements named in ``holders`` hold, at any depth, and tell of each element by its local name."""
    inside = unseen = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside, unseen
        name = markup.local(name)
        inside += name in holders
        unseen += name in UNSEEN
        opened(name, attributes)

    def end(name: str) -> None:
        nonlocal inside, unseen
        name = markup.local(name)
        inside -= name in holders
        unseen -= name in UNSEEN
        closed(name)

    def text(content: str) -> None:
        if inside and not unseen:
            add(content)

    markup.read(chunks, start, end, text)


def _gather(chunks: Iterator[bytes], holders: set[str], add: Callable[[str], None]) -> None:
    """Add what the elements named in ``holders`` hold, and a space where the page shows a break."""

    def separate(name: str, _attributes: dict[str, str] | None = None) -> None:
        if name in BREAKS:
            add(" ")

    _walk(chunks, holders, add, separate, separate)


def _shared_texts(chunks: Iterator[bytes]) -> list[str]:
    shared: list[str] = []
    parts: list[str] = []

    def closed(name: str) -> None:
        if name == "si":
            shared.append("".join(parts))
            parts.clear()

    _walk(chunks, {"t"}, parts.append, lambda name, attributes: None, closed)
    return shared


def _gather_cells(chunks: Iterator[bytes], shared: list[str], add: Callable[[str], None]) -> None:
    """Add what each cell shows: a shared text, a text of its own, or the value of a number or of a formula."""
    parts: list[str] = []
    is_shared = False

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal is_shared
        if name == "c":
            is_shared = attributes.get("t") == "s"

    def closed(name: str) -> None:
        if name == "c" and parts:
            shown = "".join(parts)
            parts.clear()
            add((shared[int(shown)] if is_shared else shown) + " ")

    _walk(chunks, {"v", "t"}, parts.append, opened, closed)


def text_of(stream: BinaryIO, extension: str) -> str:
    gathered = Gathered()
    with contextlib.suppress(Enough):
        READERS[extension](stream, gathered)
    return str(gathered)


if __name__ == "__main__":
    confine()
    sys.stdout.buffer.write(text_of(sys.stdin.buffer, sys.argv[1]).encode("utf-8", "replace"))
