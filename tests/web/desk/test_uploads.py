"""tus 1.0.0, verb by verb."""

import base64
import hashlib
import io
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.accounts.permissions import Actor, Role
from app.core.db import db
from app.media import operations, queries, uploads
from app.media.intake import MAX_BYTES
from app.media.parts import MAX_CHUNK_BYTES, PartRefused, Parts, Reason
from tests.conftest import MovableClock
from tests.media import makers
from tests.web.desk.signed_in import SignedIn

SOUND = makers.tagged(makers.cbr(4), "A walk")
HALF = len(SOUND) // 2
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture
def desk(app: Flask, editor: Actor) -> SignedIn:
    return SignedIn(app, editor)


def coded(data: bytes | str) -> str:
    return base64.b64encode(data.encode() if isinstance(data, str) else data).decode()


def begin(
    desk: SignedIn, length: int = len(SOUND), name: str = "talk.mp3", *, metadata: str | None = None
) -> TestResponse:
    named = f"kind {coded('x')}, filename {coded(name)}" if metadata is None else metadata
    return desk.send("POST", "/desk/uploads/", {**TUS, "Upload-Length": str(length), "Upload-Metadata": named})


def patch(desk: SignedIn, place: str, data: bytes, offset: int, **options: Any) -> TestResponse:
    headers = {**TUS, "Upload-Offset": str(offset), **options.pop("headers", {})}
    return desk.send("PATCH", place, headers, data=data, content_type="application/offset+octet-stream", **options)


@pytest.fixture
def place(desk: SignedIn) -> str:
    return begin(desk).headers["Location"]


def asset_of(app: Flask, asset_id: str) -> dict[str, object]:
    with app.app_context():
        found = queries.get_asset(int(asset_id))
        db.session.remove()
        return {"name": found.original_name, "bytes": found.bytes, "sha256": found.sha256}


def test_a_file_comes_in_pieces_and_is_in_the_library_at_the_end(app: Flask, desk: SignedIn) -> None:
    begun = begin(desk)
    assert begun.status_code == 201
    assert begun.headers["Upload-Offset"] == "0"
    assert begun.headers["Upload-Expires"] == "Tue, 02 Mar 2027 12:00:00 GMT"
    place = begun.headers["Location"]
    assert place.startswith("/desk/uploads/")
    first = patch(desk, place, SOUND[:HALF], 0)
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, str(HALF))
    assert "Upload-Asset" not in first.headers
    head = desk.send("HEAD", place, TUS)
    assert (head.status_code, head.headers["Upload-Offset"]) == (200, str(HALF))
    assert head.headers["Upload-Length"] == str(len(SOUND))
    assert head.headers["Cache-Control"] == "no-store"
    last = patch(desk, place, SOUND[HALF:], HALF)
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(SOUND)))
    assert asset_of(app, last.headers["Upload-Asset"]) == {
        "name": "talk.mp3", "bytes": len(SOUND), "sha256": hashlib.sha256(SOUND).hexdigest(),
    }  # fmt: skip
    assert all(r.headers["Tus-Resumable"] == "1.0.0" for r in (begun, first, head, last))


def test_the_result_is_given_as_json(desk: SignedIn, place: str) -> None:
    waiting = desk.get(f"{place}/result").json
    assert waiting == {"offset": 0, "length": len(SOUND), "refusal": None, "asset": None}
    patch(desk, place, SOUND, 0)
    for response in (desk.get(f"{place}/result"), desk.send("POST", f"{place}/finish")):
        assert response.json is not None
        asset = response.json["asset"]
        assert (asset["kind"], asset["name"], asset["problems"]) == ("audio", "talk.mp3", [])
        assert abs(asset["duration_ms"] - 4000) < 30


def test_an_upload_whose_last_answer_was_lost_can_be_finished(desk: SignedIn, app: Flask, place: str) -> None:
    token = place.rsplit("/", 1)[-1]
    with app.app_context():
        uploads.parts().append(token, [SOUND], offset=0, length=len(SOUND))
    assert desk.send("HEAD", place, TUS).headers["Upload-Offset"] == str(len(SOUND))
    response = desk.send("POST", f"{place}/finish")
    assert response.json is not None
    assert response.json["asset"]["name"] == "talk.mp3"
    assert patch(desk, place, b"", len(SOUND)).headers["Upload-Asset"] == str(response.json["asset"]["id"])


