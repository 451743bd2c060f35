"""Reading a table: one line of header cells at most, rows of equal width, row headers in the first column or nowhere."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.content.body.marks import Piece, one_line
from app.content.body.raw import Element
from app.content.body.spans import divided
from app.content.body.tree import Block, Blocks, Inlines, Paragraph, Table

CellReader = Callable[[Element], tuple[list[Piece], Blocks]]


@dataclass
class _Row:
    in_head: bool
    headers: list[bool]
    cells: list[Inlines]

    def padded(self, width: int) -> tuple[Inlines, ...]:
        return (*self.cells, *(() for _ in range(width - len(self.cells))))


def read_table(element: Element, read_cell: CellReader) -> Iterable[Block]:
    """The table, preceded by a caption that has no table left and followed by what cannot stand in a cell."""
    left_over: list[Block] = []

    def line(cell: Element) -> Inlines:
        pieces, blocks = read_cell(cell)
        left_over.extend(blocks)
        return one_line(pieces)

    caption = next((line(found) for found in _children(element, "caption")), ())
    rows = [
        _Row(in_head, [c.tag == "th" for c in cells], [line(c) for c in cells])
        for in_head, cells in _rows_of(element)
        if cells
    ]
    rows = [row for row in rows if any(row.cells)]
    if not rows:
        return [*([Paragraph(caption)] if caption else []), *left_over]
    return [_table(caption, rows), *left_over]


def _table(caption: Inlines, rows: list[_Row]) -> Table:
    width = max(len(row.cells) for row in rows)
    has_head = rows[0].in_head or (all(rows[0].headers) and len(rows[0].cells) > 1)
    head, body = (rows[:1], rows[1:]) if has_head else ([], rows)
    return Table(
        caption=caption,
        head=head[0].padded(width) if head else (),
        rows=tuple(row.padded(width) for row in body),
        row_headers=bool(body) and all(row.headers[0] for row in body),
    )


def _children(element: Element, *tags: str) -> Iterator[Element]:
    return (c for c in element.children if isinstance(c, Element) and c.tag in tags)


def _rows_of(table: Element) -> Iterator[tuple[bool, list[Element]]]:
    """Every row with its cells, the head's first and the foot's last wherever they stand in the source."""
    for tag in ("thead", "tbody", "tfoot"):
        for part in _children(table, tag):
            for cells in divided(list(_children(row, "td", "th")) for row in _children(part, "tr")):
                yield tag == "thead", cells
