"""Changes to the library. Each runs inside a unit of work; files were looked at before (`intake`)."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.accounts import activity
from app.accounts.permissions import NOBODY, Action, Actor, require
from app.core.db import db
from app.core.errors import Fault, Invalid, TooMany
from app.core.events import record
from app.core.text import one_line
from app.media import queries
from app.media.events import (
    AudioAdded,
    FlawedAdded,
    FocalChosen,
    ImageAdded,
    MasterAdded,
    MasterEncoded,
    RenditionsMade,
)
from app.media.focal import WHOLE, Focal
from app.media.intake import Examined
from app.media.models import Asset, AssetKind, Rendition, Upload
from app.media.names import tidy_name
from app.media.settings import wired
from app.media.storage import Stored

UPLOAD_LIFE = timedelta(hours=24)
MAX_OPEN_UPLOADS = 5


def add_asset(examined: Examined, *, by: Actor, now: datetime) -> Asset:
    """Put a file into the library. Content that is there already stays the one asset that it is."""
    require(by, Action.UPLOAD)
    there = queries.find_asset_by_hash(examined.stored.key)
    if there is not None:
        return there
    asset = Asset(
        kind=examined.type.kind,
        sha256=examined.stored.key,
        bytes=examined.stored.size,
        mime=examined.type.mime,
        original_name=examined.name,
        width=examined.width,
        height=examined.height,
        duration_ms=examined.duration_ms,
        facts=examined.facts,
        created_at=now,
        created_by_id=by.user_id,
        renditions=[],
    )
    db.session.add(asset)
    db.session.flush()
    if asset.kind is AssetKind.IMAGE:
        record(ImageAdded(asset.id))
    elif asset.is_master:
        record(MasterAdded(asset.id))
    elif asset.facts.get("flaws"):
        record(FlawedAdded(asset.id))
    if asset.kind is AssetKind.AUDIO:
        want_listening(asset, by=by)
    return asset


def want_listening(asset: Asset, *, by: Actor) -> None:
    """Have a recording listened to, for the first time or once more."""
    require(by, Action.UPLOAD)
    if asset.kind is not AssetKind.AUDIO:
        raise Invalid("Only recordings can be listened to.")
    asset.facts = {**asset.facts, "sound": {"listening": True}}
    record(AudioAdded(asset.id))


def note_sound(asset: Asset, sound: dict[str, Any], outline: Stored | None) -> None:
    """Keep what was heard, or why nothing was; `outline` is the stored JSON of `sound.peaks_json`."""
    asset.facts = {**asset.facts, "sound": sound}
    if outline is not None:
        _replace(asset, NewRendition(PEAKS, outline, "application/json"))


def delete_asset(asset: Asset, *, by: Actor, now: datetime) -> None:
    """Remove a file from the library. Raises Invalid with the places that use it.

    Its bytes go with the next sweep, so that a transaction that fails has not lost them.
    """
    require(by, Action.DELETE_MEDIA)
    places = wired().where_used(asset.id)
    if places:
        raise Invalid(f"This file is in use, so it stays: {'; '.join(places)}.")
    activity.note("deleted", by=by, now=now, about=asset.original_name, details={"asset_id": asset.id})
    db.session.delete(asset)


def describe_picture(asset: Asset, alt: str, *, by: Actor) -> None:
    """Keep what a picture usually shows, in words: offered where a page describes it in no other way."""
    require(by, Action.WRITE, owner_id=whose(asset))
    alt = one_line(alt)
    if asset.kind is not AssetKind.IMAGE:
        raise Invalid("Only pictures are described.", field="alt")
    if len(alt) > 500:
        raise Invalid(f"The description has {len(alt)} characters; 500 is the most.", field="alt")
    asset.facts = {**asset.facts, "alt": alt}


def set_focal(asset: Asset, focal: Focal, *, by: Actor) -> None:
    """Choose the point that every crop keeps. The crops around the one before are shown until the new ones are made."""
    require(by, Action.WRITE, owner_id=whose(asset))
    if asset.kind is not AssetKind.IMAGE:
        raise Invalid("Only pictures have a focal point.", field="x")
    faults = [
        Fault(name, f"{said} is a number from 0 to 100.")
        for name, said, value in (("x", "“Across”", focal.x), ("y", "“Down”", focal.y))
        if not 0 <= value <= WHOLE
    ]
    if faults:
        raise Invalid.of(faults)
    if focal != asset.focal:
        asset.focal_x, asset.focal_y = focal.x, focal.y
        record(FocalChosen(asset.id))


def whose(asset: Asset) -> int:
    """The user who brought it; what nobody here brought may be changed by those only who may change anything."""
    return asset.created_by_id or NOBODY


def there_already(asset: Asset) -> Invalid:
    """The refusal of content that is in the library."""
    return Invalid(f"This file is in the library already, as “{asset.original_name}” (No. {asset.id}).", field="file")


def note_mended(asset: Asset, copy: "NewRendition | None", *, problem: str = "", now: datetime) -> None:
    """Keep the mended copy and when it was made, or why there is none. The original stays as it is."""
    asset.facts = {**asset.facts, "mending": {"at": now.isoformat(), "problem": problem}}
    if copy is not None:
        asset.facts = {**asset.facts, "problems": []}  # they were what has been mended
        _replace(asset, copy)


PEAKS, MENDED = "peaks", "mended"


@dataclass(frozen=True)
class NewRendition:
    """Another form of an asset whose content is stored already."""

    purpose: str
    stored: Stored
    mime: str
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None


def add_renditions(asset: Asset, made: list[NewRendition]) -> None:
    """Note what was made of `asset` (loaded with its renditions); what is there already stays."""
    there = {rendition.purpose for rendition in asset.renditions}
    asset.renditions += [_row(new) for new in made if new.purpose not in there]
    asset.facts = {name: value for name, value in asset.facts.items() if name != "encoding_problem"}
    record(RenditionsMade(asset.id) if asset.kind is AssetKind.IMAGE else MasterEncoded(asset.id))


def drop_old_renditions(asset: Asset, planned: Set[str]) -> None:
    """Forget copies that nothing asks for any more, once all that is asked for is there. Their bytes go with the sweep."""
    if planned <= {rendition.purpose for rendition in asset.renditions}:
        asset.renditions = [rendition for rendition in asset.renditions if rendition.purpose in planned]


def _replace(asset: Asset, new: NewRendition) -> None:
    """Put a rendition in the place of the one of the same purpose."""
    old = next((each for each in asset.renditions if each.purpose == new.purpose), None)
    if old is None:
        asset.renditions.append(_row(new))
        return
    old.sha256, old.bytes, old.duration_ms = new.stored.key, new.stored.size, new.duration_ms


def _row(new: NewRendition) -> Rendition:
    return Rendition(
        purpose=new.purpose,
        sha256=new.stored.key,
        bytes=new.stored.size,
        mime=new.mime,
        width=new.width,
        height=new.height,
        duration_ms=new.duration_ms,
    )


def note_encoding_problem(asset: Asset, message: str) -> None:
    """Keep why no MP3 could be made, for whoever wants to publish it."""
    asset.facts = {**asset.facts, "encoding_problem": message}
    record(MasterEncoded(asset.id))


def begin_upload(token: str, original_name: str, length: int, *, by: Actor, now: datetime) -> Upload:
    """Announce a file that will come in pieces. Raises TooMany when too many are open."""
    require(by, Action.UPLOAD)
    if len(queries.list_open_uploads(by.user_id, now=now)) >= MAX_OPEN_UPLOADS:
        raise TooMany("Five of your uploads are not finished. Finish or discard one of them first.", retry_after=60)
    upload = Upload(
        token=token,
        owner_id=by.user_id,
        length=length,
        original_name=tidy_name(original_name),
        created_at=now,
        expires_at=now + UPLOAD_LIFE,
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def finish_upload(upload: Upload, examined: Examined, *, by: Actor, now: datetime) -> Asset:
    """The whole file is here and is what it says: put it into the library."""
    known = queries.find_asset_by_hash(examined.stored.key) is not None
    asset = add_asset(examined, by=by, now=now)
    upload.finished_at, upload.asset_id = now, asset.id
    if not known:
        asset.facts = {**asset.facts, "upload": upload.token}
    return asset


def brought(asset: Asset, token: str) -> bool:
    """Whether it came by this upload; one that brought what was there already brought nothing."""
    return bool(asset.facts.get("upload") == token)


def refuse_upload(upload: Upload, message: str, *, now: datetime) -> None:
    """The whole file is here and is not taken."""
    upload.finished_at, upload.refusal = now, message


def discard_upload(upload: Upload) -> None:
    """Forget an upload; what has arrived goes with the part file."""
    db.session.delete(upload)
