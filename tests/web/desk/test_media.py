"""The library in the desk, without any script."""

import base64
import io
import json
from dataclasses import replace

import pytest
from flask import Flask

from app.accounts.permissions import Actor, Role
from app.blog import operations as blog
from app.content.drafts import EntryDraft
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.media import listing, queries, uploads, work
from app.media.models import Asset
from app.media.settings import wire, wired
from tests.media import makers
from tests.web.desk.signed_in import SignedIn


@pytest.fixture
def desk(app: Flask, editor: Actor) -> SignedIn:
    return SignedIn(app, editor)


def file(data: bytes, name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(data), name


def assets(app: Flask) -> list[Asset]:
    with app.app_context():
        found = list(listing.list_assets().items)
        db.session.remove()
        return found


def test_an_empty_library_says_what_to_do(desk: SignedIn) -> None:
    page = desk.get("/desk/media/")
    assert page.status_code == 200
    assert "There is nothing here yet." in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_a_picture_is_added_with_a_plain_form(app: Flask, desk: SignedIn) -> None:
    response = desk.submit("/desk/media/upload", file=file(makers.picture(), "../knee & hip.png"))
    (asset,) = assets(app)
    assert (response.status_code, response.location) == (303, f"/desk/media/{asset.id}/")
    page = desk.get(response.location).text
    assert "knee &amp; hip.png" in page
    assert "400 × 300 px" in page
    assert "Nowhere yet." in page
    library = desk.get("/desk/media/").text
    assert f"/images/{asset.sha256[:20]}-400.png" in library


def test_a_form_can_come_back_to_where_it_was_needed(app: Flask, desk: SignedIn) -> None:
    for wanted, back in [
        ("/desk/posts/3/", "/desk/posts/3/?asset={}"),
        ("/desk/posts/3/?tab=2", "/desk/posts/3/?tab=2&asset={}"),
        ("https://elsewhere.example/", "/desk/?asset={}"),
    ]:
        response = desk.submit("/desk/media/upload", file=file(makers.PDF, "a.pdf"), next=wanted)
        assert response.location == back.format(assets(app)[0].id)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (makers.HTML, "talk.mp3", "This is a web page (HTML), although its name ends in .mp3."),
        (makers.huge_png(), "large.png", "million pixels"),
        (makers.cbr(9)[:20_000], "talk.mp3", "The file says 0:09 but holds only"),
        (b"", "", "Choose a file first."),
    ],
)
def test_what_is_not_taken_is_said_at_the_form(app: Flask, desk: SignedIn, data: bytes, name: str, words: str) -> None:
    response = desk.submit("/desk/media/upload", file=file(data, name))
    assert response.status_code == 422
    assert words in response.text
    assert assets(app) == []


def test_a_form_without_a_file_is_answered(desk: SignedIn) -> None:
    assert desk.submit("/desk/media/upload").status_code == 422


def test_a_form_takes_sixteen_megabytes(desk: SignedIn) -> None:
    sound = makers.cbr(600, kilobits=192)
    assert 14_000_000 < len(sound) < 16 << 20
    assert desk.submit("/desk/media/upload", file=file(sound, "long.mp3")).status_code == 303
    assert desk.submit("/desk/media/upload", file=file(bytes((16 << 20) + 1), "x")).status_code == 413


def test_each_kind_has_its_own_page_and_list(app: Flask, desk: SignedIn) -> None:
    for data, name in (
        (makers.PDF, "a.pdf"),
        (makers.vbr(20, table=False), "b.mp3"),
        (makers.encoded("flac"), "c.flac"),
    ):
        desk.submit("/desk/media/upload", file=file(data, name))
    flac, mp3, pdf = assets(app)
    page = desk.get(f"/desk/media/{mp3.id}/").text
    assert "0:20" in page
    assert "mono, 44,100 Hz" in page
    assert "The bit rate varies" in page
    assert "Making an MP3" in desk.get(f"/desk/media/{flac.id}/").text
    assert f"/documents/{pdf.sha256[:20]}.pdf" in desk.get(f"/desk/media/{pdf.id}/").text
    recordings = desk.get("/desk/media/?kind=audio").text
    assert "b.mp3" in recordings
    assert "a.pdf" not in recordings
    assert "a.pdf" in desk.get("/desk/media/?kind=nonsense&page=-3").text


