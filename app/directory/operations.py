"""Keeping practices, practitioners, where they work and what they offer. Call inside a unit of work."""

from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts.activity import note
from app.accounts.permissions import Action, Actor, require
from app.core.db import db
from app.core.errors import Conflict, Fault, Invalid
from app.core.events import record
from app.core.slugs import free_slug, slug_of
from app.directory.events import DirectoryChanged
from app.directory.facts import (
    LocationFacts,
    PracticeFacts,
    PractitionerFacts,
    ServiceFacts,
    checked_location,
    checked_practice,
    checked_practitioner,
    checked_service,
)
from app.directory.hours import lock_diaries
from app.directory.models import Gender, Location, Practice, Practitioner, Service, Treatment
from app.directory.offering import require_nobody_booked
from app.directory.queries import Standing, get_location, get_practice, get_practitioner, get_service, standing_of
from app.directory.settings import wired
from app.directory.touched import InTheWay
from app.media.models import Asset, AssetKind

CHANGED_MEANWHILE = "Somebody else has saved this since you opened it. Nothing of yours was saved; it stands below."


def add_practice(facts: PracticeFacts, *, by: Actor, now: datetime) -> Practice:
    require(by, Action.MANAGE_DIRECTORY)
    practice = Practice(**asdict(checked_practice(facts)), created_at=now)
    db.session.add(practice)
    db.session.flush()
    note("added a practice", by=by, now=now, about=practice.name)
    record(DirectoryChanged(None))
    return practice


def change_practice(
    practice_id: int, facts: PracticeFacts, *, expected_version: int, by: Actor, now: datetime
) -> Practice:
    """New facts. Who works there and has no point of their own moves with it. Raises Conflict for an old version, InTheWay
    where it stops taking bookings here while there are some that nobody has dealt with."""
    require(by, Action.MANAGE_DIRECTORY)
    facts = checked_practice(facts)
    take_version(Practice, practice_id, expected_version)
    practice = get_practice(practice_id)
    here = sa.and_(
        Location.practice_id == practice.id,
        Location.latitude == practice.latitude,
        Location.longitude == practice.longitude,
    )
    moved = sa.update(Location).where(here).values(latitude=facts.latitude, longitude=facts.longitude)
    db.session.execute(moved.execution_options(synchronize_session=False))
    before = practice.mode
    for name, value in asdict(facts).items():
        setattr(practice, name, value)
    if practice.mode is not before:
        lock_diaries(practice.id)
        db.session.flush()
        ahead = wired().not_booked_here(practice.id, now)
        if ahead:
            raise InTheWay("Appointments that were booked here are still to come. Settle each first", ahead)
    note("changed a practice", by=by, now=now, about=practice.name)
    record(DirectoryChanged(None))
    return practice


def add_practitioner(facts: PractitionerFacts, *, by: Actor, now: datetime) -> Practitioner:
    """Somebody new, not listed yet. The address is made from the first name given and stays."""
    require(by, Action.MANAGE_DIRECTORY)
    facts = _fitting(facts, None)
    practitioner = Practitioner(
        slug=free_slug(slug_of(facts.name), _is_taken), created_at=now, updated_at=now, treatments=[]
    )
    _describe(practitioner, facts)
    db.session.add(practitioner)
    db.session.flush()
    note("added a physiotherapist", by=by, now=now, about=practitioner.name)
    return practitioner


def change_practitioner(
    practitioner_id: int, facts: PractitionerFacts, *, expected_version: int, by: Actor, now: datetime
) -> Practitioner:
    """New facts. Another number is one that nobody has confirmed yet. Raises Conflict for an old version."""
    require(by, Action.MANAGE_DIRECTORY)
    facts = _fitting(facts, practitioner_id)
    take_version(Practitioner, practitioner_id, expected_version)
    practitioner = get_practitioner(practitioner_id)
    if standing_of(practitioner) is Standing.LISTED and facts.hcpc_number is None and not facts.sample:
        raise Invalid("Nobody is listed without a number. Take them out of the directory first.", field="hcpc_number")
    if practitioner.hcpc_number != facts.hcpc_number:
        practitioner.hcpc_checked_on, practitioner.hcpc_checked_by = None, ""
    _describe(practitioner, facts)
    practitioner.updated_at = now
    for location in practitioner.locations:
        location.female = practitioner.gender is Gender.FEMALE
    db.session.flush()
    note("changed a physiotherapist", by=by, now=now, about=practitioner.name)
    record(DirectoryChanged(practitioner.id))
    return practitioner


def save_location(
    practitioner_id: int, facts: LocationFacts, *, location_id: int | None = None, by: Actor, now: datetime
) -> Location:
    """Where somebody works, new or changed; where that is cannot become another practice, because bookings name it."""
    require(by, Action.MANAGE_DIRECTORY)
    facts, practitioner = checked_location(facts), get_practitioner(practitioner_id)
    known = {each.practice_id: each for each in practitioner.locations}
    if location_id is None and facts.practice_id in known:
        raise Invalid("They work at this practice already.", field="practice_id")
    location = _ended(practitioner.id, facts.practice_id) if location_id is None else _mine(practitioner, location_id)
    practice = get_practice(facts.practice_id if location is None else location.practice_id)
    if location is None:
        location = Location(practice_id=practice.id, practitioner_id=practitioner.id)
        db.session.add(location)
    location.ended_at = None
    location.latitude = practice.latitude if facts.latitude is None else facts.latitude
    location.longitude = practice.longitude if facts.longitude is None else facts.longitude
    location.sees_here, location.home_miles, location.daily_cap = facts.sees_here, facts.home_miles, facts.daily_cap
    location.listed = standing_of(practitioner) is Standing.LISTED
    location.female = practitioner.gender is Gender.FEMALE
    practitioner.updated_at = now
    db.session.flush()
    note("changed where somebody works", by=by, now=now, about=f"{practitioner.name}, {practice.name}")
    record(DirectoryChanged(practitioner.id))
    return location


