"""The generation: one number that is raised in the same transaction as any change the public can see.

What is rendered may be kept under it, but no longer than until the next scheduled change.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, db


class SiteGeneration(Model):
    __tablename__ = "site_generation"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]


def generation() -> int:
    return db.session.scalar(sa.select(SiteGeneration.number)) or 0


def raise_generation() -> None:
    raised = db.session.execute(
        sa.update(SiteGeneration).values(number=SiteGeneration.number + 1).returning(SiteGeneration.number)
    )
    if raised.first() is None:
        db.session.add(SiteGeneration(id=1, number=1))
