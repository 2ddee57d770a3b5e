"""The portal's pictures: mosaics of roofs, trees, squares and people, composed from a territory's code and a theme.

A territory always has the same mosaic, a theme always the same air: what one recognises is drawn from what one reads.
Colours are fixed values, legible on the light and on the dark paper, because the picture is a file of its own.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

CODE = re.compile(r"portail|[0-9][0-9ABab][0-9]{0,7}")
THEME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_THEME = 60

TILE = 120
GAP = 6
LARGEST = 8

PINE, CLAY, SKY, PLUM, SUN = "#0f6b5f", "#b34a2c", "#2765a3", "#743a69", "#f2b84b"
MINT, ROSE, CREAM = "#dcefe8", "#fbe3d8", "#fbf3e4"
DEEP = (PINE, CLAY, SKY, PLUM)
GROUNDS = (PINE, SUN, CLAY, MINT, SKY, ROSE, PLUM, SUN)
# What stands out on each colour that a shape can have.
BESIDE = {
    PINE: (SUN, CLAY, CREAM),
    CLAY: (SUN, CREAM, PINE),
    SKY: (SUN, CLAY, CREAM),
    PLUM: (SUN, CLAY, CREAM),
    SUN: (CREAM, CLAY, PLUM, PINE),
    ROSE: (CLAY, PLUM, SUN),
    CREAM: (SUN, CLAY, PINE, SKY),
    MINT: (PINE, SUN, CLAY),
}


class Dice:
    """Numbers that follow from a text, the same on every machine and every version of Python."""

    def __init__(self, seed: str):
        self.seed = seed
        self.thrown = 0

    def number(self, below: int) -> int:
        self.thrown += 1
        digest = hashlib.sha256(f"{self.seed}/{self.thrown}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % below

    def choice(self, among: Sequence):
        return among[self.number(len(among))]

    def shuffled(self, among: Sequence) -> list:
        left = list(among)
        return [left.pop(self.number(len(left))) for _ in among]


@dataclass(frozen=True)
class Tile:
    """A box of the mosaic, in units of the drawing, with the colours its shape is drawn in."""

    width: int
    height: int
    ground: str
    ink: str
    accent: str
    turn: int  # 0 to 3: which way the shape looks


def _circle(x: float, y: float, radius: float, fill: str) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}"/>'


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}"/>'


def _path(drawn: str, fill: str) -> str:
    return f'<path d="{drawn}" fill="{fill}"/>'


def _turned(tile: Tile, drawing: str) -> str:
    """Turn a drawing made for a square box a number of quarters round its centre."""
    if not tile.turn or tile.width != tile.height:
        return drawing
    return f'<g transform="rotate({90 * tile.turn} {tile.width / 2:g} {tile.height / 2:g})">{drawing}</g>'


# Shapes: each fills the box of a tile whose ground is already painted.


def arcs(tile: Tile) -> str:
    """Quarter circles round a corner, like the ways round a square."""
    w, h = tile.width, tile.height
    reach = min(w, h)
    rings = ((1, tile.ink), (0.74, tile.ground), (0.5, tile.accent))
    drawn = "".join(
        _path(f"M{w} {h - reach * part:g}A{reach * part:g} {reach * part:g} 0 0 0 {w - reach * part:g} {h}H{w}Z", fill)
        for part, fill in rings
    )
    return _turned(tile, drawn)


def leaf(tile: Tile) -> str:
    w, h = tile.width, tile.height
    reach = min(w, h)
    x, y = (w - reach) / 2, (h - reach) / 2
    blade = f"M{x:g} {y:g}A{reach} {reach} 0 0 1 {x + reach:g} {y + reach:g}A{reach} {reach} 0 0 1 {x:g} {y:g}Z"
    vein = f'<path d="M{x:g} {y:g}L{x + reach * 0.8:g} {y + reach * 0.8:g}" stroke="{tile.accent}" '
    return _turned(tile, _path(blade, tile.ink) + f'{vein}stroke-width="{reach * 0.06:g}"/>')


def sun(tile: Tile) -> str:
    w, h = tile.width, tile.height
    radius = min(w, h) * 0.3
    return _circle(w / 2, h / 2, radius, tile.ink) + _circle(w / 2, h / 2, radius * 0.42, tile.accent)


def sunrise(tile: Tile) -> str:
    w, h = tile.width, tile.height
    radius = min(w / 2, h) * 0.62
    rays = "".join(
        f'<path d="M{w / 2:g} {h}V{h - radius * 1.5:g}" stroke="{tile.accent}" stroke-width="{radius * 0.14:g}" '
        f'transform="rotate({angle} {w / 2:g} {h})"/>'
        for angle in (-72, -48, -24, 0, 24, 48, 72)
    )
    half = f"M{w / 2 - radius:g} {h}a{radius:g} {radius:g} 0 0 1 {2 * radius:g} 0Z"
    return rays + _path(half, tile.ink)


def house(tile: Tile) -> str:
    return _house(tile, tile.width * 0.08, tile.width * 0.84, tile.height, tile.ink, tile.accent)


def _house(tile: Tile, x: float, width: float, height: float, wall: str, door: str) -> str:
    foot = tile.height
    roof = min(width * 0.42, height * 0.45)
    top = foot - min(height * 0.84, width * 1.05)
    walls = f"M{x:g} {foot}V{top + roof:g}L{x + width / 2:g} {top:g}L{x + width:g} {top + roof:g}V{foot}Z"
    span = width * 0.24
    tall = (foot - top - roof) * 0.68
    return _path(walls, wall) + _rect(x + (width - span) / 2, foot - tall, span, tall, door)


def roofs(tile: Tile) -> str:
    """A row of houses of unequal heights."""
    w, h = tile.width, tile.height
    count = max(2, round(w / h * 1.5))
    step = w / count
    heights = (0.82, 1, 0.7, 0.92)
    fills = (tile.ink, tile.accent)
    return "".join(
        _house(
            tile, rank * step + 3, step - 6, h * heights[(rank + tile.turn) % 4], fills[rank % 2], fills[(rank + 1) % 2]
        )
        for rank in range(count)
    )


def tower(tile: Tile) -> str:
    w, h = tile.width, tile.height
    x, y, width = w * 0.2, h * 0.14, w * 0.6
    columns, rows = 3, max(3, round(3 * h / w))
    cell_w, cell_h = width / (columns * 2 + 1), (h - y) / (rows * 2 + 1)
    lit = tile.turn + 2
    windows = "".join(
        _rect(
            x + cell_w * (2 * column + 1),
            y + cell_h * (2 * row + 1),
            cell_w,
            cell_h,
            SUN if (column * 2 + row) % lit == 0 and tile.ink != SUN and tile.accent != SUN else tile.accent,
        )
        for column in range(columns)
        for row in range(rows)
    )
    return _rect(x, y, width, h - y, tile.ink) + windows


def arch(tile: Tile) -> str:
    w, h = tile.width, tile.height
    drawn = []
    for part, fill in ((0.88, tile.ink), (0.56, tile.ground), (0.34, tile.accent)):
        width = min(w, h * 1.1) * part
        x, radius = (w - width) / 2, width / 2
        top = h - max(radius, h * (0.34 + 0.6 * part))
        drawn.append(_path(f"M{x:g} {h}V{top + radius:g}a{radius:g} {radius:g} 0 0 1 {width:g} 0V{h}Z", fill))
    return "".join(drawn)


def bowl(tile: Tile) -> str:
    w, h = tile.width, tile.height
    radius = min(w / 2, h)
    body = f"M0 0H{w}V{h - radius:g}A{w / 2:g} {radius:g} 0 0 1 0 {h - radius:g}Z"
    return _turned(tile, _path(body, tile.ink) + _circle(w / 2, h * 0.42, min(w, h) * 0.2, tile.accent))


def slope(tile: Tile) -> str:
    w, h = tile.width, tile.height
    if tile.turn % 2:
        return _path(f"M0 0V{h}H{w}Z", tile.ink)
    return _path(f"M0 {h}L{w} 0V{h}Z", tile.ink)


def quarter(tile: Tile) -> str:
    w, h = tile.width, tile.height
    return _turned(tile, _path(f"M0 0A{w} {h} 0 0 1 {w} {h}H0Z", tile.ink))


def petals(tile: Tile) -> str:
    """The logo's four tiles: partners who meet."""
    w, h = tile.width, tile.height
    side = min(w, h) * 0.4
    x, y, half = w / 2, h / 2, side / 2
    first = f"M{x - 2:g} {y - 2:g}H{x - side:g}A{side:g} {side:g} 0 0 1 {x - 2:g} {y - side:g}Z"
    second = f"M{x + 2:g} {y - 2:g}V{y - side:g}H{x + half:g}a{half:g} {half - 1:g} 0 0 1 0 {side - 2:g}Z"
    third = f"M{x - 2:g} {y + 2:g}V{y + half:g}a{half - 1:g} {half:g} 0 0 1 {2 - side:g} 0V{y + 2:g}Z"
    fourth = f"M{x + 2:g} {y + 2:g}H{x + side:g}A{side:g} {side:g} 0 0 1 {x + 2:g} {y + side:g}Z"
    drawn = zip((first, second, third, fourth), (tile.ink, tile.accent, tile.accent, tile.ink), strict=True)
    return _turned(tile, "".join(_path(shape, fill) for shape, fill in drawn))


