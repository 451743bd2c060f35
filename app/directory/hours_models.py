"""When a practitioner works: weekly hours, exceptions, closed days. All in the wall time of the practice's zone."""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Id, Model, enum_of
from app.directory.models import Location, Practice


class WeeklyHours(Model):
    """One stretch of a weekday, every week or every other one."""

    __tablename__ = "weekly_hours"

    id: Mapped[Id]
    location_id: Mapped[int] = mapped_column(sa.ForeignKey(Location.id, ondelete="CASCADE"), index=True)
    weekday: Mapped[int]
    """0 is Monday."""
    starts: Mapped[str]
    """`HH:MM`."""
    ends: Mapped[str]
    """`HH:MM`, later than `starts`; `24:00` is midnight."""
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    """The last day, included."""
    every_other_from: Mapped[date | None]
    """A day of the first week of a fortnightly rota; None: every week."""


class ExceptionKind(StrEnum):
    CLOSED = "closed"
    OPEN = "open"


class HoursException(Model):
    """Other hours on one day. A closed one without times closes the day, with times that part of it. An open one takes
    the place of the weekly hours of the day."""

    __tablename__ = "hours_exceptions"

    id: Mapped[Id]
    location_id: Mapped[int] = mapped_column(sa.ForeignKey(Location.id, ondelete="CASCADE"), index=True)
    on: Mapped[date] = mapped_column(index=True)
    kind: Mapped[ExceptionKind] = mapped_column(enum_of(ExceptionKind))
    starts: Mapped[str] = mapped_column(default="")
    ends: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")


class ClosedDay(Model):
    """A day on which the whole practice is closed, besides the bank holidays."""

    __tablename__ = "closed_days"

    practice_id: Mapped[int] = mapped_column(sa.ForeignKey(Practice.id, ondelete="CASCADE"), primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    note: Mapped[str] = mapped_column(default="")
