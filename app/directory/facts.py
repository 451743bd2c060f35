"""What an editor says about a practice, a practitioner, a place of work and a service, checked and put in order."""

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.core.errors import Fault, Invalid
from app.core.text import one_line, without_control_characters
from app.directory.models import BookingMode, Gender, Measured, Nation
from app.directory.postcode_form import spaced

LONGEST_NAME = 120
LONGEST_TEXT = 4000
NORTHMOST, SOUTHMOST, WESTMOST, EASTMOST = 61.0, 49.0, -9.0, 2.5
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{5,24}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class PracticeFacts:
    """A practice's own words, its point on the map, and its rules for booking."""

    name: str
    latitude: float
    longitude: float
    measured: Measured = Measured.POSTCODE
    address: str = ""
    town: str = ""
    postcode: str = ""
    nation: Nation = Nation.ENGLAND
    phone: str = ""
    email: str = ""
    website: str = ""
    step_free: bool = False
    access: str = ""
    zone: str = "Europe/London"
    mode: BookingMode = BookingMode.DETAILS
    booking_link: str = ""
    confirms_by_mail: bool = False
    asks_note: bool = False
    notice_minutes: int = 120
    latest_days: int = 60
    change_minutes: int = 1440
    answer_hours: int = 48
    reminder_hours: int = 24
    retention_days: int = 90
    keeps_bank_holidays: bool = True
    sample: bool = False


LIMITS = {
    "notice_minutes": (0, 60 * 24 * 60),
    "latest_days": (1, 366),
    "change_minutes": (0, 60 * 24 * 60),
    "answer_hours": (1, 14 * 24),
    "reminder_hours": (0, 14 * 24),
    "retention_days": (1, 3650),
}
"""The least and the most of each rule. Nothing keeps patients' details for ever, also not by a 0."""


@dataclass(frozen=True, kw_only=True)
class PractitionerFacts:
    """A physiotherapist as patients see them."""

    name: str
    hcpc_number: str | None = None
    gender: Gender | None = None
    about: str = ""
    photo_id: int | None = None
    photo_alt: str = ""
    languages: tuple[str, ...] = ()
    treatments: tuple[str, ...] = ()
    """Names; what nobody has yet is new."""
    accepts_new: bool = True
    video: bool = False
    person_id: int | None = None
    sample: bool = False


@dataclass(frozen=True, kw_only=True)
class LocationFacts:
    """One practitioner at one practice. Without a point of its own it is where the practice is."""

    practice_id: int
    sees_here: bool = True
    home_miles: float | None = None
    daily_cap: int | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, kw_only=True)
class ServiceFacts:
    """What can be booked. `step_minutes` 0 offers a start after each length and gap."""

    name: str
    minutes: int
    step_minutes: int = 0
    gap_minutes: int = 0
    description: str = ""
    price_pence: int | None = None
    mode: BookingMode | None = None
    at_home: bool = False
    active: bool = True
    position: int = 0
    location_id: int | None = None


def checked_practice(facts: PracticeFacts) -> PracticeFacts:
    """The same in order. Raises Invalid with everything that cannot be."""
    faults = [*_name(facts.name), *_point(facts.latitude, facts.longitude), *_reachable(facts), *_rules(facts)]
    postcode = spaced(facts.postcode) if facts.postcode.strip() else ""
    if postcode is None:
        faults.append(Fault("postcode", "Type a full postcode, such as LS6 2AB, or leave it empty."))
    try:
        ZoneInfo(facts.zone)
    except (ZoneInfoNotFoundError, ValueError):
        faults.append(Fault("zone", "Choose a zone from the list."))
    if faults:
        raise Invalid.of(faults)
    return replace(
        facts,
        name=one_line(facts.name),
        address=_text(facts.address)[:400],
        town=one_line(facts.town)[:100],
        postcode=postcode or "",
        phone=one_line(facts.phone),
        email=one_line(facts.email).lower(),
        website=facts.website.strip(),
        booking_link=facts.booking_link.strip(),
        access=_text(facts.access)[:LONGEST_TEXT],
    )


def checked_practitioner(facts: PractitionerFacts) -> PractitionerFacts:
    """The same in order. Raises Invalid with everything that cannot be."""
    faults = _name(facts.name)
    alt = one_line(facts.photo_alt)
    if facts.photo_id is not None and not alt:
        faults.append(Fault("photo_alt", "Say what the photograph shows, for those who cannot see it."))
    if len(alt) > 300:
        faults.append(Fault("photo_alt", "At most 300 characters."))
    treatments = tuple(dict.fromkeys(filter(None, (one_line(name) for name in facts.treatments))))
    if len(treatments) > 40 or any(len(name) > 60 for name in treatments):
        faults.append(Fault("treatments", "At most 40, each of at most 60 characters."))
    if facts.sample and facts.hcpc_number is not None:
        faults.append(Fault("hcpc_number", "A sample has no number: somebody might believe it."))
    if faults:
        raise Invalid.of(faults)
    return replace(
        facts,
        name=one_line(facts.name),
        about=_text(facts.about)[:LONGEST_TEXT],
        photo_alt=alt if facts.photo_id is not None else "",
        treatments=treatments,
    )


