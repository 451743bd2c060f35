"""From the tree to Markdown, in the dialect of `markdown_reading`: what is written here is read there as the same tree."""

import re

from app.content.body.markdown_lines import cell, escaped_alt, line, paragraph
from app.content.body.reading import read
from app.content.body.tree import (
    Block,
    Blocks,
    Care,
    Episode,
    Exercise,
    Figure,
    Heading,
    Inlines,
    Listing,
    Paragraph,
    Preformatted,
    Quote,
    Rule,
    Table,
)
from app.content.body.writing import is_short

_COLONS = re.compile(r"^[ ]*(:{3,})", re.MULTILINE)


def to_markdown(html: str) -> str:
    """The Markdown of a cleaned body: `from_markdown(to_markdown(body)) == body`."""
    text = _blocks(read(html))
    return f"{text}\n" if text else ""


def _blocks(blocks: Blocks) -> str:
    parts: list[str] = []
    before: Block | None = None
    alternate = False
    for block in blocks:
        # Two lists, one after the other, would be read as one if they had the same sign.
        alternate = _same_list(before, block) and not alternate
        parts.append(_block(block, alternate=alternate))
        before = block
    return "\n\n".join(parts)


def _same_list(one: Block | None, other: Block) -> bool:
    return isinstance(one, Listing) and isinstance(other, Listing) and one.ordered == other.ordered


def _block(block: Block, *, alternate: bool = False) -> str:  # noqa: C901, PLR0911 - one line for each kind of block
    match block:
        case Paragraph(children=children):
            return paragraph(children)
        case Heading(level=level, children=children):
            return f"{'#' * level} {line(children)}"
        case Quote(blocks=blocks):
            return "\n".join(f"> {text}".rstrip(" ") for text in _blocks(blocks).split("\n"))
        case Preformatted(text=text):
            fence = "`" * max(3, _longest("`", text) + 1)
            return f"{fence}\n{text}\n{fence}"
        case Rule():
            return "***"  # "---" would belong to the sign of a list when it is the first thing in an item
        case Table():
            return _table(block)
        case Figure():
            return _figure(block)
        case Care(kind=kind, title=title, blocks=blocks):
            return _container(f"{kind} {line(title)}", _blocks(blocks))
        case Exercise(name=name, blocks=blocks, parts=parts):
            inner = (_blocks(blocks), *(_container(part.kind, _blocks(part.blocks)) for part in parts))
            return _container(f"exercise {name}", "\n\n".join(filter(None, inner)))
        case Episode(entry=entry, start=start):
            return f"::episode{{id={entry}{f' start={start}' if start else ''}}}"
        case Listing():
            return _listing(block, alternate=alternate)


def _longest(sign: str, text: str) -> int:
    return max(map(len, re.findall(f"{re.escape(sign)}+", text)), default=0)


def _container(opening: str, inner: str) -> str:
    """A block between colons, one more than at any line inside."""
    colons = ":" * (max((len(found) for found in _COLONS.findall(inner)), default=2) + 1)
    return "\n".join(filter(None, (f"{colons}{opening}".rstrip(" "), inner, colons)))


def _listing(listing: Listing, *, alternate: bool) -> str:
    items = []
    for number, item in enumerate(listing.items, 1):
        bullet = f"{number}{')' if alternate else '.'}" if listing.ordered else ("+" if alternate else "-")
        items.append(_item(f"{bullet} ", item))
    return ("\n" if all(map(is_short, listing.items)) else "\n\n").join(items)


def _item(bullet: str, item: Blocks) -> str:
    first, *rest = item
    tight = len(item) == 2 and is_short(item)
    text = f"{_block(first)}\n{_blocks(tuple(rest))}" if tight else _blocks(item)
    margin = " " * len(bullet)
    return bullet + "\n".join(f"{margin}{part}" if part else "" for part in text.split("\n")).removeprefix(margin)


def _table(table: Table) -> str:
    width = len(table.head or table.rows[0])
    head = table.head or ((),) * width
    lines = [_row(head), f"|{' --- |' * width}", *map(_row, table.rows)]
    text = "\n".join(lines)
    if not table.caption and not table.row_headers:
        return text
    return _container(f"table{'{row-headers}' if table.row_headers else ''} {line(table.caption)}", text)


def _row(cells: tuple[Inlines, ...]) -> str:
    return f"| {' | '.join(map(cell, cells))} |"


def _figure(figure: Figure) -> str:
    caption = f' "{line(figure.caption)}"' if figure.caption else ""
    decorative = "{decorative}" if figure.decorative else ""
    return f"![{escaped_alt(figure.alt)}](asset:{figure.asset}{caption}){decorative}"
