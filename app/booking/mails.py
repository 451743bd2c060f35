"""Which mails a booking needs, and how each is sent at most once. Call what changes something inside a unit of work.

A mail is a row without words: they are made when it is sent, from the booking as it is then, so that no patient's name or
address lies in an outbox. It is claimed and saved before it is handed to the mail server, and noted as sent after. If
everything stops in between, nobody knows whether it went out, and it is not sent again: a patient who misses a mail still
has the page of the booking, but one who gets the same mail for ever has been let down by us.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.booking.events import BookingChanged
from app.booking.mail_words import Kind
from app.booking.models import Booking, BookingEvent, BookingMail, Hold, Party
from app.booking.outgoing import Absolute, Outgoing, Skip, outgoing
from app.core.db import db
from app.core.errors import NotFound
from app.core.jobs import enqueue
from app.directory.models import Practice, Practitioner

JOB = "send_booking_mail"
NOBODY_KNOWS = "It was being handed to the mail server when everything stopped: nobody knows whether it arrived."
SAMPLE = "It is about a sample: nobody is mailed about one."

# What happened, by the words of the booking's event: the mail to the patient. What is not here, nobody is mailed about.
KINDS = {
    "asked to confirm": Kind.CONFIRM,
    "requested": Kind.REQUESTED,
    "booked": Kind.BOOKED,
    "accepted": Kind.ACCEPTED,
    "declined": Kind.DECLINED,
    "moved": Kind.MOVED,
    "cancelled": Kind.CANCELLED,
    "booked again": Kind.AGAIN,
    "requested again": Kind.AGAIN,
    "ran out": Kind.UNANSWERED,
    "offered": Kind.OFFERED,
}
NOT_FOR_THE_PRACTICE = {Kind.CONFIRM, Kind.OFFERED}
"""Of these the practice hears when they become a booking."""


def follow(event: BookingChanged, *, now: datetime) -> None:
    """Write the mails that follow, with their jobs. The practice hears of what somebody else did."""
    kind, booking = KINDS.get(event.what), db.session.get(Booking, event.booking_id)
    if kind is None or booking is None:
        return
    write(booking.id, kind, Party.PATIENT, event.sequence, now=now)
    unknown_to_practice = kind in NOT_FOR_THE_PRACTICE or booking.hold is Hold.MAIL
    if not unknown_to_practice and _who_did(event) is not Party.PRACTICE:
        write(booking.id, kind, Party.PRACTICE, event.sequence, now=now)


def write(booking_id: int, kind: Kind, to: Party, sequence: int, *, now: datetime, skipped: str = "") -> None:
    """Add a mail, unless there is one like it; with `skipped` it is only noted why there is none."""
    same = sa.select(BookingMail.id).where(
        BookingMail.booking_id == booking_id,
        BookingMail.kind == kind.value,
        BookingMail.to == to,
        BookingMail.sequence == sequence,
    )
    if db.session.scalar(same) is not None:
        return
    mail = BookingMail(booking_id=booking_id, kind=kind.value, to=to, sequence=sequence, due_at=now, skipped=skipped)
    db.session.add(mail)
    db.session.flush()
    if not skipped:
        enqueue(JOB, {"mail_id": mail.id}, now=now)


def claim(mail_id: int, *, absolute: Absolute, now: datetime) -> Outgoing | None:
    """What is to be sent now, which nobody else will send from here on; None when there is nothing to send (any more)."""
    mail = get_mail(mail_id)
    if mail.sent_at is not None or mail.skipped:
        return None
    if mail.claimed_at is not None:
        mail.skipped = NOBODY_KNOWS
        return None
    if _is_sample(mail.booking_id):
        mail.skipped = SAMPLE
        return None
    made = outgoing(mail, absolute=absolute, now=now)
    if isinstance(made, Skip):
        mail.skipped = made.why
        return None
    mail.claimed_at = now
    return made


def release(mail_id: int) -> None:
    """It certainly was not sent: it may be tried again."""
    get_mail(mail_id).claimed_at = None


def note_sent(mail_id: int, *, now: datetime) -> None:
    get_mail(mail_id).sent_at = now


def get_mail(mail_id: int) -> BookingMail:
    """As it is in the database now."""
    wanted = sa.select(BookingMail).where(BookingMail.id == mail_id)
    found = db.session.scalar(wanted.execution_options(populate_existing=True))
    if found is None:
        raise NotFound("There is no such mail.")
    return found


def list_mails(limit: int = 100) -> Sequence[tuple[BookingMail, str]]:
    """The newest first, each with the reference of its booking."""
    wanted = sa.select(BookingMail, Booking.ref).join(Booking, Booking.id == BookingMail.booking_id)
    rows = db.session.execute(wanted.order_by(BookingMail.id.desc()).limit(limit))
    return [(row[0], row[1]) for row in rows]


def _is_sample(booking_id: int) -> bool:
    marked = sa.select(sa.or_(Practice.sample, Practitioner.sample)).select_from(Booking)
    marked = marked.join(Practice, Practice.id == Booking.practice_id)
    marked = marked.join(Practitioner, Practitioner.id == Booking.practitioner_id)
    return bool(db.session.scalar(marked.where(Booking.id == booking_id)))


def _who_did(event: BookingChanged) -> Party:
    did = sa.select(BookingEvent.party).where(
        BookingEvent.booking_id == event.booking_id, BookingEvent.what == event.what
    )
    return db.session.scalars(did.order_by(BookingEvent.id.desc()).limit(1)).one()
