from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, User
from app.core.db import NEVER_AGAIN, Id, Model, enum_of
from app.media.models import Asset


class Nation(StrEnum):
    """Whose bank holidays are kept; the codes of GeoNames, and of the package that knows the holidays."""

    ENGLAND = "ENG"
    SCOTLAND = "SCT"
    WALES = "WLS"
    NORTHERN_IRELAND = "NIR"


class BookingMode(StrEnum):
    """What somebody who found a practice can do here."""

    INSTANT = "instant"
    """A free time is theirs at once."""
    REQUEST = "request"
    """They ask for a time, which nobody else can have until the practice has answered."""
    DETAILS = "details"
    """They see how to reach the practice."""
    LINK = "link"
    """They are led to the practice's own booking page."""


class Measured(StrEnum):
    """How exactly a point on the map is known."""

    POINT = "point"
    POSTCODE = "postcode"
    OUTCODE = "outcode"
    TOWN = "town"


class Gender(StrEnum):
    """As declared by the practitioner, who may also say nothing."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class Practice(Model):
    """Where patients are seen or looked after from, and its rules for booking."""

    __tablename__ = "practices"
    __table_args__ = NEVER_AGAIN

    id: Mapped[Id]
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    """Lines of the street address, without town and postcode; not shown where nobody is seen here."""
    town: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(default="")
    """With its one blank: "LS6 2AB"."""
    nation: Mapped[Nation] = mapped_column(enum_of(Nation), default=Nation.ENGLAND)
    latitude: Mapped[float]
    longitude: Mapped[float]
    measured: Mapped[Measured] = mapped_column(enum_of(Measured), default=Measured.POSTCODE)
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    """Where mails about bookings go; not public."""
    website: Mapped[str] = mapped_column(default="")
    step_free: Mapped[bool] = mapped_column(default=False)
    access: Mapped[str] = mapped_column(default="")
    """How to get in: steps, lift, parking, toilets."""
    zone: Mapped[str] = mapped_column(default="Europe/London")
    """The IANA name of the zone of its hours."""
    mode: Mapped[BookingMode] = mapped_column(enum_of(BookingMode), default=BookingMode.DETAILS)
    booking_link: Mapped[str] = mapped_column(default="")
    confirms_by_mail: Mapped[bool] = mapped_column(default=False)
    """Whether a booking counts only once the patient has followed the link in the mail."""
    asks_note: Mapped[bool] = mapped_column(default=False)
    notice_minutes: Mapped[int] = mapped_column(default=120)
    """How long before its start a time can last be booked."""
    latest_days: Mapped[int] = mapped_column(default=60)
    """How many days ahead times are offered."""
    change_minutes: Mapped[int] = mapped_column(default=1440)
    """How long before the start the patient can last cancel or move by the link."""
    answer_hours: Mapped[int] = mapped_column(default=48)
    """How long a request waits for the practice before the time is free again."""
    reminder_hours: Mapped[int] = mapped_column(default=24)
    """How long before the start the reminder goes out; 0 is none."""
    retention_days: Mapped[int] = mapped_column(default=90)
    """How long after the appointment the patient's details are kept; at least 1."""
    keeps_bank_holidays: Mapped[bool] = mapped_column(default=True)
    sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class PracticeMember(Model):
    """Somebody who keeps a practice's diary."""

    __tablename__ = "practice_members"

    practice_id: Mapped[int] = mapped_column(sa.ForeignKey(Practice.id, ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id, ondelete="CASCADE"), primary_key=True, index=True)
    since: Mapped[datetime]


class PracticeInvitation(Model):
    """An address that will keep a practice's diary as soon as somebody logs in with it."""

    __tablename__ = "practice_invitations"

    practice_id: Mapped[int] = mapped_column(sa.ForeignKey(Practice.id, ondelete="CASCADE"), primary_key=True)
    email: Mapped[str] = mapped_column(primary_key=True)
    """In lower case."""
    invited_at: Mapped[datetime]
    invited_by: Mapped[str]


class Treatment(Model):
    """Something that is treated, such as "neuro": an open list. The tick boxes of the search are some of them."""

    __tablename__ = "treatments"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class PractitionerTreatment(Model):
    __tablename__ = "practitioner_treatments"

    practitioner_id: Mapped[int] = mapped_column(
        sa.ForeignKey("practitioners.id", ondelete="CASCADE"), primary_key=True
    )
    treatment_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Treatment.id, ondelete="CASCADE"), primary_key=True, index=True
    )


