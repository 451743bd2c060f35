"""How references are numbered and what is said beside each: the same on pages, on paper, in feeds and for machines. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from app.content.drafts import Citation
from app.references.status import UNTROUBLED, Piece, Source, Status


@dataclass(frozen=True)
class Printed:
    """One numbered source. The number is the order of first appearance in the text."""

    number: int
    key: str
    text: str
    url: str = ""
    remark: tuple[Piece, ...] = ()
    """What has become of it, in words and links, without a full stop at its end."""
    status: Status | None = None
    """As the library has it; None for what was written by hand."""

    @property
    def note(self) -> str:
        """The remark in plain words."""
        return "".join(piece.text for piece in self.remark)

    @property
    def troubled(self) -> bool:
        """Whether something has happened to it that readers must not miss."""
        return self.status is not None and self.status not in UNTROUBLED


def printed(
    pointed_at: Iterable[str], citations: Iterable[Citation], library: Mapping[int, Source]
) -> tuple[Printed, ...]:
    """The sources in the order in which the text first points at them, those it never points at last. What is in the
    library is printed as it stands there; what is there no more, as it was written down on the page."""
    known = {citation.key: citation for citation in citations}
    order = dict.fromkeys([*(key for key in pointed_at if key in known), *known])
    return tuple(_one(number, known[key], library) for number, key in enumerate(order, start=1))


def _one(number: int, citation: Citation, library: Mapping[int, Source]) -> Printed:
    source = library.get(citation.reference_id or 0)
    if source is None:
        note = citation.note.strip().rstrip(".")
        return Printed(number, citation.key, citation.text, citation.url, (Piece(note),) if note else ())
    return Printed(number, citation.key, source.text, source.url, source.remark(), source.status)


def remark_html(remark: Iterable[Piece]) -> str:
    """The remark as plain HTML with absolute addresses."""
    return "".join(
        f'<a href="{escape(piece.url)}" rel="noopener noreferrer">{escape(piece.text)}</a>'
        if piece.url
        else escape(piece.text)
        for piece in remark
    )
