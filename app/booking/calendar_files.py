"""An appointment as a file for calendars: RFC 5545, and RFC 5546 where it is sent by mail."""

from datetime import datetime

import icalendar

from app.booking.models import Booking, Status
from app.booking.settings import wired
from app.core.text import mail_link
from app.directory.models import Practice


def calendar_file(
    booking: Booking,
    *,
    practice: Practice,
    practitioner_name: str,
    method: str,
    manage_url: str,
    now: datetime,
    sees_here: bool = True,
    attendee: str = "",
) -> bytes:
    """`method` is REQUEST for what is new or changed and goes by mail, PUBLISH for what is fetched, CANCEL for what is no
    more. One UID for the life of the booking, and
    a sequence that calendars follow; a time that the practice has not agreed to is tentative.

    In neutral words, because calendars are seen by others: no service, no name of the patient. What goes by mail names
    its `attendee`, as RFC 5546 wants it (3.2.2); a file that anybody with the link can fetch does not.
    """
    event = icalendar.Event()
    event.add("uid", booking.ical_uid)
    event.add("sequence", booking.ical_sequence)
    event.add("dtstamp", now)
    event.add("dtstart", booking.starts_at)
    event.add("dtend", booking.ends_at)
    event.add("summary", f"Appointment with {practice.name}")
    if place := place_of(booking, practice, sees_here=sees_here):
        event.add("location", place)
    event.add(
        "description", "\n".join(filter(None, (f"With {practitioner_name}.", f"Reference {booking.ref}.", manage_url)))
    )
    event.add("status", _status(booking, method))
    event.add("class", "PRIVATE")
    event.add("organizer", _organizer(practice))
    if attendee:
        event.add("attendee", _attendee(attendee))
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def place_of(booking: Booking, practice: Practice, *, sees_here: bool) -> str:
    """Where the patient goes, in one line; empty for a home visit, and where nobody is seen: somebody may live there."""
    if booking.at_home or not sees_here:
        return ""
    lines = [*practice.address.splitlines(), practice.town, practice.postcode]
    return ", ".join(line.strip() for line in lines if line.strip())


def _status(booking: Booking, method: str) -> str:
    if method == "CANCEL":
        return "CANCELLED"
    return "TENTATIVE" if booking.status is Status.HELD else "CONFIRMED"


def _organizer(practice: Practice) -> icalendar.vCalAddress:
    """The practice by its name, with the address that our mails come from: the practice's own is not public."""
    organizer = icalendar.vCalAddress(f"mailto:{wired().mail_from}")
    organizer.params["CN"] = icalendar.vText(practice.name)
    return organizer


def _attendee(email: str) -> icalendar.vCalAddress:
    """They agreed when they booked: no calendar has to ask, and nobody reads answers that it would send."""
    attendee = icalendar.vCalAddress(mail_link(email))
    attendee.params["PARTSTAT"] = icalendar.vText("ACCEPTED")
    attendee.params["RSVP"] = icalendar.vText("FALSE")
    return attendee
