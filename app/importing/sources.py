"""Where a feed is read from: an address or a file. Slow; outside units of work."""

from pathlib import Path

from app.core.errors import Invalid
from app.importing import fetched
from app.importing.feed_xml import MAX_BYTES
from app.importing.operations import Source
from app.importing.podcast_feed import read_feed
from app.media.names import tidy_name


def from_address(url: str) -> Source:
    """Fetch and read the feed at an address. Raises Invalid at the field `source`."""
    url = url.strip()
    if not url:
        raise Invalid("Give the address of the feed, or choose its file.", field="source")
    try:
        document = fetched.feed_at(url)
    except Invalid as refusal:
        raise Invalid(f"The feed could not be fetched. {refusal.message}", field="source") from refusal
    return Source(url, document, read_feed(document))


def from_bytes(name: str, document: bytes) -> Source:
    return Source(tidy_name(name), document, read_feed(document))


def from_file(path: Path) -> Source:
    """Raises OSError for a file that cannot be read."""
    with path.open("rb") as file:
        return from_bytes(path.name, file.read(MAX_BYTES + 1))
