"""The first free time of many at once, for lists and cards."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from app.booking.availability import Offer, taken_of
from app.booking.slots import DAY, Taken, free_starts


def next_free(
    offers: Mapping[int, Sequence[Offer]], *, now: datetime, within_days: int = 28
) -> dict[int, tuple[Offer, datetime]]:
    """The first time that can be booked at each of these locations, whatever the service; nothing where there is none.
    `offers` are those of `list_offers`."""
    locations = [each[0].location for each in offers.values() if each]
    first = now.date() - DAY
    last = first + (within_days + 1) * DAY
    taken = taken_of(locations, first=first, last=last, now=now)
    found: dict[int, tuple[Offer, datetime]] = {}
    for location_id, of_location in offers.items():
        firsts = (
            (start, number, offer)
            for number, offer in enumerate(of_location)
            for start in _first(offer, taken[location_id], first=first, last=last, now=now)
        )
        best = min(firsts, key=lambda each: each[:2], default=None)
        if best is not None:
            found[location_id] = (best[2], best[0])
    return found


def _first(offer: Offer, taken: list[Taken], *, first: date, last: date, now: datetime) -> Iterator[datetime]:
    start = next(free_starts(offer.hours, offer.rules, taken, first=first, last=last, now=now), None)
    if start is not None:
        yield start