def remove_location(location_id: int, *, by: Actor, now: datetime) -> str:
    """They do not work there any more; returns who. Where there ever was a booking the place is only ended, for the diary's
    sake. Raises InTheWay while appointments there are to come that nobody has dealt with, and Conflict for the last place of
    somebody who is listed."""
    require(by, Action.MANAGE_DIRECTORY)
    location = get_location(location_id)
    practitioner = get_practitioner(location.practitioner_id)
    if location.ended_at is not None:
        return practitioner.name
    if standing_of(practitioner) is Standing.LISTED and len(practitioner.locations) == 1:
        raise Conflict("It is the only place of somebody who is listed. Take them out of the directory first.")
    lock_diaries(location.practice_id)
    ahead = wired().ahead_of_location(location_id, now)
    if ahead:
        raise InTheWay("Appointments there are still to come. Settle each first", ahead)
    note("took a place of work away", by=by, now=now, about=f"{practitioner.name}, {location.practice.name}")
    location.listed, location.ended_at = False, now
    db.session.flush()
    try:
        with db.session.begin_nested():
            db.session.execute(sa.delete(Location).where(Location.id == location_id))
    except IntegrityError:  # bookings name it
        db.session.expire_all()
    record(DirectoryChanged(practitioner.id))
    return practitioner.name


def save_service(
    practitioner_id: int, facts: ServiceFacts, *, service_id: int | None = None, by: Actor, now: datetime
) -> Service:
    """What somebody offers, new or changed. It is never deleted, only not offered any more; raises InTheWay while there are
    appointments that it is not offered for any more and that nobody has dealt with."""
    require(by, Action.MANAGE_DIRECTORY)
    facts, practitioner = checked_service(facts), get_practitioner(practitioner_id)
    if facts.location_id is not None:
        _mine(practitioner, facts.location_id)
    service = Service(practitioner_id=practitioner.id) if service_id is None else get_service(service_id)
    if service.practitioner_id != practitioner.id:
        raise Invalid("This is somebody else's service.")
    before = (service.active, service.mode, service.location_id)
    for name, value in asdict(facts).items():
        setattr(service, name, value)
    db.session.add(service)
    practitioner.updated_at = now
    db.session.flush()
    if service_id is not None and before != (service.active, service.mode, service.location_id):
        require_nobody_booked(service, now=now)
    note("changed what somebody offers", by=by, now=now, about=f"{practitioner.name}, {service.name}")
    record(DirectoryChanged(practitioner.id))
    return service


def take_version(model: type[Practice] | type[Practitioner], row_id: int, expected: int) -> None:
    """Raise the version of a row that nobody else has changed meanwhile. Raises Conflict."""
    mine = sa.update(model).where(model.id == row_id, model.version == expected)
    taken = db.session.execute(mine.values(version=expected + 1).returning(model.id)).first()
    if taken is None:
        raise Conflict(CHANGED_MEANWHILE)


def _ended(practitioner_id: int, practice_id: int) -> Location | None:
    """Where they worked once, and will again."""
    mine = sa.and_(Location.practitioner_id == practitioner_id, Location.practice_id == practice_id)
    return db.session.scalar(sa.select(Location).where(mine, Location.ended_at.is_not(None)))


def _describe(practitioner: Practitioner, facts: PractitionerFacts) -> None:
    practitioner.name, practitioner.gender = facts.name, facts.gender
    practitioner.hcpc_number = facts.hcpc_number
    practitioner.about, practitioner.languages = facts.about, list(facts.languages)
    practitioner.photo_id, practitioner.photo_alt = facts.photo_id, facts.photo_alt
    practitioner.accepts_new, practitioner.video = facts.accepts_new, facts.video
    practitioner.person_id, practitioner.sample = facts.person_id, facts.sample
    practitioner.treatments = list(dict.fromkeys(_treatment(name) for name in facts.treatments))


def _fitting(facts: PractitionerFacts, practitioner_id: int | None) -> PractitionerFacts:
    """Checked also against what there is: another's number, and the picture."""
    facts = checked_practitioner(facts)
    faults = []
    if facts.hcpc_number is not None:
        owner = db.session.scalar(
            sa.select(Practitioner.name).where(
                Practitioner.hcpc_number == facts.hcpc_number, Practitioner.id != (practitioner_id or 0)
            )
        )
        if owner is not None:
            faults.append(Fault("hcpc_number", f"This is the number of {owner} here."))
    if facts.photo_id is not None:
        photo = db.session.get(Asset, facts.photo_id)
        if photo is None or photo.kind is not AssetKind.IMAGE:
            faults.append(Fault("photo_id", "Choose a picture of the library."))
    if faults:
        raise Invalid.of(faults)
    return facts


def _treatment(name: str) -> Treatment:
    """The one of this name; what differs only in capitals is the same."""
    slug = slug_of(name)
    found = db.session.scalar(sa.select(Treatment).where(Treatment.slug == slug))
    if found is None:
        found = Treatment(slug=slug, name=name)
        db.session.add(found)
        db.session.flush()
    return found


def _mine(practitioner: Practitioner, location_id: int) -> Location:
    found = next((each for each in practitioner.locations if each.id == location_id), None)
    if found is None:
        raise Invalid("They do not work there.", field="location_id")
    return found


def _is_taken(slug: str) -> bool:
    return db.session.scalar(sa.select(Practitioner.id).where(Practitioner.slug == slug)) is not None
