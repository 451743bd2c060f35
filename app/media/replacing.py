"""New content for a file that is in the library already. Everything that shows the file shows the new content; addresses
with the old hash lead to it (`addresses`), and the old bytes go with the sweep."""

from collections.abc import Callable, Iterable
from datetime import datetime

import sqlalchemy as sa

from app.accounts import activity
from app.accounts.permissions import Action, Actor, require
from app.core.db import db
from app.core.errors import Invalid
from app.core.events import record
from app.media import queries
from app.media.events import FileReplaced, ImageAdded
from app.media.intake import Examined
from app.media.models import Asset, AssetKind, ReplacedFile
from app.media.operations import there_already, whose
from app.media.settings import wired

_WORDS = {AssetKind.IMAGE: "picture", AssetKind.AUDIO: "recording", AssetKind.DOCUMENT: "document"}


def require_replaceable(asset: Asset, *, by: Actor) -> None:
    """Raises Forbidden where somebody may not replace this file, and Invalid where nobody can, here."""
    require(by, Action.WRITE, owner_id=whose(asset))
    places = wired().where_used(asset.id)
    if asset.kind is AssetKind.AUDIO:
        where = f" Here that is {'; '.join(places)}." if places else ""
        raise Invalid(
            "A recording is not replaced here: apps have it already, under its measured length. Upload the new one and "
            f"choose it in its episode.{where}",
            field="file",
        )
    if places:
        require(by, Action.PUBLISH)


def replace_file(asset: Asset, examined: Examined, *, by: Actor, now: datetime) -> None:
    """Give `asset` (loaded with its renditions) other content of the same kind. It keeps its number, its description, its
    focal point and its places. Raises Invalid with the reason."""
    require_replaceable(asset, by=by)
    if examined.type.kind is not asset.kind:
        raise Invalid(
            f"This is a {examined.type.name}; only another {_WORDS[asset.kind]} can take its place.", field="file"
        )
    if examined.stored.key == asset.sha256:
        raise Invalid("This is the very same file, so there is nothing to replace.", field="file")
    other = queries.find_asset_by_hash(examined.stored.key)
    if other is not None:
        raise there_already(other)
    activity.note("replaced", by=by, now=now, about=asset.original_name, details={"asset_id": asset.id})
    _remember(asset, by=by, now=now)
    _take_over(asset, examined)
    record(FileReplaced(asset.id, by=by.user_id))
    if asset.kind is AssetKind.IMAGE:
        record(ImageAdded(asset.id))


def _remember(asset: Asset, *, by: Actor, now: datetime) -> None:
    db.session.add(
        ReplacedFile(
            asset_id=asset.id,
            sha256=asset.sha256,
            bytes=asset.bytes,
            original_name=asset.original_name,
            replaced_at=now,
            replaced_by=by.name,
        )
    )


def _take_over(asset: Asset, examined: Examined) -> None:
    kept = {"alt": asset.facts["alt"]} if "alt" in asset.facts else {}
    asset.sha256, asset.bytes, asset.mime = examined.stored.key, examined.stored.size, examined.type.mime
    asset.original_name, asset.facts = examined.name, {**examined.facts, **kept}
    asset.width, asset.height, asset.duration_ms = examined.width, examined.height, examined.duration_ms
    asset.renditions = []


def list_replaced(asset_id: int) -> list[ReplacedFile]:
    """What an asset was before, newest first."""
    was = sa.select(ReplacedFile).where(ReplacedFile.asset_id == asset_id).order_by(ReplacedFile.id.desc())
    return list(db.session.scalars(was))


class Past:
    """What the files of the library held since an instant, as far as they were replaced."""

    def __init__(self, since: datetime) -> None:
        later = sa.select(ReplacedFile.asset_id, ReplacedFile.replaced_at, ReplacedFile.sha256)
        rows = db.session.execute(later.where(ReplacedFile.replaced_at >= since).order_by(ReplacedFile.id)).all()
        self._until = [(asset_id, at, sha256) for asset_id, at, sha256 in rows]
        held = sa.select(Asset).where(Asset.id.in_({asset_id for asset_id, _, _ in self._until}))
        self._now = {asset.id: asset.sha256 for asset in db.session.scalars(held)} if rows else {}

    def differs(self, asset_ids: Callable[[], Iterable[int]], at: datetime) -> bool:
        """Whether one of the files holds other content now than it did `at` an instant; which ones is asked for only when
        any file was replaced since."""
        then: dict[int, str] = {}
        for asset_id, until, sha256 in self._until:
            if until >= at:
                then.setdefault(asset_id, sha256)
        changed = {asset_id for asset_id, sha256 in then.items() if self._now.get(asset_id) != sha256}
        return bool(changed) and not changed.isdisjoint(asset_ids())
