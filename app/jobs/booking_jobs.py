"""The jobs of booking: mails, reminders, offers to those who wait, and what time does by itself."""

from typing import Any, Protocol

from app.booking import mails, offering, operations, reminders
from app.core import clock
from app.core.site import Site
from app.core.unit_of_work import unit_of_work
from app.jobs.mail_server import CalendarPart, MailServer, NotTaken


class Tools(Protocol):
    """What these jobs need of the running site."""

    @property
    def site(self) -> Site: ...
    @property
    def mail_server(self) -> MailServer | None: ...


def send_booking_mail(tools: Tools, payload: dict[str, Any]) -> None:
    """Send one mail about a booking, at most once (see `app/booking/mails.py`)."""
    if tools.mail_server is None:
        return
    mail_id = payload["mail_id"]
    with unit_of_work():  # saved before anything is sent
        made = mails.claim(mail_id, absolute=tools.site.absolute, now=clock.now())
    if made is None:
        return
    letter, calendar = made.letter, CalendarPart(made.method, made.calendar) if made.calendar else None
    try:
        tools.mail_server.send(
            to=made.to, subject=letter.subject, text=letter.text, html=letter.html, calendar=calendar
        )
    except NotTaken:
        with unit_of_work():
            mails.release(mail_id)
        raise
    with unit_of_work():
        mails.note_sent(mail_id, now=clock.now())


def offer_time(_tools: Tools, payload: dict[str, Any]) -> None:
    """A time became free: whoever waits for this practitioner is asked in turn."""
    with unit_of_work():
        offering.offer_free_times(payload["practitioner_id"], now=clock.now())


def offer_times(_tools: Tools, _payload: dict[str, Any]) -> None:
    """The same for everybody who is waited for: longer hours and a further day give times without freeing any."""
    for practitioner_id in offering.list_waited_for(now=clock.now()):
        with unit_of_work():
            offering.offer_free_times(practitioner_id, now=clock.now())


def expire_holds(_tools: Tools, _payload: dict[str, Any]) -> None:
    """Give back what was held and not taken in time, so that those who wait and who asked hear of it."""
    for practitioner_id in offering.list_run_out(now=clock.now()):
        with unit_of_work():
            operations.lock_diary(practitioner_id, now=clock.now())


def remind_patients(_tools: Tools, _payload: dict[str, Any]) -> None:
    """Remind everybody whose appointment is near."""
    for booking_id in reminders.list_due(now=clock.now()):
        with unit_of_work():
            reminders.remind(booking_id, now=clock.now())


def close_past_bookings(_tools: Tools, _payload: dict[str, Any]) -> None:
    """The day after, an appointment has taken place unless the practice said otherwise."""
    for booking_id in offering.list_past(now=clock.now()):
        with unit_of_work():
            offering.close(booking_id, now=clock.now())
