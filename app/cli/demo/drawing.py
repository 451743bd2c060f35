"""Pen, paper and the shape of a hip: what `make_art` draws with. Pillow only, the same pixels each time."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float]
Colour = tuple[int, int, int]

FINE = 3  # every picture is drawn this many times larger and then made small, which smooths its edges

# A right hip seen from the front, in units of its own: the ball's centre, its radius, the way into the socket.
BALL: Point = (1900, 1560)
RADIUS = 440.0
INTO_SOCKET: Point = (0.834, -0.552)
FEMUR: tuple[Point, ...] = (
    (1750, 1240), (1570, 1420), (1390, 1590), (1240, 1560), (1090, 1490), (960, 1600), (920, 1800), (965, 2080),
    (1050, 2450), (1110, 2800), (1150, 3300), (1570, 3300), (1555, 2850), (1548, 2560), (1590, 2360), (1645, 2240),
    (1640, 2110), (1720, 1980), (1880, 1900),
)  # fmt: skip
PELVIS: tuple[Point, ...] = (
    (1360, 1330), (1320, 1200), (1370, 1060), (1470, 900), (1490, 720), (1430, 520), (1300, 200), (1200, -200), (2000, -400),
    (3200, -200), (3300, 1000), (3200, 2300), (2900, 2370), (2600, 2370), (2390, 2280), (2220, 2090), (2100, 1900), (1900, 1560),
    (1600, 1360),
)  # fmt: skip
STEM: tuple[Point, ...] = (
    (1585, 1650), (1400, 1800), (1270, 1930), (1205, 2110), (1235, 2350), (1290, 2600), (1330, 2740), (1365, 2740),
    (1392, 2600), (1420, 2350), (1450, 2180), (1530, 2040), (1700, 1830),
)  # fmt: skip


def smooth(points: Sequence[Point], steps: int = 24) -> list[Point]:
    """A closed curve through `points` (Catmull-Rom)."""
    curve: list[Point] = []
    count = len(points)
    for i in range(count):
        a, b, c, d = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        curve += [
            (_between(a[0], b[0], c[0], d[0], s / steps), _between(a[1], b[1], c[1], d[1], s / steps))
            for s in range(steps)
        ]
    return curve


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def cut(shape: Sequence[Point], through: Point, keep: Point) -> list[Point]:
    """The part of `shape` that lies on the `keep` side of a straight cut through a point."""

    def side(p: Point) -> float:
        return (p[0] - through[0]) * keep[0] + (p[1] - through[1]) * keep[1]

    kept: list[Point] = []
    for p, q in zip(shape, [*shape[1:], shape[0]], strict=True):
        if side(p) >= 0:
            kept.append(p)
        if (side(p) >= 0) != (side(q) >= 0):
            t = side(p) / (side(p) - side(q))
            kept.append((p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t))
    return kept


def around(centre: Point, radius: float, degrees: float) -> Point:
    """The point at an angle on a circle: 0 is to the right, 90 is down."""
    angle = math.radians(degrees)
    return centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)


def mixed(a: Colour, b: Colour, share: float) -> Colour:
    """`a` with `share` (0 to 1) of `b` in it."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


@dataclass(frozen=True)
class Look:
    """How an area is filled and edged; the edge's width is in pixels of the finished picture."""

    fill: Colour
    edge: Colour | None = None
    width: float = 0


@dataclass(frozen=True)
class Lettering:
    """How words are set: which face, how large (pixels of the finished picture), in which colour."""

    face: str
    size: int
    colour: Colour


