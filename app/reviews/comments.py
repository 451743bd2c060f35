"""What people say of passages of a text, and what becomes of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.accounts.permissions import Action, Actor, require
from app.core.db import db
from app.core.errors import Fault, Invalid, TooMany
from app.core.text import one_line, without_control_characters
from app.reviews import sharing_queries as queries
from app.reviews.anchoring import BEFORE_MAX, QUOTE_MAX
from app.reviews.models import Comment, ShareLink

NAME_MAX, TEXT_MAX = 120, 4_000
MOST_BY_LINK = 200
WINDOW, MOST_IN_WINDOW = timedelta(minutes=10), 20


@dataclass(frozen=True)
class Remark:
    """A comment as it was written: by whom, what, and on which words ("" for the whole page)."""

    author: str
    text: str
    quote: str = ""
    before: str = ""

    def cleaned(self) -> "Remark":
        return Remark(
            one_line(self.author),
            without_control_characters(self.text).strip(),
            one_line(self.quote)[:QUOTE_MAX],
            one_line(self.before)[-BEFORE_MAX:],
        )

    def faults(self) -> list[Fault]:
        """Why it cannot be kept, of a cleaned one."""
        found = []
        if not self.author or len(self.author) > NAME_MAX:
            found.append(Fault("author", f"Give your name in at most {NAME_MAX} characters."))
        if not self.text:
            found.append(Fault("text", "Write what you would like to say."))
        if len(self.text) > TEXT_MAX:
            found.append(
                Fault(
                    "text", f"Your comment has {len(self.text)} characters; {TEXT_MAX:,} is the most. Send it in two."
                )
            )
        return found


def comment_by_link(link: ShareLink, remark: Remark, *, now: datetime, user_id: int | None = None) -> Comment:
    """Keep what the reader of a shared preview says. The same comment sent twice is kept once."""
    remark = remark.cleaned()
    faults = remark.faults()
    if faults:
        raise Invalid.of(faults)
    made = queries.list_comments_by(link.id)
    for one in made:
        if Remark(one.author, one.text, one.quote, one.before) == remark:
            return one
    _refuse_floods(made, now)
    comment = Comment(
        entry_id=link.entry_id,
        revision_number=link.revision_number,
        link_id=link.id,
        user_id=user_id,
        author=remark.author,
        text=remark.text,
        quote=remark.quote,
        before=remark.before,
        created_at=now,
    )
    db.session.add(comment)
    db.session.flush()
    return comment


def resolve(comment: Comment, *, by: Actor, now: datetime) -> None:
    """Mark as dealt with. Done twice, the first time counts."""
    require(by, Action.WRITE)
    if comment.resolved_at is None:
        comment.resolved_at, comment.resolved_by = now, by.name


def reopen(comment: Comment, *, by: Actor) -> None:
    """Let it wait again."""
    require(by, Action.WRITE)
    comment.resolved_at, comment.resolved_by = None, ""


def _refuse_floods(made: list[Comment], now: datetime) -> None:
    if len(made) >= MOST_BY_LINK:
        raise Invalid(f"{MOST_BY_LINK} comments have come by this link. Please ask the sender for a new one.")
    recent = [one.created_at for one in made if now - one.created_at < WINDOW]
    if len(recent) >= MOST_IN_WINDOW:
        wait = max(1, int((recent[-MOST_IN_WINDOW] + WINDOW - now).total_seconds()))
        raise TooMany("That is many comments at once. Yours was not sent yet: wait a few minutes and send it again.", retry_after=wait)  # fmt: skip