def test_an_empty_last_piece_finishes_too(desk: SignedIn, app: Flask, place: str) -> None:
    with app.app_context():
        uploads.parts().append(place.rsplit("/", 1)[-1], [SOUND], offset=0, length=len(SOUND))
    assert "Upload-Asset" in patch(desk, place, b"", len(SOUND)).headers


def test_finishing_too_early_is_a_conflict(desk: SignedIn, place: str) -> None:
    assert desk.send("POST", f"{place}/finish").status_code == 409


def test_a_piece_at_another_place_is_a_conflict(desk: SignedIn, place: str) -> None:
    response = patch(desk, place, SOUND[:10], 5)
    assert response.status_code == 409
    assert response.json == {"message": "The upload stands at 0 bytes."}


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_damaged_piece_is_answered_with_460(desk: SignedIn, place: str, algorithm: str) -> None:
    digest = coded(hashlib.new(algorithm, SOUND[:100]).digest())
    headers = {"Upload-Checksum": f"{algorithm} {digest}"}
    assert patch(desk, place, SOUND[1:101], 0, headers=headers).status_code == 460
    assert patch(desk, place, SOUND[:100], 0, headers=headers).headers["Upload-Offset"] == "100"


@pytest.mark.parametrize("header", ["md5 YWJj", "sha1 ***", "sha1"])
def test_another_checksum_is_refused(desk: SignedIn, place: str, header: str) -> None:
    response = patch(desk, place, SOUND[:10], 0, headers={"Upload-Checksum": header})
    assert response.status_code in {422, 460}
    assert desk.send("HEAD", place).headers["Upload-Offset"] == "0"


def test_another_version_is_not_processed(desk: SignedIn, place: str) -> None:
    response = patch(desk, place, SOUND, 0, headers={"Tus-Resumable": "0.2.2"})
    assert (response.status_code, response.headers["Tus-Version"]) == (412, "1.0.0")
    assert desk.send("HEAD", place, TUS).headers["Upload-Offset"] == "0"


def test_what_the_server_can_do_is_said(desk: SignedIn) -> None:
    for path in ("/desk/uploads/", "/desk/uploads/abc"):
        response = desk.send("OPTIONS", path)
        assert response.status_code == 204
        assert response.headers["Tus-Extension"] == "creation,termination,checksum,expiration"
        assert response.headers["Tus-Max-Size"] == str(MAX_BYTES)
        assert response.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"


def test_an_upload_can_be_discarded(desk: SignedIn, place: str) -> None:
    assert desk.send("DELETE", place, TUS).status_code == 204
    assert desk.send("HEAD", place, TUS).status_code == 404
    assert patch(desk, place, SOUND, 0).status_code == 404


def test_an_expired_upload_is_gone(app: Flask, editor: Actor, place: str, moving: MovableClock) -> None:
    for hours, status in ((23, 200), (1, 404)):
        moving.move(hours=hours)
        assert SignedIn(app, editor).send("HEAD", place, TUS).status_code == status


def test_a_method_can_be_named_in_a_header(desk: SignedIn, place: str) -> None:
    headers = {**TUS, "X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0"}
    response = desk.send("POST", place, headers, data=SOUND, content_type="application/offset+octet-stream")
    assert (response.status_code, "Upload-Asset" in response.headers) == (204, True)
    assert desk.send("POST", place, {**TUS, "X-HTTP-Method-Override": "GET"}).status_code == 405
    assert desk.send("POST", place, TUS).status_code == 405


def test_another_type_of_body_is_refused(desk: SignedIn, place: str) -> None:
    response = desk.send("PATCH", place, {**TUS, "Upload-Offset": "0"}, data=SOUND, content_type="audio/mpeg")
    assert response.status_code == 415


@pytest.mark.parametrize(
    ("length", "status"),
    [(0, 422), (-1, 422), (MAX_BYTES + 1, 413), (10**18, 413), (10**29, 413), (10**31, 422)],
)
def test_an_impossible_length_is_refused_early(desk: SignedIn, length: int, status: int) -> None:
    response = begin(desk, length)
    assert response.status_code == status
    assert response.json is not None
    assert response.json["message"]


