"""What the rendering of a body has to be told: where pictures, entries and citations are to be found."""

from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Picture:
    """A picture as it can be shown: addresses, and its size in pixels. `srcset` may be empty."""

    src: str
    srcset: str
    width: int
    height: int
    sources: tuple[tuple[str, str], ...] = ()
    """Smaller formats for pages of ours, the best first: the media type and the srcset."""


@dataclass(frozen=True)
class Link:
    """Where an entry is to be found, and what it is called."""

    href: str
    title: str


@dataclass(frozen=True)
class Resolver:
    """Four questions; None means "not there (any more, or yet)" and is never an error.

    With `base_url`, the absolute address of the page that the body belongs to, all addresses come out absolute.
    """

    picture: Callable[[int], Picture | None]
    entry: Callable[[int], Link | None]
    episode: Callable[[int], Link | None]
    reference: Callable[[str], int | None]
    base_url: str = ""
    feed: bool = False

    def for_feed(self, base_url: str) -> "Resolver":
        """The same answers for a feed: plain elements only, absolute addresses."""
        return replace(self, base_url=base_url, feed=True)
