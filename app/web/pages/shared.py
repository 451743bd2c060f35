"""What stands around a page that was shared: the bar that says what it is, the comments, the verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from app.content.drafts import EntryDraft
from app.core.errors import Fault
from app.core.site import Site
from app.web.pages.passages import Passage, passages, with_links
from app.web.pages.preview import preview


@dataclass(frozen=True)
class Said:
    """A comment as its own author sees it again."""

    author: str
    text: str
    quote: str
    at: datetime


@dataclass(frozen=True)
class Signed:
    """A verdict as its own author sees it again."""

    outcome: str
    reviewer: str
    on: date


@dataclass(frozen=True, kw_only=True)
class Shared:
    """What the template of a shared page prints besides the page. `typed` is what a refused form held."""

    base: str
    """The path of the page, with the token: its forms go below it."""
    sender: str
    until: str
    """When the address ends, in words."""
    newer_since: datetime | None
    asks_review: bool
    listed: tuple[Passage, ...]
    said: tuple[Said, ...] = ()
    signed: tuple[Signed, ...] = ()
    quote: str = ""
    before: str = ""
    thanks: bool = False
    faults: tuple[Fault, ...] = ()
    refused: str = ""
    """Which form was refused: "comment", "verdict" or neither."""
    typed: Mapping[str, str] = field(default_factory=dict)

    def fault(self, name: str) -> str:
        """What is wrong with a field, "" for nothing."""
        return " ".join(fault.message for fault in self.faults if fault.field == name)


def shared_page(
    entry: Any, draft: EntryDraft, base: str, *, now: datetime, site: Site
) -> tuple[str, Any, tuple[Passage, ...]]:
    """The template, the page and the passages of a revision, for somebody who has an address for it. Search engines and feed
    readers find nothing in its head."""
    template, page = preview(entry, draft, now=now, site=site)
    return template, *_with_comments(page, draft, base)


def _with_comments(page: Any, draft: EntryDraft, base: str) -> tuple[Any, tuple[Passage, ...]]:
    head = replace(page.head, noindex=True, feeds=(), json_ld=Markup())
    listed = passages_of(page, draft)
    if not hasattr(page, "body"):
        return replace(page, head=head), listed
    html = with_links(str(page.body.html), lambda number: f"{base}?on={number}#comment")
    return replace(page, head=head, body=replace(page.body, html=html)), listed


def passages_of(page: Any, draft: EntryDraft) -> tuple[Passage, ...]:
    """Everything on a page of `draft` that a comment can hang on."""
    html = str(page.body.html) if hasattr(page, "body") else ""
    return passages(draft.title, draft.summary, html)


def passage(listed: Sequence[Passage], asked: str) -> Passage | None:
    """The passage that an address asks for by its number."""
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else -1
    return next((one for one in listed if one.number == number), None)
