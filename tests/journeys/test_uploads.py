"""An editor brings a recording: in pieces, on a bad line, paused, and without any script."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.clients.conftest import running
from tests.clients.running import RunningSite, until
from tests.journeys.conftest import LiveSite, log_in
from tests.media import makers

__all__ = ["running"]  # a fixture, found by its name in this module

pytestmark = pytest.mark.journey

UPLOADS = re.compile(r"/desk/uploads/[0-9a-f]{64}$")


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Twenty megabytes: three pieces."""
    path = tmp_path / "a walk.mp3"
    path.write_bytes(makers.cbr(500, kilobits=320))
    return path


def choose(page: Page, path: Path) -> None:
    page.goto("/desk/media/")
    page.get_by_label("Add a file").set_input_files(path)
    page.get_by_role("button", name="Upload").click()


def test_a_recording_is_uploaded_and_measured(page: Page, recording: Path) -> None:
    log_in(page)
    choose(page, recording)
    page.wait_for_url(re.compile(r"/desk/media/\d+/$"))
    expect(page.get_by_role("heading", name="a walk.mp3")).to_be_visible()
    expect(page.get_by_text("8:20")).to_be_visible()


def test_a_broken_line_is_gone_on_with_by_itself(page: Page, recording: Path) -> None:
    log_in(page)
    offsets: list[str] = []

    def broken_once(route: Route) -> None:
        if route.request.method == "PATCH":
            offsets.append(route.request.headers["upload-offset"])
            if len(offsets) == 2:
                route.abort("connectionreset")
                return
        route.continue_()

    page.route(UPLOADS, broken_once)
    choose(page, recording)
    page.wait_for_url(re.compile(r"/desk/media/\d+/$"))
    piece = 8 * 1024 * 1024
    assert offsets == ["0", str(piece), str(piece), str(2 * piece)]


def test_an_upload_can_be_paused_and_gone_on_with(page: Page, recording: Path) -> None:
    log_in(page)
    held: list[Route] = []

    def hold_the_second(route: Route) -> None:
        if route.request.method == "PATCH" and route.request.headers["upload-offset"] != "0" and not held:
            held.append(route)
        else:
            route.continue_()

    page.route(UPLOADS, hold_the_second)
    choose(page, recording)
    bar = page.get_by_role("progressbar", name="Uploaded")
    expect(bar).to_have_attribute("value", re.compile(r"^[4-9]\d$"))
    expect(page.get_by_text(re.compile(r"\d+ % · [\d.]+ MB of 20 MB")).first).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused. What has arrived is kept for a day.").first).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(re.compile(r"/desk/media/\d+/$"))


def stopped_after_one_piece(page: Page, recording: Path) -> None:
    """The first piece of three has arrived, no other gets through, and the page is closed."""

    def only_the_first(route: Route) -> None:
        if route.request.method == "PATCH" and route.request.headers["upload-offset"] != "0":
            route.fulfill(status=423)
        else:
            route.continue_()

    page.route(UPLOADS, only_the_first)
    with page.expect_response(lambda response: response.status == 423):
        choose(page, recording)
    page.close()


def test_an_upload_goes_on_after_the_page_was_closed(context: BrowserContext, recording: Path) -> None:
    first = context.new_page()
    log_in(first)
    stopped_after_one_piece(first, recording)
    page = context.new_page()
    offsets: list[str] = []
    page.on("request", lambda sent: offsets.append(sent.headers.get("upload-offset", "")))
    page.goto("/desk/media/")
    waiting = page.get_by_role("region", name="Uploads not finished")
    expect(waiting).to_contain_text("a walk.mp3")
    expect(waiting).to_contain_text("41 % of 20 MB has arrived.")
    with page.expect_file_chooser() as asked:
        waiting.get_by_role("button", name="Go on with a walk.mp3").click()
    asked.value.set_files(recording)
    page.wait_for_url(re.compile(r"/desk/media/\d+/$"))
    assert [int(offset) for offset in offsets if offset] == [8 << 20, 16 << 20]
    page.goto("/desk/media/")
    expect(page.get_by_role("link", name="a walk.mp3")).to_be_visible()
    expect(waiting).to_have_count(0)


def test_another_file_does_not_go_on_with_what_was_begun(
    context: BrowserContext, recording: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.mp3"
    other.write_bytes(makers.cbr(4))
    first = context.new_page()
    log_in(first)
    stopped_after_one_piece(first, recording)
    page = context.new_page()
    page.goto("/desk/media/")
    with page.expect_file_chooser() as asked:
        page.get_by_role("button", name="Go on with a walk.mp3").click()
    asked.value.set_files(other)
    expect(page.get_by_role("alert")).to_contain_text(
        "This is not the file that the upload of “a walk.mp3” began with."
    )
    page.get_by_role("button", name="Discard a walk.mp3").click()
    expect(page.get_by_text("The upload is discarded.")).to_be_visible()
    expect(page.get_by_role("region", name="Uploads not finished")).to_have_count(0)


def test_an_upload_goes_on_by_itself_when_the_line_is_back(page: Page, recording: Path) -> None:
    log_in(page)
    page.add_init_script(
        "window.setTimeout = ((real) => (run, wait) => real(run, Math.min(wait, 50)))(window.setTimeout)"
    )
    lost = [True]
    page.route(UPLOADS, lambda route: route.abort("internetdisconnected") if lost[0] else route.continue_())
    choose(page, recording)
    expect(page.get_by_role("alert")).to_contain_text("The connection is gone. What has arrived is kept")
    lost[0] = False
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_url(re.compile(r"/desk/media/\d+/$"))


def test_an_upload_survives_a_killed_server(browser: Browser, running: RunningSite, recording: Path) -> None:
    context = browser.new_context(base_url=running.url)
    page = context.new_page()
    log_in(page)
    choose(page, recording)
    until(lambda: any(part.stat().st_size for part in running.parts()), "a piece")
    running.kill()
    running.start()
    page.wait_for_url(re.compile(r"/desk/media/\d+/$"), timeout=60_000)
    expect(page.get_by_text("8:20")).to_be_visible()
    context.close()


def test_a_discarded_upload_is_forgotten(page: Page, recording: Path) -> None:
    log_in(page)
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "PATCH":
            held.append(route)
        else:
            route.continue_()

    page.route(UPLOADS, hold)
    choose(page, recording)
    with page.expect_response(lambda response: response.request.method == "DELETE") as gone:
        page.get_by_role("button", name="Discard").click()
    assert gone.value.status == 204
    expect(page.get_by_text("The upload is discarded.").first).to_be_visible()


def test_a_file_that_is_not_taken_is_explained(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "talk.mp3"
    path.write_bytes(makers.HTML)
    log_in(page)
    choose(page, path)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("This is a web page (HTML), although its name ends in .mp3.")
    expect(page.get_by_role("button", name="Upload")).to_be_enabled()


def test_a_recording_is_uploaded_without_any_script(browser: Browser, live_site: LiveSite, tmp_path: Path) -> None:
    path = tmp_path / "short.mp3"
    path.write_bytes(makers.cbr(4))
    plain = browser.new_context(base_url=live_site.url, java_script_enabled=False)
    page = plain.new_page()
    log_in(page)
    choose(page, path)
    expect(page).to_have_url(re.compile(r"/desk/media/\d+/$"))
    expect(page.get_by_text("0:04")).to_be_visible()
    plain.close()
