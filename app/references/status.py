"""What has become of a source, and how that is said. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Status(StrEnum):
    """What has become of a source. Everything but the first two has to be said wherever it is cited."""

    UNVERIFIED = "unverified"
    CURRENT = "current"
    CORRECTED = "corrected"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    RETRACTED = "retracted"


IN_DESK = {
    Status.UNVERIFIED: "Not checked yet",
    Status.CURRENT: "Current",
    Status.CORRECTED: "Corrected",
    Status.SUPERSEDED: "Superseded",
    Status.WITHDRAWN: "Withdrawn",
    Status.RETRACTED: "Retracted",
}
"""In the desk's lists."""
UNTROUBLED = frozenset({Status.UNVERIFIED, Status.CURRENT})
"""Nothing has happened that readers must be told."""


@dataclass(frozen=True)
class Piece:
    """A few words of a remark; with a `url`, a link."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Source:
    """What the library prints of one source."""

    id: int
    key: str
    text: str
    url: str
    """Nothing for what nobody has checked: its number stands there as plain words until somebody has."""
    status: Status
    note: str = ""
    on: date | None = None
    replacement: Piece | None = None

    def remark(self) -> tuple[Piece, ...]:
        """What stands beside it for readers, without the last full stop; nothing for what is in order."""
        note = self.note.strip().rstrip(".")
        if self.status in UNTROUBLED:
            return (Piece(note),) if note else ()
        said = IN_DESK[self.status]
        when = f" on {self.on.day} {self.on:%B %Y}" if self.on else ""
        more = f". {note}" if note else ""
        if self.replacement is None:
            return (Piece(f"{said}{when}{more}"),)
        link = {Status.SUPERSEDED: " by "}.get(self.status, f"{when}. See instead: ")
        rest = f"{when if self.status is Status.SUPERSEDED else ''}{more}"
        return tuple(piece for piece in (Piece(f"{said}{link}"), self.replacement, Piece(rest)) if piece.text)
