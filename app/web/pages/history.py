"""The page that tells what has changed on another page."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.content.change_history import Change
from app.content.models import Entry
from app.core.site import Site
from app.web.pages.frames import plain_head, trail
from app.web.pages.parts import Head, Link


@dataclass(frozen=True)
class HistoryPage:
    head: Head
    crumbs: tuple[Link, ...]
    title: str
    path: str
    """Of the page that it tells of."""
    changes: tuple[Change, ...]
    clinical_only: bool
    left_out: int
    """How many changes of form are not shown."""


def history_path(path: str) -> str:
    """Where the changes of the page at `path` are told."""
    return f"/changes{path}"


def history_page(entry: Entry, changes: Iterable[Change], *, clinical_only: bool, site: Site) -> HistoryPage:
    """Of a visible entry; with `clinical_only`, without the changes that leave the advice as it was."""
    everything = tuple(changes)
    shown = tuple(change for change in everything if change.clinical or not clinical_only)
    crumbs = trail(Link(entry.title, entry.path), Link("What has changed", None))
    title = f"What has changed: {entry.title}"
    head = plain_head(
        title,
        f"Every change of the page {entry.title}, newest first.",
        history_path(entry.path),
        crumbs=crumbs,
        site=site,
        noindex=True,
    )
    return HistoryPage(head, crumbs, title, entry.path, shown, clinical_only, len(everything) - len(shown))
