"""What the database refuses, told in one line; what we did wrong keeps its trace."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock, migrations
from app.core.database_copy import copy_database, database_file
from app.core.db import db
from app.core.errors import Unusable
from app.core.jobs import Job
from app.core.reachable import in_plain_words
from app.core.unit_of_work import unit_of_work
from tests.conftest import START, MovableClock


@pytest.mark.parametrize("kind", [sa.exc.OperationalError, sa.exc.DatabaseError])
def test_what_the_database_refuses_is_told(kind: type[sa.exc.DatabaseError]) -> None:
    with pytest.raises(Unusable, match="disk full"), in_plain_words():
        raise kind("x", {}, Exception("disk full"))


def test_a_mistake_of_ours_is_not_hidden() -> None:
    with pytest.raises(sa.exc.IntegrityError), in_plain_words():
        raise sa.exc.IntegrityError("x", {}, Exception("unique"))
    with in_plain_words():
        pass


@pytest.mark.sqlite
def test_a_copy_is_whole_for_its_owner_only_and_leaves_nothing_beside(
    house: Flask, tmp_path: Path, moving: MovableClock
) -> None:
    with unit_of_work():
        db.session.add(Job(name="x", payload={}, created_at=START, run_at=START))
    folder = tmp_path / "copies" / "here"
    copied = copy_database(folder, now=moving.now)
    assert copied is not None
    assert copied.name == "site-20270301T120000Z.db"
    assert copied.stat().st_mode & 0o777 == 0o600
    assert list(folder.iterdir()) == [copied]
    connection = sqlite3.connect(copied)
    assert connection.execute("SELECT count(*) FROM jobs").fetchone() == (1,)
    connection.close()
    assert copy_database(folder, now=moving.now) == copied


@pytest.mark.sqlite
def test_a_copy_that_fails_leaves_nothing(house: Flask, tmp_path: Path, moving: MovableClock) -> None:
    source = database_file()
    assert source is not None
    db.session.remove()
    db.engine.dispose()
    source.write_bytes(b"not a database, whatever its name says" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        copy_database(tmp_path / "copies", now=moving.now)
    assert list((tmp_path / "copies").iterdir()) == []
    source.unlink()
    assert copy_database(tmp_path / "copies", now=moving.now) is None


def test_the_clock_is_aware_and_can_be_moved_back_to_the_system(house: Flask, moving: MovableClock) -> None:
    assert clock.now() == START
    clock.set_source(None)
    assert clock.now().utcoffset() == timedelta(0)
    clock.set_source(moving)


def test_how_far_the_database_is(house: Flask) -> None:
    scripts = house.extensions["settings"].migrations_path
    assert migrations.is_current(scripts)
    with unit_of_work():
        db.session.execute(sa.text("DELETE FROM alembic_version"))
    assert not migrations.is_current(scripts)
