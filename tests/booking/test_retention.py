"""How long what concerns patients is kept."""

from datetime import UTC, datetime, timedelta

import pytest

from app.booking.retention import contact_until, is_contact_over, is_hold_over, named_since

END = datetime(2027, 3, 8, 10, 0, tzinfo=UTC)
ON_TIME = timedelta(seconds=1)


@pytest.mark.parametrize(("days", "kept"), [(90, 90), (1, 1), (0, 1), (-5, 1)])
def test_a_contact_is_kept_for_the_practices_days_and_never_for_ever(days: int, kept: int) -> None:
    until = contact_until(END, days=days)
    assert until == END + timedelta(days=kept)
    assert not is_contact_over(END, days=days, restricted_at=None, now=until - ON_TIME)
    assert is_contact_over(END, days=days, restricted_at=None, now=until)


def test_whoever_asked_that_theirs_is_kept_has_it_kept() -> None:
    assert not is_contact_over(END, days=1, restricted_at=END, now=END + timedelta(days=1000))


def test_a_time_that_was_not_booked_is_forgotten_after_a_day() -> None:
    assert not is_hold_over(END, now=END + timedelta(hours=24) - ON_TIME)
    assert is_hold_over(END, now=END + timedelta(hours=24))


def test_who_of_a_practice_it_was_is_forgotten_after_a_year() -> None:
    assert named_since(END) == END - timedelta(days=365)
