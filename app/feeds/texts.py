"""The texts of entries as feeds carry them: rendered in plain elements, with what must not be lost beside them.

Everything that the bodies of one feed point at is loaded together, in a number of statements that does not grow with
the number of entries.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.content import body as bodies
from app.content.models import Entry
from app.content.queries import find_entries
from app.core.db import db
from app.core.site import Site
from app.media.models import Asset, AssetKind
from app.media.queries import picture_of

SAMPLE = "Sample content, not clinically reviewed."
NO_SUBSTITUTE = "This is information, not a substitute for advice from someone who has examined you."


@dataclass(frozen=True)
class Surroundings:
    """What the texts of one feed point at, loaded beforehand."""

    site: Site
    assets: dict[int, Asset]
    """Pictures with their renditions, by id."""
    targets: dict[int, Entry]
    """Visible entries, by id."""

    def text(self, entry: Entry) -> str:
        """The whole text as plain HTML with absolute addresses: a warning on samples, the body, its references, and
        where to get help."""
        parts = [
            f"<p><strong>{SAMPLE}</strong></p>" if entry.sample else "",
            bodies.render(entry.body, self._resolver(entry)),
            _references(entry),
            f"<p><em>{NO_SUBSTITUTE} {escape(self.site.urgent_help)}</em></p>",
        ]
        return "\n".join(part for part in parts if part)

    def picture_url(self, asset_id: int | None) -> str:
        """The address of a picture in a size that every reader shows, or nothing."""
        asset = self.assets.get(asset_id or 0)
        return self.site.absolute(picture_of(asset).src) if asset else ""

    def _resolver(self, entry: Entry) -> bodies.Resolver:
        numbers = {key: number for number, (key, _) in enumerate(_cited(entry), start=1)}
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
    """Load what `entries` point at, and further `pictures`: three statements, however many they are."""
    uses = [bodies.uses(entry.body) for entry in entries]
    assets = pictures.union(*(use.assets for use in uses), {e.image_id for e in entries if e.image_id is not None})
    targets = frozenset().union(*(use.entries for use in uses))
    return Surroundings(site, _pictures(assets), find_entries(targets, now=now))


def _pictures(ids: Iterable[int]) -> dict[int, Asset]:
    wanted = sa.select(Asset).where(Asset.id.in_(sorted(ids)), Asset.kind == AssetKind.IMAGE)
    return {asset.id: asset for asset in db.session.scalars(wanted.options(selectinload(Asset.renditions)))}


def _cited(entry: Entry) -> list[tuple[str, dict[str, str]]]:
    """The references by key, in the order in which the text first points at them, the others after them."""
    given = {citation["key"]: citation for citation in entry.citations}
    pointed = [key for key in bodies.uses(entry.body).references if key in given]
    return [(key, given[key]) for key in dict.fromkeys([*pointed, *given])]


def _references(entry: Entry) -> str:
    rows = "".join(f"<li>{_reference(citation)}</li>" for _, citation in _cited(entry))
    return f"<h2>References</h2>\n<ol>{rows}</ol>" if rows else ""


def _reference(citation: dict[str, str]) -> str:
    words, url, note = (escape(citation.get(name) or "") for name in ("text", "url", "note"))
    linked = f'<a href="{url}" rel="noopener noreferrer">{words}</a>' if url else words
    return f"{linked} ({note})" if note else linked
