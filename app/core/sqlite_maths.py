"""Sines and roots for a SQLite that was compiled without them, so that one query fits every database."""

import math
import sqlite3
from collections.abc import Callable

_FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sin": math.sin,
    "cos": math.cos,
    "radians": math.radians,
}


def lacks_maths(connection: sqlite3.Connection) -> bool:
    """Whether this SQLite does not know a sine (SQLITE_ENABLE_MATH_FUNCTIONS)."""
    try:
        connection.execute("SELECT sin(0)").close()
    except sqlite3.OperationalError:
        return True
    return False


def teach_maths(connection: sqlite3.Connection) -> None:
    """Give `connection` the functions that queries use. Slower than SQLite's own, and the same in their results."""
    for name, function in _FUNCTIONS.items():
        connection.create_function(name, 1, _or_null(function), deterministic=True)


def _or_null(function: Callable[[float], float]) -> Callable[[float | None], float | None]:
    return lambda value: None if value is None else function(value)
