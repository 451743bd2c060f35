"""Whether what everything stands on answers."""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from app.core import guards
from app.core.db import db


def database_answers() -> bool:
    """Whether the simplest question gets an answer."""
    return _answered(lambda _connection: True)


def database_is_guarded() -> bool:
    """Whether it still refuses by itself what no code may do."""
    return _answered(lambda connection: not guards.missing(connection))


def _answered(ask: Callable[[Connection], bool]) -> bool:
    try:
        db.session.execute(sa.select(1))
        return ask(db.session.connection())
    except SQLAlchemyError:
        db.session.rollback()
        return False
