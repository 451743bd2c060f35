"""The elements of a podcast feed that RSS itself does not have: itunes, podcast 2.0, Podlove chapters, atom links.

Sources: podcasters.apple.com/support/823-podcast-requirements, podcast-namespace docs/tags, PSP-1.
"""

from collections.abc import Iterable

from app.feeds.documents import Cover, FeedLink, History, PodcastDocument, PodcastItem
from app.feeds.extensions import Element
from app.feeds.podcasting_20 import episode_elements, numbers, show_elements
from app.podcast.chapters import JSON_TYPE, npt

PREFIXES = ("itunes", "podcast", "psc", "fh")


def atom_links(self_url: str, links: Iterable[FeedLink], *, mime: str) -> list[Element]:
    """The link to the feed itself, then every other; feedgen would write the first only."""
    return [_link(FeedLink("self", self_url, mime)), *(_link(link) for link in links)]


def _link(link: FeedLink) -> Element:
    kind = (("type", link.mime),) if link.mime else ()
    return Element("atom:link", attributes=(("href", link.href), ("rel", link.rel), *kind))


def channel_elements(document: PodcastDocument) -> tuple[Element, ...]:
    """In a fixed order; what is empty is left out."""
    return (
        *atom_links(document.self_url, document.links, mime="application/rss+xml"),
        *_history(document.history),
        *_said("itunes:author", document.author),
        *_art(document.cover),
        *_category(document),
        Element("itunes:explicit", _truth(document.explicit)),
        Element("itunes:type", document.show_type),
        *_owner(document),
        # Only "Yes" has an effect, and Apple knows no other value: never written as "No".
        *([Element("itunes:block", "Yes")] if document.blocked else []),
        *([Element("itunes:complete", "Yes")] if document.complete else []),
        *_said("itunes:new-feed-url", document.new_feed_url),
        *_said("podcast:guid", document.podcast_guid),
        *_locked(document),
        *show_elements(document),
    )


def _history(history: History) -> list[Element]:
    return [] if history is History.PAGE else [Element(f"fh:{history.value}")]


def _said(name: str, text: str) -> list[Element]:
    return [Element(name, text)] if text else []


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _art(cover: Cover | None) -> list[Element]:
    return [Element("itunes:image", attributes=(("href", cover.url),))] if cover else []


def _category(document: PodcastDocument) -> list[Element]:
    if not document.category:
        return []
    below = (_named(document.subcategory),) if document.subcategory else ()
    return [_named(document.category, below)]


def _named(category: str, children: tuple[Element, ...] = ()) -> Element:
    return Element("itunes:category", attributes=(("text", category),), children=children)


def _owner(document: PodcastDocument) -> list[Element]:
    if not document.owner_email:
        return []
    name = document.owner_name or document.author
    return [
        Element(
            "itunes:owner",
            children=(*_said("itunes:name", name), Element("itunes:email", document.owner_email)),
        )
    ]


def _locked(document: PodcastDocument) -> list[Element]:
    owner = (("owner", document.owner_email),) if document.owner_email else ()
    return [Element("podcast:locked", "yes" if document.locked else "no", attributes=owner)]


def item_elements(item: PodcastItem) -> tuple[Element, ...]:
    """In a fixed order; what is empty is left out."""
    return (
        Element("itunes:title", item.title),
        Element("itunes:duration", str(duration_seconds(item.duration_ms))),
        *([] if item.explicit is None else [Element("itunes:explicit", _truth(item.explicit))]),
        Element("itunes:episodeType", item.episode_type),
        *numbers(item),
        *_art(item.cover),
        *_transcripts(item),
        *_chapters(item),
        *episode_elements(item),
    )


def duration_seconds(duration_ms: int) -> int:
    """Whole seconds, half a second up (rule 24)."""
    return (duration_ms + 500) // 1000


def _transcripts(item: PodcastItem) -> list[Element]:
    return [
        Element(
            "podcast:transcript",
            attributes=(
                ("url", link.url),
                ("type", link.mime),
                *((("language", link.language),) if link.language else ()),
                *((("rel", "captions"),) if link.timed else ()),
            ),
        )
        for link in item.transcripts
    ]


def _chapters(item: PodcastItem) -> list[Element]:
    found = []
    if item.chapters_url:
        found.append(Element("podcast:chapters", attributes=(("url", item.chapters_url), ("type", JSON_TYPE))))
    if item.chapters:
        rows = tuple(
            Element(
                "psc:chapter",
                attributes=(
                    ("start", npt(chapter.start_ms)),
                    ("title", chapter.title),
                    *((("href", chapter.url),) if chapter.url else ()),
                    *((("image", chapter.image),) if chapter.image else ()),
                ),
            )
            for chapter in item.chapters
        )
        found.append(Element("psc:chapters", attributes=(("version", "1.2"),), children=rows))
    return found
