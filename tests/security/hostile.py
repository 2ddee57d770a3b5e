"""The parts of hostile files that no library writes: PDFs object by object, protected ones, OLE containers."""

import hashlib
import struct
import zlib

PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>"

WINDOWS_PROGRAM = b"MZ\x90\0\x03\0\0\0" + bytes(52) + struct.pack("<I", 64) + b"PE\0\0\x4c\x01" + bytes(200)


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects, the first of which is its catalogue."""
    content = b"%PDF-1.7\n"
    places = []
    for number, written in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        content
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF"
        % (
            len(objects) + 1,
            table,
            len(objects) + 1,
            trailer,
            len(content),
        )
    )


def pdf_doing(action: bytes) -> bytes:
    """Return a PDF that does something when it is opened."""
    return pdf(b"<</Type/Catalog/Pages 2 0 R/OpenAction 4 0 R>>", PAGES, PAGE, action)


def stream(content: bytes, described: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (described, len(content), content)


def pdf_with_compressed_objects(action: bytes) -> bytes:
    """Return the same, whose objects are all in one compressed stream."""
    objects = [b"<</Type/Catalog/Pages 2 0 R/OpenAction 4 0 R>>", PAGES, PAGE, action]
    heads, bodies = b"", b""
    for number, written in enumerate(objects, 1):
        heads += b"%d %d " % (number, len(bodies))
        bodies += written + b" "
    content = b"%PDF-1.7\n"
    holder = len(content)
    described = b"/Type/ObjStm/N 4/First %d/Filter/FlateDecode" % len(heads)
    content += b"5 0 obj\n%s\nendobj\n" % stream(zlib.compress(heads + bodies), described)
    table = len(content)
    rows = [(0, 0, 255), *((2, 5, index) for index in range(4)), (1, holder, 0), (1, table, 0)]
    packed = b"".join(struct.pack(">BIB", *row) for row in rows)
    described = b"/Type/XRef/Size 7/W[1 4 1]/Root 1 0 R"
    return content + b"6 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF" % (stream(packed, described), table)


def rc4(key: bytes, content: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    written = bytearray()
    for byte in content:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        written.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(written)


def protected_pdf(password: bytes) -> bytes:
    """Return a PDF encrypted by the standard handler; one whose password is empty is opened by anybody."""
    identity, rights = b"0123456789abcdef", -4
    owner = rc4(hashlib.md5((b"owner" + PADDING)[:32]).digest()[:5], (password + PADDING)[:32])
    seed = (password + PADDING)[:32] + owner + struct.pack("<i", rights) + identity
    user = rc4(hashlib.md5(seed).digest()[:5], PADDING)
    handler = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P %d>>/ID[<%s><%s>]" % (
        owner.hex().encode(),
        user.hex().encode(),
        rights,
        identity.hex().encode(),
        identity.hex().encode(),
    )
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", PAGES, PAGE, trailer=handler)


def swelling_pdf() -> bytes:
    """Return a PDF of some megabytes whose page is 1 500 million characters long."""
    packer = zlib.compressobj(9)
    start = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b"BT ET " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    content = stream(start + block * 250, b"/Filter/FlateDecode")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>"
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", PAGES, page, content)


def endless_pdf() -> bytes:
    """Return a small PDF whose page shows ten times a form that shows ten times a form… twelve deep."""
    depth = 12
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>/Contents 4 0 R>>"
    forms = [
        stream(b"/F Do " * 10, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>" % number)
        for number in range(6, 6 + depth)
    ]
    last = stream(b"0 0 5 5 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", PAGES, page, stream(b"/F Do " * 10), *forms, last)


def ole(*streams: str) -> bytes:
    """Return a container of the former Office that holds streams of these names (three at most)."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + b"\xff" * 4 * 108
    table = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * 4 * 126
    entries = b"".join(_ole_entry(name, 5 if name == "Root Entry" else 2) for name in ("Root Entry", *streams))
    return header + table + entries.ljust(512, b"\0")


def _ole_entry(name: str, kind: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    none = 0xFFFFFFFF
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(written), kind, 1, none, none, 1 if kind == 5 else none)
        + bytes(36)
        + struct.pack("<IQ", 0xFFFFFFFE, 0)
    )
