"""An appointment as a file for calendars."""

from datetime import datetime

import icalendar

from app.booking.models import Booking
from app.directory.models import Practice


def calendar_file(
    booking: Booking, *, practice: Practice, practitioner_name: str, method: str, manage_url: str, now: datetime
) -> bytes:
    """RFC 5545, with the same UID for the life of the booking; in neutral words, because calendars are seen by others."""
    event = icalendar.Event()
    event.add("uid", booking.ical_uid)
    event.add("sequence", booking.ical_sequence)
    event.add("dtstamp", now)
    event.add("dtstart", booking.starts_at)
    event.add("dtend", booking.ends_at)
    event.add("summary", f"Appointment with {practice.name}")
    event.add("description", f"With {practitioner_name}. {manage_url}".strip())
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
