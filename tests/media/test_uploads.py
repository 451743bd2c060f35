"""An upload from its announcement to the asset, and what may happen in between."""

import os
import shutil
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.accounts.operations import set_active
from app.accounts.permissions import Actor, Role
from app.accounts.queries import get_user
from app.core import clock
from app.core.db import db
from app.core.errors import Forbidden, Invalid, NotFound, TooMany
from app.core.unit_of_work import unit_of_work
from app.media import listing, operations, queries, uploads
from app.media.intake import MAX_BYTES, MAX_PICTURE_BYTES, Examined, examine
from app.media.parts import RESERVE_BYTES, PartRefused, Reason
from app.media.settings import wired
from tests.conftest import MovableClock
from tests.media import makers

pytestmark = pytest.mark.usefixtures("house")
SOUND = makers.cbr(3)


def begun(data: bytes, by: Actor, *, name: str = "talk.mp3", send: bool = True) -> str:
    token = uploads.begin(name, len(data), by=by, now=clock.now()).token
    if send:
        uploads.parts().append(token, [data], offset=0, length=len(data))
    return token


def test_a_whole_file_becomes_an_asset(editor: Actor) -> None:
    token = begun(SOUND, editor)
    assert uploads.stand(token, by=editor, now=clock.now()).is_whole
    done = uploads.finish(token, by=editor, now=clock.now())
    assert done.asset_id is not None
    asset = queries.get_asset(done.asset_id)
    assert (asset.original_name, asset.bytes) == ("talk.mp3", len(SOUND))
    assert b"".join(wired().storage.open_range(asset.sha256, 0, asset.bytes)) == SOUND
    assert uploads.parts().list() == []
    assert uploads.finish(token, by=editor, now=clock.now()) == done
    assert uploads.stand(token, by=editor, now=clock.now()) == done


def test_an_upload_that_is_not_whole_cannot_be_finished(editor: Actor) -> None:
    token = begun(SOUND, editor, send=False)
    with pytest.raises(PartRefused, match="not complete"):
        uploads.finish(token, by=editor, now=clock.now())


def test_a_file_that_is_not_taken_is_refused_with_its_reason_for_good(editor: Actor) -> None:
    token = begun(makers.HTML, editor)
    for _ in range(2):
        with pytest.raises(Invalid, match=r"web page \(HTML\), although its name ends in \.mp3"):
            uploads.finish(token, by=editor, now=clock.now())
    refusal = uploads.stand(token, by=editor, now=clock.now()).refusal
    assert refusal is not None
    assert "web page" in refusal
    assert uploads.parts().list() == []
    assert listing.list_assets().total == 0


