"""The tables of the media library."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import NEVER_AGAIN, Id, Model, enum_of
from app.media.filetypes import BY_EXTENSION, AssetKind, FileType
from app.media.focal import Focal
from app.media.renditions import Original

__all__ = ["Asset", "AssetKind", "Rendition", "ReplacedFile", "Upload"]


class Asset(Model):
    """One file in the library. The same content is there once only."""

    __tablename__ = "assets"
    __table_args__ = NEVER_AGAIN

    id: Mapped[Id]
    kind: Mapped[AssetKind] = mapped_column(enum_of(AssetKind), index=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    bytes: Mapped[int]
    mime: Mapped[str]
    original_name: Mapped[str]
    width: Mapped[int | None]
    height: Mapped[int | None]
    duration_ms: Mapped[int | None]
    facts: Mapped[dict[str, Any]]
    """`AudioFacts` or `PictureFacts` as JSON; "encoding_problem" says why a master has no MP3."""
    focal_x: Mapped[int] = mapped_column(default=500)
    focal_y: Mapped[int] = mapped_column(default=500)
    """The point that every crop keeps, in thousandths of the width and the height."""
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))

    renditions: Mapped[list["Rendition"]] = relationship(
        lazy="raise_on_sql", order_by="Rendition.purpose", cascade="all, delete-orphan"
    )

    @property
    def type(self) -> FileType:
        return BY_EXTENSION[self.facts["extension"]]

    @property
    def focal(self) -> Focal:
        return Focal(self.focal_x, self.focal_y)

    @property
    def original(self) -> Original:
        """What is known of a picture."""
        has_alpha = bool(self.facts.get("has_alpha"))
        return Original(self.width or 0, self.height or 0, self.type.extension, has_alpha)

    @property
    def is_master(self) -> bool:
        """Sound that has to be encoded to MP3 before podcast directories take it."""
        return self.type.is_master or str(self.facts.get("codec", "")).startswith("alac")


class Rendition(Model):
    """Another form of an asset, made by us. `purpose` is "mp3", or what `renditions.Name` says, such as "w640.webp"."""

    __tablename__ = "renditions"
    __table_args__ = (sa.UniqueConstraint("asset_id", "purpose"),)

    id: Mapped[Id]
    asset_id: Mapped[int] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"))
    purpose: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    bytes: Mapped[int]
    mime: Mapped[str]
    width: Mapped[int | None]
    height: Mapped[int | None]
    duration_ms: Mapped[int | None]


class ReplacedFile(Model):
    """The bytes that an asset had before it was given new ones: addresses with their hash still lead to the asset."""

    __tablename__ = "replaced_files"

    id: Mapped[Id]
    asset_id: Mapped[int] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    sha256: Mapped[str] = mapped_column(index=True)
    bytes: Mapped[int]
    original_name: Mapped[str]
    replaced_at: Mapped[datetime]
    replaced_by: Mapped[str] = mapped_column(default="")


class Upload(Model):
    """A file on its way here in pieces. How much has arrived is the size of its part file, and nothing else says so."""

    __tablename__ = "uploads"

    id: Mapped[Id]
    token: Mapped[str] = mapped_column(unique=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), index=True)
    length: Mapped[int]
    original_name: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    asset_id: Mapped[int | None] = mapped_column(sa.ForeignKey("assets.id", ondelete="SET NULL"))
    refusal: Mapped[str | None]
    """Why the finished file was not taken."""
