"""A practice with a physiotherapist who can be booked, for tests of the directory and of booking."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import count

from app.booking.availability import Offer, get_offer
from app.core.db import db
from app.directory.hours_models import WeeklyHours
from app.directory.models import BookingMode, Gender, Location, Practice, Practitioner, Service

MONDAY = date(2027, 3, 8)
"""A working day of these practices, a week after the tests' clock begins."""
_NUMBERS = count(1)


@dataclass(frozen=True)
class Bookable:
    """The rows of one practitioner at one practice with one service."""

    practice: Practice
    practitioner: Practitioner
    location: Location
    service: Service

    @property
    def offer(self) -> Offer:
        return get_offer(self.location.id, self.service.id)


def bookable(
    *,
    now: datetime,
    mode: BookingMode = BookingMode.INSTANT,
    minutes: int = 60,
    step: int = 60,
    gap: int = 0,
    hours: tuple[str, str] = ("09:00", "12:00"),
    **of_practice: object,
) -> Bookable:
    """A practitioner who works every day at `hours`. Call inside a unit of work."""
    number = next(_NUMBERS)
    practice = Practice(
        name=f"Practice {number}",
        town="Leeds",
        postcode="LS6 2AB",
        latitude=53.82,
        longitude=-1.57,
        email=f"practice{number}@example.org",
        mode=mode,
        created_at=now,
        **of_practice,
    )
    practitioner = Practitioner(
        slug=f"practitioner-{number}",
        name=f"Practitioner {number}",
        gender=Gender.FEMALE,
        hcpc_number=f"PH{number:06d}",
        listed_at=now,
        created_at=now,
        updated_at=now,
    )
    location = Location(
        practitioner=practitioner, practice=practice, latitude=53.82, longitude=-1.57, listed=True, female=True
    )
    db.session.add_all([practice, practitioner, location])
    db.session.flush()
    service = Service(
        practitioner_id=practitioner.id, name="First appointment", minutes=minutes, step_minutes=step, gap_minutes=gap
    )
    db.session.add(service)
    db.session.add_all(
        WeeklyHours(location_id=location.id, weekday=day, starts=hours[0], ends=hours[1]) for day in range(7)
    )
    db.session.flush()
    return Bookable(practice, practitioner, location, service)


def at(hour: int, minute: int = 0, *, on: date = MONDAY) -> datetime:
    """A time of that day; in the winter London's clocks show UTC."""
    return datetime.combine(on, time(hour, minute), UTC)
