"""Refusals in the language of the house. Only `web/errors.py` knows which HTTP status each becomes."""

from dataclasses import dataclass


class HouseError(Exception):
    """Something was refused for a reason that can be told to the person who asked."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(HouseError):
    """There is no such thing, or not for this person."""


class Gone(HouseError):
    """It was public once and has been taken down on purpose."""


class Forbidden(HouseError):
    """The person is known, and may not do this."""


class Conflict(HouseError):
    """Somebody else changed it in the meantime; nothing was saved."""


class Busy(HouseError):
    """The database or a child process could not take the work just now; trying again is right."""


class Unusable(HouseError):
    """The database is not there or not in order: a person has to look."""


class TooMany(HouseError):
    """Too many tries; `retry_after` is in seconds."""

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one field, in words for the person who typed it."""

    field: str
    message: str


class Invalid(HouseError):
    """What was given cannot be taken. `faults` names each field; "" is the whole form."""

    def __init__(self, message: str, *, field: str = "", faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(message)
        self.faults = faults or (Fault(field, message),)

    @classmethod
    def of(cls, faults: "list[Fault] | tuple[Fault, ...]") -> "Invalid":
        """All of `faults` (at least one) as a single refusal."""
        return cls(" ".join(f.message for f in faults), faults=tuple(faults))
