from datetime import UTC, datetime

import pytest

from app.importing.feed_dates import read_date

AT = datetime(2021, 3, 9, 5, 30, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "Tue, 09 Mar 2021 06:30:15 +0100",
        "Tue, 9 Mar 2021 00:30:15 EST",
        "09 Mar 2021 05:30:15 GMT",
        "Di, 09 Mär 2021 06:30:15 +0100",
        "Dienstag, 9. März 2021, 06:30:15 MEZ",
        "9. März 2021 06:30:15 Uhr +01:00",
        "mar. 09 mars 2021 06:30:15 CET",
        "Martes, 9 marzo 2021 05:30:15",
        "2021-03-09T05:30:15Z",
        "2021-03-09T06:30:15.123+01:00",
        "2021-03-09 05:30:15",
    ],
)
def test_a_date_is_read_to_the_second_in_whatever_words(written: str) -> None:
    assert read_date(written) == AT


@pytest.mark.parametrize(
    ("written", "month"),
    [("1 Mai 2020", 5), ("1 Okt 2020", 10), ("1 Dez 2020", 12), ("1 août 2020", 8), ("1 ottobre 2020", 10)],
)
def test_a_day_without_a_time_is_its_midnight(written: str, month: int) -> None:
    assert read_date(written) == datetime(2020, month, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        *("", "yesterday", "32 Mar 2021 06:30:15 +0100", "9 Wonnemond 2021", "9 März 2021 halb sieben", "2021-13-01"),
        *("Tue, 09 Mar 1921 06:30:15 +0100", "9999-12-31T23:59:59-23:00", "0001-01-01T00:00:00+14:00", "x" * 10_000),
        *("9 März 2021 25:00"),
    ],
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert read_date(written) is None