def test_a_file_is_deleted_when_nobody_uses_it(app: Flask, desk: SignedIn) -> None:
    desk.submit("/desk/media/upload", file=file(makers.picture(), "a.png"))
    (asset,) = assets(app)
    response = desk.submit(f"/desk/media/{asset.id}/delete")
    assert (response.status_code, response.location) == (303, "/desk/media/")
    assert desk.get(f"/desk/media/{asset.id}/").status_code == 404


def test_a_file_in_use_is_kept_and_the_places_are_shown(app: Flask, desk: SignedIn, editor: Actor) -> None:
    desk.submit("/desk/media/upload", file=file(makers.picture(), "a.png"))
    (asset,) = assets(app)
    with app.app_context():
        with unit_of_work():
            draft = EntryDraft(title="On knees", summary="Knees.", image_id=asset.id, image_alt="A knee")
            blog.create_post(draft, by=editor, now=clock.now())
        db.session.remove()
    response = desk.submit(f"/desk/media/{asset.id}/delete")
    assert response.status_code == 422
    assert "On knees" in response.text
    assert "Delete this file" not in response.text


def test_an_author_uploads_and_deletes_nothing(app: Flask, author: Actor, desk: SignedIn) -> None:
    desk.submit("/desk/media/upload", file=file(makers.picture(), "a.png"))
    (asset,) = assets(app)
    other = SignedIn(app, author)
    assert other.submit(f"/desk/media/{asset.id}/delete").status_code == 403
    assert other.submit("/desk/media/upload", file=file(makers.PDF, "a.pdf")).status_code == 303


def test_reviewers_and_strangers_stay_outside(app: Flask, staff: dict[Role, Actor]) -> None:
    assert SignedIn(app, staff[Role.REVIEWER]).get("/desk/media/").status_code == 403
    assert app.test_client().get("/desk/media/").status_code in {302, 303}


def test_a_recording_can_be_listened_to_before_anybody_else_can(app: Flask, desk: SignedIn) -> None:
    sound = makers.cbr(5)
    desk.submit("/desk/media/upload", file=file(sound, "a.mp3"))
    desk.submit("/desk/media/upload", file=file(makers.picture(), "b.png"))
    picture, recording = assets(app)
    address = f"/desk/media/{recording.id}/recording"
    assert f'src="{address}"' in desk.get(f"/desk/media/{recording.id}/").text
    whole = desk.get(address)
    assert (whole.status_code, whole.data, whole.mimetype) == (200, sound, "audio/mpeg")
    assert whole.headers["Cache-Control"] == "no-store"
    part = desk.get(address, headers={"Range": "bytes=0-1"})
    assert (part.status_code, part.data) == (206, sound[:2])
    assert desk.get(f"/desk/media/{picture.id}/recording").status_code == 404
    assert "<audio" not in desk.get(f"/desk/media/{picture.id}/").text
    assert app.test_client().get(address).status_code == 303


def test_the_outline_of_a_recording_is_given_to_scripts(app: Flask, desk: SignedIn) -> None:
    desk.submit("/desk/media/upload", file=file(makers.cbr(5), "a.mp3"))
    desk.submit("/desk/media/upload", file=file(makers.picture(), "b.png"))
    picture, recording = assets(app)
    address = f"/desk/media/{recording.id}/peaks.json"
    early = desk.get(address).json
    assert early == {
        "version": 1,
        "duration_ms": recording.duration_ms,
        "peaks": [],
        "message": "The picture of the sound is not ready yet.",
    }
    with app.app_context():
        work.listen(recording.id)
        db.session.remove()
    answer = desk.get(address)
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    outline = json.loads(answer.data)
    assert outline["duration_ms"] == recording.duration_ms
    assert len(outline["peaks"]) in {100, 101}
    assert desk.get(f"/desk/media/{picture.id}/peaks.json").status_code == 404
    assert app.test_client().get(address).status_code == 303


