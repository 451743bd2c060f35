"""Taking from a booking who it was for. Call inside a unit of work."""

from datetime import datetime

from app.booking.models import Booking, Contact
from app.booking.operations import Who, note
from app.core.db import db


def forget_contact(booking: Booking, contact: Contact, *, what: str, by: Who, now: datetime) -> None:
    """The details go, and every key by which the patient was known to it: the link, the form, the browser. What stays is
    that a time was taken."""
    db.session.delete(contact)
    booking.link_hash = booking.idem_key = booking.browser_hash = None
    note(booking, what, by=by, now=now)
