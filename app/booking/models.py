from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import User
from app.core.db import NEVER_AGAIN, Id, Model, enum_of
from app.directory.models import Location, Practice, Practitioner, Service


class Status(StrEnum):
    HELD = "held"
    """Nobody else can have the time until `hold_ends_at`; see `Hold` for what is waited for."""
    BOOKED = "booked"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    """A hold that ran out."""
    DONE = "done"
    NO_SHOW = "no_show"


OCCUPYING = (Status.HELD, Status.BOOKED)
"""In these the time is taken: the database itself lets no two of one practitioner overlap."""


class Hold(StrEnum):
    """What a held time waits for."""

    DETAILS = "details"
    """Somebody has chosen it and is typing who they are."""
    MAIL = "mail"
    """The patient has to follow the link in the mail."""
    ANSWER = "answer"
    """The practice has to accept it."""
    OFFER = "offer"
    """Somebody of the waiting list has to take it."""


class Kind(StrEnum):
    APPOINTMENT = "appointment"
    BLOCK = "block"
    """Time that the practice keeps for itself."""


class Source(StrEnum):
    WEB = "web"
    PHONE = "phone"
    WAITING_LIST = "waiting_list"


class Party(StrEnum):
    """Who did something with a booking."""

    PATIENT = "patient"
    PRACTICE = "practice"
    SITE = "site"


