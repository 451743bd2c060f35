"""Whatever is done in whatever order, no two of one practitioner overlap, and a booking goes only where it may go."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test

from app.booking import changing, diary_keeping, operations
from app.booking.availability import get_offer
from app.booking.models import OCCUPYING, Booking, Hold, Party, Status
from app.booking.operations import PATIENT, Who
from app.booking.sealing import Patient
from app.core import clock
from app.core.db import db
from app.core.errors import HouseError
from app.core.unit_of_work import unit_of_work
from app.directory.models import BookingMode, Location
from tests.booking.practices import at, bookable
from tests.conftest import START, MovableClock

PRACTICE = Who(Party.PRACTICE, user_id=1)
H, B, C, E, D, N = Status.HELD, Status.BOOKED, Status.CANCELLED, Status.EXPIRED, Status.DONE, Status.NO_SHOW
WAYS = {
    H: {H, B, C, E},
    B: {B, H, C, D, N},  # a request that is moved is asked again
    C: {C, B, H},  # taken back
    E: {E, H, B},  # a late confirmation of a time that is still free
    D: {D, N, B},
    N: {N, D, B},
}
TIMES = st.integers(min_value=0, max_value=12).map(lambda n: at(9) + timedelta(minutes=15 * n))
BROWSERS = st.sampled_from(["one", "two", "three"])
PARTIES = st.sampled_from([PATIENT, PRACTICE])


class Diaries(RuleBasedStateMachine):
    """Two practitioners, one who is booked at once and one who is asked."""

    moving: ClassVar[MovableClock]
    bookings = Bundle("bookings")

    def __init__(self) -> None:
        super().__init__()
        self.moving.now = START
        with unit_of_work():
            modes = (BookingMode.INSTANT, BookingMode.REQUEST)
            made = [
                bookable(now=START, mode=mode, step=15, gap=15, confirms_by_mail=mode is BookingMode.REQUEST)
                for mode in modes
            ]
            self.places = [(each.location.id, each.service.id) for each in made]
        self.locations = [location for location, _ in self.places]
        self.before: dict[int, tuple[Status, int]] = {}

    def _try(self, action: Callable[[], Any]) -> int:
        """The booking that came of it; 0 where it was refused in words."""
        try:
            with unit_of_work():
                found = action()
                booking = found[0] if isinstance(found, tuple) else found
                return int(booking.id)
        except HouseError:
            return 0

    @rule(target=bookings, place=st.sampled_from([0, 1]), start=TIMES, browser=BROWSERS)
    def hold(self, place: int, start: datetime, browser: str) -> int:
        return self._try(lambda: operations.hold(*self.places[place], start, browser=browser, now=clock.now()))

    @rule(booking=bookings, browser=BROWSERS, key=st.sampled_from(["k", "l"]))
    def confirm(self, booking: int, browser: str, key: str) -> None:
        patient = Patient("Sample patient", f"{booking}@example.org")
        self._try(
            lambda: operations.confirm(
                booking, patient, browser=browser, key=f"{key}{booking}", privacy_version=1, now=clock.now()
            )
        )

    @rule(booking=bookings)
    def follow_the_mail(self, booking: int) -> None:
        self._try(lambda: operations.confirm_by_mail(booking, now=clock.now()))

    @rule(booking=bookings, by=PARTIES)
    def cancel(self, booking: int, by: Who) -> None:
        self._try(lambda: changing.cancel(booking, by=by, now=clock.now()))

    @rule(booking=bookings, by=PARTIES)
    def take_back(self, booking: int, by: Who) -> None:
        self._try(lambda: changing.undo_cancel(booking, by=by, now=clock.now()))

    @rule(booking=bookings, start=TIMES, by=PARTIES)
    def move(self, booking: int, start: datetime, by: Who) -> None:
        self._try(lambda: changing.move(booking, start, by=by, now=clock.now()))

    @rule(booking=bookings, agreed=st.booleans())
    def answer(self, booking: int, agreed: bool) -> None:
        answer = changing.accept if agreed else changing.decline
        self._try(lambda: answer(booking, by=PRACTICE, now=clock.now()))

    @rule(booking=bookings, status=st.sampled_from([D, N, B]))
    def settle(self, booking: int, status: Status) -> None:
        self._try(lambda: changing.settle(booking, status, by=PRACTICE, now=clock.now()))

    @rule(target=bookings, place=st.sampled_from([0, 1]), start=TIMES, minutes=st.sampled_from([15, 90]))
    def block(self, place: int, start: datetime, minutes: int) -> int:
        def made() -> Booking:
            location = db.session.get_one(Location, self.locations[place])
            end = start + timedelta(minutes=minutes)
            return diary_keeping.block(
                location, start, end, called="", zone="Europe/London", by=PRACTICE, now=clock.now()
            )

        return self._try(made)

    @rule(booking=consumes(bookings))
    def unblock(self, booking: int) -> None:
        self._try(lambda: diary_keeping.unblock(booking, by=PRACTICE, now=clock.now()))

    @rule(target=bookings, place=st.sampled_from([0, 1]), start=TIMES)
    def book_by_phone(self, place: int, start: datetime) -> int:
        patient = Patient("Sample patient")
        return self._try(
            lambda: diary_keeping.book_by_phone(
                get_offer(*self.places[place]), start, patient, privacy_version=None, by=PRACTICE, now=clock.now()
            )
        )

    @rule(minutes=st.sampled_from([5, 11, 31, 60 * 49, 60 * 24 * 5]))
    def wait(self, minutes: int) -> None:
        self.moving.move(minutes=minutes)

    @invariant()
    def no_two_overlap(self) -> None:
        rows = self._rows()
        taken = sorted(
            (row.practitioner_id, row.starts_at, row.occupied_until) for row in rows if row.status in OCCUPYING
        )
        for one, other in pairwise(taken):
            assert one[0] != other[0] or one[2] <= other[1]

    @invariant()
    def each_goes_only_where_it_may(self) -> None:
        for row in self._rows():
            status, sequence = self.before.get(row.id, (row.status, row.ical_sequence))
            assert row.status in WAYS[status]
            assert row.ical_sequence >= sequence
            assert (row.status is H) == (row.hold_ends_at is not None)
            self.before[row.id] = row.status, row.ical_sequence

    @invariant()
    def a_browser_holds_one_time(self) -> None:
        live = [
            row.browser_hash
            for row in self._rows()
            if row.status is H and row.hold is Hold.DETAILS and row.hold_ends_at and row.hold_ends_at > clock.now()
        ]
        assert len(live) == len(set(live))

    def _rows(self) -> list[Booking]:
        db.session.rollback()
        mine = sa.select(Booking).where(Booking.location_id.in_(self.locations)).order_by(Booking.id)
        return list(db.session.scalars(mine.execution_options(populate_existing=True)))


@pytest.mark.hypothesis  # no @given says so, and `make soak` asks for the mark
@pytest.mark.parametrize(
    ("engine", "examples"),
    [
        pytest.param("sqlite", 25, marks=pytest.mark.sqlite),
        pytest.param("postgresql", 10, marks=pytest.mark.postgresql),
    ],
)
def test_no_order_of_deeds_makes_two_overlap(house: Flask, engine: str, examples: int, moving: MovableClock) -> None:
    assert db.engine.dialect.name == engine
    Diaries.moving = moving
    if settings.get_current_profile_name() != "push":
        examples = 150
    run_state_machine_as_test(Diaries, settings=settings(max_examples=examples, stateful_step_count=25))
