"""The file that apps download for a piece of audio: the upload itself, its mended copy, or the MP3 made of a master."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.core.db import db
from app.media.filetypes import M4A, MP3
from app.media.models import Asset, AssetKind, Rendition

# The same words in the feed's enclosure and in the Content-Type of the file.
EXTENSIONS = {t.mime: t.extension for t in (MP3, M4A)}


@dataclass(frozen=True)
class Enclosure:
    sha256: str
    bytes: int
    mime: str
    duration_ms: int

    @property
    def extension(self) -> str:
        return EXTENSIONS[self.mime]


def find_enclosures(asset_ids: frozenset[int]) -> dict[int, Enclosure]:
    """The enclosures of several assets at once; those that have none (yet) are left out."""
    if not asset_ids:
        return {}
    found: dict[int, Enclosure] = {}
    made = sa.select(Rendition).where(Rendition.asset_id.in_(asset_ids), Rendition.purpose.in_(("mp3", "mended")))
    for rendition in db.session.scalars(made):
        found[rendition.asset_id] = Enclosure(
            rendition.sha256, rendition.bytes, rendition.mime, rendition.duration_ms or 0
        )
    for asset in db.session.scalars(sa.select(Asset).where(Asset.id.in_(asset_ids), Asset.kind == AssetKind.AUDIO)):
        if not asset.is_master and not asset.facts.get("flaws"):
            found[asset.id] = Enclosure(asset.sha256, asset.bytes, asset.mime, asset.duration_ms or 0)
    return found


def find_enclosure(asset_id: int) -> Enclosure | None:
    return find_enclosures(frozenset({asset_id})).get(asset_id)


def why_no_enclosure(asset: Asset) -> str:
    """Why a recording cannot be downloaded as it is, for the editor; "" for one that can."""
    if asset.kind is not AssetKind.AUDIO:
        return f"This is a {asset.type.name} and no recording."
    if not asset.is_master:
        return _why_not_mended(asset) if asset.facts.get("flaws") else ""
    problem = asset.facts.get("encoding_problem")
    return str(problem) if problem else f"An MP3 is being made of this {asset.type.name}. Wait a moment and try again."


def _why_not_mended(asset: Asset) -> str:
    mending = asset.facts.get("mending")
    if mending is None:
        return "This recording is being mended, so that every player gets it right. Wait a moment and try again."
    return str(mending["problem"])
