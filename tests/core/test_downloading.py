"""Large files: the rest is asked for, never what has arrived, and never half of two files."""

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core import downloading
from app.core.downloading import Downloaded, download
from app.core.fetching import Fetcher, Interrupted
from app.core.public_address import Unfetchable
from tests.core.web_server import WebServer, answering, dripping, file_of, raw, web_server

DATA = bytes(range(256)) * 1000
SUM = hashlib.sha256(DATA).hexdigest()
OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def server() -> Iterator[WebServer]:
    with web_server() as running:
        yield running


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "new folder" / "audio"


def take(server: WebServer, to: Path, path: str = "/a.mp3", limit: int = 1 << 20, silence: float = 5) -> Downloaded:
    fetcher = Fetcher(frozenset({server.place}))
    return download(fetcher, server.url(path), to, limit_bytes=limit, seconds_of_silence=silence)


def test_a_file_arrives_with_its_checksum_and_type(server: WebServer, to: Path) -> None:
    server.serve("/a.mp3", file_of(DATA))
    assert take(server, to) == Downloaded(server.url("/a.mp3"), len(DATA), SUM, "audio/mpeg")
    assert to.read_bytes() == DATA
    assert [left.name for left in to.parent.iterdir()] == ["audio"]


def test_after_an_interruption_only_the_rest_is_fetched(server: WebServer, to: Path) -> None:
    server.serve("/a.mp3", file_of(DATA, cut_after=100_000))
    with pytest.raises(Interrupted, match="too early"):
        take(server, to)
    server.serve("/a.mp3", file_of(DATA))
    assert take(server, to).sha256 == SUM
    assert server.asked[1].headers["range"] == "bytes=100000-"
    assert server.asked[1].headers["if-range"] == '"one"'


def test_what_changed_in_the_meantime_is_fetched_anew(server: WebServer, to: Path) -> None:
    server.serve("/a.mp3", file_of(b"y" * len(DATA), etag='"old"', cut_after=1000))
    with pytest.raises(Interrupted):
        take(server, to)
    server.serve("/a.mp3", file_of(DATA))
    assert take(server, to).sha256 == SUM


@pytest.mark.parametrize(
    "wrong",
    [
        b"Content-Range: bytes 0-9/256000\r\nContent-Length: 10\r\n\r\n0123456789",
        b"Content-Range: bytes " + 5000 * b"9" + b"-9/9\r\nContent-Length: 10\r\n\r\n0123456789",
        b"Content-Length: 10\r\n\r\n0123456789",
        b'ETag: "two"\r\nContent-Range: bytes 1000-255999/256000\r\nContent-Length: 10\r\n\r\n0123456789',
    ],
)
def test_another_piece_than_the_rest_is_not_joined_to_it(server: WebServer, to: Path, wrong: bytes) -> None:
    server.serve("/a.mp3", file_of(DATA, cut_after=1000))
    with pytest.raises(Interrupted):
        take(server, to)
    whole = file_of(DATA)

    def page(asked: object, line: object) -> None:
        partial = raw(b"HTTP/1.1 206 Partial\r\n" + wrong)
        (partial if "range" in asked.headers else whole)(asked, line)  # type: ignore[attr-defined,arg-type]  # a page

    server.serve("/a.mp3", page)
    assert take(server, to).sha256 == SUM


def test_a_part_without_a_strong_validator_begins_anew(server: WebServer, to: Path) -> None:
    server.serve("/a.mp3", file_of(DATA, etag='W/"weak"', cut_after=1000))
    with pytest.raises(Interrupted):
        take(server, to)
    server.serve("/a.mp3", file_of(DATA, etag='W/"weak"'))
    assert take(server, to).sha256 == SUM
    assert "range" not in server.asked[1].headers


@pytest.mark.parametrize(
    ("dates", "validator"),
    [
        ({"last-modified": "Mon, 01 Mar 2027 10:00:00 GMT", "date": "Mon, 01 Mar 2027 12:00:00 GMT"}, True),
        ({"last-modified": "Mon, 01 Mar 2027 12:00:00 GMT", "date": "Mon, 01 Mar 2027 12:00:00 GMT"}, False),
        ({"last-modified": "Mon, 01 Mar 2027 12:00:00 GMT"}, False),
        ({"last-modified": "Mon, 01 Mar 2027 10:00:00 -0000", "date": "Mon, 01 Mar 2027 12:00:00 GMT"}, False),
        ({"last-modified": "yesterday", "date": "Mon, 01 Mar 2027 12:00:00 GMT"}, False),
        ({}, False),
    ],
)
def test_a_date_is_a_validator_only_when_it_is_older_than_the_answer(dates: dict[str, str], *, validator: bool) -> None:
    assert downloading.strong_validator(dates) == (dates.get("last-modified") if validator else "")