@pytest.mark.parametrize("headers", [{"Upload-Length": ""}, {"Upload-Length": "ten"}, {"Upload-Length": "١٠"}])
def test_a_length_that_is_no_number_is_refused(desk: SignedIn, headers: dict[str, str]) -> None:
    sent = {**TUS, **{name: value.encode().decode("latin-1") for name, value in headers.items()}}
    assert desk.send("POST", "/desk/uploads/", sent).status_code == 422


def test_an_odd_name_is_kept_tidy_or_refused(app: Flask, desk: SignedIn) -> None:
    assert begin(desk, metadata="filename ***").status_code == 422
    place = begin(desk, name="../../evil\x00\n.mp3").headers["Location"]
    assert asset_of(app, patch(desk, place, SOUND, 0).headers["Upload-Asset"])["name"] == "evil.mp3"
    unnamed = begin(desk, len(makers.PDF), metadata="").headers["Location"]
    assert asset_of(app, patch(desk, unnamed, makers.PDF, 0).headers["Upload-Asset"])["name"] == "file.pdf"


def test_a_piece_of_sixteen_megabytes_is_the_largest(desk: SignedIn) -> None:
    place = begin(desk, 40 << 20).headers["Location"]
    assert patch(desk, place, bytes(MAX_CHUNK_BYTES), 0).status_code == 204
    response = patch(desk, place, bytes(MAX_CHUNK_BYTES + 1), MAX_CHUNK_BYTES)
    assert response.status_code == 413
    assert response.json is not None
    assert response.json["message"] == "This piece is too large."


def test_more_than_was_announced_is_refused(desk: SignedIn, place: str) -> None:
    assert patch(desk, place, SOUND + b"more", 0).status_code == 413


def test_a_client_that_goes_away_keeps_what_came(desk: SignedIn, place: str) -> None:
    response = patch(desk, place, b"", 0, input_stream=io.BytesIO(SOUND[:500]), content_length=5000)
    assert response.headers["Upload-Offset"] == "500"


def test_a_file_that_is_not_taken_is_answered_with_the_reason(desk: SignedIn) -> None:
    place = begin(desk, len(makers.HTML)).headers["Location"]
    response = patch(desk, place, makers.HTML, 0)
    assert response.status_code == 422
    assert response.json is not None
    assert response.json["message"].startswith("This is a web page (HTML), although its name ends in .mp3.")
    result = desk.get(f"{place}/result").json
    assert result is not None
    assert result["refusal"] == response.json["message"]


def test_too_many_says_when_to_try_again(desk: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "MAX_OPEN_UPLOADS", 0)
    monkeypatch.setattr(uploads, "_make_place", lambda *_: None)
    response = begin(desk)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "60")


@pytest.mark.parametrize(("reason", "status"), [(Reason.LOCKED, 423), (Reason.NO_ROOM, 507)])
def test_a_locked_upload_and_a_full_disk_have_their_own_answers(
    desk: SignedIn, place: str, monkeypatch: pytest.MonkeyPatch, reason: Reason, status: int
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise PartRefused(reason, "Not now.")

    monkeypatch.setattr(Parts, "append", refuse)
    response = patch(desk, place, SOUND, 0)
    assert (response.status_code, response.json) == (status, {"message": "Not now."})


def test_another_persons_upload_is_not_there(app: Flask, place: str, author: Actor) -> None:
    other = SignedIn(app, author)
    for method in ("HEAD", "DELETE"):
        assert other.send(method, place, TUS).status_code == 404
    assert patch(other, place, SOUND, 0).status_code == 404
    assert other.get(f"{place}/result").status_code == 404
    assert other.send("POST", f"{place}/finish").status_code == 404


def test_strangers_and_reviewers_may_not_upload(app: Flask, staff: dict[Role, Actor], place: str) -> None:
    stranger = app.test_client()
    assert stranger.head(place).status_code == 401
    assert stranger.get(f"{place}/result").json == {
        "message": "You are logged out. Log in again in another tab, then go on here: what has arrived is kept."
    }
    reviewer = SignedIn(app, staff[Role.REVIEWER])
    assert reviewer.get(f"{place}/result").status_code == 403


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "POST"])
def test_a_write_without_the_desks_token_is_refused(desk: SignedIn, place: str, method: str) -> None:
    desk.csrf = ""
    response = desk.send(method, place, TUS)
    assert response.status_code == 400
    assert response.json is not None
    assert desk.send("POST", "/desk/uploads/", {**TUS, "Upload-Length": "5"}).status_code == 400
