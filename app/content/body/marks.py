"""Bringing a run of text into its one canonical shape.

While it is read, a run is flat: pieces of text, breaks and reference marks, each with the set of marks on it. White
space, breaks and reference marks take only those marks that go on unbroken from the words before to the words behind,
so that no mark begins or ends with them; then the marks are nested again, always in the same order.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from app.content.body.tree import Anchor, Break, Inline, Inlines, Marked, Reference, Style, Text

Mark = Style | tuple[str, str | int]
Marks = frozenset[Mark]
NO_MARKS: Marks = frozenset()
_ORDER = tuple(Style)

# Only what HTML itself collapses; a no-break space is a character like any other.
_BLANK = " \t\n\f\r"
_EDGES = frozenset(_BLANK)
_BLANKS = re.compile(f"[{_BLANK}]+")


@dataclass(frozen=True)
class Piece:
    """A bit of text, or a break or a reference mark, with the marks on it."""

    content: Text | Break | Reference
    marks: Marks


def link_mark(target: str | int) -> Mark:
    """The mark of a link; at most one is on a piece."""
    return ("a", target)


def with_link(marks: Marks, target: str | int) -> Marks:
    """`marks` with this link in place of any around it: links do not nest."""
    return frozenset(m for m in marks if isinstance(m, Style)) | {link_mark(target)}


def is_blank(pieces: Iterable[Piece]) -> bool:
    """True when there is nothing to read."""
    return not any(isinstance(p.content, Reference) or _words(p).strip() for p in pieces)


def paragraphs(pieces: list[Piece]) -> Iterator[Inlines]:
    """The run as canonical text, divided where two or more breaks follow each other; what is empty is left out."""
    part: list[Piece] = []
    for single, group in groupby(_squeezed(pieces), key=_is_break):
        found = list(group)
        if single and len(found) > 1:
            yield from _unless_empty(part)
            part = []
        else:
            part += found
    yield from _unless_empty(part)


def one_line(pieces: list[Piece]) -> Inlines:
    """The run as one canonical line (a break stays a break); empty when there is nothing to read."""
    return () if is_blank(pieces) else _nested(_settled(_squeezed(pieces)))


def without_breaks(pieces: list[Piece]) -> Inlines:
    """The run as one canonical line in which breaks have become blanks."""
    return one_line([Piece(Text(" "), p.marks) if _is_break(p) else p for p in pieces])


def _unless_empty(part: list[Piece]) -> Iterator[Inlines]:
    if line := one_line(part):
        yield line


def _words(piece: Piece) -> str:
    return piece.content.text if isinstance(piece.content, Text) else ""


def _is_break(piece: Piece) -> bool:
    return isinstance(piece.content, Break)


def _is_space(piece: Piece) -> bool:
    return _words(piece) == " "


def _split(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The blanks at the edges of each text apart from its words, each run of white space one blank.

    Blanks between words of one piece always keep its marks, so nothing is to be decided about them.
    """
    for piece in pieces:
        if not isinstance(piece.content, Text):
            yield piece
            continue
        text = piece.content.text
        words = text.strip(_BLANK)
        if text[:1] in _EDGES:
            yield Piece(Text(" "), piece.marks)
        if words:
            yield Piece(Text(_BLANKS.sub(" ", words)), piece.marks)
            if text[-1] in _EDGES:
                yield Piece(Text(" "), piece.marks)


def _squeezed(pieces: Iterable[Piece]) -> list[Piece]:
    """No blank at an edge, beside a break or beside another blank."""
    kept: list[Piece] = []
    for piece in _split(pieces):
        if _is_space(piece) and (not kept or _is_space(kept[-1]) or _is_break(kept[-1])):
            continue
        if _is_break(piece) and kept and _is_space(kept[-1]):
            kept.pop()
        kept.append(piece)
    if kept and _is_space(kept[-1]):
        kept.pop()
    return kept


def _settled(pieces: list[Piece]) -> list[Piece]:
    """What is not words reduced to the marks that go on across it; breaks single, and none at the edges."""
    groups = [list(group) for _, group in groupby(_single_breaks(pieces), key=_is_solid)]
    done: list[Piece] = []
    for index, group in enumerate(groups):
        if _is_solid(group[0]):
            done += group
            continue
        before = groups[index - 1][-1].marks if index else NO_MARKS
        after = groups[index + 1][0].marks if index + 1 < len(groups) else NO_MARKS
        # One rule for the whole gap, or a mark could begin with the blank behind a reference mark.
        marks = _going_on(before, after, _allowed_in(group))
        done += [Piece(piece.content, marks) for piece in group]
    return done


def _single_breaks(pieces: list[Piece]) -> list[Piece]:
    kept: list[Piece] = []
    for piece in pieces:
        if not (_is_break(piece) and (not kept or _is_break(kept[-1]))):
            kept.append(piece)
    if kept and _is_break(kept[-1]):
        kept.pop()
    return kept


def _is_solid(piece: Piece) -> bool:
    return isinstance(piece.content, Text) and not _is_space(piece)


def _allowed_in(gap: list[Piece]) -> Marks:
    """The marks on the whole gap, as far as they can stand on what it consists of."""
    marks: Marks = frozenset.intersection(*(piece.marks for piece in gap))
    if any(isinstance(piece.content, Reference) for piece in gap):
        marks &= {Style.STRONG, Style.EM}  # it is drawn as a raised link of its own
    return marks - {Style.CODE} if any(map(_is_break, gap)) else marks  # code is a single line


def _going_on(before: Marks, after: Marks, allowed: Marks) -> Marks:
    """The marks that are one element on both sides: where a mark ends or begins, all those inside it do so too."""
    shared = before & after & allowed
    broken = min(map(_depth, (before | after) - shared), default=len(_ORDER) + 1)
    return frozenset(mark for mark in shared if _depth(mark) < broken)


def _depth(mark: Mark) -> int:
    """How far inside the mark is nested; 0 for a link."""
    return _ORDER.index(mark) + 1 if isinstance(mark, Style) else 0


def _nested(pieces: list[Piece]) -> Inlines:
    """The link outermost, then the marks in the order of `Style`."""
    done: list[Inline] = []
    for target, group in groupby(pieces, key=_link_of):
        inner = _styled(list(group), _ORDER)
        done += inner if target is None else [Anchor(target, inner)]
    return tuple(done)


def _link_of(piece: Piece) -> str | int | None:
    return next((m[1] for m in piece.marks if isinstance(m, tuple) and not isinstance(m, str)), None)


def _styled(pieces: list[Piece], styles: tuple[Style, ...]) -> Inlines:
    if not styles or not any(piece.marks for piece in pieces):
        return _joined(pieces)
    style, rest = styles[0], styles[1:]
    done: list[Inline] = []
    for marked, group in groupby(pieces, key=lambda p: style in p.marks):
        inner = _styled(list(group), rest)
        done += [Marked(style, inner)] if marked else inner
    return tuple(done)


def _joined(pieces: list[Piece]) -> Inlines:
    done: list[Inline] = []
    for is_text, group in groupby(pieces, key=lambda p: isinstance(p.content, Text)):
        found = list(group)
        done += [Text("".join(map(_words, found)))] if is_text else [p.content for p in found]
    return tuple(done)