def checked_location(facts: LocationFacts) -> LocationFacts:
    """The same. Raises Invalid with everything that cannot be."""
    faults = []
    if facts.home_miles is not None and not 0 < facts.home_miles <= 200:
        faults.append(Fault("home_miles", "More than 0 and at most 200 miles, or nothing."))
    if facts.daily_cap is not None and not 1 <= facts.daily_cap <= 100:
        faults.append(Fault("daily_cap", "From 1 to 100, or nothing."))
    if not facts.sees_here and facts.home_miles is None:
        faults.append(Fault("home_miles", "Whom nobody comes to must travel: say how far, in miles."))
    if (facts.latitude is None) != (facts.longitude is None):
        faults.append(Fault("latitude", "A point has both numbers, or leave both empty."))
    elif facts.latitude is not None and facts.longitude is not None:
        faults += _point(facts.latitude, facts.longitude)
    if faults:
        raise Invalid.of(faults)
    return facts


def checked_service(facts: ServiceFacts) -> ServiceFacts:
    """The same in order, with the step that is meant. Raises Invalid with everything that cannot be."""
    faults = _name(facts.name)
    if not 5 <= facts.minutes <= 480:
        faults.append(Fault("minutes", "From 5 to 480 minutes."))
    if facts.step_minutes and not 5 <= facts.step_minutes <= 480:
        faults.append(Fault("step_minutes", "From 5 to 480 minutes, or nothing."))
    if not 0 <= facts.gap_minutes <= 240:
        faults.append(Fault("gap_minutes", "From 0 to 240 minutes."))
    if facts.price_pence is not None and not 0 <= facts.price_pence <= 10_000_00:
        faults.append(Fault("price", "At most £10,000, or nothing."))
    if faults:
        raise Invalid.of(faults)
    return replace(
        facts,
        name=one_line(facts.name),
        description=one_line(facts.description)[:500],
        step_minutes=facts.step_minutes or facts.minutes + facts.gap_minutes,
    )


def price_in_pence(typed: str) -> int | None:
    """ "£45", "45.50" in pence; None for nothing. Raises Invalid."""
    text = typed.replace("£", "").replace(",", "").strip()
    if not text:
        return None
    found = re.fullmatch(r"([0-9]{1,6})(?:\.([0-9]{1,2}))?", text, re.ASCII)
    if found is None:
        raise Invalid("Type a price such as 45 or 45.50, or leave it empty.", field="price")
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def is_address(text: str) -> bool:
    """Whether a mail could go there."""
    return _ADDRESS.fullmatch(text) is not None and len(text) <= 254


def _name(name: str) -> list[Fault]:
    fits = 1 <= len(one_line(name)) <= LONGEST_NAME
    return [] if fits else [Fault("name", f"Give a name of at most {LONGEST_NAME} characters.")]


def _point(latitude: float, longitude: float) -> list[Fault]:
    if SOUTHMOST <= latitude <= NORTHMOST and WESTMOST <= longitude <= EASTMOST:
        return []
    return [Fault("latitude", "This point is not in the United Kingdom.")]


def _reachable(facts: PracticeFacts) -> list[Fault]:
    """How the practice is reached, as its way of booking needs it."""
    faults = []
    phone, email = one_line(facts.phone), one_line(facts.email)
    if phone and _PHONE.fullmatch(phone) is None:
        faults.append(Fault("phone", "Type a telephone number, such as 020 7946 0000."))
    if email and not is_address(email):
        faults.append(Fault("email", "This is no e-mail address."))
    faults += [
        Fault(field, "Type a whole address that begins with https://.")
        for field, address in (("website", facts.website), ("booking_link", facts.booking_link))
        if address.strip() and not _is_web(address.strip())
    ]
    if facts.mode is BookingMode.LINK and not facts.booking_link.strip():
        faults.append(Fault("booking_link", "Give the address of the practice's own booking page."))
    if facts.mode in {BookingMode.INSTANT, BookingMode.REQUEST} and not email:
        faults.append(Fault("email", "Bookings are mailed to the practice: give an address."))
    if facts.mode is BookingMode.DETAILS and not (phone or facts.website.strip()):
        faults.append(
            Fault("phone", "Patients are told how to reach the practice: give a telephone number or a website.")
        )
    return faults


def _rules(facts: PracticeFacts) -> list[Fault]:
    return [
        Fault(field, f"From {least} to {most:,}.")
        for field, (least, most) in LIMITS.items()
        if not least <= getattr(facts, field) <= most
    ]


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in {"https", "http"} and bool(parts.hostname) and len(address) <= 500 and " " not in address
    except ValueError:
        return False


def _text(text: str) -> str:
    return without_control_characters(text).strip()
