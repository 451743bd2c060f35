"""The texts of entries as feeds carry them: rendered in plain elements, with what must not be lost beside them.

Everything that the bodies of one feed point at is loaded together, in a number of statements that does not grow with
the number of entries.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from html import escape

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.content import body as bodies
from app.content.citing import sources_of
from app.content.drafts import Citation
from app.content.models import Entry
from app.content.printed import Printed, printed, remark_html
from app.content.queries import find_entries
from app.core.db import db
from app.core.site import Site
from app.feeds.past import past
from app.media.models import Asset, AssetKind
from app.media.queries import picture_of
from app.podcast import chapters
from app.podcast.models import Episode
from app.references.status import Source

_LARGEST_KEPT = 20_000  # characters
SAMPLE = "Sample content, not clinically reviewed."
# How a stored body points at something else: app/content/body/__init__.py.
_POINTERS = ("data-asset=", "data-entry=", "data-episode=", "data-ref=")
NO_SUBSTITUTE = "This is information, not a substitute for advice from someone who has examined you."


@dataclass(frozen=True)
class Surroundings:
    """What the texts of one feed point at, loaded beforehand."""

    site: Site
    assets: dict[int, Asset]
    """Pictures with their renditions, by id."""
    targets: dict[int, Entry]
    """Visible entries, by id."""
    sources: dict[int, Source]
    """What the library prints of everything cited, by id."""
    uses: dict[int, bodies.BodyUses]
    """What a text points at, by the entry's id; nothing for a text that points at nothing."""

    def text(self, entry: Entry) -> str:
        """The whole text as plain HTML with absolute addresses: a warning on samples, the body, its references, and
        where to get help."""
        cited = self._cited(entry)
        parts = [
            f"<p><strong>{SAMPLE}</strong></p>" if entry.sample else "",
            bodies.render(entry.body, self._resolver(entry, cited)),
            _references(cited),
            *past(entry, cited),
            f"<p><em>{NO_SUBSTITUTE} {escape(self.site.urgent_help)}</em></p>",
        ]
        return "\n".join(part for part in parts if part)

    def picture_url(self, asset_id: int | None) -> str:
        """The address of a picture in a size that every reader shows, or nothing."""
        asset = self.assets.get(asset_id or 0)
        return self.site.absolute(picture_of(asset).src) if asset else ""

    def pointed_at(self, entry: Entry) -> str:
        """All that a text takes from other entries and pictures: as long as it is the same, so is the text."""
        uses = self.uses.get(entry.id)
        beside = (entry.corrections, entry.formerly, self._cited(entry)) if _has_more(entry) else ()
        if uses is None:
            return repr(beside) if beside else ""
        seen = (uses.references, [*map(self._link, sorted(uses.entries))], [*map(self._picture, sorted(uses.assets))])
        return repr((*seen, *beside))

    def _cited(self, entry: Entry) -> tuple[Printed, ...]:
        """The references as every page of ours numbers and prints them."""
        uses = self.uses.get(entry.id)
        return printed(uses.references if uses else (), citations_of(entry), self.sources)

    def _resolver(self, entry: Entry, cited: tuple[Printed, ...]) -> bodies.Resolver:
        numbers = {reference.key: reference.number for reference in cited}
        resolver = bodies.Resolver(picture=self._picture, entry=self._link, episode=self._link, reference=numbers.get)
        return resolver.for_feed(self.site.absolute(entry.path))

    def _picture(self, asset_id: int) -> bodies.Picture | None:
        asset = self.assets.get(asset_id)
        if asset is None:
            return None
        found = picture_of(asset)
        return bodies.Picture(found.src, found.srcset, found.width, found.height)

    def _link(self, entry_id: int) -> bodies.Link | None:
        target = self.targets.get(entry_id)
        return bodies.Link(self.site.absolute(target.path), target.title) if target else None


def surroundings(
    entries: Sequence[Entry], *, site: Site, now: datetime, pictures: frozenset[int] = frozenset()
) -> Surroundings:
    """Load what `entries` point at, and further `pictures`: at most four statements, however many they are."""
    # Reading a body takes long, and most episodes of a long show point at nothing.
    uses = {entry.id: _uses(entry.body) for entry in entries if any(mark in entry.body for mark in _POINTERS)}
    shown = {e.image_id for e in entries if e.image_id is not None}
    marked = [chapters.image_ids(e.chapters) for e in entries if isinstance(e, Episode)]
    assets = pictures.union(*(use.assets for use in uses.values()), shown, *marked)
    targets = frozenset().union(*(use.entries for use in uses.values()))
    sources = sources_of(*map(citations_of, entries))
    return Surroundings(site, _pictures(assets), find_entries(targets, now=now), sources, uses)


def _uses(body: str) -> bodies.BodyUses:
    return _kept_uses(body) if len(body) <= _LARGEST_KEPT else bodies.uses(body)


@lru_cache(maxsize=4096)
def _kept_uses(body: str) -> bodies.BodyUses:
    return bodies.uses(body)


def _pictures(ids: Iterable[int]) -> dict[int, Asset]:
    wanted = sa.select(Asset).where(Asset.id.in_(sorted(ids)), Asset.kind == AssetKind.IMAGE)
    return {asset.id: asset for asset in db.session.scalars(wanted.options(selectinload(Asset.renditions)))}


def citations_of(entry: Entry) -> list[Citation]:
    return [Citation(**row) for row in entry.citations]


def _has_more(entry: Entry) -> bool:
    """Whether its text takes anything from the library of references, or has something said at its end."""
    return bool(entry.corrections or entry.formerly or any(row.get("reference_id") for row in entry.citations))


def _references(cited: Iterable[Printed]) -> str:
    rows = "".join(f"<li>{_reference(reference)}</li>" for reference in cited)
    return f"<h2>References</h2>\n<ol>{rows}</ol>" if rows else ""


def _reference(reference: Printed) -> str:
    words, url = escape(reference.text), escape(reference.url)
    linked = f'<a href="{url}" rel="noopener noreferrer">{words}</a>' if url else words
    return f"{linked} ({remark_html(reference.remark)})" if reference.remark else linked