def person(tile: Tile) -> str:
    return _person(tile, tile.width / 2, tile.height * 0.88, tile.width * 0.8, tile.ink)


def _person(tile: Tile, x: float, height: float, width: float, fill: str) -> str:
    """Draw someone standing at the foot of the tile: round shoulders, straight below when there is height for it."""
    shoulders = min(width / 2, height * 0.46)
    head = shoulders * 0.52
    top = tile.height - height + 2.3 * head
    body = f"M{x - shoulders:g} {tile.height}V{top + shoulders:g}a{shoulders:g} {shoulders:g} 0 0 1 {2 * shoulders:g} 0"
    return _path(f"{body}V{tile.height}Z", fill) + _circle(x, tile.height - height + head, head, fill)


def family(tile: Tile) -> str:
    w, h = tile.width, tile.height
    small = next(colour for colour in (SUN, CREAM, CLAY, SKY) if colour not in (tile.ground, tile.ink, tile.accent))
    first = _person(tile, w * 0.27, h * 0.86, w * 0.44, tile.ink)
    second = _person(tile, w * 0.74, h * 0.76, w * 0.4, tile.accent)
    return first + second + _person(tile, w * 0.51, h * 0.48, w * 0.26, small)


def viaduct(tile: Tile) -> str:
    """Three arches in a wall, one of them lit."""
    w, h = tile.width, tile.height
    step = w / 3
    radius = step * 0.36
    openings = "".join(
        _path(
            f"M{step * (rank + 0.5) - radius:g} {h}V{h * 0.55:g}a{radius:g} {radius:g} 0 0 1 {2 * radius:g} 0V{h}Z",
            tile.accent if rank == tile.turn % 3 else tile.ground,
        )
        for rank in range(3)
    )
    return _rect(0, h * 0.14, w, h, tile.ink) + openings


