"""What the addresses of the directory and of a diary can name: the sample practice with its diary filled, and one of the rest."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask

from app.accounts.permissions import Actor
from app.accounts.queries import find_user
from app.booking.models import Booking, BookingMail
from app.cli.demo.diary import load_diary
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.directory import changes, membership
from app.directory.models import Location, Practice, Service

KEEPER = "practice@example.org"
Values = dict[str, int | str]
NO_PAGES = {"practice.calendar", "practice.nothing_here"}
"""What programs read, and what answers 404."""


@dataclass(frozen=True)
class Diary:
    """The first sample practice, its first person, and a booking of today or later."""

    practice: int
    location: int
    practitioner: int
    service: int
    booking: int
    mail: int
    change: int

    @property
    def values(self) -> Values:
        return {
            "practice_id": self.practice,
            "location_id": self.location,
            "practitioner_id": self.practitioner,
            "service_id": self.service,
            "booking_id": self.booking,
            "mail_id": self.mail,
            "change_id": self.change,
        }

    def of(self, app: Flask, blueprint: str) -> dict[str, Values]:
        """For each page of this blueprint what its address names."""
        rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] == blueprint]
        return {
            rule.endpoint: {name: self.values[name] for name in rule.arguments}
            for rule in rules
            if "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGES
        }


def fill(admin: Actor) -> Diary:
    """Give the sample practice's diary to whoever has the address KEEPER, and fill it. Inside a unit of work."""
    keeper, now = find_user(KEEPER), clock.now()
    assert keeper is not None
    practice, other = db.session.scalars(sa.select(Practice).order_by(Practice.id).limit(2)).all()
    load_diary({"leeds": practice.id}, keeper.actor, email=KEEPER, by=admin, now=now)
    membership.invite(other.id, email=KEEPER, name=keeper.name, by=admin, now=now)
    location = db.session.scalars(sa.select(Location).where(Location.practice_id == practice.id)).first()
    assert location is not None
    service = sa.select(Service.id).where(Service.practitioner_id == location.practitioner_id)
    ahead = sa.select(Booking.id).where(Booking.starts_at > now, Booking.practitioner_id == location.practitioner_id)
    change = changes.propose(practice.id, None, {"phone": "020 7946 0999"}, by=keeper.actor, now=now)
    db.session.flush()
    return Diary(
        practice=practice.id,
        location=location.id,
        practitioner=location.practitioner_id,
        service=db.session.scalars(service).first() or 0,
        booking=db.session.scalars(ahead.order_by(Booking.starts_at)).first() or 0,
        mail=_first_mail(),
        change=change.id,
    )


def _first_mail() -> int:
    """Mails follow their booking at the end of a unit of work; the first gets the first number."""
    return (db.session.scalar(sa.select(sa.func.min(BookingMail.id)))) or 1


def fill_alone(app: Flask) -> Diary:
    with app.app_context():
        with unit_of_work():
            admin = find_user("admin@example.org")
            assert admin is not None
            filled = fill(admin.actor)
        db.session.remove()
    return filled
