"""What a practice itself puts into a diary. Call inside a unit of work."""

import secrets
from datetime import datetime

from app.booking.availability import Offer
from app.booking.closing import keep_if_outside
from app.booking.links import new_ref
from app.booking.models import Booking, Kind, Source, Status
from app.booking.operations import Who, end, find_by_key, get_booking, keep_contact, lock_diary, new_booking, saved
from app.booking.sealing import Patient
from app.core.errors import Gone, Invalid
from app.directory.models import Location


def block(
    location: Location, starts_at: datetime, ends_at: datetime, *, called: str, zone: str, by: Who, now: datetime
) -> Booking:
    """Keep a time free of appointments. Raises TimeTaken where there is one: it has to be settled first."""
    if starts_at >= ends_at:
        raise Invalid("It ends before it begins.", field="ends")
    lock_diary(location.practitioner_id, now=now)
    booking = Booking(
        ref=new_ref(),
        practitioner_id=location.practitioner_id,
        practice_id=location.practice_id,
        location_id=location.id,
        kind=Kind.BLOCK,
        source=Source.PHONE,
        status=Status.BOOKED,
        starts_at=starts_at,
        ends_at=ends_at,
        occupied_until=ends_at,
        zone=zone,
        service_name=called,
        ical_uid=secrets.token_hex(16),
        created_at=now,
        confirmed_at=now,
    )
    return saved(booking, "blocked", by=by, now=now)


def unblock(booking_id: int, *, by: Who, now: datetime) -> Booking:
    """Give a blocked time back: twice is as good as once."""
    lock_diary(get_booking(booking_id).practitioner_id, now=now)
    booking = get_booking(booking_id)
    if booking.kind is not Kind.BLOCK:
        raise Gone("This is no blocked time.")
    if booking.status is Status.BOOKED:
        end(booking, Status.CANCELLED, by=by, now=now)
        saved(booking, "unblocked", by=by, now=now)
    return booking


def book_by_phone(
    offer: Offer,
    starts_at: datetime,
    patient: Patient,
    *,
    privacy_version: int | None,
    key: str | None = None,
    by: Who,
    now: datetime,
) -> Booking:
    """An appointment that was made on the telephone; the practice may also give times that it does not offer here. Sent again
    with the same `key` it returns the same booking. Raises TimeTaken where it overlaps another."""
    lock_diary(offer.practitioner.id, now=now)
    known = find_by_key(key) if key else None  # the other press of a double click may just have been served
    if known is not None:
        return known
    booking = new_booking(offer, starts_at, status=Status.BOOKED, now=now, source=Source.PHONE)
    booking.confirmed_at, booking.privacy_version, booking.idem_key = now, privacy_version, key
    saved(booking, "booked", by=by, now=now)
    keep_contact(booking, patient, retention_days=offer.practice.retention_days)
    keep_if_outside(booking, by=by, now=now)
    return booking
