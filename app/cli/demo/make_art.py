"""Draw the pictures of the sample site. For developers; nothing on a running site calls it.

    npm install --no-save @fontsource/source-serif-4 @fontsource/source-sans-3
    python -m app.cli.demo.make_art

The letters are Source Serif 4 and Source Sans 3 (SIL Open Font License), read from `node_modules` or the folder given.
"""

import math
import sys
from pathlib import Path

from PIL import Image

from app.cli.demo.drawing import (
    BALL,
    FEMUR,
    INTO_SOCKET,
    PELVIS,
    RADIUS,
    STEM,
    Colour,
    Lettering,
    Look,
    Point,
    Sheet,
    around,
    circle,
    cut,
    mixed,
    smooth,
)

PICTURES = Path(__file__).parent / "pictures"

TEAL: Colour = (13, 71, 78)
DEEP: Colour = (8, 48, 55)
CREAM: Colour = (246, 238, 224)
ORANGE: Colour = (229, 138, 84)
PAPER: Colour = (252, 250, 245)
INK: Colour = (30, 48, 54)
RUST: Colour = (196, 84, 36)
TISSUE: Colour = (248, 222, 207)
BONE_EDGE: Colour = (122, 104, 78)
METAL_EDGE: Colour = (52, 78, 88)

BONE = Look((241, 231, 211), BONE_EDGE, 4)
METAL = Look((157, 178, 186), METAL_EDGE, 3)
LINING = Look((224, 234, 236), METAL_EDGE, 3)
BLOOD = Look((226, 150, 138), (150, 66, 58), 4)

TITLE = Lettering("source-serif-4-latin-600", 440, CREAM)
HEADING = Lettering("source-serif-4-latin-600", 60, INK)
LABEL = Lettering("source-sans-3-latin-600", 46, INK)

CUP = (-137.0, 42.0)  # degrees that the metal cup spans, and the cap on the ball
CAP = (-133.0, 66.0)
VESSEL: tuple[Point, ...] = (
    (1150, -120), (1240, 120), (1285, 330), (1295, 560), (1255, 780), (1190, 1020), (1310, 1020), (1372, 790),
    (1412, 560), (1402, 320), (1356, 110), (1270, -120),
)  # fmt: skip
RIM: tuple[Point, ...] = (
    (-200, -200), (500, -260), (1010, -200), (985, 60), (925, 240), (900, 420), (872, 590), (800, 680), (300, 900),
    (-200, 900),
)  # fmt: skip


