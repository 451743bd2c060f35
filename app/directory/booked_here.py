"""Which practices patients can book on this site just now."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.core.db import db
from app.directory.models import BookingMode, Location, Practice, Service

MODES = (BookingMode.INSTANT, BookingMode.REQUEST)


def list_booked_here() -> Sequence[Practice]:
    """By name; samples are not among them."""
    somebody = (
        sa.select(Practice.id)
        .join(Location, Location.practice_id == Practice.id)
        .join(Service, Service.practitioner_id == Location.practitioner_id)
        .where(
            Location.listed,
            Service.active,
            sa.or_(Service.location_id.is_(None), Service.location_id == Location.id),
            sa.func.coalesce(Service.mode, Practice.mode).in_(MODES),
        )
    )
    found = sa.select(Practice).where(sa.not_(Practice.sample), Practice.id.in_(somebody))
    return db.session.scalars(found.order_by(sa.func.lower(Practice.name), Practice.id)).all()


def lacks(practice: Practice) -> str:
    """What patients or their appointments need of a practice that is responsible for them, and is not there; "" for
    nothing."""
    if not practice.email:
        return "has no address for mails about bookings, so nobody hears of them"
    if not (practice.phone or practice.website):
        return (
            "can be reached by no patient: it has neither telephone nor website, and is responsible for their details"
        )
    return ""
