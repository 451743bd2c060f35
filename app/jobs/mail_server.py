"""Sending mail by SMTP."""

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from app.core.jobs import GiveUp

# Seven bits pass through every server; non-ASCII text is encoded.
_POLICY = SMTP.clone(cte_type="7bit")
_FIRST_DOT = re.compile(rb"^\.", re.MULTILINE)
"""A line that begins with a dot gets another (RFC 5321, 4.5.2)."""


class NotTaken(smtplib.SMTPException):
    """The server certainly has not taken the mail. Says no address: what it says is kept and logged."""


class Refused(NotTaken, GiveUp):
    """The same, and it would say the same again."""


class InDoubt(smtplib.SMTPException):
    """The connection ended when the mail was on its way: nobody knows whether it was taken."""


@dataclass(frozen=True)
class CalendarPart:
    """An invitation or a cancellation for the reader's calendar; `method` is that of the file."""

    method: str
    content: bytes


@dataclass(frozen=True)
class MailServer:
    """A mail server, `smtp://user:password@host:port` or `smtps://...`, and the address that our mails come from."""

    url: str
    sender: str

    def send(self, *, to: str, subject: str, text: str, html: str = "", calendar: CalendarPart | None = None) -> None:
        """Hand over one mail to one address. Raises NotTaken (Refused where trying again is no use) and InDoubt."""
        recipient = _ascii(to)
        message = _message(text, html, calendar)
        message["From"], message["To"], message["Subject"] = self.sender, recipient, subject
        message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=self.sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence notes back
        content = message.as_bytes()
        try:
            server = self._connected()
        except OSError as error:  # every SMTPException is one
            raise NotTaken(f"The mail server cannot be reached, or lets us not in ({type(error).__name__}).") from None
        try:
            _hand_over(server, self.sender, recipient, content)
        finally:
            server.close()

    def _connected(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, context = parts.hostname or "localhost", ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=20, context=context)
        else:
            server = smtplib.SMTP(host, parts.port or 25, timeout=20)
        try:
            server.ehlo_or_helo_if_needed()
            if parts.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=context)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            server.close()
            raise
        return server


def _message(text: str, html: str, calendar: CalendarPart | None) -> EmailMessage:
    """Plain text first, then the same in HTML, then for calendars; the file is attached, too, for programs that know only
    attachments."""
    message = EmailMessage(policy=_POLICY)
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    if calendar is not None:
        message.add_alternative(calendar.content.decode(), subtype="calendar", params={"method": calendar.method})
        message.add_attachment(calendar.content, maintype="application", subtype="ics", filename="appointment.ics")
    return message


def _ascii(address: str) -> str:
    """The address as every server understands it. Raises Refused for what is not one single address."""
    local, _, domain = address.rpartition("@")
    try:
        found = f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        found = ""
    one = (
        local
        and all(domain.split("."))
        and found.isascii()
        and found.isprintable()
        and not set(found) & set(' ,;:<>()[]\\"')
    )
    if not one or "=?" in found:  # an encoded word would be written into the head as what it stands for
        raise Refused("This is no address that a mail can be sent to.")
    return found


def _hand_over(server: smtplib.SMTP, sender: str, recipient: str, content: bytes) -> None:
    """Step by step, because what went wrong means something else before the mail is on its way than after."""
    try:
        _require({250}, server.mail(sender)[0], "our address")
        _require({250, 251}, server.rcpt(recipient)[0], "the recipient")
        _require({354}, server.docmd("DATA")[0], "the mail")
    except NotTaken:
        raise
    except OSError:
        raise NotTaken("The mail server hung up before it had the mail.") from None
    try:
        server.send(_FIRST_DOT.sub(b"..", content) + b".\r\n")
        code = server.getreply()[0]
    except OSError:
        raise InDoubt("The mail server hung up while it took the mail: nobody knows whether it has it.") from None
    _require({250}, code, "the mail")
    with suppress(OSError):  # it has the mail
        server.quit()


def _require(wanted: set[int], code: int, what: str) -> None:
    """Raises NotTaken unless the answer is one of `wanted`. The server's own words may name the recipient: only its number
    is kept."""
    if code not in wanted:
        kind = Refused if code >= 500 else NotTaken
        raise kind(f"The mail server refused {what} (status {code}).")
