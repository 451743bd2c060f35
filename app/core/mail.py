"""The outbox. A mail is a row written with its cause and sent by a job; in development it is only shown in the desk."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.core.db import Id, Model, db
from app.core.errors import NotFound
from app.core.jobs import enqueue
from app.core.text import one_line, without_control_characters


class MailMessage(Model):
    __tablename__ = "mail_messages"

    id: Mapped[Id]
    to: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    cause: Mapped[str]
    """What made us write, such as "feedback:12"; at most one mail to an address for one cause."""
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    __table_args__ = (sa.UniqueConstraint("to", "cause"),)


def write(*, to: str, subject: str, text: str, cause: str, now: datetime) -> None:
    """Put a mail into the outbox of the open unit of work; a second one to the same address for the same cause is not written."""
    to = one_line(to)
    if db.session.scalar(sa.select(MailMessage.id).where(MailMessage.to == to, MailMessage.cause == cause)) is not None:
        return
    message = MailMessage(
        to=to, subject=one_line(subject), text=without_control_characters(text), cause=cause, created_at=now
    )
    db.session.add(message)
    db.session.flush()
    enqueue("send_mail", {"mail_id": message.id}, now=now)


def get_message(message_id: int) -> MailMessage:
    found = db.session.get(MailMessage, message_id)
    if found is None:
        raise NotFound("There is no such mail.")
    return found


def list_messages(limit: int = 100) -> list[MailMessage]:
    """The newest mails first."""
    return list(db.session.scalars(sa.select(MailMessage).order_by(MailMessage.id.desc()).limit(limit)))
