"""The table of chapters, without a script: rows, bringing and taking, what is wrong at its row, two editors."""

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from lxml import html
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app.accounts.permissions import Role
from app.content.queries import places_of_asset
from app.core.db import db
from app.core.errors import Busy, Invalid
from app.media.models import Asset, AssetKind
from app.web.desk import chapters as editor
from tests.web.desk.conftest import Desk, asset, draft, house, problems_in, token_of, work

Rows = list[tuple[str, ...]]


@pytest.fixture
def path(app: Flask, at_desk: Desk) -> str:
    """The chapters of a new episode with a recording of ten minutes."""
    show = at_desk.write("/desk/podcast/new", title="A show", language="en-GB")
    audio = asset(app, AssetKind.AUDIO)
    made = at_desk.write(f"/desk/podcast/{show}/episodes/new", title="One", audio_id=audio)
    return f"/desk/episodes/{made}/chapters/"


def typed(rows: Rows) -> dict[str, str]:
    """The fields of rows of (time, title, link, picture)."""
    names = ("start", "title", "url", "picture")
    return {f"rows-{n}-{name}": value for n, row in enumerate(rows) for name, value in zip(names, row, strict=False)}


def rows_in(answer: TestResponse) -> Rows:
    """The rows of the page that hold something."""
    page: Any = html.document_fromstring(answer.data)
    found = [tuple(str(field.get("value")) for field in line.xpath(".//input")) for line in page.xpath("//tbody/tr")]
    return [row for row in found if any(row)]


def send(desk: Desk, path: str, rows: Rows, do: str = "save", **more: object) -> TestResponse:
    fields: dict[str, Any] = {"version": desk.version(path), **typed(rows), "do": do, **more}
    if "file" not in more:
        return desk.post(path, fields)
    # Encoded here, because the test client would leave the temporary file of a large form open.
    token = token_of(desk.get("/desk/account/"))
    name_and_bytes: Any = more["file"]
    fields["file"] = FileStorage(BytesIO(name_and_bytes[1]), name_and_bytes[0])
    boundary, body = encode_multipart({**fields, "csrf_token": token})
    return desk.client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def saved(app: Flask, path: str) -> tuple[dict[str, object], ...]:
    found: tuple[dict[str, object], ...] = draft(app, int(path.split("/")[3])).chapters  # type: ignore[attr-defined]  # an episode's
    return found


def test_rows_are_saved_in_the_order_of_their_time(app: Flask, at_desk: Desk, path: str) -> None:
    picture = asset(app, AssetKind.IMAGE)
    rows = [("2:00.5", "Second", "https://example.org/", f"asset:{picture}"), ("", "", "", ""), ("0", " First ")]
    answer = send(at_desk, path, rows)
    assert (answer.status_code, answer.location) == (303, path)
    assert saved(app, path) == (
        {"start_ms": 0, "title": "First"},
        {"start_ms": 120_500, "title": "Second", "url": "https://example.org/", "image_id": picture},
    )
    page = at_desk.get(path)
    assert "The chapters are saved in the draft." in page.text
    assert rows_in(page) == [
        ("0:00", "First", "", ""),
        ("2:00.500", "Second", "https://example.org/", f"asset:{picture}"),
    ]
    with house(app):
        assert places_of_asset(picture) == ["the chapter picture of One"]


@pytest.mark.parametrize(
    ("rows", "field", "words"),
    [
        ([("0:10", "Late")], "rows-0-start", "first chapter must start at 0:00"),
        ([("0:00", "A"), ("10:00", "B")], "rows-1-start", "after the audio has ended (10:00)"),
        ([("0:00", "A"), ("1:00", "B"), ("1:00", "C")], "rows-2-start", "Chapter 3 must start after chapter 2"),
        ([("0:00", "A"), ("1:00", " ")], "rows-1-title", "Chapter 2 has no title"),
        ([("0:00", "x" * 300)], "rows-0-title", "longer than 255"),
        ([("0:00", "A"), ("soon", "B")], "rows-1-start", "Write the time as 2:30"),
        ([("0:00", "A"), ("-5", "B")], "rows-1-start", "Write the time as 2:30"),
        ([("0:00", "A"), ("NaN", "B")], "rows-1-start", "Write the time as 2:30"),
        ([("0:00", "A"), ("9:00.1", "B"), ("599", "")], "rows-2-title", "has no title"),
        ([("0:00", "A", "javascript:alert(1)")], "rows-0-url", "must start with https://"),
        ([("0:00", "A", "", "asset:999")], "rows-0-picture", "Choose a picture of the library"),
        ([("0:00", "A", "", "ftp://x")], "rows-0-picture", "Choose a picture of the library"),
        ([("0:00", "A", "", "https://[")], "rows-0-picture", "picture of chapter 1 must start with https://"),
    ],
)
def test_what_is_wrong_is_said_at_its_row(
    app: Flask, at_desk: Desk, path: str, rows: Rows, field: str, words: str
) -> None:
    answer = send(at_desk, path, rows)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert words in " ".join(problems_in(answer))
    assert [row[1].strip() for row in rows_in(answer)] == [row[1].strip() for row in rows]
    assert saved(app, path) == ()


