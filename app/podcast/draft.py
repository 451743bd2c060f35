"""What an editor writes into a show and into an episode. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from app.content.drafts import EntryDraft, Target, Use
from app.core.errors import Fault

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class ShowType(StrEnum):
    EPISODIC = "episodic"
    SERIAL = "serial"


class EpisodeType(StrEnum):
    FULL = "full"
    TRAILER = "trailer"
    BONUS = "bonus"


@dataclass(frozen=True, kw_only=True)
class ShowDraft(EntryDraft):
    """A show's cover is its picture; its description is its summary and body."""

    author_name: str = ""
    owner_name: str = ""
    owner_email: str = ""
    language: str = "en-GB"
    category: str = "Health & Fitness"
    subcategory: str = "Medicine"
    explicit: bool = False
    show_type: ShowType = ShowType.EPISODIC
    copyright_holder: str = ""
    locked: bool = True
    complete: bool = False

    LINES: ClassVar[tuple[str, ...]] = (
        *EntryDraft.LINES,
        "author_name",
        "owner_name",
        "owner_email",
        "language",
        "category",
        "subcategory",
        "copyright_holder",
    )

    @classmethod
    def read(cls, name: str, value: Any) -> Any:
        return ShowType(value) if name == "show_type" else super().read(name, value)

    def faults(self) -> list[Fault]:
        found = super().faults()
        if not _LANGUAGE.fullmatch(self.language):
            found.append(Fault("language", "Give a language code such as en-GB."))
        if self.owner_email and "@" not in self.owner_email[1:-1]:
            found.append(Fault("owner_email", "That is not an e-mail address."))
        too_long = [
            n for n in ("author_name", "owner_name", "owner_email", "copyright_holder") if len(getattr(self, n)) > 255
        ]
        return found + [Fault(name, "At most 255 characters.") for name in too_long]


@dataclass(frozen=True, kw_only=True)
class EpisodeDraft(EntryDraft):
    """`explicit` None takes the show's. Chapters and transcript are plain values: see chapters.py and transcripts.py."""

    season: int | None = None
    number: int | None = None
    episode_type: EpisodeType = EpisodeType.FULL
    explicit: bool | None = None
    audio_id: int | None = None
    chapters: tuple[dict[str, Any], ...] = ()
    transcript: tuple[dict[str, Any], ...] = ()
    transcript_language: str = ""

    @classmethod
    def read(cls, name: str, value: Any) -> Any:
        return EpisodeType(value) if name == "episode_type" else super().read(name, value)

    def faults(self) -> list[Fault]:
        found = super().faults()
        for name in ("season", "number"):
            value = getattr(self, name)
            if value is not None and not 1 <= value <= 100_000:
                found.append(Fault(name, "A whole number from 1, or nothing."))
        if self.transcript_language and not _LANGUAGE.fullmatch(self.transcript_language):
            found.append(Fault("transcript_language", "Give a language code such as en-GB, or nothing."))
        return found

    def uses(self) -> frozenset[Use]:
        audio = set() if self.audio_id is None else {Use(Target.ASSET, self.audio_id, "audio")}
        return super().uses() | audio
