"""What happens in this room. Which jobs follow is said in `jobs/triggers.py`."""

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True)
class ImageAdded(Event):
    """Its smaller copies are to be made: `work.make_renditions`."""

    asset_id: int


@dataclass(frozen=True)
class FocalChosen(Event):
    """Crops around another point are to be made: `work.make_renditions`."""

    asset_id: int


@dataclass(frozen=True)
class FileReplaced(Event):
    """Whatever shows the file shows other content now, under another address."""

    asset_id: int
    by: int = 0


@dataclass(frozen=True)
class MasterAdded(Event):
    """An MP3 is to be made of it: `work.encode_master`."""

    asset_id: int


@dataclass(frozen=True)
class FlawedAdded(Event):
    """A recording that players stumble over is to be mended: `work.mend`."""

    asset_id: int


@dataclass(frozen=True)
class AudioAdded(Event):
    """It is to be listened to: `work.listen`."""

    asset_id: int


@dataclass(frozen=True)
class RenditionsMade(Event):
    """Pages that show the picture can offer smaller copies now."""

    asset_id: int


@dataclass(frozen=True)
class MasterEncoded(Event):
    """There is an MP3 now, or a reason why there is none."""

    asset_id: int
