"""What patients are told about their data when they book."""

import sqlalchemy as sa

from app.booking.models import PrivacyNotice
from app.core.db import db


def current() -> tuple[int, str]:
    """The newest version and its text; version 0 while there is none."""
    newest = db.session.scalar(sa.select(PrivacyNotice).order_by(PrivacyNotice.version.desc()).limit(1))
    return (newest.version, newest.text) if newest is not None else (0, "")
