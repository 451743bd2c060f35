"""The list of the erased beside the database. An older copy of the database that is put back knows people who were erased
since; the list does not let them come back. It holds keyed marks only: from it nobody learns who was here.

    marks by 0f3c…                        which key the marks are made with: the last of CONTACT_KEYS
    <mark> <when> <bookings>              one line for each
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from app.booking.erasing import Erased, cancel_rows, erase_rows, remember
from app.booking.models import Booking, Contact, Erasure
from app.booking.operations import SITE
from app.booking.settings import wired
from app.booking.whose import Whose
from app.core.db import db
from app.core.errors import Unusable
from app.core.files import write_whole
from app.core.unit_of_work import unit_of_work

_HEAD = "marks by "


@dataclass(frozen=True)
class Line:
    """One erasure, as the file has it."""

    mark: str
    at: datetime
    bookings: int


def catch_up(*, now: datetime) -> Erased:
    """Erase again whom the list knows and the database does not, then write down whom the database knows and the list does
    not. For every start, after every upgrade and after every erasure; nothing happens where both know the same. Raises
    Unusable for a list that cannot be read."""
    path = wired().erased_list
    listed = _read(path)
    with unit_of_work():
        known = {row.mark: row for row in db.session.scalars(sa.select(Erasure))}
        missing = [line for line in listed.values() if line.mark not in known or known[line.mark].at < line.at]
        again = _erase_again(missing, now=now) if missing else Erased()
        everybody = {row.mark: Line(row.mark, row.at, row.bookings) for row in db.session.scalars(sa.select(Erasure))}
    if everybody != listed:
        write_whole(path, _written(everybody).encode(), mode=0o600)
    return again


def _erase_again(missing: list[Line], *, now: datetime) -> Erased:
    """What was booked after somebody was erased is theirs to keep."""
    sealer, singles = wired().sealer, {}
    for booking_id, uid in db.session.execute(sa.select(Booking.id, Booking.ical_uid).join(Contact)):
        singles[sealer.mark_of_booking(uid)] = booking_id
    contacts = waiting = cancelled = 0
    for line in missing:
        whose = Whose(line.mark, singles.get(line.mark))
        cancelled += cancel_rows(whose, before=line.at, by=SITE, now=now)
        done = erase_rows(whose, before=line.at, by=SITE, now=now)
        contacts, waiting = contacts + done.contacts, waiting + done.waiting
        row = db.session.get(Erasure, line.mark)
        if row is None:
            remember(line.mark, at=line.at, bookings=line.bookings)
        else:
            row.at, row.bookings = line.at, line.bookings
        db.session.flush()
    return Erased(contacts, waiting, cancelled)


def _read(path: Path) -> dict[str, Line]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    head, *rest = text.splitlines() or [""]
    if not head.startswith(_HEAD):
        raise Unusable(f"{path.name} in the instance folder does not begin as it should. {_MEND}")
    if head.removeprefix(_HEAD).strip() != wired().sealer.marks_by:
        raise Unusable(
            f"{path.name} in the instance folder was made with another key than the last of CONTACT_KEYS, so nobody in it"
            " can be found. Put that key back as the last one. If it is lost, move the file away: whoever is in it has to"
            " be erased by hand after an older copy of the database is put back."
        )
    lines = [_line(row, number, path) for number, row in enumerate(rest, start=2) if row.strip()]
    return {line.mark: line for line in lines}


_MEND = "Put back a copy of the file, or correct the line; without it erased patients could come back."


def _line(row: str, number: int, path: Path) -> Line:
    try:
        mark, at, bookings = row.split()
        read = Line(mark, datetime.fromisoformat(at), int(bookings))
    except ValueError:
        raise Unusable(f"Line {number} of {path.name} in the instance folder cannot be read. {_MEND}") from None
    if len(mark) != 64 or read.at.tzinfo is None:
        raise Unusable(f"Line {number} of {path.name} in the instance folder cannot be read. {_MEND}")
    return read


def _written(everybody: dict[str, Line]) -> str:
    rows = sorted(everybody.values(), key=lambda line: (line.at, line.mark))
    lines = [f"{line.mark} {line.at.isoformat()} {line.bookings}" for line in rows]
    return "\n".join([f"{_HEAD}{wired().sealer.marks_by}", *lines, ""])
