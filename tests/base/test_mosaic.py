"""A mosaic is drawn by rule: the same for the same territory and theme, and never with what a visitor wrote."""

from itertools import product
from xml.etree import ElementTree

import pytest
from django.http import Http404
from django.test import RequestFactory

from pages.base.mosaic import AIRS, CODE, mosaic, mosaic_image

SVG = "{http://www.w3.org/2000/svg}"
CODES = ("33281", "92036", "2A004", "33", "200000172", "portail")
HOSTILE = ("", "abc", "33281<script>", "33281\n", "../33281", "33281'", "-1", "３３２８１", "3" * 40)


def tiles(drawn: str) -> list[tuple[int, int, int, int]]:
    root = ElementTree.fromstring(drawn)
    return [tuple(int(tile.get(name)) for name in ("x", "y", "width", "height")) for tile in root.findall(f"{SVG}svg")]


def test_the_same_territory_and_theme_always_have_the_same_mosaic():
    assert mosaic("33281", "logement") == mosaic("33281", "logement")


def test_the_case_of_a_corsican_code_says_nothing():
    assert mosaic("2A004") == mosaic("2a004")


def test_territories_and_themes_are_told_apart_by_their_mosaic():
    drawn = {mosaic(code, theme) for code in CODES for theme in ("", *AIRS, "un-theme-de-plus")}
    assert len(drawn) == len(CODES) * (len(AIRS) + 2)


@pytest.mark.parametrize("theme", ["", *AIRS, "un-theme-de-plus"])
def test_a_mosaic_is_well_formed_and_names_only_shapes(theme):
    for code, (columns, rows) in product(CODES, [(4, 3), (1, 1), (8, 1), (5, 5)]):
        root = ElementTree.fromstring(mosaic(code, theme, columns, rows))
        names = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert names <= {"svg", "g", "rect", "path", "circle"}
        assert not any(name.startswith("on") or "href" in name for element in root.iter() for name in element.attrib)


@pytest.mark.parametrize("code", CODES)
def test_the_tiles_fill_the_grid_and_never_overlap(code):
    covered = set()
    for x, y, width, height in tiles(mosaic(code)):
        cells = {(x // 126 + i, y // 126 + j) for i in range((width + 6) // 126) for j in range((height + 6) // 126)}
        assert not cells & covered
        covered |= cells
    assert covered == {(column, row) for column in range(4) for row in range(3)}


@pytest.mark.parametrize("code", HOSTILE)
def test_what_is_not_a_geographic_code_is_refused(code):
    assert not CODE.fullmatch(code)
    with pytest.raises(ValueError):
        mosaic(code)


@pytest.mark.parametrize("theme", ["<b>", "a b", "a/../b", "é", "-a", "a" * 61, '"', "a\n"])
def test_what_is_not_a_slug_is_refused(theme):
    with pytest.raises(ValueError):
        mosaic("33281", theme)


@pytest.mark.parametrize(("columns", "rows"), [(0, 3), (4, -1), (9, 3), (4, 100_000)])
def test_a_size_that_would_cost_or_mean_nothing_is_refused(columns, rows):
    with pytest.raises(ValueError):
        mosaic("33281", columns=columns, rows=rows)


def test_the_picture_is_served_as_svg_and_kept_by_caches():
    answer = mosaic_image(RequestFactory().get("/mosaique/33281.svg"), "33281", "logement")
    assert answer["Content-Type"] == "image/svg+xml"
    assert "max-age=604800" in answer["Cache-Control"]
    assert answer.content.decode() == mosaic("33281", "logement")


@pytest.mark.parametrize(("code", "theme"), [("abc", ""), ("33281", "Un_Theme")])
def test_an_impossible_picture_does_not_exist(code, theme):
    with pytest.raises(Http404):
        mosaic_image(RequestFactory().get("/"), code, theme)
