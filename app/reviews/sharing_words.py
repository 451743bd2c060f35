"""What is said about a shared preview: its state, and the two mails. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.reviews.models import Outcome, ShareLink


class LinkState(StrEnum):
    OPEN = "open"
    SEEN = "seen"
    ENDED = "ended"
    REVOKED = "revoked"


OUTCOMES = {
    Outcome.APPROVED: "Approved",
    Outcome.CHANGES_REQUESTED: "Changes requested",
    Outcome.STILL_ACCURATE: "Still accurate",
}


def state_of(link: ShareLink, now: datetime) -> LinkState:
    """Revoked is stronger than ended, ended than seen."""
    if link.revoked_at is not None:
        return LinkState.REVOKED
    if link.expires_at <= now:
        return LinkState.ENDED
    return LinkState.OPEN if link.seen_at is None else LinkState.SEEN


def is_open(link: ShareLink, now: datetime) -> bool:
    """Whether the address still works."""
    return state_of(link, now) in {LinkState.OPEN, LinkState.SEEN}


@dataclass(frozen=True)
class Invitation:
    """The mail to somebody who is shown a preview."""

    title: str
    sender: str
    site: str
    address: str
    until: str
    asks_review: bool

    @property
    def subject(self) -> str:
        return f"{'Please review' if self.asks_review else 'For you to read'}: {self.title}"

    @property
    def text(self) -> str:
        asked = (
            "Would you read it, comment on any words that are wrong or unclear, and say at the end whether it can stand?"
            if self.asks_review
            else "Would you like to read it? You can comment on any words that are wrong or unclear."
        )
        return (
            f"Hello,\n\n{self.sender} of {self.site} would like to show you a draft: {self.title}\n\n"
            f"{asked} You need no account.\n\n{self.address}\n\n"
            f"The address works until {self.until}. It is meant for you: whoever has it can read the draft.\n"
            "If it stops working, or reached you by mistake, please tell the person who sent it.\n\n"
            f"Thank you,\n{self.site}\n"
        )


@dataclass(frozen=True)
class VerdictMail:
    """The mail to whoever shared the preview."""

    title: str
    outcome: Outcome
    reviewer: str
    registration: str
    scope: str
    note: str
    next_due: date | None
    address: str

    @property
    def subject(self) -> str:
        return f"{OUTCOMES[self.outcome]} by {self.reviewer}: {self.title}"

    @property
    def text(self) -> str:
        lines = [
            f"{self.reviewer} ({self.registration}) has reviewed the preview of “{self.title}” that you shared.",
            "",
            f"Verdict: {OUTCOMES[self.outcome]}",
            f"Looked at: {self.scope}",
        ]
        if self.next_due is not None:
            lines.append(f"Should be reviewed again by: {self.next_due.isoformat()}")
        if self.note:
            lines += ["", "They write:", self.note]
        return "\n".join([*lines, "", f"The comments and the text: {self.address}", ""])
