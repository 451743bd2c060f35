"""What a feed says, before anybody decides how it is printed. Pure data: aware UTC instants, absolute addresses."""

from dataclasses import dataclass
from datetime import UTC, datetime

from app.podcast.chapters import Chapter

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
    """The audio file. `length` is its size in bytes, the same as a HEAD on `url` answers."""

    url: str
    length: int
    mime: str


@dataclass(frozen=True)
class TranscriptLink:
    """One printing of a transcript. `timed` says that it carries time codes."""

    url: str
    mime: str
    language: str = ""
    timed: bool = False


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
    items: tuple[PodcastItem, ...] = ()


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
