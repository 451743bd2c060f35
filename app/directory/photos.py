"""Photographs of practitioners: where a picture of the library is shown, so that what is in use is not deleted."""

import sqlalchemy as sa

from app.core.db import db
from app.directory.models import Practitioner
from app.media.models import Asset


def places_of_photo(asset_id: int) -> list[str]:
    """In words: "the photograph of Sample physiotherapist 1"."""
    names = db.session.scalars(
        sa.select(Practitioner.name).where(Practitioner.photo_id == asset_id).order_by(Practitioner.id)
    )
    return [f"the photograph of {name}" for name in names]


def used_photos() -> sa.Select[int]:
    """Selects the ids of the pictures that show somebody."""
    return sa.select(Asset.id).join(Practitioner, Practitioner.photo_id == Asset.id)
