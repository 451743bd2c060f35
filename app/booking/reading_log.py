"""Who was shown who a patient is: for the hours after a breach. It names bookings, never patients."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.booking.models import Booking, ContactReading
from app.core.db import db


def list_readings(*, user_id: int, since: datetime, until: datetime) -> Sequence[tuple[ContactReading, str]]:
    """What a user was shown in a stretch of time, in order, each with the booking's reference; "" for one that is no more.
    0 is the command line, and whoever it was longer than a year ago."""
    rows = db.session.execute(
        sa.select(ContactReading, Booking.ref)
        .outerjoin(Booking, Booking.id == ContactReading.booking_id)
        .where(ContactReading.user_id == user_id, ContactReading.at >= since, ContactReading.at < until)
        .order_by(ContactReading.id)
    )
    return [(row[0], row[1] or "") for row in rows]
