"""Where a place is that somebody typed. Everything is looked up here: no request leaves the machine for it."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from app.core.db import db
from app.core.text import one_line
from app.directory.asking import UNKNOWN_AREAS, Code, Named, edits, folded, read_code, read_name
from app.directory.distance import Point
from app.directory.gazetteer import ATTRIBUTIONS, NATIONS, Town, other_names, outcodes, towns
from app.directory.models import Measured
from app.directory.place_models import PlaceName, PlaceSource, Postcode

LONGEST = 100
"""Characters of a place that are looked at."""
MOST_SUGGESTIONS = 6
MOST_CHOICES = 30
LEADS = 50
"""So many times larger than the next of its name is a city that nobody has to tell from a village."""
LARGE = 100_000
MOST_WORDS = 6
"""Words in which a place is looked for when it is none as a whole."""


@dataclass(frozen=True)
class Place:
    """A point that a search starts from. `name` can be typed to come here again."""

    name: str
    point: Point
    measured: Measured
    note: str = ""
    """What to say beside distances, such as from where they are measured; may be empty."""
    hint: str = ""
    """What tells it from others of its name."""

    @property
    def is_about(self) -> bool:
        """Whether distances from here are rough: from the middle of something large."""
        return self.measured in {Measured.OUTCODE, Measured.TOWN}


@dataclass(frozen=True)
class Several:
    """More than one place has the name."""

    name: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Nowhere:
    """No place has it; why, and what may have been meant."""

    asked: str
    why: str
    suggestions: tuple[Place, ...] = ()


def find_place(text: str) -> Place | Several | Nowhere:
    """What was typed into the box, whatever it is."""
    asked = one_line(text)[:LONGEST]
    if code := read_code(asked):
        found = _of_code(code)
        if isinstance(found, Place) or not _known(read_name(asked).name):
            return found
    named = read_name(asked)
    if not named.name:
        return Nowhere(asked, "Type a town or a postcode.")
    known = _known(named.name)
    if not known:
        why = f"We do not know a place called “{asked}”. Try a postcode, or the nearest larger town."
        return Nowhere(asked, why, tuple(_alike(named.name)) or _in_words(asked))
    same = _told_apart(known, named)
    if len(same) == 1 or _leads(same):
        return _place(same[0], alone=len(known) == 1)
    return Several(same[0].name, tuple(_place(town, alone=False) for town in same[:MOST_CHOICES]))


def point_of_postcode(text: str) -> Place | None:
    """The point of a postcode that an editor gives a practice: of the whole one where it is loaded, else of its first
    half. None for what is no postcode that is known."""
    code = read_code(text)
    found = _of_code(code) if code else None
    return found if isinstance(found, Place) else None


def list_attributions() -> list[str]:
    """Whom the places are from, as their licences want it said; what an operator loaded, too."""
    loaded = db.session.scalars(sa.select(PlaceSource.attribution).order_by(PlaceSource.what)).all()
    return list(dict.fromkeys((*ATTRIBUTIONS, *(line for line in loaded if line))))


def list_sources() -> list[PlaceSource]:
    """What was loaded, and when."""
    return list(db.session.scalars(sa.select(PlaceSource).order_by(PlaceSource.what)))


def _of_code(code: Code) -> Place | Nowhere:
    if code.incode and (row := db.session.get(Postcode, code.compact)):
        return Place(str(code), Point(row.latitude, row.longitude), Measured.POSTCODE)
    middle = outcodes().get(code.outcode) or _district(code.outcode) or _loaded_middle(code.outcode)
    if middle is None:
        why = UNKNOWN_AREAS.get(code.area, f"No postcode begins with {code.outcode}.")
        alike = () if code.area in UNKNOWN_AREAS else tuple(_codes_alike(code.outcode))
        return Nowhere(str(code), f"{why} Type a town instead.", alike)
    note = f"Distances are measured from the middle of {code.outcode}."
    if code.incode:
        note = f"We know {code.outcode}, but not {code} itself. {note}"
    return Place(str(code), middle, Measured.OUTCODE, note)


def _district(outcode: str) -> Point | None:
    """The middle of "W1" or "SW1", whose outcodes have a letter more."""
    inside = [point for name, point in outcodes().items() if name[:-1] == outcode and name[-1].isalpha()]
    return _mean(inside) if inside else None


def _loaded_middle(outcode: str) -> Point | None:
    """Of the postcodes that were loaded: for an outcode that does not come with the program."""
    row = db.session.execute(
        sa.select(sa.func.avg(Postcode.latitude), sa.func.avg(Postcode.longitude)).where(
            Postcode.compact >= outcode,
            Postcode.compact < f"{outcode}Z",
            sa.func.length(Postcode.compact) == len(outcode) + 3,
        )
    ).one()
    return None if row[0] is None else Point(row[0], row[1])


def _known(name: str) -> list[Town]:
    """Everything of that name, the larger first; another name of a place counts like its own."""
    ours = (*towns().get(name, ()), *other_names().get(name, ()))
    seen: dict[tuple[str, str], Town] = {}
    for town in (*ours, *_loaded(PlaceName.folded == name)):
        if not any(_same_place(town, other) for other in seen.values()):
            seen[town.name, f"{town.point}"] = town
    return sorted(seen.values(), key=lambda town: -town.people)


def _told_apart(same: list[Town], named: Named) -> list[Town]:
    """Those that fit what was said after the comma; all of them where that is a county, which we do not know."""
    return [town for town in same if all(part in town.told_by for part in named.told_by)] or same


def _loaded(where: sa.ColumnElement[bool], most: int = 200) -> list[Town]:
    rows = db.session.scalars(
        sa.select(PlaceName).where(where).order_by(PlaceName.weight.desc(), PlaceName.id).limit(most)
    )
    return [
        Town(row.name, row.nation, Point(row.latitude, row.longitude), people=row.weight, area=row.area) for row in rows
    ]


def _same_place(one: Town, other: Town) -> bool:
    """A loaded name that stands where a town of ours does is that town."""
    near = (
        abs(one.point.latitude - other.point.latitude) < 0.04
        and abs(one.point.longitude - other.point.longitude) < 0.07
    )
    return near and (folded(one.name) == folded(other.name) or one.name in other.name or other.name in one.name)


def _leads(same: list[Town]) -> bool:
    """Whether the first is so large that the others are not meant unless they are told by more than the name."""
    return same[0].people >= LARGE and same[0].people >= LEADS * max(same[1].people, 500)


def _place(town: Town, *, alone: bool) -> Place:
    name = (
        town.name if alone else f"{town.name}, {town.outcode or town.near or town.area or NATIONS.get(town.nation, '')}"
    )
    note = f"Distances are measured from the middle of {town.name}."
    return Place(name.rstrip(", "), town.point, Measured.TOWN, note, _hint(town))


def _hint(town: Town) -> str:
    near = f"near {town.near}" if town.near else town.area
    return ", ".join(part for part in (NATIONS.get(town.nation, ""), near) if part)


def _alike(name: str) -> Iterable[Place]:
    """Names that are a slip of the keyboard away, then those that begin so; the larger first."""
    most = 1 if len(name) < 5 else 2
    if not 3 <= len(name) <= 40:
        return
    found: dict[str, tuple[int, int, Town]] = {}
    for known, town in _candidates(name):
        away = edits(name, known, most)
        if away is None and known.startswith(f"{name} "):
            away = most
        if away is not None and (known not in found or found[known][1] > -town.people):
            found[known] = (away, -town.people, town)
    for _, _, town in sorted(found.values(), key=lambda each: each[:2])[:MOST_SUGGESTIONS]:
        yield _place(town, alone=len(_known(folded(town.name))) == 1)


def _in_words(asked: str) -> tuple[Place, ...]:
    """What some of the words are when all together are nothing: "Leeds LS6" ends with an outcode, "Ashford Kent" begins
    with a town, "near Leeds" ends with one. The more words, the likelier."""
    words = asked.replace(",", " ").split()[:MOST_WORDS]
    tails = [" ".join(words[number:]) for number in range(1, len(words))]
    for tail in tails:
        code = read_code(tail)
        found = _of_code(code) if code else None
        if isinstance(found, Place):
            return (found,)
    heads = [" ".join(words[:number]) for number in range(len(words) - 1, 0, -1)]
    for name in map(folded, (*heads, *tails)):
        known = _known(name) if name else []
        if known:
            rest = Named(name, (folded(asked).removeprefix(name).strip(),))
            same = _told_apart(known, rest)[:MOST_SUGGESTIONS]
            return tuple(_place(town, alone=len(known) == 1) for town in same)
    return ()


def _candidates(name: str) -> Iterable[tuple[str, Town]]:
    for names in (towns(), other_names()):
        yield from ((known, same[0]) for known, same in names.items())
    begins = name[:2]
    for town in _loaded(PlaceName.folded.between(begins, f"{begins}z"), most=5_000):
        yield folded(town.name), town


def _codes_alike(outcode: str) -> Iterable[Place]:
    near = [known for known in outcodes() if edits(outcode, known, 1) is not None and known[0] == outcode[0]]
    for known in near[:MOST_SUGGESTIONS]:
        yield Place(known, outcodes()[known], Measured.OUTCODE)


def _mean(points: list[Point]) -> Point:
    return Point(
        sum(point.latitude for point in points) / len(points), sum(point.longitude for point in points) / len(points)
    )
