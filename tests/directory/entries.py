"""Made-up practices and physiotherapists as editors write them, for tests. Call inside a unit of work."""

from dataclasses import replace
from datetime import date

from app.accounts.permissions import Actor
from app.core import clock
from app.directory import listing, operations
from app.directory.facts import LocationFacts, PracticeFacts, PractitionerFacts, ServiceFacts
from app.directory.models import BookingMode, Gender, Location, Practice, Practitioner, Service

PRACTICE = PracticeFacts(
    name="Practice 1",
    address="1 Sample Street",
    town="Leeds",
    postcode="LS6 2AB",
    latitude=53.82,
    longitude=-1.57,
    phone="020 7946 0000",
    email="practice@example.org",
    mode=BookingMode.INSTANT,
)
PERSON = PractitionerFacts(name="Physiotherapist 1", hcpc_number="PH12345", gender=Gender.FEMALE, treatments=("Neuro",))
SERVICE = ServiceFacts(name="First appointment", minutes=45, gap_minutes=15, price_pence=4550)


def practice(by: Actor, **changes: object) -> Practice:
    return operations.add_practice(replace(PRACTICE, **changes), by=by, now=clock.now())  # type: ignore[arg-type]  # the names are its own


def person(by: Actor, **changes: object) -> Practitioner:
    return operations.add_practitioner(replace(PERSON, **changes), by=by, now=clock.now())  # type: ignore[arg-type]  # the names are its own


def location(by: Actor, who: Practitioner, where: Practice, **more: object) -> Location:
    facts = LocationFacts(practice_id=where.id, **more)  # type: ignore[arg-type]  # the names are its own
    return operations.save_location(who.id, facts, by=by, now=clock.now())


def service(by: Actor, who: Practitioner, **changes: object) -> Service:
    return operations.save_service(who.id, replace(SERVICE, **changes), by=by, now=clock.now())  # type: ignore[arg-type]  # the names are its own


def listed(by: Actor, **changes: object) -> Practitioner:
    """Somebody whom readers find, at a practice of their own, with a service."""
    who = person(by, **changes)
    location(by, who, practice(by, name=f"Practice of {who.name}"))
    service(by, who)
    if who.hcpc_number:
        check(by, who)
    return listing.put_into_directory(who.id, by=by, now=clock.now())


def check(by: Actor, who: Practitioner, *, found: bool = True, on: date | None = None) -> None:
    listing.record_check(
        who.id,
        number=who.hcpc_number or "",
        found=found,
        remark="" if found else "No such number.",
        on=on or clock.now().date(),
        by=by,
        now=clock.now(),
    )