@dataclass
class Sheet:
    """A sheet of paper. Figures are placed on it by `offset` and `scale`; letters are set in its own pixels.

    `fonts` is a folder of fontsource packages; with None, Pillow's own letters stand in.
    """

    width: int
    height: int
    ground: Colour
    fonts: Path | None
    scale: float = 1.0
    offset: Point = (0.0, 0.0)
    image: Image.Image = field(init=False)
    pen: ImageDraw.ImageDraw = field(init=False)

    def __post_init__(self) -> None:
        self.image = Image.new("RGB", (self.width * FINE, self.height * FINE), self.ground)
        self.pen = ImageDraw.Draw(self.image)

    def place(self, scale: float, offset: Point) -> None:
        """Where the figure that is drawn next will stand, and how large."""
        self.scale, self.offset = scale, offset

    def at(self, point: Point) -> Point:
        """Where a point of the figure lies, in pixels of the finished picture."""
        return point[0] * self.scale + self.offset[0], point[1] * self.scale + self.offset[1]

    def _fine(self, points: Sequence[Point]) -> list[Point]:
        return [(x * FINE, y * FINE) for x, y in map(self.at, points)]

    def area(self, shapes: Sequence[Sequence[Point]], look: Look) -> None:
        """Shapes melted into one, with one edge around all of them."""
        placed = [self._fine(shape) for shape in shapes]
        if look.edge:
            for shape in placed:
                closed = [*shape, shape[0], shape[1]]
                self.pen.line(closed, fill=look.edge, width=round(look.width * 2 * FINE), joint="curve")
        for shape in placed:
            self.pen.polygon(shape, fill=look.fill)

    def area_without(self, shape: Sequence[Point], hole: Sequence[Point], fill: Colour) -> None:
        """A shape from which another has been cut out, so that what lies beneath shows through."""
        mask = Image.new("1", self.image.size)
        pen = ImageDraw.Draw(mask)
        pen.polygon(self._fine(shape), fill=1)
        pen.polygon(self._fine(hole), fill=0)
        self.image.paste(fill, mask=mask)

    def path(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """An open line."""
        self.pen.line(self._fine(points), fill=colour, width=round(width * FINE), joint="curve")

    def bow(self, centre: Point, radii: tuple[float, float], degrees: tuple[float, float], look: Look) -> None:
        """Part of a ring between two radii and two angles."""
        steps = [degrees[0] + (degrees[1] - degrees[0]) * s / 160 for s in range(161)]
        outer = [around(centre, radii[1], d) for d in steps]
        inner = [around(centre, radii[0], d) for d in reversed(steps)]
        self.area([outer + inner], look)

    def disc(self, centre: Point, radius: float, look: Look) -> None:
        """A filled circle."""
        self.area([circle(centre, radius)], look)

    def wipe(self, left: float, top: float, right: float, bottom: float) -> None:
        """Make a rectangle of the finished picture blank again."""
        self.pen.rectangle([round(v * FINE) for v in (left, top, right, bottom)], fill=self.ground)

    def pointer(self, start: Point, end: Point, colour: Colour) -> None:
        """A thin line from a label to a dot on what it names, both in pixels of the finished picture."""
        self.pen.line([(x * FINE, y * FINE) for x, y in (start, end)], fill=colour, width=3 * FINE)
        x, y = end[0] * FINE, end[1] * FINE
        self.pen.ellipse((x - 8 * FINE, y - 8 * FINE, x + 8 * FINE, y + 8 * FINE), fill=colour)

    def words(self, text: str, where: Point, letters: Lettering, anchor: str = "ls") -> None:
        """Text at a point of the finished picture; several lines are split at line ends."""
        font = self._font(letters)
        for number, line in enumerate(text.split("\n")):
            place = where[0] * FINE, (where[1] + number * letters.size * 1.16) * FINE
            self.pen.text(place, line, font=font, fill=letters.colour, anchor=anchor)

    def _font(self, letters: Lettering) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
        if self.fonts is None:
            return ImageFont.load_default(letters.size * FINE)
        file = next(self.fonts.glob(f"*/files/{letters.face}-normal.woff2"))
        return ImageFont.truetype(str(file), letters.size * FINE)

    def finished(self) -> Image.Image:
        """The picture in its real size."""
        return self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)


def circle(centre: Point, radius: float) -> list[Point]:
    """A circle as a closed shape."""
    return [around(centre, radius, d * 1.5) for d in range(240)]
