"""What readers write about a page, kept until an editor has dealt with it."""

from datetime import datetime

import sqlalchemy as sa

from app.accounts.permissions import Action, Actor, require
from app.content.events import FeedbackLeft
from app.content.models import FeedbackMessage
from app.core.db import db
from app.core.errors import Fault, Invalid, NotFound
from app.core.events import record
from app.core.text import one_line, without_control_characters


def leave_feedback(*, path: str, message: str, email: str, now: datetime) -> FeedbackMessage:
    """Keep what a reader wrote about the page at `path`. The address is optional."""
    message, email = without_control_characters(message).strip(), one_line(email)
    faults = []
    if not message:
        faults.append(Fault("message", "Tell us what is wrong or unclear."))
    if len(message) > 4000:
        faults.append(Fault("message", f"Your message has {len(message)} characters; 4,000 is the most."))
    if email and (len(email) > 254 or "@" not in email[1:-1] or " " in email):
        faults.append(Fault("email", "That is not an e-mail address. You can leave it empty."))
    if faults:
        raise Invalid.of(faults)
    left = FeedbackMessage(path=one_line(path)[:500], message=message, email=email, created_at=now)
    db.session.add(left)
    db.session.flush()
    record(FeedbackLeft(left.id))
    return left


def settle_feedback(feedback: FeedbackMessage, *, by: Actor, now: datetime) -> None:
    """Mark as dealt with."""
    require(by, Action.READ_FEEDBACK)
    feedback.handled_at, feedback.handled_by = now, by.name


def list_feedback(*, handled: bool = False, limit: int = 200) -> list[FeedbackMessage]:
    """Newest first."""
    done = FeedbackMessage.handled_at.is_not(None) if handled else FeedbackMessage.handled_at.is_(None)
    return list(
        db.session.scalars(sa.select(FeedbackMessage).where(done).order_by(FeedbackMessage.id.desc()).limit(limit))
    )


def count_open() -> int:
    """How many messages nobody has dealt with."""
    waiting = sa.select(sa.func.count()).select_from(FeedbackMessage).where(FeedbackMessage.handled_at.is_(None))
    return db.session.scalar(waiting) or 0


def get_feedback(feedback_id: int) -> FeedbackMessage:
    found = db.session.get(FeedbackMessage, feedback_id)
    if found is None:
        raise NotFound("There is no such message.")
    return found
