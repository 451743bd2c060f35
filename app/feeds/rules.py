"""What directories ask of a podcast feed, checked on the document before it is published. Pure.

The numbers are those of docs/feeds.md. Every message is for the editor who can mend it; `field` is the channel's
field, or `items.<n>.<field>` for the n-th item from 0.
"""

import re
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from app.core.errors import Fault
from app.feeds.addresses import address_fault
from app.feeds.categories import apple_categories
from app.feeds.documents import EntriesDocument, PodcastDocument
from app.feeds.field_rules import cover_faults, description_faults, text_faults
from app.feeds.item_rules import item_faults
from app.feeds.languages import is_language
from app.feeds.namespace_rules import show_namespace_faults

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", re.ASCII)
_COPYRIGHT_WORDS = re.compile(r"copyright|©|\(c\)|\b(?:19|20)\d\d\b", re.IGNORECASE)


def faults(
    document: PodcastDocument | EntriesDocument, *, now: datetime | None = None, only: str | None = None
) -> list[Fault]:
    """Everything that would make the feed wrong or refused; empty when it may be published. With `now`, an item of
    the future is a fault too. With `only`, a GUID, no other item is looked at by itself."""
    if isinstance(document, EntriesDocument):
        return list(_entries(document))
    found = [*_texts(document), *_choices(document), *_addresses(document), *_ownership(document)]
    found.extend(_art(document))
    found.extend(show_namespace_faults(document))
    found.extend(_together(document))
    for count, item in enumerate(document.items):
        if only is not None and item.guid != only:
            continue
        found.extend(
            Fault(f"items.{count}.{fault.field}", f"“{item.title or 'Untitled'}”: {fault.message}")
            for fault in item_faults(item, document, now=now)
        )
    return found


def _texts(document: PodcastDocument) -> Iterator[Fault]:
    for field, name in (("title", "title"), ("description", "description")):
        if not getattr(document, field).strip():
            yield Fault(field, f"The show needs a {name}.")
    for field in ("title", "author", "owner_name", "copyright_holder"):
        yield from text_faults(field, getattr(document, field))
    yield from description_faults(document.description)
    if _COPYRIGHT_WORDS.search(document.copyright_holder):
        yield Fault(
            "copyright_holder", "Write the holder's name only, without the word “Copyright”, its sign or a year."
        )


def _choices(document: PodcastDocument) -> Iterator[Fault]:
    if not is_language(document.language):
        yield Fault("language", "Give the language as a code such as “en-gb”.")
    if document.category not in apple_categories():
        yield Fault("category", "Choose a category from Apple’s list.")
    elif document.subcategory and document.subcategory not in apple_categories()[document.category]:
        yield Fault("subcategory", f"“{document.subcategory}” is not a part of {document.category} in Apple’s list.")
    if document.show_type not in {"episodic", "serial"}:
        yield Fault("show_type", "A show is episodic or serial.")


def _addresses(document: PodcastDocument) -> Iterator[Fault]:
    for field, name in (("url", "page"), ("self_url", "feed")):
        if fault := address_fault(getattr(document, field)):
            yield Fault(field, f"The address of the show’s {name} {fault}.")
    # Rule 17: the tag stands in the feed that listeners are to use, so it names that feed itself.
    if document.new_feed_url and document.new_feed_url != document.self_url:
        yield Fault("new_feed_url", "The new address of the feed must be the address of this feed itself.")


def _ownership(document: PodcastDocument) -> Iterator[Fault]:
    if document.owner_email and not _EMAIL.fullmatch(document.owner_email):
        yield Fault("owner_email", "This is not an e-mail address.")
    if document.owner_name and not document.owner_email:
        yield Fault("owner_email", "Give the owner’s e-mail address too, or neither name nor address.")
    if document.locked and not document.owner_email:
        yield Fault("owner_email", "A locked show needs the owner’s e-mail address, so that the owner can be asked.")
    try:
        uuid.UUID(document.podcast_guid)
    except ValueError:
        yield Fault("podcast_guid", "The show has no valid podcast GUID.")


def _art(document: PodcastDocument) -> Iterator[Fault]:
    if document.cover is None:
        yield Fault("cover", "The show needs cover art.")
    else:
        yield from cover_faults(document.cover)


def _together(document: PodcastDocument) -> Iterator[Fault]:
    """What no item can know of itself: rules 18, 19 and 23."""
    items = document.items
    guids = Counter(item.guid for item in items)
    files = Counter(item.enclosure.url for item in items)
    seconds = Counter(item.published_at.replace(microsecond=0) for item in items)
    for count, item in enumerate(items):
        if guids[item.guid] > 1:
            yield Fault(f"items.{count}.guid", f"“{item.title}”: another episode has the same GUID.")
        if files[item.enclosure.url] > 1:
            yield Fault(f"items.{count}.audio", f"“{item.title}”: another episode has the same audio address.")
        if seconds[item.published_at.replace(microsecond=0)] > 1:
            yield Fault(
                f"items.{count}.published_at", f"“{item.title}”: another episode is published at the same second."
            )


def _entries(document: EntriesDocument) -> Iterator[Fault]:
    for field in ("title", "url", "rss_url", "atom_url", "json_url"):
        if not getattr(document, field).strip():
            yield Fault(field, "The feed needs this.")
    if not is_language(document.language):
        yield Fault("language", "Give the language as a code such as “en-gb”.")
    guids = Counter(item.guid for item in document.items)
    for count, item in enumerate(document.items):
        if not item.title.strip():
            yield Fault(f"items.{count}.title", "The post needs a title.")
        if not item.guid or guids[item.guid] > 1:
            yield Fault(f"items.{count}.guid", f"“{item.title}” has no GUID of its own.")
        if not item.url:
            yield Fault(f"items.{count}.url", f"“{item.title}” has no address.")
