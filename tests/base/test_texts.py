"""The text of a file is read whatever its format, in a process apart whose limits protect the portal."""

import io
import subprocess
import sys

import pytest

from pages.base import apart
from pages.base.apart.limits import FILE_SIZE
from pages.base.apart.text import MAX_CHARACTERS
from pages.base.texts import text_of
from tests import documents
from tests.security import hostile

TRACKED = (
    "<office:text><text:tracked-changes><text:p>effacé</text:p></text:tracked-changes>"
    "<text:p>gardé<office:annotation><text:p>remarque</text:p></office:annotation></text:p></office:text>"
)
ENTITIES = '<!DOCTYPE t [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;">]><t><p>&b;</p></t>'


def read(content: bytes, extension: str) -> str:
    return text_of(io.BytesIO(content), extension)


@pytest.mark.parametrize("extension", documents.SAYING)
def test_the_text_of_each_format_is_read_with_its_accents(extension):
    said = read(documents.SAYING[extension], extension)
    assert documents.SAID in said
    assert said.endswith("fin")


@pytest.mark.parametrize("extension", ["docx", "pptx", "odt", "odp", "ods", "xlsx", "pdf"])
def test_two_paragraphs_or_cells_are_never_one_word(extension):
    assert not read(documents.SAYING[extension], extension).endswith("€fin")


def test_figures_of_a_workbook_are_read_and_a_text_shared_by_its_cells_each_time():
    said = read(documents.workbook("Crèche", rows=3), "xlsx")
    assert said == "Crèche 1500 fin Crèche 1501 fin Crèche 1502 fin"


def test_slides_are_read_in_their_order():
    slides = {f"ppt/slides/slide{number}.xml": documents.SLIDE.format(f"vue {number}") for number in (10, 2, 1)}
    assert read(documents.with_entries(documents.slides(), **slides), "pptx") == "vue 1 fin vue 2 fin vue 10 fin"


def test_the_head_and_the_foot_of_a_text_are_read():
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    foot = f"<w:ftr {names}><w:p><w:r><w:t>Pied</w:t><w:delText>effacé</w:delText></w:r></w:p></w:ftr>"
    said = read(documents.with_entries(documents.word("Corps"), **{"word/footer1.xml": foot}), "docx")
    assert "Corps" in said
    assert "Pied" in said
    assert "effacé" not in said


def test_what_is_deleted_and_comments_are_not_read():
    content = f"<office:document-content {documents.OPENDOCUMENT_NAMES}>{TRACKED}</office:document-content>"
    assert read(documents.opendocument("odt", **{"content.xml": content}), "odt") == "gardé"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_plain_text_is_read_in_the_usual_encodings(encoding):
    assert read("élève ; œuvre\n".encode(encoding), "csv") == "élève ; œuvre"


def test_control_and_invisible_characters_are_left_out_and_white_space_is_one_space():
    assert read("a\0b\x1b \t\n c\u00a0d ex\u00adtra \u202etxe".encode(), "txt") == "a b c d extra txe"


def test_accents_apart_from_their_letter_are_joined_to_it():
    assert read("e\u0301cole".encode(), "txt") == "école"


@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "gif", "exe", ""])
def test_images_and_unknown_formats_say_nothing(extension):
    assert read(documents.image("PNG"), extension) == ""


def test_an_extension_is_taken_as_it_is_written():
    assert read(b"oui", "TXT") == read(b"oui", ".txt") == "oui"


@pytest.mark.parametrize("extension", ["txt", "docx", "xlsx"])
def test_a_long_text_is_cut(extension):
    made = {"txt": str.encode, "docx": documents.word, "xlsx": documents.workbook}[extension]
    long = "mot " * 8_000
    content = made(long * 20) if extension != "xlsx" else documents.workbook(long, rows=20)
    said = read(content, extension)
    assert MAX_CHARACTERS * 0.99 < len(said) <= MAX_CHARACTERS


@pytest.mark.parametrize(
    ("extension", "content"),
    [
        ("pdf", b"%PDF-1.7\n%%EOF"),
        ("pdf", hostile.protected_pdf(b"secret")),
        ("pdf", hostile.swelling_pdf()),
        ("docx", b"not a zip"),
        ("docx", documents.word()[:-400]),
        ("docx", documents.with_entries(documents.word(), **{"word/document.xml": ENTITIES})),
        ("docx", documents.with_entries(documents.word(), **{"word/document.xml": bytes(60_000_000)})),
        ("odt", documents.opendocument("odt", **{"content.xml": "<open>"})),
        ("xlsx", hostile.ole("EncryptedPackage")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_says_nothing(extension, content):
    assert read(content, extension) == ""


def test_a_file_that_never_ends_being_read_says_nothing(monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 2)
    assert read(hostile.endless_pdf(), "pdf") == ""


def test_a_file_too_large_says_nothing(tmp_path):
    with (tmp_path / "long.txt").open("w+b") as large:
        large.truncate(FILE_SIZE + 1)
        assert text_of(large, "txt") == ""


def test_the_file_can_be_read_from_its_beginning_afterwards():
    file = io.BytesIO(b"une ligne")
    file.seek(4)
    assert text_of(file, "txt") == "une ligne"
    assert file.read() == b"une ligne"


def test_the_process_apart_is_given_no_secret(monkeypatch, tmp_path):
    teller = tmp_path / "tell"
    teller.write_text("#!/bin/sh\n/usr/bin/env\n")
    teller.chmod(0o700)
    monkeypatch.setenv("SECRET_KEY", "confidential")
    monkeypatch.setattr(sys, "executable", str(teller))
    told = apart.run("text", io.BytesIO(), "txt")
    assert b"PYTHONPATH=" in told
    assert b"confidential" not in told


@pytest.mark.parametrize("beyond", ["bytearray(MEMORY)", "pathlib.Path('large').write_bytes(bytes(OUTPUT + 1))"])
def test_the_process_apart_cannot_go_beyond_its_limits(tmp_path, beyond):
    before = "import pathlib\nfrom pages.base.apart.limits import *\nconfine()\nprint('confined', flush=True)\n"
    ended = subprocess.run(
        [sys.executable, "-c", f"{before}{beyond}\nprint('done')"],
        capture_output=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(apart.ROOT)},
    )
    assert ended.stdout == b"confined\n"
    assert ended.returncode
