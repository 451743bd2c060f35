"""The pages on which an appointment is chosen and booked, as the templates print them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.booking.availability import Offer
from app.booking.choosing import Week
from app.booking.models import Booking
from app.core.errors import Fault
from app.directory.models import BookingMode, Practice, Practitioner
from app.directory.wall_times import day_said, moment_said, said
from app.web.pages.physiotherapist import pounds


@dataclass(frozen=True)
class Typed:
    """What a patient typed, as it was typed."""

    name: str = ""
    email: str = ""
    phone: str = ""
    note: str = ""

    @property
    def given(self) -> tuple[tuple[str, str], ...]:
        """The fields that hold something, by name, for a form that carries them along."""
        pairs = ((each.name, getattr(self, each.name)) for each in fields(self))
        return tuple((name, value) for name, value in pairs if value)


@dataclass(frozen=True)
class Time:
    """A start that can be pressed. `words` are the time alone, `whole` the day, too."""

    value: str
    words: str
    whole: str


@dataclass(frozen=True)
class Day:
    name: str
    times: tuple[Time, ...]


@dataclass(frozen=True)
class What:
    """What is booked, in words. `asked`: the practice has to agree."""

    path: str
    """The query that chooses it again."""
    service: str
    minutes: int
    price: str
    where: str
    practice: str
    phone: str
    at_home: bool
    asked: bool
    description: str = ""
    sample: bool = False


@dataclass(frozen=True)
class Calendar:
    """A week of free times, and where the weeks beside it are. `first` is the first free time of all, with the Monday of
    its week."""

    days: tuple[Day, ...]
    title: str
    zone: str
    earlier: date | None
    later: date | None
    first: Time | None
    first_week: date | None

    @property
    def empty(self) -> bool:
        return not any(day.times for day in self.days)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Whom it is about."""

    name: str
    slug: str
    accepts_new: bool
    sample: bool

    @property
    def path(self) -> str:
        return f"/physiotherapists/{self.slug}/"

    @property
    def book(self) -> str:
        return f"{self.path}book/"


@dataclass(frozen=True)
class Reach:
    """A practice that is not booked here, and how to book with it."""

    name: str
    phone: str
    link: str
    website: str


@dataclass(frozen=True)
class Form:
    """A form that may have come back. `stamp` says when it was first shown."""

    action: str
    stamp: str
    typed: Typed = field(default_factory=Typed)
    faults: tuple[Fault, ...] = ()

    def fault(self, name: str) -> str:
        """What is wrong with a field, "" for nothing."""
        return " ".join(fault.message for fault in self.faults if fault.field == name)


def person(found: Practitioner) -> Person:
    return Person(name=found.name, slug=found.slug, accepts_new=found.accepts_new, sample=found.sample)


def what(offer: Offer) -> What:
    practice, service = offer.practice, offer.service
    # Where nobody is seen, the street is where somebody lives.
    lines = (*practice.address.splitlines(), practice.town, practice.postcode)
    place = ", ".join(filter(None, lines if offer.location.sees_here else (practice.town,)))
    return What(
        path=f"?at={offer.location.id}&for={service.id}",
        service=service.name,
        minutes=service.minutes,
        price=pounds(service.price_pence),
        where="At your home" if service.at_home else place,
        practice=practice.name,
        phone=practice.phone,
        at_home=service.at_home,
        asked=offer.mode is BookingMode.REQUEST,
        description=service.description,
        sample=practice.sample,
    )


def what_of(booking: Booking, offer: Offer) -> What:
    """The same of a time that somebody has: it keeps the name, the length and the price that it was chosen at."""
    minutes = (booking.ends_at - booking.starts_at) // timedelta(minutes=1)
    price = pounds(booking.price_pence)
    return replace(what(offer), service=booking.service_name, minutes=minutes, price=price)


def reaches(found: Practitioner) -> tuple[Reach, ...]:
    """How to book with the practices of somebody who is not booked here."""
    return tuple(reach(location.practice) for location in found.locations)


def reach(practice: Practice) -> Reach:
    link = practice.booking_link if practice.mode is BookingMode.LINK else ""
    return Reach(practice.name, practice.phone, link, practice.website)


def calendar(offer: Offer, week: Week) -> Calendar:
    first = week.first_free
    local = first.astimezone(offer.zone).date() if first else None
    return Calendar(
        tuple(Day(day_said(day), times(starts, offer.zone)) for day, starts in week.days),
        f"{_short(week.days[0][0])} to {_short(week.days[-1][0])}" if week.days else "",
        zone_said(offer.zone),
        week.earlier,
        week.later,
        time_of(first, offer.zone) if first else None,
        local,
    )


def times(starts: Sequence[datetime], zone: ZoneInfo) -> tuple[Time, ...]:
    return tuple(time_of(start, zone) for start in starts)


def time_of(start: datetime, zone: ZoneInfo) -> Time:
    local, whole = start.astimezone(zone), moment_said(start, zone)
    words = said(f"{local:%H:%M}")
    twice = whole.rsplit(" ", 1)[-1]
    value = start.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    return Time(value, words if twice in {"am", "pm", "midnight"} else f"{words} {twice}", whole)


def zone_said(zone: ZoneInfo) -> str:
    """Whose clock the times are by."""
    if zone.key == "Europe/London":
        return "All times are UK time."
    return f"All times are by the clock of {zone.key.rsplit('/', 1)[-1].replace('_', ' ')} ({zone.key})."


def when(booking: Booking) -> str:
    """Start and end in the reader's words: "Monday 8 March 2027, 9:00 am to 10:00 am"."""
    zone = ZoneInfo(booking.zone)
    return f"{moment_said(booking.starts_at, zone)} to {time_of(booking.ends_at, zone).words}"


def until(instant: datetime, zone: ZoneInfo, *, now: datetime) -> str:
    """A time limit: the time of day, with its day when it is another."""
    same_day = instant.astimezone(zone).date() == now.astimezone(zone).date()
    made = time_of(instant, zone)
    return made.words if same_day else made.whole


def zone_of(practice: Practice) -> ZoneInfo:
    return ZoneInfo(practice.zone)


def _short(day: date) -> str:
    return day_said(day).rsplit(" ", 1)[0]


def kept_for(practice: Practice) -> str:
    """ "90 days": how long it is known who an appointment was for."""
    days = max(practice.retention_days, 1)
    return "a day" if days == 1 else f"{days} days"
