"""Whether what everything stands on answers."""

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import db


def database_answers() -> bool:
    """Whether the simplest question gets an answer."""
    try:
        db.session.execute(sa.select(1))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True
