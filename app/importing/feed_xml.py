"""A feed's bytes as a tree that is safe to walk. Pure.

Nothing outside the document is ever read, no entity is expanded, and a document type of its own is refused: no podcast
needs one, and the known bombs do. What is not well-formed is read as far as it goes, and said so.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from lxml import etree

from app.core.errors import Invalid
from app.core.text import one_line, without_control_characters

MAX_BYTES = 20_000_000
_DTD = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
# A comment can be read in one way only: where it could end later as well, thirty of them would be tried for years.
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
_BOMB = re.compile("depth|huge|too long|amplification", re.IGNORECASE)
# Hosts write the names of the namespaces in more than one way.
_FAMILIES = {
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "https://podcastindex.org/namespace/1.0": "podcast",
    "http://podcastindex.org/namespace/1.0": "podcast",
    "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast",
    "http://podlove.org/simple-chapters": "psc",
    "http://podlove.org/simple-chapters/": "psc",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://search.yahoo.com/mrss/": "media",
}


@dataclass(frozen=True)
class Node:
    """An element; names are written with the usual prefix, such as `itunes:author`, whatever the feed's is."""

    element: etree._Element

    def children(self, *names: str) -> Iterator["Node"]:
        for child in self.element:
            if isinstance(child.tag, str) and name_of(child) in names:
                yield Node(child)

    def first(self, *names: str) -> "Node | None":
        """The first child with the earliest of `names` that has one."""
        return next((child for name in names for child in self.children(name)), None)

    def line(self, *names: str) -> str:
        """The text of the first child of these names that has one, on one line."""
        return one_line(self.text(*names))

    def text(self, *names: str) -> str:
        return next((text for name in names for child in self.children(name) if (text := child.own_text.strip())), "")

    @property
    def own_text(self) -> str:
        return without_control_characters("".join(str(piece) for piece in self.element.itertext()))

    def attribute(self, name: str) -> str:
        return one_line(str(self.element.get(name) or ""))


@dataclass(frozen=True)
class FeedTree:
    channel: Node
    items: tuple[Node, ...]
    warnings: tuple[str, ...]


def name_of(element: etree._Element) -> str:
    tag = str(element.tag)
    if not tag.startswith("{"):
        return tag.lower() if ":" in tag else tag  # a prefix that was never declared, in a feed that was mended
    space, _, local = tag[1:].partition("}")
    family = _FAMILIES.get(space.strip().lower())
    return f"{family}:{local}" if family else f"?:{local}"


def read_tree(document: bytes) -> FeedTree:
    """The channel and its items. Raises Invalid with a sentence for what is no podcast feed, or not a safe one."""
    if len(document) > MAX_BYTES:
        raise Invalid(f"This feed has {len(document):,} bytes; at most {MAX_BYTES:,} are read.", field="source")
    if not document.strip():
        raise Invalid("There is nothing at all in this feed.", field="source")
    if _PAGE.match(document[:5000]):
        raise Invalid(
            "This is a web page and not a feed. Look on it for “RSS” or “Feed” and give the address that it leads to.",
            field="source",
        )
    root, warnings = _root(document)
    channel = next((child for child in root if isinstance(child.tag, str) and name_of(child) == "channel"), None)
    if name_of(root) != "rss" or channel is None:
        kind = " It is an Atom feed: podcasts are published as RSS." if name_of(root) == "atom:feed" else ""
        raise Invalid(f"This is not the feed of a podcast.{kind}", field="source")
    items = tuple(Node(child) for child in channel if isinstance(child.tag, str) and name_of(child) == "item")
    return FeedTree(Node(channel), items, warnings)


def _root(document: bytes) -> tuple[etree._Element, tuple[str, ...]]:
    _refuse_dtd(_DTD.search(document) is not None)
    try:
        return _parsed(document, recover=False), ()
    except etree.XMLSyntaxError as error:
        if _BOMB.search(str(error)):
            raise Invalid("This feed is built to overload its readers, so it is not read.", field="source") from error
    warning = "The feed is not well-formed XML. It was read as far as possible: compare the list with the old site."
    text, legacy = _decoded(document)
    if legacy:
        try:
            return _parsed(text, recover=False), (
                "The feed's letters are not those that it declares; they were mended.",
            )
        except etree.XMLSyntaxError:
            document = text
    root: etree._Element | None = None
    with suppress(etree.XMLSyntaxError):  # there was nothing in it to begin with
        root = _parsed(document, recover=True)
    if root is None:
        raise Invalid("This is not a feed: it could not be read as XML.", field="source")
    return root, (warning,)


def _decoded(document: bytes) -> tuple[bytes, bool]:
    """The document as UTF-8, and whether it was in the letters of old Windows although it does not say so."""
    try:
        document.decode("utf-8")
    except UnicodeDecodeError:
        return _DECLARED.sub("", document.decode("cp1252", "replace")).encode(), True
    return document, False


def _parsed(document: bytes, *, recover: bool) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover, remove_comments=True
    )
    root = etree.fromstring(document, parser)
    if root is not None:
        _refuse_dtd(root.getroottree().docinfo.internalDTD is not None)
    return root


def _refuse_dtd(found: bool) -> None:
    """In any encoding: the bytes are searched first, and what was parsed is looked at again."""
    if found:
        raise Invalid(
            "This feed brings a document type (DTD) of its own, which can make its readers open other files or run out"
            " of memory. It is not read; ask its host for a plain feed.",
            field="source",
        )