class Practitioner(Model):
    """A physiotherapist as patients see them. Listed from `listed_at` until `delisted_at`."""

    __tablename__ = "practitioners"
    __table_args__ = NEVER_AGAIN

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id, ondelete="SET NULL"))
    """Who writes or reviews here and is listed, too."""
    gender: Mapped[Gender | None] = mapped_column(enum_of(Gender))
    hcpc_number: Mapped[str | None] = mapped_column(unique=True)
    """`PH` and up to six digits; None for samples only."""
    hcpc_checked_on: Mapped[date | None]
    """The day on which somebody here last found the number on the register."""
    hcpc_checked_by: Mapped[str] = mapped_column(default="")
    about: Mapped[str] = mapped_column(default="")
    """Plain paragraphs."""
    photo_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Asset.id, ondelete="RESTRICT"))
    photo_alt: Mapped[str] = mapped_column(default="")
    languages: Mapped[list[Any]] = mapped_column(default=list)
    """ISO 639-1 codes, the mother tongue first."""
    accepts_new: Mapped[bool] = mapped_column(default=True)
    video: Mapped[bool] = mapped_column(default=False)
    listed_at: Mapped[datetime | None]
    delisted_at: Mapped[datetime | None]
    sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    diary_version: Mapped[int] = mapped_column(default=0)
    """Raised by everything that takes or frees a time of this person: the one row that such transactions lock."""

    treatments: Mapped[list[Treatment]] = relationship(
        secondary=PractitionerTreatment.__table__, order_by=Treatment.name, lazy="raise_on_sql"
    )
    locations: Mapped[list["Location"]] = relationship(
        primaryjoin="and_(Practitioner.id == Location.practitioner_id, Location.ended_at.is_(None))",
        back_populates="practitioner",
        order_by="Location.id",
        lazy="raise_on_sql",
        cascade="all, delete-orphan",
    )
    """Where they work now."""
    services: Mapped[list["Service"]] = relationship(
        order_by="(Service.position, Service.id)", lazy="raise_on_sql", cascade="all, delete-orphan"
    )


class Location(Model):
    """One practitioner at one practice: what a search finds. The point may be another than the practice's (a home base)."""

    __tablename__ = "locations"
    __table_args__ = (
        sa.UniqueConstraint("practitioner_id", "practice_id"),
        # Everything that the search by distance asks before it knows whom it found.
        sa.Index(
            "ix_locations_search",
            *("latitude", "longitude", "listed", "female", "home_miles", "sees_here", "practitioner_id"),
        ),
        NEVER_AGAIN,
    )

    id: Mapped[Id]
    practitioner_id: Mapped[int] = mapped_column(sa.ForeignKey(Practitioner.id, ondelete="CASCADE"), index=True)
    practice_id: Mapped[int] = mapped_column(sa.ForeignKey(Practice.id, ondelete="RESTRICT"), index=True)
    latitude: Mapped[float]
    longitude: Mapped[float]
    sees_here: Mapped[bool] = mapped_column(default=True)
    """Whether patients come here; otherwise it is where home visits start from."""
    home_miles: Mapped[float | None] = mapped_column(index=True)
    """How far this person travels for home visits; None: they do not."""
    daily_cap: Mapped[int | None]
    """The most appointments on one day."""
    listed: Mapped[bool] = mapped_column(default=False)
    """Kept by the operations that list and delist, for the index."""
    female: Mapped[bool] = mapped_column(default=False)
    """Kept with the practitioner's declared gender, for the index."""
    ended_at: Mapped[datetime | None]
    """Since when they do not work there any more; the row stays, because bookings name it."""

    practitioner: Mapped[Practitioner] = relationship(back_populates="locations", lazy="raise_on_sql")
    practice: Mapped[Practice] = relationship(lazy="raise_on_sql")


class Service(Model):
    """What can be booked with a practitioner."""

    __tablename__ = "services"
    __table_args__ = NEVER_AGAIN

    id: Mapped[Id]
    practitioner_id: Mapped[int] = mapped_column(sa.ForeignKey(Practitioner.id, ondelete="CASCADE"), index=True)
    location_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Location.id, ondelete="CASCADE"))
    """Where it is offered; None: wherever the practitioner works."""
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int]
    step_minutes: Mapped[int]
    """From one start that is offered to the next."""
    gap_minutes: Mapped[int] = mapped_column(default=0)
    """Nobody else is booked for so long after it."""
    price_pence: Mapped[int | None]
    mode: Mapped[BookingMode | None] = mapped_column(enum_of(BookingMode))
    """None: as the practice does it."""
    at_home: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)


class RegisterCheck(Model):
    """Somebody looked a practitioner up on the register of the Health and Care Professions Council."""

    __tablename__ = "register_checks"

    id: Mapped[Id]
    practitioner_id: Mapped[int] = mapped_column(sa.ForeignKey(Practitioner.id, ondelete="CASCADE"), index=True)
    number: Mapped[str]
    on: Mapped[date]
    by: Mapped[str]
    found: Mapped[bool]
    note: Mapped[str] = mapped_column(default="")


class ListingChange(Model):
    """What a practice wants its public text to say: it waits for an editor."""

    __tablename__ = "listing_changes"
    __table_args__ = NEVER_AGAIN

    id: Mapped[Id]
    practice_id: Mapped[int] = mapped_column(sa.ForeignKey(Practice.id, ondelete="CASCADE"), index=True)
    practitioner_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Practitioner.id, ondelete="CASCADE"))
    """None: the practice's own text."""
    values: Mapped[dict[str, Any]]
    """The new value of each field that differs."""
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id, ondelete="SET NULL"))
    asked_by: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")
    accepted: Mapped[bool | None]
    note: Mapped[str] = mapped_column(default="")
