"""The arithmetic of free times, without a database. The instants stand in the notes: they were computed elsewhere."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.booking.slots import (
    Exceptional,
    Hours,
    Rules,
    Span,
    Taken,
    Weekly,
    bounds,
    free_starts,
    gaps,
    is_free,
    windows,
)

LONDON = ZoneInfo("Europe/London")
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
EVERY_DAY = tuple(Weekly(day, 9 * 60, 12 * 60) for day in range(7))
LESSON = Rules(minutes=45, step_minutes=60, latest_days=10_000)


def _hours(weekly: tuple[Weekly, ...] = EVERY_DAY, **more: object) -> Hours:
    return Hours(LONDON, weekly, **more)  # type: ignore[arg-type]  # the names are its own


def _starts(
    hours: Hours,
    rules: Rules,
    first: date,
    last: date | None = None,
    *,
    taken: tuple[Taken, ...] = (),
    now: datetime = LONG_AGO,
) -> list[str]:
    found = free_starts(hours, rules, taken, first=first, last=last or first, now=now)
    return [f"{start:%m-%d %H:%M}" for start in found]


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        (date(2026, 3, 28), ["03-28 09:00", "03-28 10:00", "03-28 11:00"]),
        (date(2026, 3, 29), ["03-29 08:00", "03-29 09:00", "03-29 10:00"]),
        (date(2026, 10, 24), ["10-24 08:00", "10-24 09:00", "10-24 10:00"]),
        (date(2026, 10, 25), ["10-25 09:00", "10-25 10:00", "10-25 11:00"]),
    ],
)
def test_nine_o_clock_is_nine_o_clock_on_both_sides_of_a_change(day: date, wanted: list[str]) -> None:
    assert _starts(_hours(), LESSON, day) == wanted


@pytest.mark.parametrize(("day", "count"), [(date(2026, 3, 29), 3), (date(2026, 10, 25), 5), (date(2026, 10, 26), 4)])
def test_a_night_has_the_hours_that_it_really_has(day: date, count: int) -> None:
    night = _hours(tuple(Weekly(weekday, 0, 4 * 60) for weekday in range(7)))
    starts = list(free_starts(night, Rules(60, 60, latest_days=10_000), (), first=day, last=day, now=LONG_AGO))
    assert len(starts) == count
    assert all(later - earlier == timedelta(hours=1) for earlier, later in pairwise(starts))


def test_one_o_clock_is_offered_twice_when_the_clocks_go_back() -> None:
    night = _hours((Weekly(6, 0, 4 * 60),))
    day = date(2026, 10, 25)
    starts = free_starts(night, Rules(60, 60, latest_days=10_000), (), first=day, last=day, now=LONG_AGO)
    assert [start.astimezone(LONDON).hour for start in starts] == [0, 1, 1, 2, 3]


def test_what_the_skipped_hour_leaves_nothing_of_is_no_window() -> None:
    assert windows(_hours((Weekly(6, 60, 120),)), date(2026, 3, 29)) == []


def test_hours_until_midnight_end_with_the_day() -> None:
    assert _starts(_hours((Weekly(0, 22 * 60, 24 * 60),)), Rules(60, 60), date(2026, 1, 5)) == [
        "01-05 22:00",
        "01-05 23:00",
    ]


def test_a_fortnightly_rota_keeps_its_weeks_over_a_change_of_the_clocks_and_of_the_year() -> None:
    rota = _hours((Weekly(4, 540, 600, every_other_from=date(2026, 3, 18)),))
    worked = [day for day in _days(date(2026, 3, 1), 60) if windows(rota, day)]
    assert worked == [date(2026, 3, 6), date(2026, 3, 20), date(2026, 4, 3), date(2026, 4, 17)]
    winter = [day for day in _days(date(2026, 12, 20), 30) if windows(rota, day)]
    assert winter == [date(2026, 12, 25), date(2027, 1, 8)]


def test_weeks_a_and_b_share_out_every_week() -> None:
    both = _hours(
        (
            Weekly(0, 540, 600, every_other_from=date(2026, 1, 5)),
            Weekly(0, 840, 900, every_other_from=date(2026, 1, 12)),
        )
    )
    assert _starts(both, Rules(60, 60), date(2026, 1, 5), date(2026, 1, 19)) == [
        "01-05 09:00",
        "01-12 14:00",
        "01-19 09:00",
    ]


def test_hours_hold_from_their_first_day_to_their_last() -> None:
    summer = _hours((Weekly(0, 540, 600, valid_from=date(2026, 1, 12), valid_until=date(2026, 1, 19)),))
    assert _starts(summer, Rules(60, 60), date(2026, 1, 1), date(2026, 1, 31)) == ["01-12 09:00", "01-19 09:00"]


MONDAY = date(2026, 1, 5)


def test_a_closed_day_offers_nothing_unless_that_very_day_is_said_to_be_worked() -> None:
    closed = frozenset({MONDAY})
    assert _starts(_hours(closed=closed), LESSON, MONDAY) == []
    opened = (Exceptional(MONDAY, closed=False, starts=840, ends=900),)
    assert _starts(_hours(closed=closed, exceptions=opened), LESSON, MONDAY) == ["01-05 14:00"]


def test_other_hours_take_the_place_of_the_usual_ones() -> None:
    other = (Exceptional(MONDAY, closed=False, starts=840, ends=960),)
    assert _starts(_hours(exceptions=other), LESSON, MONDAY) == ["01-05 14:00", "01-05 15:00"]
    assert len(_starts(_hours(exceptions=other), LESSON, MONDAY + timedelta(days=1))) == 3


def test_a_day_off_and_an_hour_off() -> None:
    assert _starts(_hours(exceptions=(Exceptional(MONDAY, closed=True),)), LESSON, MONDAY) == []
    dentist = (Exceptional(MONDAY, closed=True, starts=600, ends=660),)
    assert _starts(_hours(exceptions=dentist), LESSON, MONDAY) == ["01-05 09:00", "01-05 11:00"]


def test_stretches_that_touch_are_one() -> None:
    split = _hours((Weekly(0, 540, 600), Weekly(0, 600, 660), Weekly(0, 570, 630)))
    assert windows(split, MONDAY) == [Span(datetime(2026, 1, 5, 9, tzinfo=UTC), datetime(2026, 1, 5, 11, tzinfo=UTC))]


def test_the_notice_ends_at_its_minute() -> None:
    rules = Rules(60, 60, notice_minutes=120)
    exactly = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
    assert _starts(_hours(), rules, MONDAY, now=exactly) == ["01-05 10:00", "01-05 11:00"]
    assert _starts(_hours(), rules, MONDAY, now=exactly + timedelta(seconds=1)) == ["01-05 11:00"]


def test_the_latest_day_is_counted_by_the_local_calendar() -> None:
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # the first of July by London's clocks
    assert bounds(LONDON, Rules(60, 60, latest_days=1), now=late)[1] == date(2026, 7, 2)
    assert _starts(_hours(), Rules(180, 180, latest_days=1), date(2026, 7, 1), date(2026, 7, 9), now=late) == [
        "07-01 08:00",
        "07-02 08:00",
    ]


def test_the_cap_counts_what_is_at_this_place_on_this_local_day() -> None:
    rules = Rules(60, 60, daily_cap=1)
    nine = Span(datetime(2026, 1, 5, 9, tzinfo=UTC), datetime(2026, 1, 5, 10, tzinfo=UTC))
    assert _starts(_hours(), rules, MONDAY, taken=(Taken(nine, counts=True),)) == []
    assert _starts(_hours(), rules, MONDAY, taken=(Taken(nine),)) == ["01-05 10:00", "01-05 11:00"]
    assert len(_starts(_hours(), rules, MONDAY + timedelta(days=1), taken=(Taken(nine, counts=True),))) == 3


def test_the_gap_keeps_its_distance_to_what_follows_and_does_not_eat_the_end_of_the_day() -> None:
    rules = Rules(45, 15, gap_minutes=15)
    eleven = Span(datetime(2026, 1, 5, 11, tzinfo=UTC), datetime(2026, 1, 5, 12, tzinfo=UTC))
    assert _starts(_hours(), rules, MONDAY, taken=(Taken(eleven),))[-1] == "01-05 10:00"
    assert _starts(_hours(), rules, MONDAY)[-1] == "01-05 11:15"


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 - the zone is beside it
def test_a_start_is_free_exactly_when_it_is_offered(moment: datetime) -> None:
    now, day = moment.replace(second=0, microsecond=0), moment.astimezone(LONDON).date()
    rules = Rules(45, 30, gap_minutes=5, notice_minutes=60)
    taken = (Taken(Span(now + timedelta(hours=2), now + timedelta(hours=3))),)
    offered = set(free_starts(_hours(), rules, taken, first=day, last=day + timedelta(days=2), now=now))
    for start in offered:
        assert is_free(_hours(), rules, taken, start, now=now)
        assert start >= now + timedelta(minutes=60)
        assert not any(Span(start, start + timedelta(minutes=50)).overlaps(each.span) for each in taken)
        assert not is_free(_hours(), rules, taken, start + timedelta(minutes=1), now=now)


def _days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(count)]


def test_what_is_left_of_the_hours_is_what_nobody_has() -> None:
    worked = [Span(_at(9), _at(12)), Span(_at(13), _at(17))]
    taken = [Taken(Span(_at(8), _at(10))), Taken(Span(_at(11), _at(14))), Taken(Span(_at(15), _at(16)))]
    assert gaps(worked, taken) == [Span(_at(10), _at(11)), Span(_at(14), _at(15)), Span(_at(16), _at(17))]
    assert gaps(worked, []) == worked
    assert gaps([], taken) == []


def _at(hour: int) -> datetime:
    return datetime(2027, 3, 8, hour, tzinfo=UTC)
