import math
import sqlite3
from contextlib import closing

import pytest

from app.core.sqlite_maths import lacks_maths, teach_maths


def test_a_sqlite_without_sines_is_taught_them() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        teach_maths(connection)
        assert not lacks_maths(connection)
        found = connection.execute("SELECT sin(1), cos(1), radians(180), sin(NULL)").fetchone()
        assert found == (pytest.approx(math.sin(1)), pytest.approx(math.cos(1)), pytest.approx(math.pi), None)


def test_a_sqlite_without_sines_is_noticed() -> None:
    class Old(sqlite3.Connection):
        def execute(self, *_: object) -> sqlite3.Cursor:
            raise sqlite3.OperationalError("no such function: sin")

    with closing(sqlite3.connect(":memory:", factory=Old)) as connection:
        assert lacks_maths(connection)
