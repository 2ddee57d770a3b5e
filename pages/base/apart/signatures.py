"""What the first bytes of a file tell, whatever its name."""

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The container of Office until 2003, and of every protected Office document since."""
ARCHIVES = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\xfd7zXZ\x00", b"BZh")

PROGRAMS = (
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",  # Mach-O, 32 then 64 bits, in both orders of bytes, then for several processors
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"\0asm",
    b"dex\n",
    b"L\0\0\0\x01\x14\x02\0",  # a Windows shortcut
    b"#!",
    b"\xef\xbb\xbf#!",
)
HEAD = 512


def is_program(head: bytes) -> bool:
    """Say whether a file that begins with these bytes is run rather than read.

    « MZ » alone may begin a text: a Windows program has zeros in its header.
    """
    return head.startswith(PROGRAMS) or (head.startswith(b"MZ") and b"\0" in head)


def utf16(word: str) -> bytes:
    """Return a name as an OLE container writes it."""
    return word.encode("utf-16-le")
