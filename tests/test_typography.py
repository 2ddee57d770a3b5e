"""What a person reads in French keeps its no-break spaces (U+00A0) and its typographic apostrophes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("pages", "portal", "search")
TRANSLATED = {
    "_",
    "_g",
    "_now",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "npgettext",
    "npgettext_lazy",
}
# An ordinary space before : ; ? ! € », after «, or between a figure and %; a straight apostrophe within a word.
WRONG = re.compile(r" (?=[:;?!€»](?![\w=]))|« |(?<=\d) (?=%%?(?![\w(]))|(?<=[^\W\d_])'(?=[^\W\d_])")
TRANSLATE = re.compile(r"\{%\s*trans(?:late)?\s+(?:\"([^\"]*)\"|'([^']*)').*?%\}")
ARGUMENT = re.compile(r"\b_\(\"([^\"]*)\"\)")
BLOCK = re.compile(r"\{%\s*blocktrans(?:late)?\b.*?%\}(.*?)\{%\s*endblocktrans(?:late)?\s*%\}", re.DOTALL)


def translated_in_python(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of every string handed to gettext."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or getattr(node.func, "id", None) not in TRANSLATED:
            continue
        for argument in node.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.lineno, argument.value


def translated_in_template(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of every translate and blocktranslate tag, and of every _("…")."""
    for pattern in (TRANSLATE, ARGUMENT, BLOCK):
        for found in pattern.finditer(source):
            yield source.count("\n", 0, found.start()) + 1, next(text for text in found.groups() if text is not None)


def everything_translated() -> Iterator[tuple[str, str]]:
    """Yield where (path:line) and the text of all that the portal says."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for line, text in translated_in_python(path.read_text()):
                yield f"{path.relative_to(ROOT)}:{line}", text
    for path in sorted((ROOT / "templates").rglob("*.html")) + sorted((ROOT / "templates").rglob("*.txt")):
        for line, text in translated_in_template(path.read_text()):
            yield f"{path.relative_to(ROOT)}:{line}", text


def test_every_translated_text_follows_french_typography():
    wrong = [f"{where}: {text}" for where, text in everything_translated() if WRONG.search(text)]
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "Qui ?",
        "Lieu : Mérignac",
        "un ; deux",
        "Bravo !",
        "140 €",
        "« titre\u00a0»",
        "«\u00a0titre »",
        "58 %",
        "l'action",
    ],
)
def test_a_mistake_is_seen_in_python_and_in_a_template(text):
    seen = [
        *translated_in_python(f"label = _({text!r})"),
        *translated_in_template(f'{{% translate "{text}" as label %}}'),
        *translated_in_template(f"{{% blocktranslate trimmed %}}\n{text}\n{{% endblocktranslate %}}"),
    ]
    assert len(seen) == 3
    assert all(WRONG.search(found) for _line, found in seen)


@pytest.mark.parametrize(
    "text",
    ["Qui\u00a0?", "«\u00a0%(name)s\u00a0»\u00a0: oui", "58\u00a0%", "à 10:30", "%(count)d 50 %(unit)s", "l’action"],
)
def test_right_texts_and_format_operators_are_left_alone(text):
    assert not WRONG.search(text)
