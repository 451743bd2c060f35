from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Id, Model, enum_of


class AssetKind(StrEnum):
    IMAGE = "image"
    AUDIO = "audio"
    DOCUMENT = "document"


class Asset(Model):
    __tablename__ = "assets"

    id: Mapped[Id]
    kind: Mapped[AssetKind] = mapped_column(enum_of(AssetKind))
    sha256: Mapped[str] = mapped_column(unique=True)
    bytes: Mapped[int]
    mime: Mapped[str]
    original_name: Mapped[str]
    width: Mapped[int | None]
    height: Mapped[int | None]
    duration_ms: Mapped[int | None]
    facts: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))


class Rendition(Model):
    """Another form of an asset: a smaller picture, or the MP3 of a master."""

    __tablename__ = "renditions"
    __table_args__ = (sa.UniqueConstraint("asset_id", "purpose"),)

    id: Mapped[Id]
    asset_id: Mapped[int] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"))
    purpose: Mapped[str]
    sha256: Mapped[str]
    bytes: Mapped[int]
    mime: Mapped[str]
    width: Mapped[int | None]
    height: Mapped[int | None]
    duration_ms: Mapped[int | None]
