"""XML read as it comes, without a tree in memory and without entities."""

from collections.abc import Callable, Iterable
from xml.parsers import expat

from pages.base.apart.reasons import Reason, Refused

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def read(chunks: Iterable[bytes], start: Start, end: End | None = None, text: Text | None = None) -> None:
    """Call ``start``, ``end`` and ``text`` along a document. Names are « namespace local ».

    A document that declares an entity is refused: none of office software does, and they serve to swell memory or to
    read other files.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = _refuse
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def local(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition(" ")[2]


def _refuse(*declared) -> None:
    raise Refused(Reason.UNREADABLE)
