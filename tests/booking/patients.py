"""One patient who leaves as much of themselves as can be left, and everything that a database says in clear text."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.booking import operations, waiting
from app.booking.sealing import Patient
from app.booking.waiting import Wish
from app.core import clock
from app.core.db import Model, db
from app.core.unit_of_work import unit_of_work
from tests.booking.practices import MONDAY, Bookable, at, bookable

EMAIL = "unlikely.patient@example.org"
THEM = Patient("Quillon Unlikely", EMAIL, "020 7946 0123", "Bring the zither", "4 Nowhere Crescent")
OTHER = Patient("Sample patient", "other@example.org")
TELLTALE = ("quillon", "unlikely", "0123", "zither", "nowhere crescent")
"""What must stand nowhere, in small letters."""


@dataclass(frozen=True)
class Booked:
    there: Bookable
    booking_id: int
    link: str


def booked(hour: int = 9, *, who: Patient = THEM, there: Bookable | None = None, **of_practice: object) -> Booked:
    """An appointment on the Monday; opens units of work of its own."""
    if there is None:
        with unit_of_work():
            there = bookable(now=clock.now(), **of_practice)  # type: ignore[arg-type]  # the names are the factory's own
    browser = f"browser {there.location.id} {hour}"  # nobody's address stands in a real one
    with unit_of_work():
        held = operations.hold(there.location.id, there.service.id, at(hour), browser=browser, now=clock.now()).id
    with unit_of_work():
        _, link = operations.confirm(held, who, browser=browser, key=browser, privacy_version=1, now=clock.now())
    return Booked(there, held, link)


def waits(there: Bookable, who: Patient = THEM) -> str:
    """A place on the waiting list; the secret of its link."""
    with unit_of_work():
        return waiting.join(there.offer, Wish(MONDAY, MONDAY), who, privacy_version=1, now=clock.now())


def everything_said() -> str:
    """All values of all tables, in small letters."""
    return "\n".join(_values()).casefold()


def _values() -> Iterator[str]:
    for table in Model.metadata.sorted_tables:
        for row in db.session.execute(table.select()):
            yield " ".join(f"{table.name}: {value}" for value in row)


def told() -> list[str]:
    """Which of the telltale words stand somewhere."""
    said = everything_said()
    return [word for word in TELLTALE if word in said]
