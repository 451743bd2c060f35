"""What the site writes to those who are invited or have forgotten their password. The addresses are handed in."""

from datetime import datetime

from app.accounts.links import Sent
from app.core import mail


def mail_invitation(sent: Sent, *, address: str, site_name: str, role: str, now: datetime) -> None:
    """Inside the unit of work that made the link."""
    link = sent.link
    text = (
        f"Hello {link.name},\n\n{link.created_by} asks you to join {site_name} as {role}.\n\n"
        f"Choose a password here, within seven days:\n{address}\n\n"
        "The link works once. If you did not expect this, you need do nothing.\n"
    )
    _write(sent, f"Your invitation to {site_name}", text, now)


def mail_reset(sent: Sent, *, address: str, site_name: str, now: datetime) -> None:
    """Inside the unit of work that made the link."""
    text = (
        f"Hello {sent.link.name},\n\nhere you can choose a new password for {site_name}, within 30 minutes:\n{address}\n\n"
        "The link works once, and logs you out everywhere else. If it was not you who asked, you need do nothing: "
        "your password stays as it is.\n"
    )
    _write(sent, f"A new password for {site_name}", text, now)


def _write(sent: Sent, subject: str, text: str, now: datetime) -> None:
    cause = f"{sent.link.purpose.value}:{sent.link.token_hash[:16]}"
    mail.write(to=sent.link.email, subject=subject, text=text, cause=cause, now=now)