def meadow(tile: Tile) -> str:
    """Three tulips, the middle one taller."""
    w, h = tile.width, tile.height
    drawn = []
    for x, tall, fill in ((0.2, 0.7, tile.ink), (0.5, 0.88, tile.accent), (0.8, 0.7, tile.ink)):
        cup = h * 0.2
        left, top = w * x - cup, h * (1 - tall)
        stem = _rect(w * x - 3, top + cup, 6, h, PINE if tile.ground != PINE else CREAM)
        crown = f"l{cup / 2:g} {cup * 0.6:g}L{w * x:g} {top:g}l{cup / 2:g} {cup * 0.6:g}L{w * x + cup:g} {top:g}"
        drawn.append(
            stem + _path(f"M{left:g} {top:g}{crown}V{top + cup:g}a{cup:g} {cup:g} 0 0 1 {-2 * cup:g} 0Z", fill)
        )
    return "".join(drawn)


def tree(tile: Tile) -> str:
    return _tree(tile, tile.width / 2, min(tile.height, tile.width * 1.25) * 0.94, tile.ink, tile.accent)


def _tree(tile: Tile, x: float, height: float, crown: str, trunk: str) -> str:
    radius = height * 0.34
    top = tile.height - height
    stem = max(6.0, height * 0.09)
    return _circle(x, top + radius, radius, crown) + _rect(x - stem / 2, top + radius, stem, height - radius, trunk)


