"""The outbox. In development nothing is sent: here one reads every mail and follows its links."""

import re

from flask import current_app, render_template
from markupsafe import Markup, escape

from app.accounts.permissions import Action
from app.core import mail as outbox
from app.web.auth import needs
from app.web.desk import blueprint

_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


@blueprint.get("/desk/mail/", endpoint="mail")
@needs(Action.READ_MAIL)
def list_mail() -> str:
    return render_template("desk/mail/list.html", outbox=outbox.list_messages(), sends=_sends())


@blueprint.get("/desk/mail/<id:mail_id>/")
@needs(Action.READ_MAIL)
def mail_message(mail_id: int) -> str:
    message = outbox.get_message(mail_id)
    return render_template("desk/mail/message.html", message=message, text=with_links(message.text), sends=_sends())


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
