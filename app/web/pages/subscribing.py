"""How to follow a show: links that hand its feed to an app, sorted by device, and what a phone has to know. Pure.

Each app's own way, as its makers or its users' documentation have it: Apple's podcast scheme is the feed's address with
another beginning; overcast.fm/podcasterinfo; pktc and castro take the address without its scheme; AntennaPod's and
Podcast Addict's are pages that open the app or lead to it; gPodder and other programs answer to feed:.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from app.web.pages.parts import FeedLink, Head, Link, Picture


@dataclass(frozen=True)
class Apps:
    """The apps of one kind of device."""

    device: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Subscription:
    """A show, its feed's address to paste, and the apps that take it by a link."""

    title: str
    slug: str
    address: str
    page: str
    """The path of the show's own page about following it."""
    show: str
    summary: str = ""
    apps: tuple[Apps, ...] = ()
    picture: Picture | None = None


@dataclass(frozen=True, kw_only=True)
class SubscribePage:
    """Every feed with how to use it."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    summary: str
    shows: tuple[Subscription, ...] = ()
    feeds: tuple[FeedLink, ...] = ()
    only_here: bool = False
    """The site's address is this computer's own: nobody else's app can reach it."""


@dataclass(frozen=True, kw_only=True)
class ShowSubscribePage:
    """How to follow one show, for somebody who came by the code on a poster."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    summary: str
    show: Subscription
    code: str
    """The path of the picture that a phone's camera reads."""
    address: str
    """The full address of this page, which is what the code says."""
    only_here: bool = False


def apps_for(feed: str, title: str) -> tuple[Apps, ...]:
    """Links that open an app with this feed. `feed` is its full address."""
    bare = feed.partition("://")[2]
    whole = quote(feed, safe="")
    pocket_casts = Link("Pocket Casts", f"pktc://subscribe/{bare}")
    return (
        Apps(
            "On an iPhone or iPad",
            (
                Link("Apple Podcasts", f"podcast://{bare}"),
                Link("Overcast", f"overcast://x-callback-url/add?url={whole}"),
                pocket_casts,
                Link("Castro", f"castro://subscribe/{bare}"),
            ),
        ),
        Apps(
            "On an Android phone",
            (
                Link(
                    "AntennaPod", f"https://antennapod.org/deeplink/subscribe?url={whole}&title={quote(title, safe='')}"
                ),
                pocket_casts,
                Link("Podcast Addict", f"https://podcastaddict.com/feed/{whole}"),
            ),
        ),
        Apps(
            "On a computer",
            (
                Link("Apple Podcasts on a Mac", f"podcast://{bare}"),
                Link("gPodder and others", f"feed:{feed}"),
            ),
        ),
    )


def is_this_computer(address: str) -> bool:
    """Whether an address leads to the reader's own machine, whoever the reader is."""
    host = urlsplit(address).hostname or ""
    return host in {"localhost", "::1"} or host.endswith(".localhost") or host.startswith("127.")
