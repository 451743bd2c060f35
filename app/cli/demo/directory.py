"""The sample practices and physiotherapists: several towns, the four nations, every way of booking."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from app.accounts.permissions import Actor
from app.cli.demo import read
from app.directory import hours, listing, operations
from app.directory.facts import LocationFacts, PracticeFacts, PractitionerFacts, ServiceFacts
from app.directory.hours import Stretch
from app.directory.models import BookingMode, Gender, Measured, Nation


def load_directory(*, by: Actor, now: datetime) -> Mapping[str, int]:
    """Everybody, listed and marked as a sample; returns the practices by key. Inside the unit of work of the sample site."""
    found = read.directory()
    practices = {row["key"]: _practice(row, by=by, now=now) for row in found["practices"]}
    for person in found["physiotherapists"]:
        _physiotherapist(person, practices, by=by, now=now)
    return practices


def _practice(row: dict[str, Any], *, by: Actor, now: datetime) -> int:
    plain = {name: value for name, value in row.items() if name not in {"key", "nation", "mode"}}
    facts = PracticeFacts(
        **plain, nation=Nation(row["nation"]), mode=BookingMode(row["mode"]), measured=Measured.TOWN, sample=True
    )
    return operations.add_practice(facts, by=by, now=now).id


def _physiotherapist(row: dict[str, Any], practices: dict[str, int], *, by: Actor, now: datetime) -> None:
    facts = PractitionerFacts(
        name=row["name"],
        gender=Gender(row["gender"]) if "gender" in row else None,
        about=row["about"],
        treatments=tuple(row["treatments"]),
        languages=tuple(row["languages"]),
        accepts_new=row.get("accepts_new", True),
        video=row.get("video", False),
        sample=True,
    )
    person = operations.add_practitioner(facts, by=by, now=now)
    for place in row["places"]:
        rest = {name: value for name, value in place.items() if name != "practice"}
        wanted = LocationFacts(practice_id=practices[place["practice"]], **rest)
        location = operations.save_location(person.id, wanted, by=by, now=now)
        if place is row["places"][0]:
            for stretch in row["hours"]:
                hours.add_weekly(location.id, _stretch(stretch, now.date()), by=by, now=now)
    for position, service in enumerate(row["services"], start=1):
        mode = BookingMode(service["mode"]) if "mode" in service else None
        rest = {name: value for name, value in service.items() if name != "mode"}
        offered = ServiceFacts(**rest, mode=mode, position=position)
        operations.save_service(person.id, offered, by=by, now=now)
    listing.put_into_directory(person.id, by=by, now=now)


def _stretch(row: dict[str, Any], today: date) -> Stretch:
    first_monday = today - timedelta(days=today.weekday())
    return Stretch(
        weekdays=tuple(row["days"]),
        starts=row["starts"],
        ends=row["ends"],
        every_other_from=first_monday if row.get("every_other") else None,
    )