def begun(desk: SignedIn, data: bytes, name: str, *, send: int) -> str:
    """The token of an upload of which so many bytes have arrived."""
    metadata = f"filename {base64.b64encode(name.encode()).decode()}"
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(data)), "Upload-Metadata": metadata}
    token = desk.send("POST", "/desk/uploads/", headers).headers["Location"].rsplit("/", 1)[-1]
    with desk.client.application.app_context():
        uploads.parts().append(token, [data[:send]], offset=0, length=len(data))
    return token


def test_uploads_that_are_not_finished_are_listed_for_their_owner(app: Flask, author: Actor, desk: SignedIn) -> None:
    assert "Uploads not finished" not in desk.get("/desk/media/").text
    token = begun(desk, makers.PDF, "knee & hip.pdf", send=len(makers.PDF) // 2)
    page = desk.get("/desk/media/").text
    assert "knee &amp; hip.pdf" in page
    assert "49 % of" in page or "50 % of" in page
    assert f'data-upload-url="/desk/uploads/{token}"' in page
    assert "Put into the library" not in page
    other = SignedIn(app, author)
    assert "Uploads not finished" not in other.get("/desk/media/").text
    assert other.submit(f"/desk/media/uploads/{token}/discard").status_code == 404
    assert desk.submit(f"/desk/media/uploads/{token}/discard").status_code == 303
    assert "Uploads not finished" not in desk.get("/desk/media/").text


def test_an_upload_that_has_arrived_is_put_into_the_library_without_any_script(desk: SignedIn) -> None:
    token = begun(desk, makers.PDF, "leaflet.pdf", send=len(makers.PDF))
    assert "Put into the library" in desk.get("/desk/media/").text
    response = desk.submit(f"/desk/media/uploads/{token}/finish")
    assert response.status_code == 303
    assert "leaflet.pdf" in desk.get(response.headers["Location"]).text
    assert "Uploads not finished" not in desk.get("/desk/media/").text


@pytest.mark.parametrize(("data", "send"), [(makers.HTML, len(makers.HTML)), (makers.PDF, 10)])
def test_an_upload_that_cannot_be_put_there_is_explained(desk: SignedIn, data: bytes, send: int) -> None:
    token = begun(desk, data, "leaflet.pdf", send=send)
    response = desk.submit(f"/desk/media/uploads/{token}/finish")
    assert response.status_code == 422
    assert "This is a web page" in response.text or "not complete" in response.text


def hear(app: Flask, asset_id: int) -> None:
    """As the worker would."""
    with app.app_context():
        work.mend(asset_id, now=clock.now())
        work.listen(asset_id)
        db.session.remove()


def test_the_page_of_a_recording_says_what_is_being_done_and_then_what_was_found(app: Flask, desk: SignedIn) -> None:
    quiet = makers.encoded("mp3", "-af", "volume=-30dB,adelay=3000", "-c:a", "libmp3lame", seconds=4.0)
    desk.submit("/desk/media/upload", file=file(quiet, "a.mp3"))
    (asset,) = assets(app)
    address = f"/desk/media/{asset.id}/"
    early = desk.get(address).text
    assert "Listening to the recording …" in early
    assert "data-waiting" in early
    assert "desk-recording" in early
    hear(app, asset.id)
    page = desk.get(address).text
    assert "data-waiting" not in page
    assert "0:07, measured" in page
    assert "-19 LUFS is usual for speech in mono" in page
    assert "much quieter than other podcasts" in page
    assert "It begins with 3." in page
    assert "Listen again" in page


def test_what_was_mended_is_said_with_both_lengths(app: Flask, desk: SignedIn) -> None:
    desk.submit("/desk/media/upload", file=file(makers.cbr(10) + makers.cbr(20), "a.mp3"))
    (asset,) = assets(app)
    address = f"/desk/media/{asset.id}/"
    assert "Mending the recording …" in desk.get(address).text
    hear(app, asset.id)
    page = desk.get(address).text
    assert "0:30, measured. The file&#39;s own header says 0:10" in page
    assert "Mended on 1 March 2027, 12:00:</strong> several recordings had been joined in one file" in page
    assert "being mended" not in page


def test_what_could_not_be_mended_says_what_to_do(app: Flask, desk: SignedIn) -> None:
    desk.submit("/desk/media/upload", file=file(makers.cbr(10) + makers.cbr(5, rate=48_000), "a.mp3"))
    (asset,) = assets(app)
    hear(app, asset.id)
    assert "Please export it as one file" in desk.get(f"/desk/media/{asset.id}/").text


def test_without_ffmpeg_that_is_said_and_one_can_ask_again_later(app: Flask, desk: SignedIn) -> None:
    desk.submit("/desk/media/upload", file=file(makers.tagged(makers.cbr(5), chapters=((0, "One"),)), "a.mp3"))
    (asset,) = assets(app)
    address = f"/desk/media/{asset.id}/"
    there = wired()
    wire(replace(there, ffmpeg=None))
    hear(app, asset.id)
    wire(there)
    page = desk.get(address).text
    assert "This site has no ffmpeg" in page
    assert "Walking again, Sample editor; 1 chapters" in page
    assert desk.get(f"{address}peaks.json").json["message"].startswith("This site has no ffmpeg")  # type: ignore[index]  # it is JSON
    response = desk.submit(f"{address}listen")
    assert (response.status_code, response.location) == (303, f"{address}#recording")
    assert "Listening to the recording …" in desk.get(address).text
    hear(app, asset.id)
    assert "it is silent" in desk.get(address).text


def test_only_recordings_are_listened_to(app: Flask, desk: SignedIn) -> None:
    desk.submit("/desk/media/upload", file=file(makers.picture(), "b.png"))
    (picture,) = assets(app)
    response = desk.submit(f"/desk/media/{picture.id}/listen")
    assert response.status_code == 422
    assert "Only recordings" in response.text
    assert desk.submit("/desk/media/999/listen").status_code == 404


def test_a_recording_from_before_anybody_listened_says_so(app: Flask, desk: SignedIn) -> None:
    desk.submit("/desk/media/upload", file=file(makers.cbr(5), "a.mp3"))
    (asset,) = assets(app)
    with app.app_context():
        with unit_of_work():
            found = queries.get_asset(asset.id)
            found.facts = {name: value for name, value in found.facts.items() if name not in {"sound", "header_ms"}}
        db.session.remove()
    page = desk.get(f"/desk/media/{asset.id}/").text
    assert "Nobody has listened to this recording yet" in page
    assert "Listen to it now" in page


def test_the_original_can_be_had_back_for_ever_byte_for_byte(app: Flask, desk: SignedIn) -> None:
    brought = makers.tagged(makers.cbr(10)) + makers.tagged(makers.cbr(20))
    desk.submit("/desk/media/upload", file=file(brought, "Folge 3 – Übung.mp3"))
    (asset,) = assets(app)
    hear(app, asset.id)
    address = f"/desk/media/{asset.id}/original"
    assert address in desk.get(f"/desk/media/{asset.id}/").text
    response = desk.get(address)
    assert (response.status_code, response.data) == (200, brought)
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''Folge%203%20%E2%80%93%20%C3%9Cbung.mp3" in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "no-store"
    assert app.test_client().get(address).status_code == 303
