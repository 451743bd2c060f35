"""Uploads in pieces, from the announcement to the asset; the part files and the rows are brought together here.

The slow steps (hashing, the child process) run outside the units of work that this opens.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.accounts import queries as accounts
from app.accounts.permissions import Action, Actor, require
from app.core.db import db
from app.core.errors import Forbidden, Invalid, NotFound, TooMany
from app.core.unit_of_work import unit_of_work
from app.media import operations, queries
from app.media.facts import as_size
from app.media.filetypes import BY_EXTENSION, AssetKind
from app.media.intake import MAX_BYTES, MAX_PICTURE_BYTES, Examined, examine
from app.media.models import Upload
from app.media.parts import PartRefused, Parts, Reason, new_token
from app.media.settings import wired

IDLE = timedelta(hours=1)
"""An unfinished upload that nothing came for in this time makes room for a new one."""


@dataclass(frozen=True)
class Progress:
    """How an upload stands."""

    token: str
    name: str
    offset: int
    length: int
    expires_at: datetime
    asset_id: int | None
    refusal: str | None

    @property
    def per_cent(self) -> int:
        return self.offset * 100 // self.length

    @property
    def is_whole(self) -> bool:
        return self.offset == self.length


def parts() -> Parts:
    return Parts(wired().uploads)


def begin(original_name: str, length: int, *, by: Actor, now: datetime) -> Progress:
    """A new upload. Raises Invalid, TooMany, or PartRefused when it or the disk's content is too large."""
    require(by, Action.UPLOAD)
    _check_length(original_name, length)
    token, store = new_token(), parts()
    _make_place(by, now)
    expected = _still_to_come(now)
    db.session.rollback()  # ends the read before the disk's work
    store.create(token, expected + length)
    try:
        with unit_of_work():
            upload = operations.begin_upload(token, original_name, length, by=by, now=now)
    except BaseException:
        store.remove(token)
        raise
    return _progress(upload, 0)


def stand(token: str, *, by: Actor, now: datetime) -> Progress:
    """How far it has come. Raises NotFound for another person's, or when it has expired.

    The read is over when this returns: bytes that are taken now would keep it open for long.
    """
    upload = queries.get_upload(token, owner_id=by.user_id)
    is_done = upload.finished_at is not None
    offset = upload.length if is_done else parts().offset(token)
    if offset is None or (upload.expires_at <= now and not is_done):
        raise NotFound("This upload has expired. Please start again.")
    found = _progress(upload, offset)
    db.session.rollback()
    return found


def list_waiting(*, by: Actor, now: datetime) -> list[Progress]:
    """This person's uploads that are not finished, oldest first."""
    waiting = [(upload, parts().offset(upload.token)) for upload in queries.list_open_uploads(by.user_id, now=now)]
    return [_progress(upload, offset) for upload, offset in waiting if offset is not None]


def finish(token: str, *, by: Actor, now: datetime) -> Progress:
    """Look at the whole file and put it into the library; once only, however often it is called.

    Raises Invalid with the reason when the file is not taken, PartRefused while it is not whole or is written to.
    """
    require(by, Action.UPLOAD)
    upload = queries.get_upload(token, owner_id=by.user_id)
    if upload.finished_at is None:
        name, length = upload.original_name, upload.length
        db.session.rollback()  # looking at the file takes long, and an open read would keep others from writing
        with parts().locked(token):
            _settle(token, name, length, by, now)
        parts().remove(token)
    done = queries.get_upload(token, owner_id=by.user_id)
    if done.refusal is not None:
        raise Invalid(done.refusal, field="file")
    return _progress(done, done.length)


def discard(token: str, *, by: Actor) -> None:
    """Forget an upload. Raises NotFound for another person's."""
    with unit_of_work():
        operations.discard_upload(queries.get_upload(token, owner_id=by.user_id))
    parts().remove(token)


def _settle(token: str, name: str, length: int, by: Actor, now: datetime) -> None:
    path = parts().path(token)
    if path.stat().st_size != length:
        raise PartRefused(Reason.WRONG_OFFSET, "The upload is not complete yet.")
    _check_still_allowed(by)
    db.session.rollback()
    try:
        # The part file stays until the row is saved: a crash in between loses nothing that has arrived.
        outcome: Examined | Invalid = examine(path, name, storage=wired().storage, settled=True)
    except Invalid as refusal:
        outcome = refusal
    with unit_of_work():
        _check_still_allowed(by)
        upload = queries.get_upload(token, owner_id=by.user_id)
        if isinstance(outcome, Invalid):
            operations.refuse_upload(upload, outcome.message, now=now)
        else:
            operations.finish_upload(upload, outcome, by=by, now=now)


def _check_still_allowed(by: Actor) -> None:
    """Raises Forbidden when somebody was disabled, or given another role, since this request began."""
    user = accounts.get_user(by.user_id)
    if not user.active:
        raise Forbidden("You may not upload files any more. Ask an administrator if you should be able to.")
    require(user.actor, Action.UPLOAD)


def _check_length(name: str, length: int) -> None:
    if length < 1:
        raise Invalid("This file is empty.", field="file")
    named = BY_EXTENSION.get(name.rsplit(".", maxsplit=1)[-1].lower().replace("jpeg", "jpg"))
    most = MAX_PICTURE_BYTES if named is not None and named.kind is AssetKind.IMAGE else MAX_BYTES
    if length > most:
        what = "picture" if most == MAX_PICTURE_BYTES else "file"
        message = f"This {what} has {as_size(length)}; at most {as_size(most)} are taken."
        raise PartRefused(Reason.TOO_LARGE, message)


def _still_to_come(now: datetime) -> int:
    """How many bytes the open uploads of everybody have announced that are not here yet."""
    open_ones = queries.list_all_open_uploads(now=now)
    return sum(upload.length - (parts().offset(upload.token) or 0) for upload in open_ones)


def _make_place(by: Actor, now: datetime) -> None:
    """When the number of open uploads is reached, forget one that nothing has come for in an hour."""
    waiting = queries.list_open_uploads(by.user_id, now=now)
    if len(waiting) < operations.MAX_OPEN_UPLOADS:
        return
    touched = dict(parts().list())
    idle = [u.token for u in waiting if u.token not in touched or touched[u.token] < now - IDLE]
    if not idle:
        raise TooMany("Five of your uploads are not finished. Finish or discard one of them first.", retry_after=60)
    discard(idle[0], by=by)


def _progress(upload: Upload, offset: int) -> Progress:
    return Progress(
        upload.token,
        upload.original_name,
        offset,
        upload.length,
        upload.expires_at,
        upload.asset_id,
        upload.refusal,
    )
