"""Whether what everything stands on answers, and is whole."""

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from app.core import guards
from app.core.db import db


def database_answers() -> bool:
    """Whether the simplest question gets an answer."""
    try:
        db.session.execute(sa.select(1))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True


def database_is_guarded() -> bool:
    """Whether it still refuses by itself what no code may do; of one that does not answer nothing is said."""
    try:
        return not guards.missing(db.session.connection())
    except SQLAlchemyError:
        db.session.rollback()
        return True
