"""An editor brings a recording: in pieces, on a bad line, paused, and without any script."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.conftest import LiveSite, log_in
from tests.media import makers

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
