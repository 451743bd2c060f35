"""What is at the public address of a picture or a document. Addresses name the content by its hash; those of content that
was replaced lead to what stands in its place."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.media.filetypes import BY_EXTENSION
from app.media.models import Asset, AssetKind, ReplacedFile
from app.media.pictures import HASH_LENGTH, image_path
from app.media.queries import document_path
from app.media.renditions import WIDTHS, Name, name_of


@dataclass(frozen=True)
class PublicFile:
    """A file to be sent or, where it is not made (yet) or was replaced, the address to go to."""

    key: str = ""
    mime: str = ""
    name: str = ""
    elsewhere: str = ""


def get_image_file(start: str, width: int, extension: str) -> PublicFile:
    """The file at `/images/<start>-<width>.<extension>`, an address of `pictures.image_path`. Raises NotFound."""
    short_hash, _, prefix = start.partition("-")
    named = name_of(f"{prefix}-w{width}.{extension}" if prefix else f"w{width}.{extension}")
    asset, replaced = _find(short_hash, AssetKind.IMAGE)
    if asset is None or named is None or extension not in BY_EXTENSION:
        raise NotFound("There is no such picture.")
    is_own = named == Name(asset.original.width, asset.original.extension)
    if replaced:
        return PublicFile(elsewhere=_nearest(asset, named))
    if is_own:
        return PublicFile(asset.sha256, asset.mime)
    for rendition in asset.renditions:
        if rendition.purpose == named.purpose:
            return PublicFile(rendition.sha256, rendition.mime)
    if named.shape is None and width not in WIDTHS:
        raise NotFound("There is no such picture.")
    return PublicFile(elsewhere=_nearest(asset, named))


def get_document_file(short_hash: str) -> PublicFile:
    """The document whose address has this hash. Raises NotFound."""
    asset, replaced = _find(short_hash, AssetKind.DOCUMENT)
    if asset is None:
        raise NotFound("There is no such document.")
    if replaced:
        return PublicFile(elsewhere=document_path(asset))
    return PublicFile(asset.sha256, asset.mime, asset.original_name)


def _nearest(asset: Asset, wanted: Name) -> str:
    """The copy of the same width, shape and format, whatever point it keeps; else the picture itself."""
    for rendition in asset.renditions:
        named = name_of(rendition.purpose)
        if named is not None and (named.width, named.extension, named.shape) == (
            wanted.width,
            wanted.extension,
            wanted.shape,
        ):
            return image_path(asset.sha256, named.width, named.extension, prefix=named.prefix)
    return image_path(asset.sha256, asset.original.width, asset.original.extension)


def _find(short_hash: str, kind: AssetKind) -> tuple[Asset | None, bool]:
    """The asset whose content, or whose content once, has a hash that begins so; and whether it is content of the past."""
    if len(short_hash) != HASH_LENGTH or not set(short_hash) <= set("0123456789abcdef"):
        return None, False
    assets = sa.select(Asset).where(Asset.kind == kind).options(selectinload(Asset.renditions))
    now = db.session.scalar(assets.where(Asset.sha256 >= short_hash, Asset.sha256 < f"{short_hash}g"))
    if now is not None:
        return now, False
    was = assets.join(ReplacedFile).where(ReplacedFile.sha256 >= short_hash, ReplacedFile.sha256 < f"{short_hash}g")
    return db.session.scalars(was.order_by(ReplacedFile.id.desc()).limit(1)).first(), True
