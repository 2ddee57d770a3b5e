"""Zips whose entries are read within limits, whatever their directory announces."""

import copy
import io
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from pages.base.apart.limits import MEGABYTE
from pages.base.apart.reasons import Reason, Refused
from pages.base.apart.signatures import ZIP

MAX_ENTRIES = 5_000
MAX_UNPACKED = 300 * MEGABYTE
"""Of all the entries together, those of the documents inside included."""
MAX_RATIO = 200
"""Unpacked over packed, for the whole; a long table rarely goes beyond 40."""
RATIO_FROM = 20 * MEGABYTE
"""A small document may well be made of one white picture."""
CHUNK = 65536
KNOWN_COMPRESSIONS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


class Archive:
    """The entries of a zip by their name in lower case, as office software takes them.

    Raises Refused for what no office software writes: two entries of one name, a name that leaves the archive, sizes
    that do not agree.
    """

    def __init__(self, stream: BinaryIO, allowance: int = MAX_UNPACKED):
        if stream.read(len(ZIP)) != ZIP:
            raise Refused(Reason.CONTENT)
        size = stream.seek(0, io.SEEK_END)
        self._zip = zipfile.ZipFile(stream)
        self.left = allowance
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES:
            raise Refused(Reason.BOMB)
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > allowance or (unpacked > RATIO_FROM and unpacked > MAX_RATIO * size):
            raise Refused(Reason.BOMB)
        if sum(entry.compress_size for entry in entries) > size:  # entries that share their bytes
            raise Refused(Reason.BOMB)
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refused(Reason.ENCRYPTED)
        self.entries = {entry.filename.lower(): entry for entry in entries}
        if len(self.entries) != len(entries) or not all(_is_plain(entry) for entry in entries):
            raise Refused(Reason.UNREADABLE)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.entries

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the content of an entry: all of what is there, not only what the directory announces."""
        announced = self.entries[name.lower()]
        entry = copy.copy(announced)
        entry.file_size = self.left + 1
        count = 0
        with self._zip.open(entry) as content:
            while chunk := content.read(CHUNK):
                count += len(chunk)
                self.left -= len(chunk)
                if self.left < 0:
                    raise Refused(Reason.BOMB)
                yield chunk
        if count != announced.file_size:
            raise Refused(Reason.BOMB)


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    name = entry.orig_filename
    return (
        entry.compress_type in KNOWN_COMPRESSIONS
        and not name.startswith("/")
        and not set(name) & set("\\\0:")
        and ".." not in name.split("/")
    )