class Booking(Model):
    """A time of a practitioner that is or was taken. Who the patient is stands in `Contact`, and nowhere else."""

    __tablename__ = "bookings"
    __table_args__ = (
        sa.Index("ix_bookings_diary", "practitioner_id", "starts_at"),
        sa.Index("ix_bookings_practice", "practice_id", "starts_at"),
        sa.CheckConstraint("starts_at < ends_at AND ends_at <= occupied_until", name="runs_forward"),
        NEVER_AGAIN,
    )

    id: Mapped[Id]
    ref: Mapped[str] = mapped_column(unique=True)
    """What is read out on the telephone: short, random, no secret."""
    practitioner_id: Mapped[int] = mapped_column(sa.ForeignKey(Practitioner.id, ondelete="RESTRICT"))
    practice_id: Mapped[int] = mapped_column(sa.ForeignKey(Practice.id, ondelete="RESTRICT"))
    location_id: Mapped[int] = mapped_column(sa.ForeignKey(Location.id, ondelete="RESTRICT"), index=True)
    service_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Service.id, ondelete="SET NULL"))
    kind: Mapped[Kind] = mapped_column(enum_of(Kind), default=Kind.APPOINTMENT)
    source: Mapped[Source] = mapped_column(enum_of(Source), default=Source.WEB)
    status: Mapped[Status] = mapped_column(enum_of(Status), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    occupied_until: Mapped[datetime]
    """With the gap after it."""
    zone: Mapped[str]
    """The IANA name of the zone in which the time was chosen."""
    service_name: Mapped[str] = mapped_column(default="")
    """As it was called when it was booked; for a block, what the practice calls it."""
    price_pence: Mapped[int | None]
    at_home: Mapped[bool] = mapped_column(default=False)
    hold: Mapped[Hold | None] = mapped_column(enum_of(Hold))
    hold_ends_at: Mapped[datetime | None] = mapped_column(index=True)
    idem_key: Mapped[str | None] = mapped_column(unique=True)
    """Of the form that booked it: sent again, it finds this booking instead of making another."""
    browser_hash: Mapped[str | None] = mapped_column(index=True)
    """SHA-256 of the secret of the browser that holds it: one live hold a browser. Forgotten when the hold ends."""
    link_hash: Mapped[str | None] = mapped_column(unique=True)
    """SHA-256 of the secret in the patient's link; forgotten with the contact."""
    ical_uid: Mapped[str] = mapped_column(unique=True)
    ical_sequence: Mapped[int] = mapped_column(default=0)
    """Raised by every change that the patient's calendar must follow."""
    privacy_version: Mapped[int | None]
    """The privacy notice that the patient was shown."""
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """When it was cancelled, expired, or settled as done or missed."""
    ended_by: Mapped[Party | None] = mapped_column(enum_of(Party))
    version: Mapped[int] = mapped_column(default=1)


class Contact(Model):
    """Who the patient of a booking is, sealed with a key that is not in the database, so that it can be erased alone."""

    __tablename__ = "booking_contacts"

    booking_id: Mapped[int] = mapped_column(sa.ForeignKey(Booking.id, ondelete="CASCADE"), primary_key=True)
    sealed: Mapped[str]
    """See `sealing.py`: name, e-mail, phone, note, address of a home visit, and the secret of the link."""
    mark: Mapped[str] = mapped_column(index=True)
    """A keyed hash of the e-mail address, by which one person's bookings are counted, exported and erased."""
    purge_after: Mapped[datetime] = mapped_column(index=True)
    restricted_at: Mapped[datetime | None]
    """Since when the patient has asked that it is kept but not used."""


class BookingEvent(Model):
    """What happened to a booking, without a word about who the patient is. Never rewritten, but that after a year it is
    forgotten who of the practice it was."""

    __tablename__ = "booking_events"

    id: Mapped[Id]
    booking_id: Mapped[int] = mapped_column(sa.ForeignKey(Booking.id, ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    party: Mapped[Party] = mapped_column(enum_of(Party))
    user_id: Mapped[int | None]
    """Who of the practice; not a foreign key, so that it outlives the login."""
    what: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class ContactReading(Model):
    """Somebody was shown who a patient is."""

    __tablename__ = "contact_readings"

    id: Mapped[Id]
    booking_id: Mapped[int] = mapped_column(index=True)
    """Not a foreign key: it outlives the booking."""
    user_id: Mapped[int] = mapped_column(index=True)
    """0, with no name, for one from the command line, and for all after a year."""
    user_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    where: Mapped[str]
    """The page: "day", "booking", "export" ..."""


class BookingMail(Model):
    """A mail about a booking, or about a place on the waiting list, that is due or was sent; at most one of a kind to each
    side for each sequence. Its words are made when it is sent, so that no patient's name lies in the outbox."""

    __tablename__ = "booking_mails"
    __table_args__ = (
        sa.UniqueConstraint("booking_id", "kind", "to", "sequence"),
        sa.UniqueConstraint("waiting_id", "kind"),
        sa.CheckConstraint("(booking_id IS NULL) <> (waiting_id IS NULL)", name="about_one_thing"),
    )

    id: Mapped[Id]
    booking_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Booking.id, ondelete="CASCADE"))
    waiting_id: Mapped[int | None] = mapped_column(sa.ForeignKey("waiting_list.id", ondelete="CASCADE"))
    kind: Mapped[str]
    to: Mapped[Party] = mapped_column(enum_of(Party))
    sequence: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(index=True)
    claimed_at: Mapped[datetime | None]
    """When it was about to be handed to the mail server. Claimed and never sent: nobody knows, and it is not sent again."""
    sent_at: Mapped[datetime | None]
    skipped: Mapped[str] = mapped_column(default="")
    """Why it was not sent after all."""


class Waiting(Model):
    """Somebody who would take a time that becomes free."""

    __tablename__ = "waiting_list"
    __table_args__ = NEVER_AGAIN

    id: Mapped[Id]
    practitioner_id: Mapped[int] = mapped_column(sa.ForeignKey(Practitioner.id, ondelete="CASCADE"), index=True)
    location_id: Mapped[int] = mapped_column(sa.ForeignKey(Location.id, ondelete="CASCADE"))
    service_id: Mapped[int] = mapped_column(sa.ForeignKey(Service.id, ondelete="CASCADE"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    parts: Mapped[list[Any]] = mapped_column(default=list)
    """Of the day: "morning", "afternoon", "evening"; empty is any."""
    sealed: Mapped[str]
    mark: Mapped[str] = mapped_column(index=True)
    link_hash: Mapped[str] = mapped_column(unique=True)
    offered_booking_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Booking.id, ondelete="SET NULL"))
    """The time that is held for them just now."""
    declined: Mapped[list[Any]] = mapped_column(default=list)
    """The starts that were offered and not taken: nobody is offered one twice."""
    privacy_version: Mapped[int]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    purge_after: Mapped[datetime] = mapped_column(index=True)


class CalendarLink(Model):
    """A secret address under which a calendar program reads a practice's times, without patients' names. It is dead as soon
    as whoever made it does not keep the diary any more."""

    __tablename__ = "calendar_links"

    id: Mapped[Id]
    practice_id: Mapped[int] = mapped_column(sa.ForeignKey(Practice.id, ondelete="CASCADE"), index=True)
    practitioner_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Practitioner.id, ondelete="CASCADE"))
    """Whose times; None: everybody's at the practice."""
    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id, ondelete="CASCADE"))
    called: Mapped[str]
    """What it is for, such as "Phone of the reception"."""
    link_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]


class PrivacyNotice(Model):
    """What patients are told about their data when they book; a new text is a new version."""

    __tablename__ = "privacy_notices"

    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    """Markdown of our small vocabulary."""
    since: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id, ondelete="SET NULL"))


class Erasure(Model):
    """Somebody was erased on request: after a restore of an older copy they are erased again. The mark is that of an e-mail
    address, or of a single booking."""

    __tablename__ = "erasures"

    mark: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    bookings: Mapped[int] = mapped_column(default=0)
    """How many bookings lost their contact."""
