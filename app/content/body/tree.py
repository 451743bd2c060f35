"""The body as a tree: what the canonical HTML, the Markdown and the rendered page are three spellings of."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """Marks on text, outermost first; a link stands outside of them all."""

    STRONG = "strong"
    EM = "em"
    SUP = "sup"
    SUB = "sub"
    CODE = "code"


class CareKind(StrEnum):
    """How soon a care card asks the reader to act."""

    NON_URGENT = "non-urgent"
    URGENT = "urgent"
    EMERGENCY = "emergency"


class PartKind(StrEnum):
    """What an exercise says besides how it is done, in the order in which it is said."""

    DOSE = "dose"
    PROGRESSIONS = "progressions"
    STOP_IF = "stop-if"


@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class Break:
    """A line break inside a paragraph."""


@dataclass(frozen=True)
class Reference:
    """The place where a citation is referred to."""

    key: str


@dataclass(frozen=True)
class Marked:
    style: Style
    children: "Inlines"


@dataclass(frozen=True)
class Anchor:
    """A link, to an address or (an int) to an entry."""

    target: str | int
    children: "Inlines"


Inline = Text | Break | Reference | Marked | Anchor
Inlines = tuple[Inline, ...]


@dataclass(frozen=True)
class Paragraph:
    children: Inlines


@dataclass(frozen=True)
class Heading:
    level: int
    children: Inlines


@dataclass(frozen=True)
class Listing:
    ordered: bool
    items: tuple["Blocks", ...]


@dataclass(frozen=True)
class Quote:
    blocks: "Blocks"


@dataclass(frozen=True)
class Preformatted:
    text: str


@dataclass(frozen=True)
class Rule:
    """A thematic break."""


@dataclass(frozen=True)
class Table:
    """Every row is as wide as the head; the head is empty when the table has none."""

    caption: Inlines
    head: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    row_headers: bool


@dataclass(frozen=True)
class Figure:
    asset: int
    alt: str
    decorative: bool
    caption: Inlines


@dataclass(frozen=True)
class Care:
    kind: CareKind
    title: Inlines
    blocks: "Blocks"


@dataclass(frozen=True)
class Part:
    """One of the parts of an exercise; it is never empty."""

    kind: PartKind
    blocks: "Blocks"


@dataclass(frozen=True)
class Exercise:
    """How it is done, perhaps with a picture first; then its parts, at most one of a kind, in the order of `PartKind`."""

    name: str
    blocks: "Blocks"
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Episode:
    entry: int
    start: int


Block = Paragraph | Heading | Listing | Quote | Preformatted | Rule | Table | Figure | Care | Exercise | Episode
Blocks = tuple[Block, ...]


def every_block(blocks: Blocks) -> Iterator[Block]:
    """All blocks in reading order, each before those inside it."""
    for block in blocks:
        yield block
        match block:
            case Listing(items=items):
                for item in items:
                    yield from every_block(item)
            case Quote(blocks=inner) | Care(blocks=inner):
                yield from every_block(inner)
            case Exercise(blocks=inner, parts=parts):
                yield from every_block(inner)
                for part in parts:
                    yield from every_block(part.blocks)
            case _:
                pass


def lines_of(block: Block) -> tuple[Inlines, ...]:
    """The runs of text that belong to the block itself, in reading order."""
    match block:
        case Paragraph(children=children) | Heading(children=children):
            return (children,)
        case Table(caption=caption, head=head, rows=rows):
            return (caption, *head, *(cell for row in rows for cell in row))
        case Figure(caption=caption):
            return (caption,)
        case Care(title=title):
            return (title,)
        case _:
            return ()


def every_inline(children: Inlines) -> Iterator[Inline]:
    """All parts of a run of text in reading order."""
    for child in children:
        yield child
        if isinstance(child, Marked | Anchor):
            yield from every_inline(child.children)


def text_of(children: Inlines) -> str:
    """The words alone; a break is a blank, a reference mark is nothing."""
    parts = (c.text if isinstance(c, Text) else " " for c in every_inline(children) if isinstance(c, Text | Break))
    return "".join(parts)
