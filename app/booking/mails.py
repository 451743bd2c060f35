"""Which mails a booking needs, and how each is sent at most once. Call what changes something inside a unit of work.

A mail is a row without words: they are made when it is sent, from the booking as it is then, so that no patient's name or
address lies in an outbox. It is claimed and saved before it is handed to the mail server, and noted as sent after. If
everything stops in between, nobody knows whether it went out, and it is not sent again: a patient who misses a mail still
has the page of the booking, but one who gets the same mail for ever has been let down by us.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.booking.correcting import READDRESSED, forget_former
from app.booking.events import BookingChanged
from app.booking.mail_words import Kind
from app.booking.models import Booking, BookingEvent, BookingMail, Hold, Party, Waiting
from app.booking.outgoing import Absolute, Outgoing, Skip, outgoing
from app.core.db import db
from app.core.errors import NotFound
from app.core.jobs import enqueue
from app.directory.models import Location, Practice, Practitioner

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
    READDRESSED: Kind.READDRESSED,
}
NOT_FOR_THE_PRACTICE = {Kind.CONFIRM, Kind.OFFERED}
"""Of these the practice hears when they become a booking."""


def follow(event: BookingChanged, *, now: datetime) -> None:
    """Write the mails that follow, with their jobs. The practice hears of what somebody else did."""
    kind, booking = KINDS.get(event.what), db.session.get(Booking, event.booking_id)
    if kind is None or booking is None:
        return
    write(booking.id, kind, Party.PATIENT, event.sequence, now=now)
    if kind is Kind.READDRESSED:
        write(booking.id, Kind.FORMER, Party.PATIENT, event.sequence, now=now)
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
    _add(BookingMail(booking_id=booking_id, kind=kind.value, to=to, sequence=sequence, due_at=now, skipped=skipped))


def write_to_who_waits(waiting_id: int, *, now: datetime) -> None:
    """Tell somebody that they are on the waiting list, once."""
    told = sa.select(BookingMail.id).where(BookingMail.waiting_id == waiting_id)
    if db.session.scalar(told) is None and db.session.get(Waiting, waiting_id) is not None:
        _add(
            BookingMail(
                waiting_id=waiting_id, kind=Kind.WAITING.value, to=Party.PATIENT, sequence=0, due_at=now, skipped=""
            )
        )


def claim(mail_id: int, *, absolute: Absolute, now: datetime) -> Outgoing | None:
    """What is to be sent now, which nobody else will send from here on; None when there is nothing to send (any more)."""
    mail = _find(mail_id)
    if mail is None or mail.sent_at is not None or mail.skipped:  # with whom it was about, the mail is gone, too
        return None
    if mail.claimed_at is not None:
        mail.skipped = NOBODY_KNOWS
        return None
    if _is_sample(mail):
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
    mail = get_mail(mail_id)
    mail.sent_at = now
    if mail.kind == Kind.FORMER.value and mail.booking_id is not None:
        forget_former(mail.booking_id)


def get_mail(mail_id: int) -> BookingMail:
    """As it is in the database now."""
    found = _find(mail_id)
    if found is None:
        raise NotFound("There is no such mail.")
    return found


def list_mails(limit: int = 100) -> Sequence[tuple[BookingMail, str]]:
    """The newest first, each with the reference of its booking, "" for one about the waiting list."""
    wanted = sa.select(BookingMail, Booking.ref).outerjoin(Booking, Booking.id == BookingMail.booking_id)
    rows = db.session.execute(wanted.order_by(BookingMail.id.desc()).limit(limit))
    return [(row[0], row[1] or "") for row in rows]


def ref_of(mail: BookingMail) -> str:
    """The reference of the booking that it is about, "" for one about the waiting list."""
    return db.session.scalar(sa.select(Booking.ref).where(Booking.id == mail.booking_id)) or ""


def _find(mail_id: int) -> BookingMail | None:
    wanted = sa.select(BookingMail).where(BookingMail.id == mail_id)
    return db.session.scalar(wanted.execution_options(populate_existing=True))


def _add(mail: BookingMail) -> None:
    db.session.add(mail)
    db.session.flush()
    if not mail.skipped:
        enqueue(JOB, {"mail_id": mail.id}, now=mail.due_at)


def _is_sample(mail: BookingMail) -> bool:
    marked = sa.select(sa.or_(Practice.sample, Practitioner.sample)).select_from(Location)
    marked = marked.join(Practice, Practice.id == Location.practice_id)
    marked = marked.join(Practitioner, Practitioner.id == Location.practitioner_id)
    booked = sa.select(Booking.location_id).where(Booking.id == mail.booking_id)
    waited_for = sa.select(Waiting.location_id).where(Waiting.id == mail.waiting_id)
    return bool(db.session.scalar(marked.where(sa.or_(Location.id.in_(booked), Location.id.in_(waited_for)))))


def _who_did(event: BookingChanged) -> Party:
    did = sa.select(BookingEvent.party).where(
        BookingEvent.booking_id == event.booking_id, BookingEvent.what == event.what
    )
    return db.session.scalars(did.order_by(BookingEvent.id.desc()).limit(1)).one()
