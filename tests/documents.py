"""Real files of each format that says something, as office software writes them."""

import io
import zipfile
from xml.sax.saxutils import escape

import docx
import openpyxl
import typst
from PIL import Image

SAID = "L’été à l’école Ève-Lavallière : crèches, œuvre, naïveté — 12 €"

OPENDOCUMENT = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
OPENDOCUMENT_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in [
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("script", "script"),
        ("manifest", "manifest"),
    ]
)
BODIES = {
    "odt": "<office:text><text:h>{0}</text:h><text:p>fin</text:p></office:text>",
    "ods": "<office:spreadsheet><table:table><table:table-row><table:table-cell><text:p>{0}</text:p></table:table-cell>"
    "<table:table-cell><text:p>fin</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>",
    "odp": "<office:presentation><draw:page><draw:frame><draw:text-box><text:p>{0}</text:p><text:p>fin</text:p>"
    "</draw:text-box></draw:frame></draw:page></office:presentation>",
}
SLIDE = (
    '<p:sld xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:cSld><p:spTree><p:sp><p:txBody>'
    "<a:p><a:r><a:t>{0}</a:t></a:r></a:p><a:p><a:r><a:t>fin</a:t></a:r></a:p>"
    "</p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def zipped(entries: dict[str, str | bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return written.getvalue()


def with_entries(content: bytes, **changes: str | bytes) -> bytes:
    """Return a zip with entries added or written anew: ``with_entries(docx, **{"a/b.xml": "<x/>"})``."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**entries, **changes})


def pdf(said: str = SAID) -> bytes:
    return typst.compile(f'#set text(lang: "fr")\n= {said}\nfin'.encode())


def word(said: str = SAID) -> bytes:
    document = docx.Document()
    document.add_heading(said)
    document.add_table(1, 1).cell(0, 0).text = "fin"
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def workbook(said: str = SAID, rows: int = 1) -> bytes:
    book = openpyxl.Workbook()
    for row in range(rows):
        book.active.append([said, row + 1500, "fin"])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def slides(said: str = SAID) -> bytes:
    return zipped(
        {
            "[Content_Types].xml": TYPES,
            "ppt/presentation.xml": "<presentation/>",
            "ppt/slides/slide1.xml": SLIDE.format(escape(said)),
        }
    )


def opendocument(extension: str, said: str = SAID, before: str = "<office:scripts/>", **entries: str | bytes) -> bytes:
    """Return an OpenDocument file; ``before`` is written before its body."""
    body = BODIES[extension].format(escape(said))
    return zipped(
        {
            "mimetype": OPENDOCUMENT[extension],
            "content.xml": f"<office:document-content {OPENDOCUMENT_NAMES}>{before}"
            f"<office:body>{body}</office:body></office:document-content>",
            "META-INF/manifest.xml": f"<manifest:manifest {OPENDOCUMENT_NAMES}/>",
            **entries,
        }
    )


def image(format: str, size: tuple[int, int] = (60, 40), frames: int = 1, mode: str = "RGB") -> bytes:
    written = io.BytesIO()
    pictures = [Image.new(mode, size, number + 1) for number in range(frames)]
    more = {"save_all": True, "append_images": pictures[1:]} if frames > 1 else {}
    pictures[0].save(written, format, **more)
    return written.getvalue()


# Those that say something, then images.
SAYING = {
    "pdf": pdf(),
    "docx": word(),
    "xlsx": workbook(),
    "pptx": slides(),
    "odt": opendocument("odt"),
    "ods": opendocument("ods"),
    "odp": opendocument("odp"),
    "txt": f"{SAID}\nfin\n".encode(),
    "csv": f"{SAID};fin\n".encode(),
}
IMAGES = {
    "jpg": image("JPEG"),
    "jpeg": image("JPEG"),
    "png": image("PNG"),
    "webp": image("WEBP", frames=3),
    "gif": image("GIF", frames=3),
}
