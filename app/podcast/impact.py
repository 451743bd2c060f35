"""What podcast apps will do with a change to an episode that they have already. Pure: the facts are handed in.

Apps know an episode by its GUID. They read the feed again every few hours, show what changed in the text, and never
download the sound of an episode twice: only those who stream, or have not downloaded it yet, get a new recording.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.podcast.chapters import clock

SayDate = Callable[[datetime], str]
FORMATS = {"audio/mpeg": "MP3", "audio/x-m4a": "M4A"}


@dataclass(frozen=True)
class Sound:
    """The file that apps download. `is_final` is false before the copy for apps is made: the tags change its length."""

    sha256: str
    bytes: int
    mime: str
    duration_ms: int
    is_final: bool = True


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What apps are told of an episode."""

    guid: str
    address: str
    enclosure_path: str
    published_at: datetime | None
    sound: Sound | None
    title: str = ""
    summary: str = ""
    notes: str = ""
    image_id: int | None = None
    explicit: bool | None = None
    numbers: tuple[Any, ...] = ()
    """Season, number and type."""
    chapters: tuple[Any, ...] = ()
    transcript: tuple[Any, ...] = ()
    people: tuple[Any, ...] = ()
    others: tuple[Any, ...] = ()
    """Clips, places and what else a few apps show."""


@dataclass(frozen=True)
class Effect:
    """What happens with one thing, in words."""

    what: str
    said: str


def effects(before: Heard, after: Heard, *, say: SayDate) -> list[Effect]:
    """What apps will do when `before`, which they know, becomes `after`. The GUID is always said."""
    assert before.guid == after.guid, "a GUID never changes"
    found = [
        *_sound(before, after),
        *_date(before, after, say),
        *_texts(before, after),
        *_files(before, after),
        *_address(before, after),
    ]
    return [_identity(before.guid), *(found or [Effect("Nothing else", "Apps will notice no difference.")])]


def comes_back(effects_of_changes: list[Effect]) -> list[Effect]:
    """For an episode that was taken away."""
    return [
        Effect(
            "It comes back", "Apps list it again, where it was. Whoever has played it still has it marked as played."
        ),
        *effects_of_changes,
    ]


def withdrawn(guid: str) -> list[Effect]:
    """What apps do when an episode is taken away."""
    return [
        Effect("Lists", "It disappears from apps when they next read the feed, within hours."),
        Effect("Sound", "Whoever has downloaded it keeps it. Nobody can stream or download it any more."),
        Effect(
            "GUID", f"It stays reserved ({guid}). Published again, it is the same episode, and apps do not announce it."
        ),
    ]


def tagged_again(path: str) -> list[Effect]:
    """What writing the tags anew does, before it is known how long the file will be."""
    return [
        Effect(
            "Recording", "Its copy for apps is made anew: title, show, date, cover and chapters are written into it."
        ),
        Effect("Address", f"It stays {path}. The length in the feed changes, and so does the file's validator."),
        Effect("Listeners", "Who streams or downloads from now on gets the new file; who has it keeps the old one."),
    ]


def _identity(guid: str) -> Effect:
    return Effect(
        "GUID", f"It does not change ({guid}): for apps it is the same episode, and nobody is notified a second time."
    )


def _sound(before: Heard, after: Heard) -> Iterator[Effect]:
    old, new = before.sound, after.sound
    if old is None or new is None or old.sha256 == new.sha256:
        return
    about = "" if new.is_final else "about "
    yield Effect(
        "Recording",
        f"It is replaced at the same address ({before.enclosure_path}): {about}{_size(new.bytes)} and "
        f"{clock(_seconds(new))} instead of {_size(old.bytes)} and {clock(_seconds(old))}. Who has downloaded "
        "the old one keeps it; who streams or downloads from now on gets the new one.",
    )
    validator = (
        f"“{old.sha256[:12]}…” becomes “{new.sha256[:12]}…”" if new.is_final else "it is known when the copy is made"
    )
    yield Effect(
        "Length and validator",
        f"The feed gives the new length{f', {new.bytes:,} bytes,' if new.is_final else ''} and the file a new validator "
        f"({validator}), so that a download begun before starts again instead of joining two recordings.",
    )
    if old.mime != new.mime:
        was, is_ = FORMATS.get(old.mime, old.mime), FORMATS.get(new.mime, new.mime)
        yield Effect(
            "Format", f"It changes from {was} to {is_}. The address gets the new ending, and the old one leads there."
        )
    if after.chapters == before.chapters and after.chapters:
        yield Effect("Check", "The chapters are as they were: see that their times fit the new recording.")


def _date(before: Heard, after: Heard, say: SayDate) -> Iterator[Effect]:
    old, new = before.published_at, after.published_at
    if old is not None and new is not None and old != new:
        yield Effect(
            "Date",
            f"It moves from {say(old)} to {say(new)}. Apps sort it there; they do not download or announce it again.",
        )


def _texts(before: Heard, after: Heard) -> Iterator[Effect]:
    if before.title != after.title:
        yield Effect(
            "Title",
            f"Apps show “{after.title}” when they next read the feed. Inside files that people have, the old one stays.",
        )
    if before.summary != after.summary or before.notes != after.notes:
        yield Effect("Description", "Apps show the new text when they next read the feed. Nothing is downloaded again.")
    if before.numbers != after.numbers:
        yield Effect("Season and number", "Apps put it in its new place in the show. Nothing is downloaded again.")
    if before.explicit != after.explicit:
        yield Effect("Explicit", "Apps that hide explicit episodes show or hide it from now on.")
    if before.people != after.people:
        yield Effect("People", "Apps show the new hosts and guests when they next read the feed.")
    if before.others != after.others:
        yield Effect("Clips, places, AI", "The few apps that show these read them anew.")


def _files(before: Heard, after: Heard) -> Iterator[Effect]:
    if before.image_id != after.image_id:
        yield Effect("Picture", "It has a new address, so apps load it anew; some show the old one for a day or more.")
    for what, name in (("Chapters", "chapters"), ("Transcript", "transcript")):
        old, new = getattr(before, name), getattr(after, name)
        if old and not new:
            yield Effect(what, "It is taken away." if name == "transcript" else "They are taken away.")
        elif old != new:
            yield Effect(
                what,
                "Apps read the new version the next time the episode is opened. The sound is not downloaded again.",
            )


def _address(before: Heard, after: Heard) -> Iterator[Effect]:
    if before.address != after.address:
        yield Effect(
            "Web page", f"It moves to {after.address}; the old address leads there. The recording's address stays."
        )


def _seconds(sound: Sound) -> int:
    return round(sound.duration_ms / 1000) * 1000


def _size(amount: int) -> str:
    return f"{amount / 1_000_000:.1f} MB"


def not_heard_yet(at: str) -> list[Effect]:
    """For an episode that is scheduled: nothing can go wrong yet."""
    return [
        Effect("Nobody has it yet", f"Apps first read it on {at}, as it was when you scheduled it."),
        Effect("Changes", "They reach apps only when it is scheduled or published again."),
    ]