def test_rows_come_and_go_without_a_script(app: Flask, at_desk: Desk, path: str) -> None:
    rows: Rows = [("0:00", "A", "", ""), ("1:00", "B", "", "")]
    added = send(at_desk, path, rows, "add")
    assert (added.status_code, added.text.count('name="do" value="remove-')) == (200, 3)
    assert rows_in(send(at_desk, path, rows, "remove-0")) == rows[1:]
    assert rows_in(send(at_desk, path, rows, "remove-x")) == rows
    assert "data-changed" in added.text
    assert saved(app, path) == ()


def test_script_in_a_title_is_text(app: Flask, at_desk: Desk, path: str) -> None:
    nasty = '"><script>alert(1)</script>'
    assert send(at_desk, path, [("0:00", nasty)]).status_code == 303
    assert "<script>alert" not in at_desk.get(path).text
    assert b"<script>" not in at_desk.get(f"{path}chapters.psc").data


FILE = b"60.5\t60.5\tWalking\n0.0\t0.0\tHello\n"


def test_a_list_is_brought_pasted_or_as_a_file_and_saved_only_then(app: Flask, at_desk: Desk, path: str) -> None:
    pasted = send(at_desk, path, [("0:00", "Old")], "import", pasted="Chapters:\n0:00 Hello\n1:00.5 Walking")
    filed = send(at_desk, path, [("0:00", "Old")], "import", file=("x.xyz", FILE))
    for answer in (pasted, filed):
        assert answer.status_code == 200
        assert rows_in(answer) == [("0:00", "Hello", "", ""), ("1:00.500", "Walking", "", "")]
        assert "they are not saved yet" in answer.text
    assert "2 chapters were read from Audacity labels." in filed.text
    assert "1 line without a time in front left out." in pasted.text
    assert saved(app, path) == ()


def test_what_was_brought_and_does_not_fit_is_said_at_once(at_desk: Desk, path: str) -> None:
    answer = send(at_desk, path, [], "import", pasted="0:00 Hello\n59:00 Far\nx\ny")
    assert "after the audio has ended" in " ".join(problems_in(answer))
    assert "2 lines without a time" in answer.text


