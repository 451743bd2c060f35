"""From the tree to canonical HTML, the one form that is stored."""

from html import escape

from app.content.body.tree import (
    Anchor,
    Block,
    Blocks,
    Break,
    Care,
    Episode,
    Exercise,
    Figure,
    Heading,
    Inline,
    Inlines,
    Listing,
    Marked,
    Paragraph,
    Part,
    Preformatted,
    Quote,
    Reference,
    Rule,
    Table,
    Text,
)


def write(blocks: Blocks) -> str:
    """The canonical HTML of a body, one block of the outermost level in a line."""
    return "\n".join(map(_block, blocks))


def text(value: str) -> str:
    """`value` as the text of an element."""
    return escape(value, quote=False)


def attributes(**values: str | int | None) -> str:
    """` name="value"` for each that is not None; an underscore in a name stands for a hyphen."""
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(str(v))}"' for name, v in values.items() if v is not None
    )


def is_short(item: Blocks) -> bool:
    """True for an item of a list that is one line, perhaps with lists below it: it is written without <p>."""
    return isinstance(item[0], Paragraph) and all(isinstance(b, Listing) for b in item[1:])


def _blocks(blocks: Blocks) -> str:
    return "".join(map(_block, blocks))


def _line(children: Inlines) -> str:
    return "".join(map(_inline, children))


def _inline(part: Inline) -> str:
    match part:
        case Text(text=words):
            return text(words)
        case Break():
            return "<br>"
        case Reference(key=key):
            return f"<sup{attributes(data_ref=key)}></sup>"
        case Marked(style=style, children=children):
            return f"<{style}>{_line(children)}</{style}>"
        case Anchor(target=int() as entry, children=children):
            return f"<a{attributes(data_entry=entry)}>{_line(children)}</a>"
        case Anchor(target=href, children=children):
            return f"<a{attributes(href=href)}>{_line(children)}</a>"


def _block(block: Block) -> str:  # noqa: C901, PLR0911 - one line for each kind of block
    match block:
        case Paragraph(children=children):
            return f"<p>{_line(children)}</p>"
        case Heading(level=level, children=children):
            return f"<h{level}>{_line(children)}</h{level}>"
        case Listing():
            return _listing(block)
        case Quote(blocks=blocks):
            return f"<blockquote>{_blocks(blocks)}</blockquote>"
        case Preformatted(text=words):
            return f"<pre><code>{text(words)}</code></pre>"
        case Rule():
            return "<hr>"
        case Table():
            return _table(block)
        case Figure():
            return _figure(block)
        case Care(kind=kind, title=title, blocks=blocks):
            heading = f"<h3>{_line(title)}</h3>" if title else ""
            return f"<aside{attributes(data_care=kind)}>{heading}{_blocks(blocks)}</aside>"
        case Exercise(name=name, blocks=blocks, parts=parts):
            inner = _blocks(blocks) + "".join(map(_part, parts))
            return f"<section{attributes(data_exercise=name)}>{inner}</section>"
        case Episode(entry=entry, start=start):
            return f"<div{attributes(data_episode=entry, data_start=start or None)}></div>"


def _part(part: Part) -> str:
    return f"<div{attributes(data_part=part.kind)}>{_blocks(part.blocks)}</div>"


def _listing(listing: Listing) -> str:
    tag = "ol" if listing.ordered else "ul"
    return f"<{tag}>{''.join(map(_item, listing.items))}</{tag}>"


def _item(item: Blocks) -> str:
    match item:
        case (Paragraph(children=children), *rest) if is_short(item):
            return f"<li>{_line(children)}{_blocks(tuple(rest))}</li>"
        case _:
            return f"<li>{_blocks(item)}</li>"


def _table(table: Table) -> str:
    caption = f"<caption>{_line(table.caption)}</caption>" if table.caption else ""
    head = "".join(f'<th scope="col">{_line(cell)}</th>' for cell in table.head)
    rows = "".join(_row(row, row_headers=table.row_headers) for row in table.rows)
    parts = (f"<thead><tr>{head}</tr></thead>" if head else "", f"<tbody>{rows}</tbody>" if rows else "")
    return f"<table>{caption}{''.join(parts)}</table>"


def _row(row: tuple[Inlines, ...], *, row_headers: bool) -> str:
    cells = [f"<td>{_line(cell)}</td>" for cell in row]
    if row_headers:
        cells[0] = f'<th scope="row">{_line(row[0])}</th>'
    return f"<tr>{''.join(cells)}</tr>"


def _figure(figure: Figure) -> str:
    decorative = "true" if figure.decorative else None
    opening = attributes(data_asset=figure.asset, data_alt=figure.alt or None, data_decorative=decorative)
    caption = f"<figcaption>{_line(figure.caption)}</figcaption>" if figure.caption else ""
    return f"<figure{opening}>{caption}</figure>"
