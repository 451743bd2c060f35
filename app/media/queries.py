"""What is in the library."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.media.filetypes import PDF
from app.media.models import Asset, AssetKind, Rendition, Upload
from app.media.pictures import HASH_LENGTH, Copy, Picture, picture
from app.media.renditions import name_of, plan


def get_asset(asset_id: int) -> Asset:
    """The asset with its renditions."""
    found = find_asset(asset_id)
    if found is None:
        raise NotFound("There is no such file in the library.")
    return found


def find_asset(asset_id: int) -> Asset | None:
    """The asset with its renditions, or None."""
    return db.session.scalar(sa.select(Asset).where(Asset.id == asset_id).options(selectinload(Asset.renditions)))


def find_asset_by_hash(sha256: str) -> Asset | None:
    """The asset with this content, or None."""
    return db.session.scalar(sa.select(Asset).where(Asset.sha256 == sha256).options(selectinload(Asset.renditions)))


def find_picture(asset_id: int) -> Picture | None:
    """What an <img> of this asset needs; None for what is no picture."""
    return list_pictures([asset_id]).get(asset_id)


def list_pictures(asset_ids: Iterable[int]) -> dict[int, Picture]:
    """The pictures among `asset_ids`, by id, in two statements."""
    wanted = sa.select(Asset).where(Asset.id.in_(set(asset_ids)), Asset.kind == AssetKind.IMAGE)
    return {a.id: picture_of(a) for a in db.session.scalars(wanted.options(selectinload(Asset.renditions)))}


def picture_of(asset: Asset) -> Picture:
    """What a <picture> of this asset needs. `asset` was loaded with its renditions."""
    named = [(name_of(rendition.purpose), rendition.height or 0) for rendition in asset.renditions]
    copies = [Copy(name, height) for name, height in named if name is not None]
    return picture(asset.id, asset.sha256, asset.original, copies, asset.focal)


def list_without_renditions() -> list[int]:
    """The pictures for which something is still to be drawn. No file is opened for that."""
    pictures = sa.select(Asset).where(Asset.kind == AssetKind.IMAGE).options(selectinload(Asset.renditions))
    found = []
    for asset in db.session.scalars(pictures.order_by(Asset.id).execution_options(yield_per=200)):
        there = {rendition.purpose for rendition in asset.renditions}
        if not {each.name.purpose for each in plan(asset.original, asset.focal)} <= there:
            found.append(asset.id)
    return found


def list_documents(asset_ids: Iterable[int]) -> dict[int, Asset]:
    """The documents among `asset_ids`, by id."""
    wanted = sa.select(Asset).where(Asset.id.in_(set(asset_ids)), Asset.kind == AssetKind.DOCUMENT)
    return {asset.id: asset for asset in db.session.scalars(wanted)}


def document_path(asset: Asset) -> str:
    """The address of a document, for downloading."""
    return f"/documents/{asset.sha256[:HASH_LENGTH]}.{PDF.extension}"


def find_peaks(asset_id: int) -> Rendition | None:
    """The outline of a recording, kept as JSON (`sound.peaks_json`), or None when there is none (yet)."""
    return db.session.scalar(sa.select(Rendition).where(Rendition.asset_id == asset_id, Rendition.purpose == "peaks"))


def get_upload(token: str, *, owner_id: int) -> Upload:
    """An upload of this owner; somebody else's is not there."""
    found = db.session.scalar(sa.select(Upload).where(Upload.token == token, Upload.owner_id == owner_id))
    if found is None:
        raise NotFound("This upload is not there any more. Please start again.")
    return found


def list_open_uploads(owner_id: int, *, now: datetime) -> list[Upload]:
    """What this person has begun and not finished, oldest first."""
    mine = sa.select(Upload).where(Upload.owner_id == owner_id, Upload.finished_at.is_(None), Upload.expires_at > now)
    return list(db.session.scalars(mine.order_by(Upload.id)))


def list_all_open_uploads(*, now: datetime) -> list[Upload]:
    """What anybody has begun and not finished."""
    return list(db.session.scalars(sa.select(Upload).where(Upload.finished_at.is_(None), Upload.expires_at > now)))


def list_old_uploads(*, now: datetime) -> list[Upload]:
    """What has expired, finished or not."""
    return list(db.session.scalars(sa.select(Upload).where(Upload.expires_at <= now)))


def list_tokens() -> set[str]:
    """The tokens of the uploads that are still to be finished."""
    return set(db.session.scalars(sa.select(Upload.token).where(Upload.finished_at.is_(None))))


def list_hashes() -> set[str]:
    """Everything in the storage that a row refers to."""
    return set(db.session.scalars(sa.union_all(sa.select(Asset.sha256), sa.select(Rendition.sha256))))
