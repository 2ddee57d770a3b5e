"""PDF files: opened by PDFium without a password, with a page, and doing nothing by themselves."""

import io
import re
from typing import BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium

from pages.base.apart.reasons import Reason, Refused
from pages.base.apart.signatures import HEAD, is_program

SIGNATURE = b"%PDF-"
SIGNATURE_WITHIN = 1024

# An action is a dictionary whose /S says what it does. A bare /Launch may be a word of an address.
ACTION = re.compile(rb"(?:/S|\bobj)[\s\0]*/(?:JavaScript|Launch)(?![A-Za-z0-9])")
# A rendition, which plays a film, may run a script as well.
RENDITION = re.compile(rb"/Rendition(?![A-Za-z0-9])")
SCRIPT = re.compile(rb"/JS[\s\0]*(?:\(|<|\d+\s+\d+\s+R)")
FILE_ANNOTATION = b"/FileAttachment"
HEXADECIMAL = re.compile(rb"#([0-9A-Fa-f]{2})")

PROGRAM_NAME = re.compile(
    r"\.(exe|com|scr|pif|cpl|dll|msi|bat|cmd|ps1|vbs|vbe|js|jse|wsf|wsh|hta|lnk|reg|jar|apk|sh|app|dmg"
    r"|docm|dotm|xlsm|xltm|xlam|pptm|ppsm)[\s.\0]*$",
    re.IGNORECASE,
)


def check(stream: BinaryIO) -> None:
    """Refuse a PDF that is none, that asks for a password, that runs something or that carries a program.

    One that anybody may open but not change (« protected » by its author) is taken.
    """
    content = stream.read()
    if SIGNATURE not in content[:SIGNATURE_WITHIN]:
        raise Refused(Reason.CONTENT)
    document = _opened(content)
    if len(document) < 1:
        raise Refused(Reason.UNREADABLE)
    document.get_page(0)
    _check_actions(content)  # other readers may find objects that PDFium leaves out
    rewritten = _rewritten(document)
    _check_actions(rewritten)
    _check_attachments(document)
    if FILE_ANNOTATION in rewritten:
        _check_annotations(document)


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        protected = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise Refused(Reason.ENCRYPTED if protected else Reason.UNREADABLE) from error


def _rewritten(document: pypdfium2.PdfDocument) -> bytes:
    """Return the file as PDFium writes it: objects that were compressed are then in the clear."""
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _check_actions(content: bytes) -> None:
    plain = HEXADECIMAL.sub(lambda found: bytes.fromhex(found[1].decode()), content)
    if ACTION.search(plain) or (RENDITION.search(plain) and SCRIPT.search(plain)):
        raise Refused(Reason.ACTIVE)


def _check_attachments(document: pypdfium2.PdfDocument) -> None:
    for number in range(document.count_attachments()):
        _check_attachment(document.get_attachment(number))


def _check_annotations(document: pypdfium2.PdfDocument) -> None:
    """Check the files that are pinned on a page. Opening every page takes time: only when there are some."""
    for page in document:
        for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
            annotation = pdfium.FPDFPage_GetAnnot(page, number)
            if not annotation:
                continue
            found = pdfium.FPDFAnnot_GetFileAttachment(annotation)
            if found:
                _check_attachment(pypdfium2.PdfAttachment(found, document))
            pdfium.FPDFPage_CloseAnnot(annotation)
        page.close()


def _check_attachment(attachment: pypdfium2.PdfAttachment) -> None:
    if PROGRAM_NAME.search(attachment.get_name()):
        raise Refused(Reason.PROGRAM)
    try:
        start = bytes(attachment.get_data()[:HEAD])
    except pypdfium2.PdfiumError:  # announced, but without content
        return
    if is_program(start):
        raise Refused(Reason.PROGRAM)