def test_a_part_of_another_address_is_not_gone_on_with(server: WebServer, to: Path) -> None:
    server.serve("/b.mp3", file_of(b"z" * 5000, cut_after=1000))
    with pytest.raises(Interrupted):
        take(server, to, "/b.mp3")
    server.serve("/a.mp3", file_of(DATA))
    assert take(server, to).sha256 == SUM


def test_a_part_that_was_whole_already_is_taken_as_it_is(server: WebServer, to: Path) -> None:
    server.serve("/a.mp3", file_of(DATA, cut_after=1000))
    with pytest.raises(Interrupted):
        take(server, to)
    (to.parent / "audio.part").write_bytes(DATA)
    server.serve("/a.mp3", file_of(DATA))
    assert take(server, to).sha256 == SUM


def test_a_larger_file_than_is_taken_is_refused_before_it_is_read(server: WebServer, to: Path) -> None:
    server.serve("/a.mp3", file_of(DATA))
    with pytest.raises(Unfetchable, match="at most 1,000 are taken"):
        take(server, to, limit=1000)
    assert list(to.parent.iterdir()) == []


def test_a_file_that_does_not_say_how_long_it_is_is_cut_at_the_limit(server: WebServer, to: Path) -> None:
    server.serve("/a.mp3", dripping(OK + b"\r\n", b"x" * 1000, threading.Event()))
    with pytest.raises(Unfetchable, match="more than 5,000"):
        take(server, to, limit=5000)


@pytest.mark.parametrize("drop", [b"x", b""])
def test_a_server_that_drips_a_file_is_left(server: WebServer, to: Path, drop: bytes) -> None:
    server.serve("/a.mp3", dripping(OK + b"Content-Length: 9999\r\n\r\n", drop, server.stop))
    with pytest.raises(Interrupted, match=r"too (slow|long)"):
        take(server, to, silence=0.3)


def test_an_empty_file_and_an_error_page_are_no_files(server: WebServer, to: Path) -> None:
    server.serve("/a.mp3", file_of(b""))
    with pytest.raises(Unfetchable, match="empty"):
        take(server, to)
    with pytest.raises(Unfetchable, match="nothing at that address"):
        take(server, to, "/none")


def test_who_follows_the_progress_can_stop_it_and_go_on_later(server: WebServer, to: Path) -> None:
    server.serve("/a.mp3", file_of(DATA))
    seen: list[tuple[int, int | None]] = []

    class Enough(Exception):
        pass

    def follow(done: int, total: int | None) -> None:
        seen.append((done, total))
        if done > 50_000:
            raise Enough

    fetcher = Fetcher(frozenset({server.place}))
    with pytest.raises(Enough):
        download(fetcher, server.url("/a.mp3"), to, limit_bytes=1 << 20, progress=follow)
    assert seen[0] == (0, len(DATA))
    assert take(server, to).sha256 == SUM
    assert server.asked[1].headers["range"] == f"bytes={seen[-1][0]}-"


def test_a_server_that_never_gives_the_rest_is_refused(server: WebServer, to: Path) -> None:
    server.serve("/a.mp3", file_of(DATA, cut_after=1000))
    with pytest.raises(Interrupted):
        take(server, to)
    server.serve("/a.mp3", answering("500 No"))
    with pytest.raises(Interrupted, match="status 500"):
        take(server, to)
    assert (to.parent / "audio.part").stat().st_size == 1000


def test_a_part_whose_validator_is_lost_begins_anew(server: WebServer, to: Path) -> None:
    server.serve("/a.mp3", file_of(DATA, cut_after=1000))
    with pytest.raises(Interrupted):
        take(server, to)
    (to.parent / "audio.validator").write_text("no JSON")
    server.serve("/a.mp3", file_of(DATA))
    assert take(server, to).sha256 == SUM
    assert "range" not in server.asked[1].headers


def test_a_rest_that_is_shorter_than_the_whole_is_not_taken_for_it(server: WebServer, to: Path) -> None:
    server.serve("/a.mp3", file_of(DATA, cut_after=1000))
    with pytest.raises(Interrupted):
        take(server, to)
    head = b'HTTP/1.1 206 Partial\r\nETag: "one"\r\nContent-Range: bytes 1000-1009/256000\r\nContent-Length: 10\r\n\r\n'
    server.serve("/a.mp3", raw(head + b"0123456789"))
    with pytest.raises(Interrupted, match="1,010 of 256,000"):
        take(server, to)


def test_a_full_disk_is_told_as_such() -> None:
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises(Interrupted, match="could not be kept here"):
        downloading._append(full, b"x")
