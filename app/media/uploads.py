"""Uploads in pieces, from the announcement to the asset; the part files and the rows are brought together here.

The slow steps (hashing, the child process) run outside the units of work that this opens.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.accounts.permissions import Action, Actor, require
from app.core.errors import Invalid, NotFound, TooMany
from app.core.unit_of_work import unit_of_work
from app.media import operations, queries
from app.media.facts import as_size
from app.media.intake import MAX_BYTES, examine
from app.media.models import Upload
from app.media.parts import PartRefused, Parts, Reason, new_token
from app.media.settings import wired

IDLE = timedelta(hours=1)
"""An unfinished upload that nothing came for in this time makes room for a new one."""


@dataclass(frozen=True)
class Progress:
    """How an upload stands."""

    token: str
    offset: int
    length: int
    expires_at: datetime
    asset_id: int | None
    refusal: str | None

    @property
    def is_whole(self) -> bool:
        return self.offset == self.length


def parts() -> Parts:
    return Parts(wired().uploads)


def begin(original_name: str, length: int, *, by: Actor, now: datetime) -> Progress:
    """A new upload. Raises Invalid, TooMany, or PartRefused when it or the disk's content is too large."""
    require(by, Action.UPLOAD)
    _check_length(length)
    token, store = new_token(), parts()
    _make_place(by, now)
    store.create(token, length)
    try:
        with unit_of_work():
            upload = operations.begin_upload(token, original_name, length, by=by, now=now)
    except BaseException:
        store.remove(token)
        raise
    return _progress(upload, 0)


def stand(token: str, *, by: Actor, now: datetime) -> Progress:
    """How far it has come. Raises NotFound for another person's, or when it has expired."""
    upload = queries.get_upload(token, owner_id=by.user_id)
    if upload.finished_at is not None:
        return _progress(upload, upload.length)
    offset = parts().offset(token)
    if offset is None or upload.expires_at <= now:
        raise NotFound("This upload has expired. Please start again.")
    return _progress(upload, offset)


def finish(token: str, *, by: Actor, now: datetime) -> Progress:
    """Look at the whole file and put it into the library; once only, however often it is called.

    Raises Invalid with the reason when the file is not taken, PartRefused while it is not whole or is written to.
    """
    require(by, Action.UPLOAD)
    upload = queries.get_upload(token, owner_id=by.user_id)
    if upload.finished_at is None:
        with parts().locked(token):
            _settle(token, upload.original_name, upload.length, by, now)
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
    try:
        # The part file stays until the row is saved: a crash in between loses nothing that has arrived.
        examined = examine(path, name, storage=wired().storage, settled=True)
    except Invalid as refusal:
        with unit_of_work():
            operations.refuse_upload(queries.get_upload(token, owner_id=by.user_id), refusal.message, now=now)
        return
    with unit_of_work():
        operations.finish_upload(queries.get_upload(token, owner_id=by.user_id), examined, by=by, now=now)


def _check_length(length: int) -> None:
    if length < 1:
        raise Invalid("This file is empty.", field="file")
    if length > MAX_BYTES:
        raise PartRefused(Reason.TOO_LARGE, f"This file has {as_size(length)}; at most {as_size(MAX_BYTES)} are taken.")


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
    return Progress(upload.token, offset, upload.length, upload.expires_at, upload.asset_id, upload.refusal)
