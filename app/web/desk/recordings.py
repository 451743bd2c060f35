"""What is known of a recording, in plain words, for its page in the library."""

from dataclasses import dataclass
from datetime import datetime

from app.media.enclosures import why_no_enclosure
from app.media.facts import as_clock
from app.media.models import Asset
from app.media.mp3 import TOLERANCE_MS, Flaw
from app.media.sound import MANY_CLIPPED, Sound, warnings

_MENDED = {
    Flaw.JOINED: "several recordings had been joined in one file",
    Flaw.NO_TABLE: "its table, by which players know the length and find a place, was missing",
    Flaw.WRONG_TABLE: "its table named a wrong length",
    Flaw.PADDED: "there was something in the file that is no sound",
}
_MODES = {"cbr": "constant bit rate", "vbr": "varying bit rate"}


@dataclass(frozen=True)
class Recording:
    """`facts` are labels and values; `waiting` says what is being done at this moment, and is empty when all is done."""

    facts: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    missing: str
    """Why nothing is known of the sound."""
    mended: str
    mended_at: datetime | None
    waiting: str
    not_published: str
    heard: bool
    """Whether anybody has tried to listen to it."""


def recording_of(asset: Asset) -> Recording:
    """The page's view of an asset that is a recording."""
    facts, sound = asset.facts, asset.facts.get("sound", {})
    heard = Sound(**sound) if "loudness" in sound else None
    mending = facts.get("mending")
    mended = mending if mending is not None and not mending["problem"] else None
    said = tuple(problem["message"] for problem in facts.get("problems", ()))
    return Recording(
        facts=tuple(
            _format(asset) + _length(asset) + (_heard(heard, facts["channels"]) if heard else []) + _tags(asset)
        ),
        warnings=said + (warnings(heard, channels=facts["channels"]) if heard else ()),
        missing=str(sound.get("missing", "")),
        mended=_what_was_mended(facts.get("flaws", ())) if mended else "",
        mended_at=datetime.fromisoformat(mended["at"]) if mended else None,
        waiting=_waiting(asset),
        not_published=why_no_enclosure(asset),
        heard=bool(sound),
    )


def _waiting(asset: Asset) -> str:
    if asset.facts.get("flaws") and not asset.facts.get("mending"):
        return "Mending the recording …"
    if (
        asset.is_master
        and "encoding_problem" not in asset.facts
        and not any(r.purpose == "mp3" for r in asset.renditions)
    ):
        return "Making an MP3 of the recording …"
    if asset.facts.get("sound", {}).get("listening"):
        return "Listening to the recording … An hour of it takes about half a minute."
    return ""


def _format(asset: Asset) -> list[tuple[str, str]]:
    facts = asset.facts
    parts = [
        asset.type.name,
        "mono" if facts["channels"] == 1 else "stereo" if facts["channels"] == 2 else f"{facts['channels']} channels",
        f"{facts['sample_rate']:,} Hz",
        f"{round(facts['bitrate'] / 1000)} kbit/s" if facts["bitrate"] else "",
    ]
    mode = _MODES.get(facts.get("mode", ""), "")
    return [("Sound", ", ".join(filter(None, parts)) + (f" ({mode})" if mode and facts["bitrate"] else ""))]


def _length(asset: Asset) -> list[tuple[str, str]]:
    measured, header = asset.duration_ms or 0, asset.facts.get("header_ms", 0)
    said = f"{as_clock(measured)}, measured"
    if header and abs(header - measured) > TOLERANCE_MS:
        said += f". The file's own header says {as_clock(header)}"
    return [("Length", said)]


def _heard(sound: Sound, channels: int) -> list[tuple[str, str]]:
    if sound.loudness is None:
        return [("Loudness", "Nothing to be heard")]
    aim = "-19 LUFS is usual for speech in mono" if channels == 1 else "-16 LUFS is usual for speech in stereo"
    return [
        ("Loudness", f"{sound.loudness:.1f} LUFS; {aim}"),
        ("Loudest peak", f"{sound.true_peak:.1f} dBTP; -1 or less is good" if sound.true_peak is not None else "None"),
        ("Clipping", f"{sound.clipped:,} samples cut off" if sound.clipped >= MANY_CLIPPED else "None"),
        (
            "Silence",
            f"{sound.silence_start_ms / 1000:.1f} s at the start, {sound.silence_end_ms / 1000:.1f} s at the end",
        ),
    ]


def _tags(asset: Asset) -> list[tuple[str, str]]:
    tags, chapters = asset.facts.get("tags", {}), asset.facts.get("chapters", ())
    found = [str(tags.get(name, "")) for name in ("title", "artist", "album")]
    parts = [", ".join(filter(None, found)), f"{len(chapters)} chapters" if chapters else ""]
    said = "; ".join(filter(None, parts))
    return (
        [("In the file", f"{said}. Apps get a copy with the episode's own title, cover and chapters")] if said else []
    )


def _what_was_mended(flaws: list[str]) -> str:
    known = {str(flaw): words for flaw, words in _MENDED.items()}
    return ", and ".join(known[flaw] for flaw in flaws if flaw in known)
