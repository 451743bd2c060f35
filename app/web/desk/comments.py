"""What people said of passages of an entry, beside the newest text of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts.permissions import Action
from app.content import queries as content
from app.content.models import Entry
from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.reviews import anchoring, comments
from app.reviews import sharing_queries as queries
from app.reviews.models import Comment
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.editing import find_mine
from app.web.desk.nouns import NOUNS
from app.web.desk.words import the_site
from app.web.pages.preview import preview
from app.web.pages.shared import passages_of

_FOLDED_FROM = 3
"""Passages without a comment, one after the other, that are still shown open."""


@dataclass(frozen=True)
class Beside:
    """A comment and whether its words have changed since it was made."""

    comment: Comment
    changed: bool = False


@dataclass(frozen=True)
class Piece:
    """Some of a passage's words; `numbers` are the comments that hang on them."""

    text: str
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Line:
    """A passage in pieces, with the comments that begin in it."""

    pieces: tuple[Piece, ...]
    comments: tuple[Beside, ...] = ()

    @property
    def is_quiet(self) -> bool:
        """Whether nobody has said anything of it."""
        return not self.comments and not any(piece.numbers for piece in self.pieces)


@dataclass(frozen=True)
class Laid:
    """Comments laid beside a text: on the whole page, on its lines, and on words that are not there any more."""

    whole: tuple[Beside, ...]
    lines: tuple[Line, ...]
    lost: tuple[Beside, ...]

    @property
    def stretches(self) -> list[tuple[bool, list[Line]]]:
        """The lines in stretches, each with whether it is folded: long ones of which nobody has said anything are."""
        runs = [(quiet, list(lines)) for quiet, lines in groupby(self.lines, key=lambda line: line.is_quiet)]
        return [(quiet and len(lines) > _FOLDED_FROM, lines) for quiet, lines in runs]


def lay(texts: Sequence[str], listed: Iterable[Comment]) -> Laid:
    """Each comment beside the passage in which its words begin."""
    text = "\n".join(texts)
    listed = list(listed)
    places = [(c, anchoring.find(text, c.quote, c.before)) for c in listed if c.quote]
    found = [(comment, place) for comment, place in places if place is not None]
    lines, start = [], 0
    for passage in texts:
        end = start + len(passage)
        marks = [(max(p.start, start) - start, min(p.end, end) - start, c.id) for c, p in found if p.start < end and p.end > start]  # fmt: skip
        beside = tuple(Beside(c, p.changed) for c, p in found if start <= p.start < end)
        lines.append(Line(_pieces(passage, marks), beside))
        start = end + 1
    whole = tuple(Beside(comment) for comment in listed if not comment.quote)
    return Laid(whole, tuple(lines), tuple(Beside(comment) for comment, place in places if place is None))


def _pieces(text: str, marks: Iterable[tuple[int, int, int]]) -> tuple[Piece, ...]:
    """The text cut wherever the words of a comment begin or end."""
    marks = list(marks)
    cuts = sorted({0, len(text), *(at for begin, end, _ in marks for at in (begin, end))})
    return tuple(
        Piece(text[one:two], tuple(number for begin, end, number in marks if begin <= one and two <= end))
        for one, two in pairwise(cuts)
    )


@blueprint.get("/desk/entries/<id:entry_id>/comments/")
@needs(Action.WRITE)
def comments_page(entry_id: int) -> str:
    entry = find_mine(entry_id)
    listed = queries.list_comments(entry.id)
    waiting = [comment for comment in listed if comment.resolved_at is None]
    return render_template(
        "desk/entries/comments.html",
        entry=entry,
        noun=NOUNS[entry.kind],
        title=content.latest_draft(entry).title,
        laid=lay(_texts(entry), waiting),
        waiting=waiting,
        resolved=[comment for comment in listed if comment.resolved_at is not None],
    )


@blueprint.post("/desk/entries/<id:entry_id>/comments/<id:comment_id>/resolve")
@needs(Action.WRITE)
def comment_resolve(entry_id: int, comment_id: int) -> Response:
    with unit_of_work():
        find_mine(entry_id)
        comments.resolve(queries.get_comment(entry_id, comment_id), by=current_actor(), now=clock.now())
    flash("Resolved. It is in the list below, from where it can be opened again.")
    return redirect(url_for("desk.comments_page", entry_id=entry_id), code=303)


@blueprint.post("/desk/entries/<id:entry_id>/comments/<id:comment_id>/reopen")
@needs(Action.WRITE)
def comment_reopen(entry_id: int, comment_id: int) -> Response:
    with unit_of_work():
        find_mine(entry_id)
        comments.reopen(queries.get_comment(entry_id, comment_id), by=current_actor())
    flash("It waits again.")
    return redirect(url_for("desk.comments_page", entry_id=entry_id), code=303)


@blueprint.app_template_global("comments_waiting")
def comments_waiting(entry_id: int) -> int:
    """How many comments of an entry wait for somebody."""
    return queries.count_waiting(entry_id)


def _texts(entry: Entry) -> list[str]:
    """The passages of the newest draft, as readers of a preview see them."""
    draft = content.latest_draft(entry)
    _, page = preview(entry, draft, now=clock.now(), site=the_site())
    return [passage.text for passage in passages_of(page, draft)]