def grove(tile: Tile) -> str:
    w, h = tile.width, tile.height
    trees = ((0.2, 0.92, tile.ink), (0.5, 0.66, tile.accent), (0.79, 0.8, tile.ink))
    return "".join(
        _tree(tile, w * x, min(h * tall, w * 0.44), crown, tile.accent if crown == tile.ink else tile.ink)
        for x, tall, crown in trees
    )


def hill(tile: Tile) -> str:
    w, h = tile.width, tile.height
    rise = min(w / 2, h * 0.94)
    mound = f"M0 {h}A{w / 2:g} {rise:g} 0 0 1 {w} {h}Z"
    return _path(mound, tile.ink) + _circle(w / 2, h - rise * 0.3, min(w, h) * 0.16, tile.accent)


def waves(tile: Tile) -> str:
    w, h = tile.width, tile.height
    bands = []
    for row, fill in ((1, tile.ink), (2, tile.accent), (3, tile.ink)):
        y, radius = h * (row / 4 + 0.02), w / 8
        humps = "".join(f"a{radius:g} {radius * 0.8:g} 0 0 {n % 2} {2 * radius:g} 0" for n in range(4))
        bands.append(_path(f"M0 {y:g}{humps}V{h}H0Z", fill if row < 3 else tile.ground))
    return "".join(bands)


def village(tile: Tile) -> str:
    """A square with its sun, its trees and its houses: the large tile that the others lean on."""
    w, h = tile.width, tile.height
    sky = _circle(w * (0.72, 0.5, 0.26, 0.82)[tile.turn], h * 0.22, min(w, h) * 0.12, CLAY)
    mound = _path(f"M0 {h}V{h * 0.76:g}Q{w * 0.5:g} {h * 0.58:g} {w} {h * 0.76:g}V{h}Z", SUN)
    left = _house(tile, w * 0.42, w * 0.26, h * 0.46, CREAM if tile.ground != CREAM else SKY, CLAY)
    right = _house(tile, w * 0.69, w * 0.3, h * 0.64, tile.ink if tile.ink != PINE else PLUM, CREAM)
    trees = _tree(tile, w * 0.16, h * 0.62, PINE, CLAY) + _tree(tile, w * 0.33, h * 0.42, PINE, CLAY)
    return sky + mound + trees + left + right


Shape = Callable[[Tile], str]
SINGLE: tuple[Shape, ...] = (arcs, leaf, sun, house, arch, bowl, slope, quarter, petals, person, tree, waves, tower)
WIDE: tuple[Shape, ...] = (roofs, grove, hill, family, sunrise, viaduct, meadow)
TALL: tuple[Shape, ...] = (tower, arch, person, tree)
LARGE: tuple[Shape, ...] = (village, village, arcs, arch, petals, family, house, leaf)


@dataclass(frozen=True)
class Air:
    """What a theme brings forward: its shapes, most said first, and the colour it likes best."""

    shapes: tuple[Shape, ...]
    colour: str


