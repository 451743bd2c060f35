"""What a podcast's feed says, as plain values: what `podcast_feed` reads and everything else of this room works on. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

from app.content.drafts import PersonRole
from app.podcast.chapters import Chapter
from app.podcast.draft import EpisodeType, ShowType
from app.podcast.parts import Funding, Medium, OtherShow, Place, SeasonName, Soundbite, Txt


@dataclass(frozen=True)
class ParsedPerson:
    name: str
    role: PersonRole


@dataclass(frozen=True)
class ParsedTranscript:
    url: str
    mime: str
    language: str


@dataclass(frozen=True, kw_only=True)
class ParsedShow:
    """The channel. `html` is as it came: it is cleaned when it is used."""

    title: str
    html: str = ""
    summary: str = ""
    link: str = ""
    image_url: str = ""
    author_name: str = ""
    owner_name: str = ""
    owner_email: str = ""
    language: str = ""
    category: str = ""
    subcategory: str = ""
    explicit: bool = False
    show_type: ShowType = ShowType.EPISODIC
    copyright_holder: str = ""
    complete: bool = False
    guid: str = ""
    locked: bool = False
    lock_owner: str = ""
    """The address of whoever may move the show."""
    medium: Medium = Medium.PODCAST
    licence: str = ""
    licence_url: str = ""
    funding: tuple[Funding, ...] = ()
    places: tuple[Place, ...] = ()
    txts: tuple[Txt, ...] = ()
    ai_content: str = ""
    podroll: tuple[OtherShow, ...] = ()
    publisher: tuple[OtherShow, ...] = ()
    season_names: tuple[SeasonName, ...] = ()
    update_frequency: str = ""
    update_rule: str = ""
    update_start: str = ""
    people: tuple[ParsedPerson, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ParsedItem:
    """An item. `refusal` says why it cannot be brought in; "" for one that can."""

    position: int
    guid: str
    title: str
    published_at: datetime | None = None
    html: str = ""
    summary: str = ""
    audio_url: str = ""
    audio_bytes: int = 0
    season: int | None = None
    number: int | None = None
    episode_type: EpisodeType = EpisodeType.FULL
    explicit: bool | None = None
    image_url: str = ""
    people: tuple[ParsedPerson, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    chapters_url: str = ""
    transcripts: tuple[ParsedTranscript, ...] = ()
    soundbites: tuple[Soundbite, ...] = ()
    places: tuple[Place, ...] = ()
    ai_content: str = ""
    txts: tuple[Txt, ...] = ()
    """Which an episode has no place for."""
    refusal: str = ""


@dataclass(frozen=True)
class ParsedFeed:
    show: ParsedShow
    items: tuple[ParsedItem, ...] = field(repr=False)
    warnings: tuple[str, ...] = ()
