"""What an editor writes into a show and into an episode. Pure."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, ClassVar, Self

from app.content.drafts import EntryDraft, Target, Use
from app.core.errors import Fault
from app.core.web_address import is_web_address
from app.podcast import chapters, parts
from app.podcast.parts import Funding, Medium, OtherShow, Place, SeasonName, Soundbite, Speaker, Txt

_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
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
    medium: Medium = Medium.PODCAST
    funding: tuple[Funding, ...] = ()
    places: tuple[Place, ...] = ()
    licence: str = ""
    """A slug of the namespace's list of licences, or a name of one's own with `licence_url`."""
    licence_url: str = ""
    txts: tuple[Txt, ...] = ()
    ai_content: str = ""
    """What is said about the use of AI in making the show; empty says nothing."""
    podroll: tuple[OtherShow, ...] = ()
    publisher: tuple[OtherShow, ...] = ()
    """At most one: the publisher's own feed."""
    season_names: tuple[SeasonName, ...] = ()
    update_frequency: str = ""
    """In words, such as "Every second Tuesday"."""
    update_rule: str = ""
    """The same as an RFC 5545 recurrence rule, such as FREQ=WEEKLY;INTERVAL=2;BYDAY=TU."""
    update_start: str = ""
    """The first date of the rule as YYYY-MM-DD; needed when the rule has COUNT."""
    podping: bool = True
    """Announce new episodes by Podping, where the site has an endpoint for it."""
    comments_off: bool = True
    blocked: bool = False
    """Directories are asked not to list it."""
    private: bool = False
    """Only listeners with an address of their own can hear it."""
    banner_id: int | None = None
    banner_alt: str = ""

    LINES: ClassVar[tuple[str, ...]] = (
        *EntryDraft.LINES,
        "author_name",
        "owner_name",
        "owner_email",
        "language",
        "category",
        "subcategory",
        "copyright_holder",
        *("licence", "licence_url", "ai_content", "update_frequency", "update_rule", "update_start", "banner_alt"),
    )
    PARTS: ClassVar[dict[str, type[Any]]] = {
        "funding": Funding,
        "places": Place,
        "txts": Txt,
        "podroll": OtherShow,
        "publisher": OtherShow,
        "season_names": SeasonName,
    }

    @classmethod
    def read(cls, name: str, value: Any) -> Any:
        match name:
            case "show_type":
                return ShowType(value)
            case "medium":
                return Medium(value)
            case _ if name in cls.PARTS:
                return parts.read_rows(cls.PARTS[name], value)
            case _:
                return super().read(name, value)

    def cleaned(self) -> Self:
        clean: dict[str, Any] = {name: tuple(map(parts.cleaned, getattr(self, name))) for name in self.PARTS}
        return replace(super().cleaned(), **clean)

    def uses(self) -> frozenset[Use]:
        banner = set() if self.banner_id is None else {Use(Target.ASSET, self.banner_id, "banner")}
        return super().uses() | banner

    def faults(self) -> list[Fault]:
        found = super().faults() + self._part_faults()
        if not _LANGUAGE.fullmatch(self.language):
            found.append(Fault("language", "Give a language code such as en-GB."))
        if self.owner_email and "@" not in self.owner_email[1:-1]:
            found.append(Fault("owner_email", "That is not an e-mail address."))
        too_long = [
            n for n in ("author_name", "owner_name", "owner_email", "copyright_holder") if len(getattr(self, n)) > 255
        ]
        return found + [Fault(name, "At most 255 characters.") for name in too_long]

    def _part_faults(self) -> list[Fault]:
        found = [
            *parts.funding_faults(self.funding),
            *parts.place_faults(self.places),
            *parts.txt_faults(self.txts),
            *parts.other_show_faults("podroll", self.podroll),
            *parts.other_show_faults("publisher", self.publisher),
            *parts.season_name_faults(self.season_names),
        ]
        if len(self.publisher) > 1:
            found.append(Fault("publisher", "A show has one publisher."))
        if self.licence_url and not is_web_address(self.licence_url):
            found.append(Fault("licence_url", "The address of the licence must start with https://."))
        found += [
            Fault(name, f"At most {parts.SHORT} characters.")
            for name in ("licence", "update_frequency", "update_rule")
            if len(getattr(self, name)) > parts.SHORT
        ]
        if self.update_rule and not self.update_frequency:
            found.append(Fault("update_frequency", "Say it in words, too: apps show the words."))
        if self.update_start and not _DATE.fullmatch(self.update_start):
            found.append(Fault("update_start", "Write the date as 2027-03-01."))
        if "COUNT=" in self.update_rule and not self.update_start:
            found.append(Fault("update_start", "A rule with COUNT needs the date from which it counts."))
        return found


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
    speakers: tuple[Speaker, ...] = ()
    no_transcript_reason: str = ""
    """Why there is no transcript; asked for before an episode without one is published."""
    soundbites: tuple[Soundbite, ...] = ()
    places: tuple[Place, ...] = ()
    ai_content: str = ""
    """As the show's; empty takes that one."""

    LINES: ClassVar[tuple[str, ...]] = (*EntryDraft.LINES, "no_transcript_reason", "ai_content")
    PARTS: ClassVar[dict[str, type[Any]]] = {"speakers": Speaker, "soundbites": Soundbite, "places": Place}

    @classmethod
    def read(cls, name: str, value: Any) -> Any:
        match name:
            case "episode_type":
                return EpisodeType(value)
            case _ if name in cls.PARTS:
                return parts.read_rows(cls.PARTS[name], value)
            case _:
                return super().read(name, value)

    def cleaned(self) -> Self:
        clean: dict[str, Any] = {name: tuple(map(parts.cleaned, getattr(self, name))) for name in self.PARTS}
        return replace(super().cleaned(), **clean)

    def faults(self) -> list[Fault]:
        found = super().faults() + parts.soundbite_faults(self.soundbites) + parts.place_faults(self.places)
        if len(self.no_transcript_reason) > 255:
            found.append(Fault("no_transcript_reason", "At most 255 characters."))
        for name in ("season", "number"):
            value = getattr(self, name)
            if value is not None and not 1 <= value <= 100_000:
                found.append(Fault(name, "A whole number from 1, or nothing."))
        if self.transcript_language and not _LANGUAGE.fullmatch(self.transcript_language):
            found.append(Fault("transcript_language", "Give a language code such as en-GB, or nothing."))
        return found

    def uses(self) -> frozenset[Use]:
        audio = set() if self.audio_id is None else {Use(Target.ASSET, self.audio_id, "audio")}
        pictures = {Use(Target.ASSET, i, "chapter picture") for i in chapters.image_ids(self.chapters)}
        return super().uses() | audio | pictures
