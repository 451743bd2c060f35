"""Slow work on what is in the library, for the jobs door. Each may run twice and does no harm."""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.core.db import db
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.media import audio, hearing, images, mending, operations, queries
from app.media.encoding import EncodingFailed, encode_mp3
from app.media.facts import as_clock
from app.media.filetypes import MP3
from app.media.models import Asset, AssetKind
from app.media.operations import NewRendition
from app.media.renditions import Planned, plan
from app.media.settings import wired
from app.media.sound import peaks_json
from app.media.storage import Stored, as_file
from app.media.uploads import parts

UNCLAIMED_LIFE = timedelta(hours=24)
_TOLERANCE_MS = 1000


def make_renditions(asset_id: int) -> None:
    """Make the copies and crops of a picture that are not there yet, then forget those that nothing asks for."""
    asset = queries.find_asset(asset_id)
    if asset is None or asset.kind is not AssetKind.IMAGE:
        return
    sha256, extension, planned = asset.sha256, asset.original.extension, plan(asset.original, asset.focal)
    there = {rendition.purpose for rendition in asset.renditions}
    db.session.rollback()  # drawing takes a while, and an open read keeps SQLite's writers waiting
    missing = [each for each in planned if each.name.purpose not in there]
    made = _drawn(sha256, extension, missing) if missing else []
    if not made and there <= {each.name.purpose for each in planned}:
        return
    with unit_of_work():
        asset = queries.find_asset(asset_id)
        if (
            asset is not None and asset.sha256 == sha256
        ):  # else deleted or replaced meanwhile: the sweep takes the bytes
            operations.add_renditions(asset, made)
            operations.drop_old_renditions(asset, {each.name.purpose for each in plan(asset.original, asset.focal)})


def _drawn(sha256: str, extension: str, missing: list[Planned]) -> list[NewRendition]:
    storage = wired().storage
    with as_file(storage, sha256) as path:
        data = path.read_bytes()
    return [
        NewRendition(copy.purpose, storage.put(copy.data), copy.mime, copy.width, copy.height)
        for copy in images.draw(data, extension, missing)
    ]


def encode_master(asset_id: int) -> None:
    """Make the MP3 of a master, or note why there is none."""
    asset = queries.find_asset(asset_id)
    if asset is None or not asset.is_master or any(r.purpose == "mp3" for r in asset.renditions):
        return
    try:
        made = _encoded(asset)
    except (Invalid, EncodingFailed) as refusal:
        with unit_of_work():
            operations.note_encoding_problem(queries.get_asset(asset_id), _why(refusal))
        return
    _note(asset_id, [made])


def mend(asset_id: int, *, now: datetime) -> None:
    """Make the mended copy of a recording that players stumble over, or note why there is none."""
    asset = queries.find_asset(asset_id)
    if asset is None or not asset.facts.get("flaws") or asset.facts.get("mending"):
        return
    sha256, duration_ms = asset.sha256, asset.duration_ms or 0
    db.session.rollback()
    copy, problem = _mended(sha256, duration_ms)
    with unit_of_work():
        asset = queries.find_asset(asset_id)
        if asset is not None:
            operations.note_mended(asset, copy, problem=problem, now=now)


def _mended(sha256: str, duration_ms: int) -> tuple[NewRendition | None, str]:
    """The copy, or why there is none."""
    storage = wired().storage
    try:
        with tempfile.TemporaryDirectory() as folder, as_file(storage, sha256) as source:
            target = Path(folder) / "mended.mp3"
            mending.mend(source, target)
            _measure_again(target, duration_ms)
            return NewRendition(operations.MENDED, storage.put(target), MP3.mime, duration_ms=duration_ms), ""
    except Invalid as refusal:
        return None, refusal.message


def _measure_again(mended: Path, duration_ms: int) -> None:
    """The copy has to be without flaws, and as long as all the frames were."""
    facts = audio.measure(mended, MP3.extension)
    if facts.flaws or facts.duration_ms != duration_ms:
        raise Invalid("This recording could not be mended. Please export it again.")


def listen(asset_id: int) -> None:
    """Listen to a recording from start to end, and keep what was heard or why nothing was."""
    asset = queries.find_asset(asset_id)
    if asset is None or asset.kind is not AssetKind.AUDIO or not asset.facts.get("sound", {}).get("listening"):
        return
    sha256, duration_ms = asset.sha256, asset.duration_ms or 0
    db.session.rollback()  # it takes a while, and an open read keeps SQLite's writers waiting
    sound, outline = _heard(sha256, duration_ms)
    with unit_of_work():
        asset = queries.find_asset(asset_id)
        if asset is not None:
            operations.note_sound(asset, sound, outline)


def _heard(sha256: str, duration_ms: int) -> tuple[dict[str, Any], Stored | None]:
    storage = wired().storage
    try:
        with as_file(storage, sha256) as path:
            heard = hearing.listen(path, duration_ms=duration_ms, ffmpeg=wired().ffmpeg)
    except hearing.NotHeard as reason:
        return {"missing": str(reason)}, None
    outline = storage.put(peaks_json(heard.peaks, duration_ms=duration_ms)) if heard.peaks else None
    return heard.sound.to_json(), outline


def sweep(*, now: datetime) -> None:
    """Forget expired uploads, part files of nobody, and content that no row has referred to for a day."""
    with unit_of_work():
        old = queries.list_old_uploads(now=now)
        tokens = [upload.token for upload in old]
        for upload in old:
            operations.discard_upload(upload)
    for token in tokens:
        parts().remove(token)
    _sweep_parts(now)
    _sweep_content(now)


def _note(asset_id: int, made: list[NewRendition]) -> None:
    with unit_of_work():
        asset = queries.find_asset(asset_id)
        if asset is not None:  # deleted in the meantime: the sweep takes the bytes
            operations.add_renditions(asset, made)


def _encoded(asset: Asset) -> NewRendition:
    """The MP3 of a master, measured; one that lost sound on the way is not taken."""
    with tempfile.TemporaryDirectory() as folder, as_file(wired().storage, asset.sha256) as source:
        target = Path(folder) / "master.mp3"
        encode_mp3(source, target, ffmpeg=wired().ffmpeg, channels=int(asset.facts.get("channels", 2)))
        facts = audio.measure(target, MP3.extension)
        if abs(facts.duration_ms - (asset.duration_ms or 0)) > _TOLERANCE_MS:
            raise Invalid(
                f"The file says {as_clock(asset.duration_ms or 0)} but holds only {as_clock(facts.duration_ms)}: its "
                "end is missing. Please export it again, or upload the whole file."
            )
        stored: Stored = wired().storage.put(target)
    return NewRendition("mp3", stored, MP3.mime, duration_ms=facts.duration_ms)


def _why(refusal: Exception) -> str:
    if isinstance(refusal, Invalid):
        return refusal.message
    return f"No MP3 could be made of this file: {refusal}. Please export it as MP3 and upload that."


def _sweep_parts(now: datetime) -> None:
    known = queries.list_tokens()
    for token, touched in parts().list():
        if token not in known and touched < now - UNCLAIMED_LIFE:
            parts().remove(token)


def _sweep_content(now: datetime) -> None:
    storage, known = wired().storage, queries.list_hashes() | wired().kept_elsewhere()
    for key in list(storage.list()):
        stat = None if key in known else storage.stat(key)
        if stat is not None and stat.modified < now - UNCLAIMED_LIFE:
            storage.delete(key)
