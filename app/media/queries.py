"""What is in the library."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page
from app.media.filetypes import BY_EXTENSION, PDF
from app.media.images import WIDTHS
from app.media.models import Asset, AssetKind, Rendition, Upload
from app.media.pictures import HASH_LENGTH, Copy, Picture, image_path, picture

PAGE_SIZE = 40


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


def list_assets(*, kind: AssetKind | None = None, page: int = 1, size: int = PAGE_SIZE) -> Page[Asset]:
    """The library, newest first, with renditions."""
    chosen = sa.select(Asset) if kind is None else sa.select(Asset).where(Asset.kind == kind)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(chosen.subquery())) or 0
    rows = chosen.options(selectinload(Asset.renditions)).order_by(Asset.id.desc())
    return Page(list(db.session.scalars(rows.limit(size).offset((page - 1) * size))), page, size, total)


def find_picture(asset_id: int) -> Picture | None:
    """What an <img> of this asset needs; None for what is no picture."""
    return list_pictures([asset_id]).get(asset_id)


def list_pictures(asset_ids: Iterable[int]) -> dict[int, Picture]:
    """The pictures among `asset_ids`, by id, in two statements."""
    wanted = sa.select(Asset).where(Asset.id.in_(set(asset_ids)), Asset.kind == AssetKind.IMAGE)
    return {a.id: picture_of(a) for a in db.session.scalars(wanted.options(selectinload(Asset.renditions)))}


def picture_of(asset: Asset) -> Picture:
    """What an <img> of this picture needs. `asset` was loaded with its renditions."""
    original = Copy(asset.width or 0, asset.height or 0, asset.type.extension)
    copies = [Copy(r.width or 0, r.height or 0, r.purpose.rsplit(".", maxsplit=1)[-1]) for r in asset.renditions]
    return picture(asset.id, asset.sha256, original, copies)


@dataclass(frozen=True)
class ImageFile:
    """A picture's file to be sent, or, when this size was not made yet, where the original is."""

    key: str
    mime: str
    elsewhere: str = ""


def get_image_file(short_hash: str, width: int, extension: str) -> ImageFile:
    """The file at an address of `pictures.image_path`. Raises NotFound."""
    asset = _find_by_short_hash(short_hash, AssetKind.IMAGE)
    if asset is not None and (width, extension) == (asset.width, asset.type.extension):
        return ImageFile(asset.sha256, asset.mime)
    for rendition in asset.renditions if asset is not None else ():
        if rendition.purpose == f"w{width}.{extension}":
            return ImageFile(rendition.sha256, rendition.mime)
    if asset is None or width not in WIDTHS or extension not in BY_EXTENSION:
        raise NotFound("There is no such picture.")
    return ImageFile("", "", image_path(asset.sha256, asset.width or 0, asset.type.extension))


def get_document(short_hash: str) -> Asset:
    """The document whose address begins with this hash. Raises NotFound."""
    asset = _find_by_short_hash(short_hash, AssetKind.DOCUMENT)
    if asset is None:
        raise NotFound("There is no such document.")
    return asset


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


def _find_by_short_hash(short_hash: str, kind: AssetKind) -> Asset | None:
    if len(short_hash) != HASH_LENGTH or not set(short_hash) <= set("0123456789abcdef"):
        return None
    within = sa.and_(Asset.sha256 >= short_hash, Asset.sha256 < f"{short_hash}g", Asset.kind == kind)
    return db.session.scalar(sa.select(Asset).where(within).options(selectinload(Asset.renditions)))