def cover(fonts: Path | None, folder: Path) -> None:
    """The show's cover: a hip in pale lines on deep teal, its ball in warm orange."""
    sheet = Sheet(3000, 3000, TEAL, fonts)
    wide, high = sheet.image.size
    for band in range(120):
        sheet.pen.rectangle((0, band * high // 120, wide, high), fill=mixed(TEAL, DEEP, band / 119))
    sheet.place(1.0, (60, 470))
    for ring in range(12):
        inner = 540 + ring * 92
        start = -152.0 if ring < 4 else -math.degrees(math.asin(790 / inner))  # the outer ones stay below the title
        colour = mixed(mixed(TEAL, DEEP, 0.5), CREAM, 0.6 * 0.82**ring)
        sheet.bow(BALL, (inner, inner + 30), (start, 44 - ring * 1.5), Look(colour))
    sheet.area_without(smooth(FEMUR), circle(BALL, RADIUS + 36), CREAM)
    sheet.disc(BALL, RADIUS, Look(ORANGE))
    sheet.bow(BALL, (328, 350), (-168, -108), Look(mixed(ORANGE, CREAM, 0.5)))
    sheet.words("Hips", (250, 620), TITLE)
    sheet.words("Explained", (250, 1080), TITLE)
    sheet.finished().save(folder / "cover.jpg", quality=86, optimize=True, progressive=True, subsampling=0)


def resurfacing_and_replacement(fonts: Path | None, folder: Path) -> None:
    """The two operations side by side."""
    sheet = Sheet(1600, 1100, PAPER, fonts)
    _resurfacing(sheet)
    _replacement(sheet)
    _save(sheet, folder / "resurfacing-and-replacement.png")


def _resurfacing(sheet: Sheet) -> None:
    sheet.place(0.335, (-130, 70))
    _socket(sheet)
    sheet.bow(BALL, (RADIUS + 62, RADIUS + 118), CUP, METAL)
    sheet.area([smooth(FEMUR), circle(BALL, RADIUS)], BONE)
    sheet.bow(BALL, (RADIUS - 14, RADIUS + 42), CAP, METAL)
    sheet.wipe(0, 0, 1600, 140)
    sheet.wipe(775, 0, 1600, 1100)
    sheet.words("Resurfacing", (60, 92), HEADING)
    _label(sheet, "metal cup", (545, 260), around(BALL, RADIUS + 92, -58))
    _label(sheet, "metal cap", (60, 345), around(BALL, RADIUS + 14, -124))
    sheet.words("ball kept", sheet.at((BALL[0] - 10, BALL[1] + 30)), LABEL, "ms")
    _label(sheet, "neck kept", (480, 1000), (1640, 1830))


def _replacement(sheet: Sheet) -> None:
    sheet.place(0.335, (670, 70))
    _socket(sheet)
    keep = (-INTO_SOCKET[0], -INTO_SOCKET[1])
    sheet.bow(BALL, (250, RADIUS + 62), CUP, LINING)
    sheet.bow(BALL, (RADIUS + 62, RADIUS + 118), CUP, METAL)
    sheet.area([cut(smooth(FEMUR), (1610, 1752), keep)], BONE)
    for d in range(96, 290, 12):
        sheet.path([around(BALL, RADIUS, d), around(BALL, RADIUS, d + 6)], BONE_EDGE, 4)
    sheet.area([cut(smooth(STEM), (1660, 1720), keep), _bar((1660, 1720), BALL, 66)], METAL)
    sheet.disc(BALL, 240, METAL)
    sheet.wipe(840, 0, 1600, 140)
    sheet.words("Total replacement", (860, 92), HEADING)
    _label(sheet, "cup", (1400, 260), around(BALL, RADIUS + 92, -58))
    _label(sheet, "old ball\nremoved", (850, 300), around(BALL, RADIUS, 207))
    _label(sheet, "new ball", (1370, 905), (1950, 1680))
    _label(sheet, "stem inside\nthe bone", (1270, 1000), (1370, 2330))


def _socket(sheet: Sheet) -> None:
    sheet.area([smooth(PELVIS)], BONE)
    sheet.disc(BALL, RADIUS + 118, Look(sheet.ground))
    sheet.bow(BALL, (RADIUS + 114, RADIUS + 124), (-157, 58), Look(BONE_EDGE))


def _bar(start: Point, end: Point, half: float) -> list[Point]:
    dx, dy = -INTO_SOCKET[1] * half, INTO_SOCKET[0] * half
    there = [(start[0] + dx, start[1] + dy), (end[0] + dx, end[1] + dy)]
    return [*there, (end[0] - dx, end[1] - dy), (start[0] - dx, start[1] - dy)]


def _label(sheet: Sheet, text: str, where: Point, target: Point) -> None:
    """Words that begin at `where` (pixels), with a line to what they name (units of the figure)."""
    end = sheet.at(target)
    sheet.words(text, where, LABEL)
    below = where[1] + 18 + 53 * text.count("\n")
    sheet.pointer((where[0] + 80, below if end[1] > where[1] else where[1] - 44), end, INK)


def metal_debris(fonts: Path | None, folder: Path) -> None:
    """Where tiny pieces of metal go."""
    sheet = Sheet(1600, 900, TISSUE, fonts)
    joint: Point = (240, 960)
    sheet.area([smooth(VESSEL)], BLOOD)
    sheet.area([smooth(RIM)], BONE)
    sheet.disc(joint, 694, Look(BONE_EDGE))
    sheet.disc(joint, 690, Look(PAPER))
    sheet.bow(joint, (604, 690), (-200, -27), METAL)
    sheet.disc(joint, 560, BONE)
    sheet.bow(joint, (520, 592), (-200, 20), METAL)
    for number in range(90):
        _piece(sheet, number)
    _label(sheet, "metal cup", (420, 150), around(joint, 647, -62))
    _label(sheet, "metal cap", (170, 640), around(joint, 556, -84))
    sheet.words("ball", (240, 830), LABEL, "ms")
    _label(sheet, "tiny pieces\nof metal", (985, 760), (1040, 600))
    sheet.words("soft tissue", (960, 300), LABEL)
    _label(sheet, "blood\nvessel", (1440, 640), (1340, 520))
    _save(sheet, folder / "metal-debris.png")


def _piece(sheet: Sheet, number: int) -> None:
    """One of many pieces, scattered the same way each time."""
    along, across = _scattered(number), _scattered(number + 500) - 0.5
    x = 778 + 590 * along**1.3
    y = 708 - 200 * along + across * (26 + 330 * along)
    sheet.disc((x, y), 9 - 4 * along, Look(RUST))


def _scattered(number: int) -> float:
    return math.sin(number * 12.9898 + 4.1) * 43758.5453 % 1


def _save(sheet: Sheet, path: Path) -> None:
    picture = sheet.finished().quantize(160, dither=Image.Dither.NONE)
    picture.save(path, optimize=True)


def main(fonts: Path | None, folder: Path = PICTURES) -> None:
    """Draw every picture again."""
    for draw in (cover, resurfacing_and_replacement, metal_debris):
        draw(fonts, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("node_modules/@fontsource"))
