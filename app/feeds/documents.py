"""What a feed says, before anybody decides how it is printed. Pure data: aware UTC instants, absolute addresses."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from app.podcast.chapters import Chapter
from app.podcast.parts import Funding, OtherShow, Place, Soundbite, Txt

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""The `updated` of a feed that has never held anything: a feed must name a date, and it may not be that of the poll."""


@dataclass(frozen=True)
class Cover:
    """Square art, with the facts measured from its bytes. `mode` is Pillow's name, such as "RGB"."""

    url: str
    mime: str
    width: int
    height: int
    mode: str


@dataclass(frozen=True)
class Enclosure:
    """The audio file. `length` is its size in bytes, the same as a HEAD on `url` answers; `sha256` is hexadecimal."""

    url: str
    length: int
    mime: str
    sha256: str = ""


@dataclass(frozen=True)
class TranscriptLink:
    """One printing of a transcript. `timed` says that it carries time codes."""

    url: str
    mime: str
    language: str = ""
    timed: bool = False


@dataclass(frozen=True)
class Image:
    """A picture for apps, of any shape. `purpose` is a token of the namespace, such as "artwork" or "banner"."""

    url: str
    purpose: str
    alt: str = ""
    mime: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Participant:
    """Somebody who is heard or made the thing. Role and group are of the Podcast Taxonomy (lists.person_roles)."""

    name: str
    role: str = "host"
    group: str = "cast"
    url: str = ""
    image: str = ""


@dataclass(frozen=True)
class Trailer:
    """A trailer of the show, or of one season of it."""

    title: str
    enclosure: Enclosure
    published_at: datetime
    season: int | None = None


@dataclass(frozen=True)
class Licence:
    """An identifier of the namespace's list, or a name of one's own, which needs its address."""

    name: str
    url: str = ""


@dataclass(frozen=True)
class Updates:
    """How often there is something new: in words, as an RFC 5545 rule, and from when the rule counts (a date)."""

    words: str
    rule: str = ""
    start: str = ""
    complete: bool = False


@dataclass(frozen=True)
class FeedLink:
    """An atom:link of any relation, such as hub or next."""

    rel: str
    href: str
    mime: str = ""


@dataclass(frozen=True)
class PodcastItem:
    """One episode. `description` is plain text, `content` HTML in the few tags that podcast apps show."""

    guid: str
    title: str
    url: str
    description: str
    content: str
    published_at: datetime
    enclosure: Enclosure
    duration_ms: int
    season: int | None = None
    number: int | None = None
    episode_type: str = "full"
    explicit: bool | None = None
    cover: Cover | None = None
    chapters: tuple[Chapter, ...] = ()
    chapters_url: str = ""
    transcripts: tuple[TranscriptLink, ...] = ()
    season_name: str = ""
    display: str = ""
    """What apps show in the place of the number."""
    people: tuple[Participant, ...] = ()
    """They replace the show's, so its hosts are named again."""
    places: tuple[Place, ...] = ()
    soundbites: tuple[Soundbite, ...] = ()
    images: tuple[Image, ...] = ()
    ai_content: bool | None = None


class History(Enum):
    """How much of the show is in this document, in the words of RFC 5005."""

    COMPLETE = "complete"
    """Every episode that there is."""
    ARCHIVE = "archive"
    """A full page of the past, which gets no more episodes."""
    PAGE = ""
    """The newest page of the archive, which is still being filled."""


@dataclass(frozen=True)
class PodcastDocument:
    """A show and its episodes, the newest first."""

    title: str
    description: str
    url: str
    self_url: str
    language: str
    cover: Cover | None
    category: str
    subcategory: str
    explicit: bool
    author: str
    owner_name: str
    owner_email: str
    copyright_holder: str
    podcast_guid: str
    updated: datetime
    generator: str
    show_type: str = "episodic"
    locked: bool = False
    complete: bool = False
    blocked: bool = False
    new_feed_url: str = ""
    links: tuple[FeedLink, ...] = ()
    history: History = History.COMPLETE
    medium: str = "podcast"
    funding: tuple[Funding, ...] = ()
    places: tuple[Place, ...] = ()
    licence: Licence | None = None
    txts: tuple[Txt, ...] = ()
    ai_content: bool | None = None
    podroll: tuple[OtherShow, ...] = ()
    publisher: OtherShow | None = None
    updates: Updates | None = None
    uses_podping: bool = False
    comments_off: bool = False
    people: tuple[Participant, ...] = ()
    images: tuple[Image, ...] = ()
    trailers: tuple[Trailer, ...] = ()
    items: tuple[PodcastItem, ...] = ()

    @property
    def hubs(self) -> tuple[str, ...]:
        """Who is told of changes (WebSub)."""
        return tuple(link.href for link in self.links if link.rel == "hub")


@dataclass(frozen=True)
class Author:
    name: str
    url: str = ""


@dataclass(frozen=True)
class EntryItem:
    """One post. `summary` is plain text, `content` the whole post as HTML with absolute addresses."""

    guid: str
    title: str
    url: str
    summary: str
    content: str
    published_at: datetime
    updated_at: datetime
    tags: tuple[str, ...] = ()
    authors: tuple[Author, ...] = ()
    image_url: str = ""


@dataclass(frozen=True)
class EntriesDocument:
    """A blog, or its part by one tag or author, the newest post first. The three addresses are the same list in
    three formats."""

    title: str
    description: str
    url: str
    rss_url: str
    atom_url: str
    json_url: str
    language: str
    updated: datetime
    generator: str
    authors: tuple[Author, ...] = ()
    image_url: str = ""
    links: tuple[FeedLink, ...] = ()
    items: tuple[EntryItem, ...] = ()
