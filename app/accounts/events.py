"""What can happen to the people named on pages. Names and fields are promises: waiting jobs carry them."""

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True)
class PersonChanged(Event):
    """Readers see a name, a title or a text about somebody differently."""

    person_id: int


@dataclass(frozen=True)
class UserJoined(Event):
    """Somebody has accepted an invitation and can log in."""

    user_id: int
