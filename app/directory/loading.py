"""Bringing in postcodes and names of places: staged beside the old ones, and put in their place in one step at the end.

A load that is interrupted leaves the old ones as they were. Two at once cannot mix: each knows whether it is still the
latest that was begun.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.core.db import db
from app.core.errors import Conflict, Invalid
from app.directory.name_files import NameRead
from app.directory.place_models import PlaceName, PlaceSource, Postcode, StagedPostcode
from app.directory.postcode_files import Found, Read, Rejected

BATCH = 20_000
MOST_EXAMPLES = 20
"""So many rejected rows are told of by name; the others are counted."""
_BEGUN, _POSTCODES, _NAMES = "being loaded", "postcodes", "names"


@dataclass(frozen=True)
class Origin:
    """Whose data it is."""

    source: str
    attribution: str
    released_on: date | None = None


@dataclass
class Report:
    """What became of a load's rows."""

    read: int = 0
    rejected: int = 0
    ended: int = 0
    examples: list[Rejected] = field(default_factory=list)

    def reject(self, row: Rejected) -> None:
        self.rejected += 1
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append(row)


def batches(found: Iterable[Found], report: Report, *, size: int = BATCH) -> Iterator[list[Read]]:
    """The postcodes by the batch, each once in a batch with the mean of its points; the rest goes into the report."""
    rows = iter(found)
    while chunk := list(islice(rows, size)):
        sums: dict[str, tuple[float, float, int]] = {}
        for row in chunk:
            if isinstance(row, Rejected):
                report.reject(row)
            elif isinstance(row, Read):
                latitude, longitude, count = sums.get(row.compact, (0.0, 0.0, 0))
                sums[row.compact] = (latitude + row.latitude, longitude + row.longitude, count + 1)
                report.read += 1
            else:
                report.ended += 1
        yield [Read(code, latitude / count, longitude / count) for code, (latitude, longitude, count) in sums.items()]


def begin(*, now: datetime) -> str:
    """Make room for a load; returns what it is known by. Inside a unit of work, as everything below."""
    _empty_stage()
    token = uuid4().hex
    db.session.merge(_row(_BEGUN, Origin(token, ""), Report(), now))
    return token


def stage(token: str, postcodes: Sequence[Read]) -> None:
    """Put a batch beside what is in use; a postcode that is there already gets the point between. Raises Conflict when a
    later load has begun."""
    _check(token)
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    adding = insert(StagedPostcode)
    both = {
        name: (getattr(StagedPostcode, name) + getattr(adding.excluded, name)) / 2 for name in ("latitude", "longitude")
    }
    rows: list[dict[str, Any]] = [
        {"compact": each.compact, "latitude": each.latitude, "longitude": each.longitude} for each in postcodes
    ]
    if rows:
        db.session.execute(adding.on_conflict_do_update(index_elements=["compact"], set_=both), rows)


def finish(token: str, origin: Origin, report: Report, *, now: datetime) -> int:
    """What was staged takes the place of what was in use; returns how many postcodes there are now. The tables change
    their names, so that it takes no longer for millions. Raises Invalid when nothing was staged."""
    _check(token)
    count = db.session.scalar(sa.select(sa.func.count()).select_from(StagedPostcode)) or 0
    if not count:
        raise Invalid("There was no usable postcode in it. What was loaded before is still in use.")
    used, staged = Postcode.__tablename__, StagedPostcode.__tablename__
    for old, new in ((used, "postcodes_before"), (staged, used), ("postcodes_before", staged)):
        db.session.execute(sa.text(f"ALTER TABLE {old} RENAME TO {new}"))
    _empty_stage()
    db.session.execute(sa.delete(PlaceSource).where(PlaceSource.what == _BEGUN))
    db.session.merge(_row(_POSTCODES, origin, report, now, rows=count))
    return count


def replace_names(names: Sequence[NameRead], origin: Origin, report: Report, *, now: datetime) -> None:
    """These names of places take the place of those that were loaded before. Raises Invalid when there is none."""
    if not names:
        raise Invalid("There was no usable place in it. What was loaded before is still in use.")
    db.session.execute(sa.delete(PlaceName))
    db.session.execute(sa.insert(PlaceName), [each.columns() for each in names])
    db.session.merge(_row(_NAMES, origin, report, now, rows=len(names)))


def _check(token: str) -> None:
    begun = db.session.get(PlaceSource, _BEGUN)
    if begun is None or begun.source != token:
        raise Conflict("Another load has begun in the meantime; this one was given up.")


def _empty_stage() -> None:
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text(f"TRUNCATE {StagedPostcode.__tablename__}"))
    else:
        db.session.execute(sa.delete(StagedPostcode))


def _row(what: str, origin: Origin, report: Report, now: datetime, *, rows: int = 0) -> PlaceSource:
    return PlaceSource(
        what=what,
        source=origin.source,
        attribution=origin.attribution,
        released_on=origin.released_on,
        rows=rows,
        rejected=report.rejected,
        loaded_at=now,
    )
