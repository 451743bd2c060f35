"""A show moves in while things go wrong: paused in the desk, the whole site killed, started again."""

import hashlib
import multiprocessing
import os
import re
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.core.web_server import Asked, WebServer, answering, file_of, web_server
from tests.databases import Blank, url_in
from tests.importing.feeds import feed, item
from tests.journeys import import_site
from tests.journeys.conftest import PATIENCE_MS, log_in
from tests.media import makers

pytestmark = pytest.mark.journey
SOUND = {number: makers.cbr(3 + number) for number in range(1, 4)}


class Site:
    """A site in a process of its own, so that it can be killed."""

    def __init__(self, folder: Path, reachable: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder, self._reachable = folder, reachable
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        ready = multiprocessing.get_context("spawn").Event()
        self._process = multiprocessing.get_context("spawn").Process(
            target=import_site.serve, args=(str(self.folder), url_in(self.folder), self.port, self._reachable, ready)
        )
        self._process.start()
        assert ready.wait(60), "the site did not start"

    def kill(self) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.join(30)


@pytest.fixture
def old_host() -> Iterator[WebServer]:
    with web_server() as server:
        server.serve("/cover.png", answering("200 OK", makers.picture(1400, 1400), Content_Type="image/png"))
        yield server


@pytest.fixture
def site(tmp_path: Path, migrated: Blank, old_host: WebServer) -> Iterator[Site]:
    migrated.copy_to(tmp_path)
    running = Site(tmp_path, old_host.place)
    running.start()
    yield running
    running.kill()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(base_url=site.url)
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def held_back(sound: bytes, half: threading.Event, go_on: threading.Event) -> Callable[[Asked, socket.socket], None]:
    """The file, of which the first answer stops in its middle until it may go on."""
    whole = file_of(sound)

    def answer(asked: Asked, to: socket.socket) -> None:
        if half.is_set():
            whole(asked, to)
            return
        head = f'HTTP/1.1 200 OK\r\nETag: "one"\r\nContent-Type: audio/mpeg\r\nContent-Length: {len(sound)}\r\n\r\n'
        to.sendall(head.encode() + sound[: len(sound) // 2])
        half.set()
        go_on.wait(60)

    return answer


def test_an_import_is_paused_killed_and_goes_on_at_the_byte_where_it_was(
    page: Page, site: Site, old_host: WebServer
) -> None:
    half, go_on = threading.Event(), threading.Event()
    audio = {1: old_host.serve("/1.mp3", file_of(SOUND[1])), 3: old_host.serve("/3.mp3", file_of(SOUND[3]))}
    audio[2] = old_host.serve("/2.mp3", held_back(SOUND[2], half, go_on))
    entries = [item(n, audio=audio[n], date=f"Mon, 02 Feb 2026 06:00:0{n} +0000") for n in (1, 2, 3)]
    broken = item(4, audio=old_host.url("/gone.mp3"), date="Mon, 02 Feb 2026 06:00:04 +0000")
    address = old_host.serve("/feed.xml", answering("200 OK", feed(*entries, broken, cover=old_host.url("/cover.png"))))

    log_in(page)
    page.goto("/desk/podcast/")
    page.get_by_role("link", name="Bring in a show").click()
    page.get_by_label("Address of the feed").fill(address)
    page.get_by_role("button", name="Look at the feed").click()
    expect(page.get_by_role("heading", name="Old show: what would happen")).to_be_visible()
    expect(page.get_by_role("link", name="New (4)")).to_be_visible()
    page.get_by_role("button", name="Bring in").click()

    assert half.wait(60)  # the second file hangs in its middle
    expect(page.get_by_text(re.compile("At hand: Episode 2"))).to_be_visible()
    site.kill()
    go_on.set()
    site.start()

    page.reload()
    expect(page.get_by_role("heading", name="Done")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("4 of 4 items done, 1 of them set aside")
    expect(page.get_by_role("button", name="Try again: Episode 4")).to_be_visible()
    second = [asked for asked in old_host.asked if asked.path == "/2.mp3"]
    assert second[-1].headers["range"].startswith("bytes=")
    assert second[-1].headers["range"] != "bytes=0-"

    old_host.serve("/gone.mp3", file_of(makers.cbr(9)))
    page.get_by_role("button", name="Try again: Episode 4").click()
    expect(page.get_by_role("heading", name="Set aside")).to_have_count(0)
    expect(page.get_by_role("heading", name="Done")).to_be_visible()
    document = page.request.get("/podcast/old-show/feed.xml").text()
    assert re.findall(r"<guid[^>]*>([^<]+)", document) == ["guid-4", "guid-3", "guid-2", "guid-1"]
    stored = {path.name for path in (site.folder / "media").rglob("*") if path.is_file()}
    assert {hashlib.sha256(SOUND[n]).hexdigest() for n in (1, 2, 3)} <= stored


def test_a_pause_in_the_desk_holds_until_somebody_goes_on(page: Page, site: Site, old_host: WebServer) -> None:
    half, go_on = threading.Event(), threading.Event()
    audio = old_host.serve("/2.mp3", held_back(SOUND[2], half, go_on))
    address = old_host.serve("/feed.xml", answering("200 OK", feed(item(2, audio=audio))))
    log_in(page)
    page.goto("/desk/podcast/imports/new")
    page.get_by_label("Address of the feed").fill(address)
    page.get_by_role("button", name="Look at the feed").click()
    page.get_by_role("button", name="Bring in").click()
    assert half.wait(60)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("heading", name="Paused")).to_be_visible()
    go_on.set()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Done")).to_be_visible()
