"""What `create_app` hands to this room."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from app.media.storage import Storage


def _none() -> sa.Select[int]:
    return sa.select(sa.literal(0)).where(sa.false())


def _nowhere(_asset_id: int) -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class MediaSettings:
    """`uploads` is a folder for files on their way; on the same disk as the storage, nothing has to be copied."""

    storage: Storage
    uploads: Path
    ffmpeg: str | None = None
    where_used: Callable[[int], Sequence[str]] = _nowhere
    """The places, in words, that show an asset."""
    kept_elsewhere: Callable[[], Set[str]] = frozenset
    """The SHA-256 of content that rows of other rooms refer to: the sweep leaves it alone."""
    used_assets: Callable[[], sa.Select[int]] = _none
    """Selects the ids of the assets that something shows."""


class _Wiring:
    settings: MediaSettings | None = None


def wire(settings: MediaSettings) -> None:
    """To be called once, by `create_app`."""
    _Wiring.settings = settings


def wired() -> MediaSettings:
    """What was handed over."""
    if _Wiring.settings is None:
        raise RuntimeError("The media room was not wired: create_app has to call app.media.settings.wire.")
    return _Wiring.settings
