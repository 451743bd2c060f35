"""Looking for pictures of the library by what they are called and by what is said of them."""

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.media.models import Asset, AssetKind


def find_pictures(text: str = "", *, limit: int = 24) -> list[Asset]:
    """The newest pictures whose name or description has `text` in it, with renditions."""
    wanted = sa.select(Asset).where(Asset.kind == AssetKind.IMAGE)
    if text:
        described = Asset.facts["alt"].as_string()
        wanted = wanted.where(
            sa.or_(Asset.original_name.icontains(text, autoescape=True), described.icontains(text, autoescape=True))
        )
    newest = wanted.options(selectinload(Asset.renditions)).order_by(Asset.id.desc()).limit(limit)
    return list(db.session.scalars(newest))


def pictures_named(ids: frozenset[int]) -> list[Asset]:
    """Those of `ids` that are pictures, with renditions."""
    wanted = sa.select(Asset).where(Asset.id.in_(ids), Asset.kind == AssetKind.IMAGE)
    return list(db.session.scalars(wanted.options(selectinload(Asset.renditions)))) if ids else []