AIRS = {
    "portail": Air((village, grove, arch, person, sun), PINE),
    "enfance": Air((sun, sunrise, petals, bowl), SUN),
    "parent": Air((person, family, bowl), CLAY),
    "jeune": Air((arch, viaduct, slope, arcs), PLUM),
    "logement": Air((house, roofs, tower, village), CLAY),
    "habitat": Air((house, roofs, tower, village), CLAY),
    "environnement": Air((tree, grove, leaf, meadow), PINE),
    "cadre": Air((tree, grove, roofs, meadow), PINE),
    "vie-sociale": Air((petals, family, bowl, person), PINE),
    "quartier": Air((roofs, tower, petals, tree), SKY),
    "numerique": Air((quarter, slope, tower, arcs), SKY),
    "droits": Air((arch, viaduct, bowl, petals), SKY),
    "insertion": Air((slope, arcs, sunrise, person), SKY),
    "handicap": Air((petals, person, family, bowl), SKY),
    "sante": Air((leaf, petals, sun), PINE),
    "vacances": Air((waves, sun, sunrise, hill), SUN),
    "loisirs": Air((waves, sun, arcs, hill), SUN),
    "culture": Air((arch, quarter, petals, waves), PLUM),
    "mobilite": Air((arcs, waves, slope), SKY),
    "solidarite": Air((family, petals, person), PLUM),
}


def _air(said: str, dice: Dice) -> Air:
    """Return what a theme (or the home page) brings forward; an unknown one gets an air of its own, always the same."""
    for word, air in AIRS.items():
        if word in said:
            return air
    return Air(tuple(dice.shuffled(SINGLE)[:2] + dice.shuffled(WIDE)[:1]), dice.choice((*DEEP, SUN)))


@dataclass
class Place:
    """A tile in the grid, in cells, and what stands in it once painted."""

    column: int
    row: int
    columns: int
    rows: int
    shape: Shape | None = None
    ground: str = ""
    neighbours: list["Place"] = field(default_factory=list)

    def touches(self, other: "Place") -> bool:
        beside = self.column <= other.column + other.columns and other.column <= self.column + self.columns
        above = self.row <= other.row + other.rows and other.row <= self.row + self.rows
        return beside and above and self is not other


