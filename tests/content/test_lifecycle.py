"""States follow from timestamps; wall times become instants, whatever the clocks do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.lifecycle import State, comes_twice, in_words, instant_from_wall_time, state_at
from app.core.errors import Invalid

LONDON, PARIS = ZoneInfo("Europe/London"), ZoneInfo("Europe/Paris")
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
TIMES = st.none() | st.integers(-3, 3).map(lambda hours: NOW + timedelta(hours=hours))


@given(TIMES, TIMES, TIMES)
def test_there_is_exactly_one_state_and_only_live_is_public(
    published: datetime | None, expires: datetime | None, withdrawn: datetime | None
) -> None:
    state = state_at(NOW, published_at=published, expires_at=expires, withdrawn_at=withdrawn)
    public = (
        published is not None
        and published <= NOW
        and (expires is None or expires > NOW)
        and (withdrawn is None or withdrawn > NOW)
    )
    assert (state is State.LIVE) is public
    if withdrawn is not None and withdrawn <= NOW:
        assert state is State.WITHDRAWN
    elif published is None:
        assert state is State.DRAFT
    elif expires is not None and expires <= NOW:
        assert state is State.EXPIRED
    elif published > NOW:
        assert state is State.SCHEDULED


@pytest.mark.parametrize("state", State)
def test_every_state_has_words(state: State) -> None:
    assert in_words(state, has_changes=False)
    assert in_words(state, has_changes=True).endswith("with changes") is (state is not State.DRAFT)


@pytest.mark.parametrize(
    ("zone", "typed", "later", "instant"),
    [
        (LONDON, "2027-01-31T18:00", False, datetime(2027, 1, 31, 18, tzinfo=UTC)),
        (LONDON, " 2027-07-01 18:00 ", False, datetime(2027, 7, 1, 17, tzinfo=UTC)),
        (LONDON, "2027-07-01T18:00:30", True, datetime(2027, 7, 1, 17, 0, 30, tzinfo=UTC)),
        (LONDON, "2027-10-31T01:30", False, datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        (LONDON, "2027-10-31T01:30", True, datetime(2027, 10, 31, 1, 30, tzinfo=UTC)),
        (LONDON, "2027-03-28T00:59", False, datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (LONDON, "2027-03-28T02:00", False, datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (PARIS, "2027-10-31T02:30", False, datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        (PARIS, "2027-10-31T02:30", True, datetime(2027, 10, 31, 1, 30, tzinfo=UTC)),
        (PARIS, "2027-03-28T01:30", False, datetime(2027, 3, 28, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_wall_time_is_an_instant(zone: ZoneInfo, typed: str, later: bool, instant: datetime) -> None:
    assert instant_from_wall_time(typed, zone, field="at", later=later) == instant


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize(("zone", "typed"), [(LONDON, "2027-03-28T01:30"), (PARIS, "2027-03-28T02:30")])
def test_a_time_that_the_clocks_skip_is_refused(zone: ZoneInfo, typed: str, later: bool) -> None:
    with pytest.raises(Invalid, match="skip") as refused:
        instant_from_wall_time(typed, zone, field="at", later=later)
    assert refused.value.faults[0].field == "at"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "2027-01-31",
        "2027-13-01T00:00",
        "2027-01-31T18:00+01:00",
        "2027-01-31T18:00Z",
        "20270131T1800",
        "2027-W04-7T18:00",
        "1999-12-31T23:59",
        "2101-01-01T00:00",
        "2027-01-31T25:00",
    ],
)
def test_what_is_no_date_and_time_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="Give a date and a time"):
        instant_from_wall_time(typed, LONDON, field="at")


@given(st.datetimes(min_value=datetime(2001, 1, 1), max_value=datetime(2099, 1, 1)), st.sampled_from([LONDON, PARIS]))  # noqa: DTZ001
def test_every_instant_can_be_typed(moment: datetime, zone: ZoneInfo) -> None:
    instant = moment.replace(second=0, microsecond=0, tzinfo=UTC)
    wall = instant.astimezone(zone)
    typed = wall.strftime("%Y-%m-%dT%H:%M")
    assert instant_from_wall_time(typed, zone, field="at", later=bool(wall.fold)) == instant
    other = instant_from_wall_time(typed, zone, field="at", later=not wall.fold)
    assert comes_twice(instant, zone) is (other != instant)


@pytest.mark.parametrize(
    ("instant", "zone", "twice"),
    [
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), LONDON, True),
        (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), LONDON, True),
        (datetime(2027, 10, 31, 2, 30, tzinfo=UTC), LONDON, False),
        (datetime(2027, 3, 28, 1, 30, tzinfo=UTC), LONDON, False),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), PARIS, True),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), ZoneInfo("UTC"), False),
    ],
)
def test_which_wall_times_come_twice(instant: datetime, zone: ZoneInfo, twice: bool) -> None:
    assert comes_twice(instant, zone) is twice
