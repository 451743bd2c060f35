"""The outbox. In development nothing is sent: here one reads every mail and follows its links."""

import re
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, render_template, url_for
from markupsafe import Markup, escape

from app.accounts.permissions import Action
from app.booking import mails as booking_mails
from app.booking.models import BookingMail, Party
from app.booking.outgoing import Outgoing, outgoing
from app.core import clock
from app.core import mail as outbox
from app.web.auth import needs
from app.web.desk import blueprint

_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


MOST = 100


@dataclass(frozen=True)
class Row:
    """A mail in the list. One about a booking is named by its reference: neither words nor patient stand here."""

    href: str
    subject: str
    to: str
    state: str
    sent_at: datetime | None
    written_at: datetime


@blueprint.get("/desk/mail/", endpoint="mail")
@needs(Action.READ_MAIL)
def list_mail() -> str:
    rows = [_row(message) for message in outbox.list_messages(MOST)]
    rows += [_booking_row(mail, ref) for mail, ref in booking_mails.list_mails(MOST)]
    rows.sort(key=lambda row: row.written_at, reverse=True)
    return render_template("desk/mail/list.html", outbox=rows[:MOST], sends=_sends())


@blueprint.get("/desk/mail/<id:mail_id>/")
@needs(Action.READ_MAIL)
def mail_message(mail_id: int) -> str:
    message = outbox.get_message(mail_id)
    return render_template("desk/mail/message.html", message=message, text=with_links(message.text), sends=_sends())


@blueprint.get("/desk/mail/booking/<id:mail_id>/")
@needs(Action.READ_MAIL)
def booking_mail(mail_id: int) -> str:
    """That it was sent; where nothing is sent also its words, as they would be just now."""
    mail = booking_mails.get_mail(mail_id)
    made = None
    if not current_app.extensions["settings"].is_production:
        made = outgoing(mail, absolute=current_app.extensions["site"].absolute, now=clock.now())
    letter = made.letter if isinstance(made, Outgoing) else None
    return render_template(
        "desk/mail/booking.html",
        mail=mail,
        subject=_about(mail, booking_mails.ref_of(mail)),
        side=_side(mail),
        state=_state(mail),
        made=made,
        letter=letter,
        text=with_links(letter.text) if letter else "",
    )


def with_links(text: str) -> Markup:
    """`text` escaped, its addresses as links."""
    parts, at = [], 0
    for found in _ADDRESS.finditer(text):
        link = escape(found[0])
        parts += [escape(text[at : found.start()]), Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(link)]
        at = found.end()
    return Markup("").join([*parts, escape(text[at:])])


def _sends() -> bool:
    """Whether there is a mail server; without one mails stay here."""
    return bool(current_app.extensions["settings"].smtp_url)


def _row(message: outbox.MailMessage) -> Row:
    href = url_for("desk.mail_message", mail_id=message.id)
    waits = "waiting" if _sends() else "kept here"
    return Row(href, message.subject, message.to, waits, message.sent_at, message.created_at)


def _booking_row(mail: BookingMail, ref: str) -> Row:
    href = url_for("desk.booking_mail", mail_id=mail.id)
    return Row(href, _about(mail, ref), _side(mail), _state(mail), mail.sent_at, mail.due_at)


def _about(mail: BookingMail, ref: str) -> str:
    return f"Booking {ref}: {mail.kind}" if ref else "A place on the waiting list"


def _side(mail: BookingMail) -> str:
    return "the practice" if mail.to is Party.PRACTICE else "the patient"


def _state(mail: BookingMail) -> str:
    if mail.skipped:
        return "not sent"
    if mail.claimed_at is not None:
        return "on its way"
    return "waiting" if _sends() else "kept here"
