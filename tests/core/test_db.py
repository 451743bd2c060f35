"""How SQLite is opened, and instants that keep their zone."""

import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.core.db import UTCDateTime, _open_sqlite, db, has_wal_reset_bug, journal_mode
from app.core.unit_of_work import unit_of_work
from app.directory.models import Treatment

DIALECT = sa.create_engine("sqlite://").dialect
STORED = UTCDateTime()


@pytest.mark.parametrize(
    ("version", "buggy"),
    [
        ((3, 34, 1), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 3), True),
        ((3, 46, 1), True),
        ((3, 49, 2), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 0), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 52, 0), False),
        ((4, 0, 0), False),
    ],
)
def test_which_sqlite_can_corrupt_a_wal_database(
    version: tuple[int, int, int], buggy: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert has_wal_reset_bug(version) is buggy
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    assert journal_mode() == ("DELETE" if buggy else "WAL")


@pytest.mark.sqlite
def test_every_connection_has_the_settings(house: Flask) -> None:
    with db.engine.connect() as connection:

        def pragma(name: str) -> object:
            return connection.exec_driver_sql(f"PRAGMA {name}").scalar()

        assert str(pragma("journal_mode")).upper() == journal_mode()
        assert [pragma(n) for n in ("busy_timeout", "synchronous", "foreign_keys")] == [15000, 2, 1]


def test_another_database_than_sqlite_is_left_alone() -> None:
    engine = sa.create_mock_engine("postgresql://", lambda *_: None)
    assert engine.dialect.name == "postgresql"
    _open_sqlite(object(), None)


@given(st.datetimes(timezones=st.timezones(), min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1)))  # noqa: DTZ001
def test_an_instant_comes_back_as_the_same_instant_in_utc(instant: datetime) -> None:
    stored = STORED.process_bind_param(instant, DIALECT)
    assert stored is not None
    assert stored.tzinfo is None
    back = STORED.process_result_value(stored, DIALECT)
    assert back is not None
    assert back == instant.astimezone(UTC)
    assert back.utcoffset() == timedelta(0)


def test_nothing_stays_nothing_and_a_naive_time_is_refused(house: Flask) -> None:
    assert STORED.process_bind_param(None, DIALECT) is None
    assert STORED.process_result_value(None, DIALECT) is None
    with pytest.raises(ValueError, match="time zone"):
        STORED.process_bind_param(datetime(2027, 1, 1), DIALECT)  # noqa: DTZ001 - naive on purpose


def test_an_instant_of_another_zone_is_kept_through_the_database(house: Flask) -> None:
    at = datetime(2027, 6, 1, 12, tzinfo=timezone(timedelta(hours=5)))
    chosen = sa.select(sa.literal(at, UTCDateTime()))
    assert db.session.scalar(chosen) == datetime(2027, 6, 1, 7, tzinfo=UTC)


@pytest.mark.sqlite
def test_what_is_deleted_is_overwritten_in_the_file(house: Flask, tmp_path: Path) -> None:
    with unit_of_work():
        db.session.add(Treatment(slug="x", name="unlikely-" * 40))
    file = tmp_path / "site.db"
    db.session.remove()
    db.engine.dispose()
    assert b"unlikely-unlikely-" in file.read_bytes()
    with unit_of_work():
        db.session.execute(sa.delete(Treatment))
    db.session.remove()
    db.engine.dispose()  # what a write-ahead log holds comes into the file
    assert b"unlikely-unlikely-" not in file.read_bytes()
