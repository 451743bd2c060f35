"""Somebody who keeps a sample practice's diary, and what stands in it. In development only."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from app.accounts.permissions import Actor
from app.booking import diary_keeping, operations
from app.booking.availability import Offer, free_times
from app.booking.diary import offers_of
from app.booking.models import Party
from app.booking.operations import Who
from app.booking.sealing import Patient
from app.cli.demo import read
from app.directory import membership
from app.directory.models import BookingMode

AROUND = timedelta(days=14)
"""How far to look to both sides of today for days that are worked."""
JUST_NOW = timedelta(hours=1)


def load_diary(practices: Mapping[str, int], keeper: Actor, *, email: str, by: Actor, now: datetime) -> int:
    """Give the diary to `keeper`, who has this address, and fill it; returns how many appointments. Inside the unit of work of the sample site."""
    found = read.diary()
    practice_id = practices[found["practice"]]
    membership.invite(practice_id, email=email, name=keeper.name, by=by, now=now)
    offers = {(each.practitioner.name, each.service.name): each for each in offers_of(practice_id)}
    for row in found["appointments"]:
        _book(row, offers[row["who"], row["service"]], Who(Party.PRACTICE, keeper.user_id), now=now)
    return len(found["appointments"])


def _book(row: dict[str, Any], offer: Offer, keeper: Who, *, now: datetime) -> None:
    """As it would have been done, a while ago: what lies in the past was ahead then."""
    starts_at = _start(offer, row["day"], row["time"], now=now)
    then = now - (JUST_NOW if offer.mode is BookingMode.REQUEST else 2 * AROUND)  # a request is not answered for ever
    patient = Patient(row["name"], row.get("email", ""), row.get("phone", ""))
    if row.get("by_phone"):
        diary_keeping.book_by_phone(offer, starts_at, patient, privacy_version=None, by=keeper, now=then)
        return
    browser = f"sample {row['name']}"
    held = operations.hold(offer.location.id, offer.service.id, starts_at, browser=browser, now=then)
    operations.confirm(held.id, patient, browser=browser, key=browser, privacy_version=1, now=then)


def _start(offer: Offer, day: int, number: int, *, now: datetime) -> datetime:
    """A free time, counted as texts/diary.toml says."""
    today = now.astimezone(offer.zone).date()
    starts = free_times(offer, first=today - AROUND, last=today + AROUND, now=now - 2 * AROUND)
    days = sorted({start.astimezone(offer.zone).date() for start in starts})
    chosen = days[sum(each < today for each in days) + day]
    return [start for start in starts if start.astimezone(offer.zone).date() == chosen][number]