def test_a_crash_before_the_row_is_saved_loses_nothing(editor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    token = begun(SOUND, editor)

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(operations, "finish_upload", crash)
        uploads.finish(token, by=editor, now=clock.now())
    assert uploads.stand(token, by=editor, now=clock.now()).is_whole
    assert uploads.finish(token, by=editor, now=clock.now()).asset_id is not None


def test_another_persons_upload_is_not_there(editor: Actor, author: Actor) -> None:
    token = begun(SOUND, editor)
    for ask in (uploads.stand, uploads.finish):
        with pytest.raises(NotFound):
            ask(token, by=author, now=clock.now())
    with pytest.raises(NotFound):
        uploads.discard(token, by=author)


def test_rights_are_looked_at_again_at_the_end(editor: Actor) -> None:
    token = begun(SOUND, editor)
    demoted = Actor(editor.user_id, editor.name, Role.REVIEWER)
    with pytest.raises(Forbidden):
        uploads.finish(token, by=demoted, now=clock.now())
    with pytest.raises(Forbidden):
        uploads.begin("a.mp3", 10, by=demoted, now=clock.now())


def demote(by: Actor) -> None:
    get_user(by.user_id).role = Role.REVIEWER


def disable(by: Actor) -> None:
    set_active(get_user(by.user_id), active=False)


@pytest.mark.parametrize("change", [demote, disable])
def test_who_may_no_longer_upload_when_all_has_arrived_brings_nothing(
    editor: Actor, change: Callable[[Actor], None]
) -> None:
    token = begun(SOUND, editor)
    with unit_of_work():
        change(editor)
    with pytest.raises(Forbidden, match="may not upload"):
        uploads.finish(token, by=editor, now=clock.now())
    assert list(wired().storage.list()) == []
    assert listing.list_assets().total == 0


@pytest.mark.parametrize("change", [demote, disable])
def test_rights_are_looked_at_once_more_after_the_file_was(
    editor: Actor, change: Callable[[Actor], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def while_it_is_looked_at(*args: Any, **options: Any) -> Examined:
        with unit_of_work():
            change(editor)
        return examine(*args, **options)

    monkeypatch.setattr(uploads, "examine", while_it_is_looked_at)
    token = begun(SOUND, editor)
    with pytest.raises(Forbidden, match="may not upload"):
        uploads.finish(token, by=editor, now=clock.now())
    assert listing.list_assets().total == 0


def test_nobody_waits_for_the_look_at_a_file(editor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither taking bytes nor measuring them keeps a transaction open."""
    seen = []

    def look(*args: Any, **options: Any) -> Examined:
        seen.append(db.session().in_transaction())
        return examine(*args, **options)

    monkeypatch.setattr(uploads, "examine", look)
    token = begun(SOUND, editor)
    uploads.stand(token, by=editor, now=clock.now())
    seen.append(db.session().in_transaction())
    uploads.finish(token, by=editor, now=clock.now())
    assert seen == [False, False]


def test_room_is_counted_with_what_others_have_announced(
    editor: Actor, author: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = shutil.disk_usage("/")._replace(free=RESERVE_BYTES + 1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free)
    first = uploads.begin("a.mp3", 600, by=editor, now=clock.now()).token
    with pytest.raises(PartRefused, match="not enough room") as refused:
        uploads.begin("b.mp3", 600, by=author, now=clock.now())
    assert refused.value.reason is Reason.NO_ROOM
    uploads.parts().append(first, [bytes(300)], offset=0, length=600)
    uploads.begin("b.mp3", 600, by=author, now=clock.now())


@pytest.mark.parametrize("name", ["hip.png", "hip.JPEG"])
def test_too_large_a_picture_is_refused_before_it_is_sent(editor: Actor, name: str) -> None:
    with pytest.raises(PartRefused, match="This picture has 50 MB; at most 50 MB"):
        uploads.begin(name, MAX_PICTURE_BYTES + 1, by=editor, now=clock.now())


def test_what_waits_to_be_gone_on_with_is_listed_for_its_owner(
    editor: Actor, author: Actor, moving: MovableClock
) -> None:
    half = begun(SOUND, editor, send=False)
    uploads.parts().append(half, [SOUND[: len(SOUND) // 2]], offset=0, length=len(SOUND))
    lost = begun(SOUND, editor, send=False)
    uploads.parts().remove(lost)
    uploads.finish(begun(SOUND, editor), by=editor, now=clock.now())
    (found,) = uploads.list_waiting(by=editor, now=clock.now())
    assert (found.token, found.name, found.per_cent, found.is_whole) == (half, "talk.mp3", 50, False)
    assert uploads.list_waiting(by=author, now=clock.now()) == []
    assert uploads.list_waiting(by=editor, now=moving.move(hours=24)) == []


@pytest.mark.parametrize("length", [MAX_BYTES + 1, 10**18])
def test_too_large_a_file_is_refused_before_anything_is_written(editor: Actor, length: int) -> None:
    with pytest.raises(PartRefused) as refused:
        uploads.begin("a.mp3", length, by=editor, now=clock.now())
    assert refused.value.reason is Reason.TOO_LARGE
    assert not wired().uploads.exists()


def test_an_empty_file_is_refused(editor: Actor) -> None:
    with pytest.raises(Invalid, match="empty"):
        uploads.begin("a.mp3", 0, by=editor, now=clock.now())


def test_five_may_be_open_and_an_idle_one_makes_room(editor: Actor, author: Actor, moving: MovableClock) -> None:
    tokens = [begun(SOUND, editor, send=False) for _ in range(5)]
    now = clock.now().timestamp()
    for token in tokens:
        os.utime(uploads.parts().path(token), (now, now))
    with pytest.raises(TooMany):
        begun(SOUND, editor)
    begun(SOUND, author)
    moving.move(hours=2)
    sixth = begun(SOUND, editor, send=False)
    with pytest.raises(NotFound):
        uploads.stand(tokens[0], by=editor, now=clock.now())
    assert uploads.stand(sixth, by=editor, now=clock.now()).offset == 0


def test_the_limit_holds_inside_the_transaction_too(editor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two requests at once both find room at first; the second one in the write lock does not."""
    for _ in range(5):
        begun(SOUND, editor, send=False)
    monkeypatch.setattr(uploads, "_make_place", lambda *_: None)
    with pytest.raises(TooMany):
        begun(SOUND, editor)
    assert len(uploads.parts().list()) == 5


def test_an_upload_expires_after_a_day(editor: Actor, moving: MovableClock) -> None:
    token = begun(SOUND, editor)
    moving.move(hours=24)
    with pytest.raises(NotFound, match="expired"):
        uploads.stand(token, by=editor, now=clock.now())


def test_a_discarded_upload_is_gone(house: Flask, editor: Actor) -> None:
    token = begun(SOUND, editor)
    uploads.discard(token, by=editor)
    with pytest.raises(NotFound):
        uploads.stand(token, by=editor, now=clock.now())
    assert uploads.parts().list() == []


def test_a_name_without_an_ending_stays_a_name(editor: Actor) -> None:
    token = begun(SOUND, editor, name="../../etc/passwd")
    assert queries.get_upload(token, owner_id=editor.user_id).original_name == "passwd"
