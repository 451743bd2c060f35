"""From elements to the tree: every element is given its meaning, or given up for its content. No words are lost."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from app.content.body import tables
from app.content.body.addresses import address, number, reference_key, seconds
from app.content.body.marks import NO_MARKS, Marks, Piece, one_line, paragraphs, with_link, without_breaks
from app.content.body.raw import Element, parse
from app.content.body.tree import (
    Block,
    Blocks,
    Break,
    Care,
    CareKind,
    Episode,
    Exercise,
    Figure,
    Heading,
    Inlines,
    Listing,
    Paragraph,
    Part,
    PartKind,
    Preformatted,
    Quote,
    Reference,
    Rule,
    Style,
    Text,
)
from app.core.text import one_line as one_line_of_text

STYLES = {"strong": Style.STRONG, "b": Style.STRONG, "em": Style.EM, "i": Style.EM} | {
    name: Style(name) for name in ("sup", "sub", "code")
}
_LEVELS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 4, "h6": 4}
_MAX_ATTRIBUTE = 2_000


@lru_cache(maxsize=16)
def read(html: str) -> Blocks:
    """The tree of a body that has been cleaned. A page asks for the same one several times."""
    return blocks_of(parse(html))


def blocks_of(element: Element, marks: Marks = NO_MARKS) -> Blocks:
    """The content of `element` as blocks."""
    reader = _Blocks()
    reader.read_all(element, marks)
    reader.end_paragraph()
    return tuple(reader.done)


class _Blocks:
    """Blocks as they are found, and the text of a paragraph that has not ended yet."""

    def __init__(self) -> None:
        self.done: list[Block] = []
        self.pieces: list[Piece] = []

    def end_paragraph(self) -> None:
        if self.pieces:
            self.done += map(Paragraph, paragraphs(self.pieces))
            self.pieces = []

    def add(self, blocks: Iterable[Block]) -> None:
        self.end_paragraph()
        self.done += blocks

    def read_all(self, element: Element, marks: Marks) -> None:
        for child in element.children:
            if isinstance(child, str):
                self.pieces.append(Piece(Text(child), marks))
            elif (piece := piece_of(child, marks)) is not None:
                self.pieces.append(piece)
            elif (inner := marks_inside(child, marks)) is not None:
                self.read_all(child, inner)
            else:
                self._read_block(child, marks)

    def _read_block(self, element: Element, marks: Marks) -> None:
        if reader := _READERS.get(element.tag):
            self.add(reader(element, marks))
        else:
            self.end_paragraph()
            self.read_all(element, marks)
            self.end_paragraph()


def piece_of(element: Element, marks: Marks) -> Piece | None:
    """A break or a reference mark, when `element` is one."""
    if element.tag == "br":
        return Piece(Break(), marks)
    key = reference_key(element.attributes.get("data-ref", "")) if element.tag == "sup" else None
    return Piece(Reference(key), marks) if key else None


def marks_inside(element: Element, marks: Marks) -> Marks | None:
    """The marks on the text inside `element`, or None when it is a block."""
    if element.tag in STYLES:
        return marks | {STYLES[element.tag]}
    if element.tag != "a":
        return None
    target = number(element.attributes.get("data-entry")) or address(element.attributes.get("href", ""))
    return with_link(marks, target) if target else marks


def line_and_blocks(element: Element, marks: Marks) -> tuple[list[Piece], Blocks]:
    """All text of `element` as one run, the blocks in it divided by breaks, and what cannot stand in a line."""
    pieces: list[Piece] = []
    left_over: list[Block] = []
    for child in element.children:
        if isinstance(child, str):
            pieces.append(Piece(Text(child), marks))
        elif (piece := piece_of(child, marks)) is not None:
            pieces.append(piece)
        elif (inner := marks_inside(child, marks)) is not None:
            found, extra = line_and_blocks(child, inner)
            pieces += found
            left_over += extra
        elif _stands_alone(child):
            left_over += blocks_of(Element("", children=[child]), marks)
        else:
            found, extra = line_and_blocks(child, marks)
            pieces += [Piece(Break(), NO_MARKS), *found, Piece(Break(), NO_MARKS)]
            left_over += extra
    return pieces, tuple(left_over)


def _stands_alone(element: Element) -> bool:
    """True for what says something that a line of text cannot say: it is put after the line."""
    return element.tag == "pre" or any(name in element.attributes for name in _OWN_BLOCKS)


def _heading(element: Element, marks: Marks) -> Iterable[Block]:
    pieces, left_over = line_and_blocks(element, marks)
    line = without_breaks(pieces)
    return [*([Heading(_LEVELS[element.tag], line)] if line else []), *left_over]


def _listing(element: Element, marks: Marks) -> Iterable[Block]:
    items: list[Blocks] = []
    for child in element.children:
        single = child if isinstance(child, Element) and child.tag == "li" else Element("", children=[child])
        if blocks := blocks_of(single, marks):
            items.append(blocks)
    return [Listing(element.tag == "ol", tuple(items))] if items else []


def _quote(element: Element, marks: Marks) -> Iterable[Block]:
    blocks = blocks_of(element, marks)
    return [Quote(blocks)] if blocks else []


def _preformatted(element: Element, _marks: Marks) -> Iterable[Block]:
    lines = [line.rstrip() for line in _all_text(element).expandtabs(4).split("\n")]
    text = "\n".join(lines).strip("\n")
    return [Preformatted(text)] if text.strip() else []


def _all_text(element: Element) -> str:
    parts = (c if isinstance(c, str) else "\n" if c.tag == "br" else _all_text(c) for c in element.children)
    return "".join(parts)


def _rule(_element: Element, _marks: Marks) -> Iterable[Block]:
    return [Rule()]


def _table(element: Element, marks: Marks) -> Iterable[Block]:
    return tables.read_table(element, lambda cell: line_and_blocks(cell, marks))


def _figure(element: Element, marks: Marks) -> Iterable[Block]:
    asset = number(element.attributes.get("data-asset"))
    if asset is None:
        return blocks_of(element, marks)
    captions = [c for c in element.children if isinstance(c, Element) and c.tag == "figcaption"]
    others = [c for c in element.children if c not in captions]
    pieces, left_over = line_and_blocks(Element("", children=list(captions)), marks)
    alt = one_line_of_text(element.attributes.get("data-alt", ""))[:_MAX_ATTRIBUTE].strip()
    decorative = not alt and element.attributes.get("data-decorative") == "true"
    figure = Figure(asset, alt, decorative, one_line(pieces))
    return [figure, *left_over, *blocks_of(Element("", children=others), marks)]


def _care(element: Element, marks: Marks) -> Iterable[Block]:
    kind = element.attributes.get("data-care", "")
    blocks = blocks_of(element, marks)
    if kind not in set(CareKind) or not blocks:
        return blocks
    title: Inlines = ()
    if isinstance(blocks[0], Heading):
        title, blocks = blocks[0].children, blocks[1:]
    return [Care(CareKind(kind), title, blocks)]


def _exercise(element: Element, marks: Marks) -> Iterable[Block]:
    name = one_line_of_text(element.attributes.get("data-exercise", ""))[:_MAX_ATTRIBUTE].strip()
    if not name:
        return blocks_of(element, marks)
    parts = {kind: [c for c in element.children if _is_part(c, kind)] for kind in PartKind}
    others = [c for c in element.children if not any(_is_part(c, kind) for kind in PartKind)]
    read_parts = (Part(kind, blocks_of(Element("", children=list(found)), marks)) for kind, found in parts.items())
    blocks = blocks_of(Element("", children=others), marks)
    return [Exercise(name, blocks, tuple(part for part in read_parts if part.blocks))]


def _is_part(child: Element | str, kind: PartKind) -> bool:
    return isinstance(child, Element) and child.tag == "div" and child.attributes.get("data-part") == kind


def _division(element: Element, marks: Marks) -> Iterable[Block]:
    entry = number(element.attributes.get("data-episode"))
    blocks = blocks_of(element, marks)
    return [Episode(entry, seconds(element.attributes.get("data-start"))), *blocks] if entry else blocks


_READERS: dict[str, Callable[[Element, Marks], Iterable[Block]]] = {
    **dict.fromkeys(_LEVELS, _heading),
    "ul": _listing,
    "ol": _listing,
    "blockquote": _quote,
    "pre": _preformatted,
    "hr": _rule,
    "table": _table,
    "figure": _figure,
    "aside": _care,
    "section": _exercise,
    "div": _division,
}
_OWN_BLOCKS = ("data-asset", "data-care", "data-exercise", "data-episode")
