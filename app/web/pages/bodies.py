"""From a stored body to the text of a page: pictures and links found, references numbered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from app.content import body as bodies
from app.content import queries as entries
from app.content.citing import sources_of
from app.content.corrections import Formerly
from app.content.drafts import Citation
from app.content.models import Entry, Kind
from app.content.printed import Printed, printed
from app.media import queries as media
from app.media.focal import Shape
from app.media.pictures import Picture as LibraryPicture
from app.web.pages.content import Content
from app.web.pages.parts import Body, Former, Heading, Picture


@dataclass(frozen=True)
class Shelf:
    """What texts point at, already fetched."""

    pictures: Mapping[int, LibraryPicture] = field(default_factory=dict)
    entries: Mapping[int, Entry] = field(default_factory=dict)

    def picture(self, asset_id: int | None, alt: str, shape: Shape | None = None) -> Picture | None:
        """An entry's own picture, whole or cut to a shape around its focal point."""
        whole = None if asset_id is None else self.pictures.get(asset_id)
        if whole is None:
            return None
        found = whole.cut(shape)
        return Picture(found.src, alt, found.srcset, found.width, found.height, found.sources)

    def shared(self, content: Content) -> Picture | None:
        """An entry's picture as it is shown beside a link to its page elsewhere, where there is room for a wide one."""
        return self.picture(content.image_id, content.image_alt, Shape.WIDE)


def fetch_shelf(texts: Iterable[str] = (), *, images: Iterable[int | None] = (), now: datetime) -> Shelf:
    """Everything that these bodies and these pictures of entries need, in a few statements for any number."""
    used = [bodies.uses(text) for text in texts]
    assets = {i for i in images if i is not None}.union(*(u.assets for u in used))
    linked = frozenset[int]().union(*(u.entries for u in used))
    return Shelf(pictures=media.list_pictures(assets) if assets else {}, entries=entries.find_entries(linked, now=now))


def number_references(html: str, citations: Iterable[Citation]) -> tuple[Printed, ...]:
    """The sources in the order in which the text first points at them; those it never points at come last."""
    listed = tuple(citations)
    return printed(bodies.uses(html).references, listed, sources_of(listed))


def what_we_said(formerly: Iterable[Formerly], references: Iterable[Printed]) -> tuple[Former, ...]:
    """Each with the reference that changed it."""
    known = {reference.key: reference for reference in references}
    return tuple(Former(each.said, each.instead, each.until, known.get(each.key)) for each in formerly)


def render(html: str, references: Iterable[Printed], shelf: Shelf) -> Body:
    """The text as it stands on a page of ours."""
    numbers = {reference.key: reference.number for reference in references}

    def picture(asset_id: int) -> bodies.Picture | None:
        found = shelf.pictures.get(asset_id)
        if found is None:
            return None
        sources = tuple((source.mime, source.srcset) for source in found.sources)
        return bodies.Picture(found.src, found.srcset, found.width, found.height, sources)

    def link(entry_id: int) -> bodies.Link | None:
        found = shelf.entries.get(entry_id)
        return None if found is None else bodies.Link(found.path, found.title)

    def episode(entry_id: int) -> bodies.Link | None:
        found = shelf.entries.get(entry_id)
        return link(entry_id) if found is not None and found.kind is Kind.EPISODE else None

    resolve = bodies.Resolver(picture=picture, entry=link, episode=episode, reference=numbers.get)
    headings = tuple(Heading(h.text, h.anchor, h.level) for h in bodies.outline(html))
    # The body was cleaned on its way in and is written anew by `render`: its own marks only.
    return Body(Markup(bodies.render(html, resolve)), headings)  # noqa: S704 - see above
