"""Refusals of this room."""

from app.core.errors import Conflict


class TimeTaken(Conflict):
    """Somebody else has this time now, or it is offered no more. Nothing was saved."""

    def __init__(self, message: str = "Somebody else has just taken this time. Nothing was booked.") -> None:
        super().__init__(message)
