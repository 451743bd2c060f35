"""The show's own identity in the podcast namespace: assigned once, never computed again (rule 11 of docs/feeds.md)."""

import uuid

# Given by the specification: podcast-namespace, docs/tags/guid.md.
_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")


def podcast_guid(feed_url: str) -> str:
    """The UUIDv5 of a feed's address without its scheme and without slashes at its end."""
    return str(uuid.uuid5(_NAMESPACE, feed_url.split("://", 1)[-1].rstrip("/")))