@pytest.mark.parametrize(
    ("brought", "where", "words"),
    [
        ({"pasted": ""}, "pasted", "nothing in it"),
        ({"pasted": "no time"}, "pasted", "No chapter was found"),
        ({"file": ("x.txt", b"0:00 \xe9tude")}, "file", "not text in UTF-8"),
        ({"file": ("x.txt", b"x" * (2 << 20))}, "file", "larger than 1 MB"),
        ({"file": ("x.psc", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')}, "file", "document type"),
    ],
)
def test_what_cannot_be_brought_is_refused_and_the_rows_stay(
    at_desk: Desk, path: str, brought: dict[str, object], where: str, words: str
) -> None:
    answer = send(at_desk, path, [("0:00", "Old")], "import", **brought)
    assert answer.status_code == 422
    assert words in " ".join(problems_in(answer))
    assert f'href="#{where}"' in answer.text
    assert rows_in(answer) == [("0:00", "Old", "", "")]


def test_ten_thousand_rows_are_no_chapters_and_no_error(app: Flask, at_desk: Desk, path: str) -> None:
    answer = send(at_desk, path, [(str(n), f"Part {n}") for n in range(10_000)])
    assert answer.status_code == 422
    assert "At most 1,000 chapters" in " ".join(problems_in(answer))
    text = "\n".join(f"{n // 60}:{n % 60:02} Part {n}" for n in range(10_000))
    assert "1,000 is the most" in send(at_desk, path, [], "import", pasted=text).text
    assert saved(app, path) == ()


def test_the_recordings_own_chapters_are_taken(app: Flask, at_desk: Desk, path: str) -> None:
    assert "There are no chapters in the recording." in send(at_desk, path, [], "recording").text
    with work(app):
        found = db.session.query(Asset).filter_by(kind=AssetKind.AUDIO).one()
        found.facts = {
            **found.facts,
            "chapters": [{"start_ms": 0, "title": "From"}, {"start_ms": 1500, "title": "ID3"}],
        }
    assert "Take the 2 chapters of the recording" in at_desk.get(path).text
    answer = send(at_desk, path, [], "recording")
    assert rows_in(answer) == [("0:00", "From", "", ""), ("0:01.500", "ID3", "", "")]
    assert "2 chapters were read from the recording." in answer.text


def test_saved_chapters_are_taken_elsewhere(app: Flask, at_desk: Desk, path: str) -> None:
    assert "chapters.psc" not in at_desk.get(path).text
    send(at_desk, path, [("0:00", "Hello"), ("1:00.5", "Walking")])
    page = at_desk.get(path)
    for name, mime, words in (
        ("chapters.json", "application/json+chapters", '"startTime": 60.5'),
        ("chapters.psc", "application/xml", 'start="00:01:00.500"'),
        ("chapters.txt", "text/plain; charset=utf-8", "1:00.500 Walking"),
        ("labels.txt", "text/plain; charset=utf-8", "60.500000\t60.500000\tWalking"),
    ):
        assert f'href="{path}{name}"' in page.text
        answer = at_desk.get(f"{path}{name}")
        assert answer.headers["Content-Type"] == mime
        assert answer.headers["Content-Disposition"] == f'attachment; filename="one.{name}"'
        assert words in answer.text
    assert at_desk.get(f"{path}chapters.exe").status_code == 404


def test_without_a_recording_chapters_are_typed_all_the_same(app: Flask, at_desk: Desk) -> None:
    show = at_desk.write("/desk/podcast/new", title="A show", language="en-GB")
    made = at_desk.write(f"/desk/podcast/{show}/episodes/new", title="One")
    path = f"/desk/episodes/{made}/chapters/"
    page = at_desk.get(path)
    assert "no recording yet" in page.text
    assert "<audio" not in page.text
    assert send(at_desk, path, [("0:00", "A"), ("99:00:00", "Far")]).status_code == 303


def test_two_editors_see_both_lists(app: Flask, desk: Callable[[Role], Desk], path: str) -> None:
    mine, theirs = desk(Role.EDITOR), desk(Role.ADMIN)
    version = mine.version(path)
    assert send(theirs, path, [("0:00", "Theirs")]).status_code == 303
    lost = mine.post(path, {"version": version, **typed([("0:00", "Mine"), ("1:00", "Too")])})
    assert lost.status_code == 409
    for words in ("0:00 Theirs", "1:00 Too", "Sample admin saved this episode", f'href="{path}"'):
        assert words in lost.text
    carried = dict(re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', lost.text, re.DOTALL))
    sent = {name: unescape(value) for name, value in carried.items()} | {"csrf_token": token_of(lost)}
    sent["version"] = re.search(r'name="version" value="(\d+)"', lost.text)[1]  # type: ignore[index]  # it is there
    assert rows_in(mine.client.post(path, data={**sent, "do": "edit"})) == [
        ("0:00", "Mine", "", ""),
        ("1:00", "Too", "", ""),
    ]
    assert saved(app, path) == ({"start_ms": 0, "title": "Theirs"},)
    assert mine.client.post(path, data={**sent, "do": "save"}).status_code == 303
    assert [row["title"] for row in saved(app, path)] == ["Mine", "Too"]


def test_the_rest_of_the_draft_stays_as_it_is(app: Flask, at_desk: Desk, path: str) -> None:
    send(at_desk, path, [("0:00", "A")])
    kept = draft(app, int(path.split("/")[3]))
    assert (kept.title, len(saved(app, path))) == ("One", 1)


def test_somebody_elses_episode_is_not_there(as_author: Desk, path: str) -> None:
    assert as_author.get(path).status_code == 404
    assert as_author.post(path, typed([("0:00", "A")])).status_code == 404
    assert as_author.get(f"{path}chapters.json").status_code == 404


def test_the_episodes_form_keeps_pictures_of_the_library(app: Flask, at_desk: Desk, path: str) -> None:
    picture = asset(app, AssetKind.IMAGE)
    send(at_desk, path, [("0:00", "A", "", f"asset:{picture}")])
    form = path.removesuffix("chapters/")
    assert f"0:00 A |  | asset:{picture}" in at_desk.get(form).text
    sent = {
        "title": "One",
        "version": at_desk.version(form),
        "chapters": f"0:00 A | | asset:{picture}\n1:00 B | | asset:77",
    }
    answer = at_desk.post(form, sent)
    assert "Chapter 2: there is no picture with the number 77" in " ".join(problems_in(answer))
    sent["chapters"] = f"0:00 B | | asset:{picture}"
    assert at_desk.post(form, sent).status_code == 303
    assert saved(app, path) == ({"start_ms": 0, "title": "B", "image_id": picture},)


def test_what_the_house_refuses_keeps_the_rows(at_desk: Desk, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    version = at_desk.version(path)
    for refusal, status in ((Busy("Please try again."), 503), (Invalid("No title.", field="title"), 422)):

        def refuse(*_: object, refusal: Exception = refusal, **__: object) -> None:
            raise refusal

        monkeypatch.setattr(editor, "save_part", refuse)
        answer = at_desk.post(path, {"version": version, **typed([("0:00", "Kept")])})
        assert answer.status_code == status
        assert str(refusal) in " ".join(problems_in(answer))
        assert rows_in(answer) == [("0:00", "Kept", "", "")]


@pytest.mark.parametrize("part", ["chapters", "transcript"])
def test_the_way_back_leads_by_the_show(at_desk: Desk, path: str, part: str) -> None:
    page = at_desk.get(path.replace("chapters", part)).text
    assert re.search(r'href="/desk/podcast/\d+/episodes/">A show</a>', page)
