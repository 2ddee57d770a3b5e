"""The text of a file, for the index of those who may see the file."""

import re
import unicodedata
from typing import BinaryIO

from pages.base import apart
from pages.base.apart.text import MAX_CHARACTERS, READERS

# Marks that show nothing and cut words: soft hyphen, zero width, direction.
INVISIBLE = re.compile("[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# Databases refuse some of them.
CONTROL = re.compile("[\0-\x1f\x7f-\x9f\ufffd-\uffff]")


def text_of(file: BinaryIO, extension: str) -> str:
    """Return what a file says, on one line, or "" for an image and for whatever cannot be read within the limits.

    It never raises for what the file holds. The file is read from its beginning and left there.
    """
    extension = extension.lower().removeprefix(".")
    if extension not in READERS:
        return ""
    file.seek(0)
    try:
        printed = apart.run("text", file, extension)
    finally:
        file.seek(0)
    text = unicodedata.normalize("NFC", (printed or b"").decode("utf-8", "replace"))
    return " ".join(CONTROL.sub(" ", INVISIBLE.sub("", text)).split())[:MAX_CHARACTERS]