def _places(dice: Dice, columns: int, rows: int) -> list[Place]:
    """Cut the grid: one large tile where there is room, then wide and tall ones, then single ones."""
    free = {(column, row) for column in range(columns) for row in range(rows)}
    found: list[Place] = []
    wanted = [(2, 2)] + [(2, 1), (1, 2), (2, 1)] * max(1, columns * rows // 12)
    for wide, high in wanted:
        spots = [
            (column, row)
            for column in range(columns - wide + 1)
            for row in range(rows - high + 1)
            if _cells(column, row, wide, high) <= free
        ]
        if spots and len(free) > columns * rows // 4:
            column, row = dice.choice(spots)
            free -= _cells(column, row, wide, high)
            found.append(Place(column, row, wide, high))
    found.extend(Place(column, row, 1, 1) for column, row in sorted(free))
    for place in found:
        place.neighbours = [other for other in found if place.touches(other)]
    return found


def _cells(column: int, row: int, wide: int, high: int) -> set[tuple[int, int]]:
    return {(column + x, row + y) for x in range(wide) for y in range(high)}


def _first_apart(wanted: Sequence, taken: list):
    """Return the first wanted thing that no neighbour has, else the one that fewest have."""
    return min(wanted, key=taken.count)


def _paint(places: list[Place], air: Air, dice: Dice) -> None:
    """Give each place a shape and a ground unlike its neighbours', the theme's ones coming back most often."""
    used: list[Shape] = []
    for place in places:
        kinds = {(1, 1): SINGLE, (2, 1): WIDE, (1, 2): TALL, (2, 2): LARGE}[place.columns, place.rows]
        liked = [shape for shape in air.shapes if shape in kinds]
        wanted = dice.shuffled(kinds)
        if liked and (dice.number(5) < 3 or place.columns * place.rows == 2):
            wanted = dice.shuffled(liked) + wanted
        taken = [other.shape for other in place.neighbours if other.shape]
        often = [shape for shape in used if shape not in air.shapes or used.count(shape) > 1]
        place.shape = _first_apart(wanted, taken * 3 + often)
        used.append(place.shape)
        grounds = dice.shuffled(GROUNDS)
        if place.shape is village:
            grounds = [MINT, ROSE, CREAM]
        elif place.columns * place.rows > 1 and dice.number(2):
            grounds = [MINT, ROSE, SUN, *grounds]
        elif dice.number(4) == 0:
            grounds = [air.colour, *grounds]
        place.ground = _first_apart(grounds, [other.ground for other in place.neighbours if other.ground])


def _tile(place: Place, air: Air, dice: Dice) -> Tile:
    """Choose the colours of a place's shape: deep on pale, pale on deep."""
    if place.ground in DEEP:
        inks = (SUN, ROSE, CREAM, MINT)
    else:
        inks = tuple(colour for colour in (air.colour, *DEEP) if colour != SUN)
    ink = dice.choice(inks)
    faint = {place.ground, CREAM} if place.ground in (MINT, ROSE, CREAM) else {place.ground}
    accents = [colour for colour in BESIDE[ink] if colour not in faint]
    return Tile(
        width=place.columns * (TILE + GAP) - GAP,
        height=place.rows * (TILE + GAP) - GAP,
        ground=place.ground,
        ink=ink,
        accent=dice.choice(accents),
        turn=dice.number(4),
    )


def mosaic(code: str, theme: str = "", columns: int = 4, rows: int = 3) -> str:
    """Return the mosaic of a territory and a theme as an SVG document, always the same for the same arguments.

    ``code`` is an official geographic code (in either case) or « portail », for the home page;
    ``theme`` a slug; ``columns`` and ``rows`` go from 1 to 8.
    Raises ValueError for anything else: what is written in the picture never comes from outside.
    """
    if not CODE.fullmatch(code):
        raise ValueError("not a geographic code")
    if theme and not (len(theme) <= LONGEST_THEME and THEME.fullmatch(theme)):
        raise ValueError("not a slug")
    if not (1 <= columns <= LARGEST and 1 <= rows <= LARGEST):
        raise ValueError("no such size")
    dice = Dice(f"{code.upper()}/{theme}/{columns}x{rows}")
    air = _air(theme or code, dice)
    places = _places(dice, columns, rows)
    _paint(places, air, dice)
    drawn = "".join(_drawn(place, _tile(place, air, dice), rank) for rank, place in enumerate(places))
    width, height = columns * (TILE + GAP) - GAP, rows * (TILE + GAP) - GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f"{drawn}</svg>"
    )


def _drawn(place: Place, tile: Tile, rank: int) -> str:
    """Paint a tile's ground, then its shape cut to its box."""
    x, y = place.column * (TILE + GAP), place.row * (TILE + GAP)
    return (
        f'<svg x="{x}" y="{y}" width="{tile.width}" height="{tile.height}" viewBox="0 0 {tile.width} {tile.height}">'
        f"{_rect(0, 0, tile.width, tile.height, tile.ground)}{place.shape(tile)}</svg>"
    )


@require_safe
@cache_control(public=True, max_age=604_800, stale_while_revalidate=2_592_000)
def mosaic_image(request: HttpRequest, code: str, theme: str = "") -> HttpResponse:
    """Answer the mosaic of a territory and a theme; an impossible code or theme is a page that does not exist."""
    try:
        drawn = mosaic(code, theme)
    except ValueError as impossible:
        raise Http404(str(impossible)) from impossible
    return HttpResponse(drawn, content_type="image/svg+xml")
