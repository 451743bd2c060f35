"""A directory of any size for measuring, spread over the country as its people are. Written past the operations, row by
row: those would take an hour."""

import random
from datetime import datetime

import sqlalchemy as sa

from app.core.db import db
from app.directory.gazetteer import Town, towns
from app.directory.hours_models import WeeklyHours
from app.directory.models import (
    BookingMode,
    Gender,
    Location,
    Practice,
    Practitioner,
    PractitionerTreatment,
    Service,
    Treatment,
)

PRACTICES = 5_000


def origins(count: int, *, seed: int = 7) -> list[Town]:
    """Towns that people search from, the larger the more often."""
    every = [town for same in towns().values() for town in same]
    weights = [town.people + 1 for town in every]
    return random.Random(seed).choices(every, weights=weights, k=count)  # noqa: S311 - as below


def fill(count: int, *, now: datetime, practices: int = PRACTICES) -> None:
    """Inside a unit of work: `count` practitioners of whom a third visit people at home, a quarter treat nerves and a
    half are women; each has one service and works on five days."""
    chance = random.Random(11)  # noqa: S311 - the same each time is what is wanted
    places = origins(practices, seed=13)
    db.session.add(Treatment(id=1, slug="neuro", name="Neuro Physiotherapy"))
    db.session.flush()
    db.session.execute(sa.insert(Practice), [_practice(number, town, now) for number, town in enumerate(places, 1)])
    ids = range(1, count + 1)
    female = {number for number in ids if chance.random() < 0.5}
    db.session.execute(sa.insert(Practitioner), [_practitioner(number, number in female, now) for number in ids])
    db.session.execute(
        sa.insert(Location),
        [
            {
                "id": number,
                "practitioner_id": number,
                "practice_id": number % practices + 1,
                "latitude": places[number % practices].point.latitude + chance.gauss(0, 0.03),
                "longitude": places[number % practices].point.longitude + chance.gauss(0, 0.05),
                "sees_here": True,
                "home_miles": float(chance.choice((3, 5, 8, 12))) if chance.random() < 1 / 3 else None,
                "listed": True,
                "female": number in female,
            }
            for number in ids
        ],
    )
    neuro = [{"practitioner_id": number, "treatment_id": 1} for number in ids if chance.random() < 0.25]
    db.session.execute(sa.insert(PractitionerTreatment), neuro)
    db.session.execute(sa.insert(Service), [_service(number) for number in ids])
    hours = ({"location_id": n, "weekday": day, "starts": "09:00", "ends": "17:00"} for n in ids for day in range(5))
    db.session.execute(sa.insert(WeeklyHours), list(hours))


def _practice(number: int, town: Town, now: datetime) -> dict[str, object]:
    return {
        "id": number,
        "name": f"Practice {number}",
        "address": "1 High Street",
        "town": town.name,
        "latitude": town.point.latitude,
        "longitude": town.point.longitude,
        "mode": BookingMode.INSTANT,
        "created_at": now,
    }


def _practitioner(number: int, female: bool, now: datetime) -> dict[str, object]:
    return {
        "id": number,
        "slug": f"practitioner-{number}",
        "name": f"Practitioner {number}",
        "gender": Gender.FEMALE if female else Gender.MALE,
        "hcpc_number": f"PH{number:06d}",
        "about": "Somebody who helps people to move.",
        "languages": ["en"],
        "listed_at": now,
        "created_at": now,
        "updated_at": now,
    }


def _service(number: int) -> dict[str, object]:
    return {"id": number, "practitioner_id": number, "name": "First appointment", "minutes": 45, "step_minutes": 60}
