"""A file is what its name says: checked by its content, whatever the browser announced."""

import zipfile

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

# The first bytes of a format, or for a zipped one the entry that tells which it is.
SIGNATURES = {"pdf": b"%PDF-"}
ZIPPED = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
TEXTS = {"csv", "txt"}


def check_content(file: File, name: str) -> None:
    """Refuse a file whose content is not of the format that its extension names.

    Raises ValidationError, in French. Extensions unknown here are left to the list of those that are allowed.
    """
    extension = name.rpartition(".")[2].lower()
    file.seek(0)
    try:
        right = _is_right(file, extension)
    finally:
        file.seek(0)
    if not right:
        raise ValidationError(
            _("Ce fichier n’est pas un fichier %(extension)s : son contenu ne correspond pas à son nom."),
            code="content",
            params={"extension": extension.upper()},
        )


def _is_right(file: File, extension: str) -> bool:
    if extension in SIGNATURES:
        return SIGNATURES[extension] in file.read(1024)
    if extension in ZIPPED:
        return _is_zipped(file, ZIPPED[extension])
    if extension in TEXTS:
        return b"\0" not in file.read(65536)
    return True


def _is_zipped(file: File, told_by: str) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            if told_by.startswith("application/"):
                with archive.open("mimetype") as said:
                    return said.read(100).strip() == told_by.encode()
            return told_by in archive.namelist()
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError):
        return False
