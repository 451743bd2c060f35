"""The page of curated links and downloads."""

from dataclasses import dataclass

from app.web.pages.parts import Head, Link


@dataclass(frozen=True)
class ResourceItem:
    """One link or download. `href` None: its document is not there."""

    title: str
    href: str | None
    summary: str = ""
    source: str = ""
    host: str = ""
    """Where an outside link leads, in words: "nice.org.uk"."""
    download: str = ""
    external: bool = True


@dataclass(frozen=True)
class TopicGroup:
    """The resources of one topic."""

    name: str
    resources: tuple[ResourceItem, ...]


@dataclass(frozen=True)
class ResourcesPage:
    """All resources by topic, or those of one topic."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    summary: str
    groups: tuple[TopicGroup, ...]
    topics: tuple[Link, ...] = ()
    kicker: str = ""
    sample: bool = False
