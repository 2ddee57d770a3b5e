"""Says of the file on standard input why it is refused under an extension, or « right »."""

import re
import sys
from typing import BinaryIO

from pages.base.apart.limits import confine
from pages.base.apart.reasons import Reason, Refused
from pages.base.apart.signatures import HEAD, OLE, is_program

RIGHT = "right"
TEXTS = {"csv", "txt"}
IMAGES = {"gif", "jpeg", "jpg", "png", "webp"}
OFFICE = {"docx", "xlsx", "pptx", "odt", "ods", "odp"}
# Nothing that is typed: what is left of a binary file that is named as a text.
NOT_TEXT = re.compile(rb"[\0-\x08\x0e-\x19\x1c-\x1f]")


def check(stream: BinaryIO, extension: str) -> None:
    """Refuse a file whose content is not of its extension, or is not only to be read. Raises Refused.

    Readers are imported when they are needed: each takes a moment.
    """
    head = stream.read(HEAD)
    stream.seek(0)
    if is_program(head):
        raise Refused(Reason.PROGRAM)
    if head.startswith(OLE):
        from pages.base.apart import office

        office.check_ole(stream.read())
    elif extension == "pdf":
        from pages.base.apart import pdf

        pdf.check(stream)
    elif extension in OFFICE:
        from pages.base.apart import office

        office.check(stream, extension)
    elif extension in IMAGES:
        from pages.base.apart import images

        images.check(stream, extension)
    elif extension in TEXTS and NOT_TEXT.search(stream.read()):
        raise Refused(Reason.CONTENT)


def answer(stream: BinaryIO, extension: str) -> str:
    try:
        check(stream, extension)
    except Refused as refused:
        return refused.reason
    except Exception:  # of whatever library: what cannot be read is refused
        return Reason.UNREADABLE
    return RIGHT


if __name__ == "__main__":
    confine()
    print(answer(sys.stdin.buffer, sys.argv[1]))
