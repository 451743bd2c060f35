"""Numbers, times, postcodes and languages as people type them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import Invalid
from app.directory.hcpc import hcpc_number, recheck_due
from app.directory.languages import language_codes, language_names
from app.directory.postcode_form import spaced
from app.directory.wall_times import moment_said, said, stretch, wall_time

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize("typed", ["PH12345", "ph 12345", " Ph-12345", "p h 1 2 3 4 5", "PH.12345"])
def test_a_number_is_known_however_it_is_typed(typed: str) -> None:
    assert hcpc_number(typed) == "PH12345"


@pytest.mark.parametrize("typed", ["12345", "PH", "PH1234567", "OT12345", "PH12A45", "PH١٢٣", "PH12345;", "x" * 10_000])
def test_what_is_no_physiotherapists_number_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        hcpc_number(typed)
    assert refusal.value.faults[0].field == "hcpc_number"


def test_nothing_is_no_number() -> None:
    assert hcpc_number("  ") is None


def test_a_number_is_looked_up_again_after_a_year() -> None:
    assert recheck_due(None, today=date(2027, 3, 1))
    assert not recheck_due(date(2026, 3, 2), today=date(2027, 3, 1))
    assert recheck_due(date(2026, 3, 1), today=date(2027, 3, 1))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("9", "09:00"),
        ("9:30", "09:30"),
        ("9.30", "09:30"),
        ("0930", "09:30"),
        ("5:30 PM", "17:30"),
        ("12am", "00:00"),
        ("12 p.m.", "12:00"),
        (" 23:59 ", "23:59"),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, stored: str) -> None:
    assert wall_time(typed, field="starts") == stored


@pytest.mark.parametrize("typed", ["", "noon", "24:00", "9:60", "25", "13 pm", "0 am", "9:5", "١٠:٠٠", "9:00\n10:00"])
def test_what_is_no_time_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        wall_time(typed, field="starts")
    assert refusal.value.faults[0].field == "starts"


def test_a_stretch_runs_forward_and_may_end_at_midnight() -> None:
    assert stretch("9", "12:30") == ("09:00", "12:30")
    assert stretch("22:00", "0:00") == ("22:00", "24:00") == stretch("22", "24:00")
    for ends in ("9:00", "8:00"):
        with pytest.raises(Invalid):
            stretch("9:00", ends)


def test_times_are_said_to_readers_in_words() -> None:
    assert [said(wall) for wall in ("09:00", "12:00", "13:05", "00:30", "24:00")] == [
        "9:00 am",
        "12:00 pm",
        "1:05 pm",
        "12:30 am",
        "midnight",
    ]
    assert moment_said(datetime(2027, 3, 8, 9, tzinfo=UTC), LONDON) == "Monday 8 March 2027, 9:00 am"
    assert moment_said(datetime(2027, 7, 5, 8, tzinfo=UTC), LONDON) == "Monday 5 July 2027, 9:00 am"


def test_the_hour_that_comes_twice_is_said_with_its_zone() -> None:
    first, second = datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert moment_said(first, LONDON) == "Sunday 31 October 2027, 1:30 am BST"
    assert moment_said(second, LONDON) == "Sunday 31 October 2027, 1:30 am GMT"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ls62ab", "LS6 2AB"),
        (" LS6  2AB", "LS6 2AB"),
        ("ec1a1bb", "EC1A 1BB"),
        ("LS6", None),
        ("", None),
        ("LS6 2ABC", None),
    ],
)
def test_a_postcode_has_one_blank(typed: str, written: str | None) -> None:
    assert spaced(typed) == written


def test_languages_are_taken_by_name_or_code() -> None:
    assert language_codes("English, urdu , EN, Klingon,") == (["en", "ur"], ["Klingon"])
    assert language_names(["en", "cy", "xx"]) == ("English", "Welsh", "xx")
