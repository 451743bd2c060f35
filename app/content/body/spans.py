"""Merged cells, divided: a cell that reaches over others gets empty ones beside it and below, so that no column moves."""

from collections.abc import Iterable, Iterator

from app.content.body.raw import Element

_REACH_MAX = 50
# So few lines of spans may not become a table that fills the memory; what is more stays as it came.
_ADDED_MAX = 1_000


def divided(rows: Iterable[list[Element]]) -> Iterator[list[Element]]:
    """The rows of one part of a table, each with a cell in every column that it covers."""
    below: dict[int, tuple[int, str]] = {}
    room = _ADDED_MAX
    for row in rows:
        above, below = below, {column: (left - 1, tag) for column, (left, tag) in below.items() if left > 1}
        placed: list[Element] = []
        waiting = iter(row)
        cell = next(waiting, None)
        while cell is not None or any(column >= len(placed) for column in above):
            if len(placed) in above:
                placed.append(Element(above[len(placed)][1]))
            elif cell is None:
                placed.append(Element("td"))
            else:
                wide, high = _reach(cell, "colspan"), _reach(cell, "rowspan")
                wide, high = (wide, high) if wide * high - 1 <= room else (1, 1)
                room -= wide * high - 1
                if high > 1:
                    below |= {len(placed) + over: (high - 1, cell.tag) for over in range(wide)}
                placed += [cell, *(Element(cell.tag) for _ in range(wide - 1))]
                cell = next(waiting, None)
        yield placed


def _reach(cell: Element, name: str) -> int:
    text = cell.attributes.get(name, "")
    return min(max(int(text), 1), _REACH_MAX) if text.isascii() and text.isdigit() and len(text) < 6 else 1
