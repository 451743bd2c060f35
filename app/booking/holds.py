"""A time that is held while its person types. Call inside a unit of work."""

from datetime import datetime, timedelta

from app.booking.availability import get_offer
from app.booking.links import hash_of
from app.booking.models import Booking, Hold, Status
from app.booking.operations import DETAILS_TIME, PATIENT, get_booking, lock_diary, require_free, saved
from app.core.errors import Gone, NotFound

LONGEST = timedelta(minutes=60)
"""However often more time is asked for, a time is held no longer than this."""


def get_own(booking_id: int, *, browser: str) -> Booking:
    """The time that this browser holds or held and has not booked. Raises NotFound for another's."""
    booking = get_booking(booking_id)
    if booking.browser_hash != hash_of(browser) or booking.hold is not Hold.DETAILS:
        raise NotFound("This is not your time, or it was booked before.")
    return booking


def renew(booking_id: int, *, browser: str, now: datetime) -> Booking:
    """Ten more minutes from now for whoever holds this time, an hour in all. One that ran out is taken anew while it is
    free. Raises NotFound for another's, Gone after the hour, TimeTaken."""
    lock_diary(get_booking(booking_id).practitioner_id, now=now)
    booking = get_own(booking_id, browser=browser)
    if booking.status not in {Status.HELD, Status.EXPIRED} or booking.service_id is None:
        raise NotFound("This time was given back.")
    until = min(now + DETAILS_TIME, booking.created_at + LONGEST)
    if until <= now:
        raise Gone("This time was held for an hour. Choose it again if it is still free.")
    offer = get_offer(booking.location_id, booking.service_id)
    require_free(offer, booking.starts_at, now=now, apart_from=booking.id)
    booking.status, booking.hold, booking.hold_ends_at = Status.HELD, Hold.DETAILS, until
    booking.ended_at = booking.ended_by = None
    return saved(booking, "held longer", by=PATIENT, now=now)
