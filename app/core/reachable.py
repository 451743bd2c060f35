"""A database that cannot be used, in words for the operator instead of a trace."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, OperationalError

from app.core.errors import Unusable


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Turns what the database itself refuses (no such folder, disk full, not a database, no tables) into Unusable."""
    try:
        yield
    except DatabaseError as error:
        if type(error) not in {DatabaseError, OperationalError}:
            raise  # a mistake of ours, such as a broken constraint: its trace is wanted
        raise Unusable(
            f"The database cannot be used: {error.orig}. Look at DATABASE_URL and INSTANCE_PATH, and whether"
            " `flask database upgrade` has been run."
        ) from error
