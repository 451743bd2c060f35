"""What pages are made of. Frozen: a template reads them and never asks the database.

Everything that a template prints is here as a plain value; the site's own facts come beside it as `site`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from markupsafe import Markup

from app.content.corrections import Correction
from app.content.printed import Printed
from app.media.pictures import Source


@dataclass(frozen=True)
class Link:
    """A text and where it leads; `href` None is the place where the reader is."""

    text: str
    href: str | None


@dataclass(frozen=True)
class FeedLink:
    """A feed that belongs to a page. `address` is absolute: people copy it."""

    title: str
    address: str
    mime: str


@dataclass(frozen=True)
class Picture:
    """A picture with its measures, so that nothing jumps while it loads."""

    src: str
    alt: str = ""
    srcset: str = ""
    width: int | None = None
    height: int | None = None
    sources: tuple[Source, ...] = ()
    """Smaller formats, the best first."""


@dataclass(frozen=True)
class Head:
    """What stands in a page's head, for search engines, for sharing and for feed readers."""

    title: str
    """Of the page alone; the site's name is added by the template."""
    description: str
    canonical: str
    """Absolute, without query, but for the number of a later page of a list."""
    kind: str = "website"
    """The Open Graph type."""
    image: str | None = None
    image_alt: str = ""
    noindex: bool = False
    feeds: tuple[FeedLink, ...] = ()
    json_ld: Markup = field(default_factory=Markup)
    published: datetime | None = None
    changed: datetime | None = None


@dataclass(frozen=True)
class Heading:
    """A line of the contents list."""

    text: str
    anchor: str
    level: int = 2


@dataclass(frozen=True)
class Body:
    """A rendered text: safe markup and its headings."""

    html: Markup = field(default_factory=Markup)
    headings: tuple[Heading, ...] = ()

    @property
    def contents(self) -> tuple[Heading, ...]:
        """The headings worth a contents list: the second level, from three on."""
        seconds = tuple(h for h in self.headings if h.level == 2)
        return seconds if len(seconds) >= 3 else ()


@dataclass(frozen=True)
class Former:
    """What we used to say, and the numbered reference that changed it, if one did."""

    said: str
    instead: str
    until: date | None = None
    reference: Printed | None = None


@dataclass(frozen=True)
class Credit:
    """A person named on a page, and as what."""

    name: str
    role: str
    """author, reviewer, host or guest"""
    href: str
    title: str = ""
    registration: str = ""


@dataclass(frozen=True)
class Reviewed:
    """When a clinician last looked at the whole page and when it is due again; None is "not yet"."""

    last: date | None = None
    due: date | None = None
    by: tuple[Credit, ...] = ()
    """Who signed off the words on this page; nobody, when these were changed since."""
    changed_since: bool = False
    late: bool = False
    """Whether it was due so long ago that readers are told."""
    missing: bool = False
    """Whether it has to be reviewed and never was: readers are told, and search engines stay away."""


@dataclass(frozen=True)
class Teaser:
    """An entry in a list."""

    title: str
    href: str
    summary: str = ""
    published: datetime | None = None
    kicker: str = ""
    facts: tuple[str, ...] = ()
    sample: bool = False
    picture: Picture | None = None


@dataclass(frozen=True)
class Pager:
    """Where the other pages of a list are."""

    number: int = 1
    last: int = 1
    previous: str | None = None
    next: str | None = None


@dataclass(frozen=True)
class EntryPage:
    """What an article, a post and an episode have in common on their page."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    summary: str
    body: Body
    path: str
    sample: bool = False
    published: datetime | None = None
    changed: datetime | None = None
    picture: Picture | None = None
    references: tuple[Printed, ...] = ()
    corrections: tuple[Correction, ...] = ()
    formerly: tuple[Former, ...] = ()
    credits: tuple[Credit, ...] = ()
    reviewed: Reviewed = field(default_factory=Reviewed)
    tags: tuple[Link, ...] = ()
    history: str | None = None
    """Where its changes are told."""

    def credited(self, *roles: str) -> Sequence[Credit]:
        """Those named in one of `roles`, in the order of the page."""
        return [credit for credit in self.credits if credit.role in roles]
