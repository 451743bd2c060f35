"""Every decision about who may do what: one table and one rule."""

from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import Forbidden


class Role(StrEnum):
    ADMIN = "admin"
    EDITOR = "editor"
    AUTHOR = "author"
    REVIEWER = "reviewer"
    PRACTICE = "practice"


class Action(StrEnum):
    """What a person may be allowed to do; the value completes the sentence "You may not ..."."""

    OPEN_DESK = "open the desk"
    WRITE = "write here"
    WRITE_ANY = "change what somebody else wrote"
    PUBLISH = "publish or withdraw"
    UPLOAD = "upload files"
    DELETE_MEDIA = "delete files"
    BIN = "move pages to the bin or restore them"
    EMPTY_BIN = "delete for ever"
    READ_FEEDBACK = "read what readers sent"
    NAME_PEOPLE = "change the people named on pages"
    MANAGE_PEOPLE = "manage who can log in"
    READ_MAIL = "read the outbox"
    MANAGE_JOBS = "manage jobs"
    SHARE = "share a preview"
    REVIEW = "sign off clinical text"
    OVERRIDE = "publish against the checks"
    MANAGE_REFERENCES = "change the library of references"
    MANAGE_REDIRECTS = "change redirects"
    READ_ACTIVITY = "read what was done here"
    MANAGE_DIRECTORY = "change the directory of physiotherapists"
    MANAGE_PRIVACY = "change the privacy notice or erase somebody"
    KEEP_DIARY = "keep a practice's diary"


_AUTHOR = frozenset({Action.OPEN_DESK, Action.WRITE, Action.UPLOAD, Action.SHARE})
_EDITOR = _AUTHOR | {
    Action.WRITE_ANY,
    Action.PUBLISH,
    Action.BIN,
    Action.DELETE_MEDIA,
    Action.READ_FEEDBACK,
    Action.NAME_PEOPLE,
    Action.REVIEW,
    Action.OVERRIDE,
    Action.MANAGE_REFERENCES,
    Action.MANAGE_REDIRECTS,
    Action.READ_ACTIVITY,
    Action.MANAGE_DIRECTORY,
}
ALLOWED: dict[Role, frozenset[Action]] = {
    # Who a patient is concerns the practice alone: administrators see how many bookings there are, not whose.
    Role.ADMIN: frozenset(Action) - {Action.KEEP_DIARY},
    Role.EDITOR: _EDITOR,
    Role.AUTHOR: _AUTHOR,
    Role.REVIEWER: frozenset({Action.OPEN_DESK, Action.REVIEW}),
    Role.PRACTICE: frozenset({Action.KEEP_DIARY}),
}


NOBODY = 0
"""The owner of what has no author here any more: nobody's own, so that only those who may change anything may."""


@dataclass(frozen=True)
class Actor:
    """The person on whose behalf something is done."""

    user_id: int
    name: str
    role: Role


def may(actor: Actor, action: Action, *, owner_id: int | None = None) -> bool:
    """Whether `actor` may do this; with `owner_id`, to something that this user made."""
    allowed = ALLOWED[actor.role]
    if action is Action.WRITE and owner_id is not None and owner_id != actor.user_id:
        return Action.WRITE_ANY in allowed
    return action in allowed


def require(actor: Actor, action: Action, *, owner_id: int | None = None) -> None:
    """Raise Forbidden unless `may`."""
    if not may(actor, action, owner_id=owner_id):
        raise Forbidden(f"You may not {action.value}. Ask an administrator if you should be able to.")
