"""A listener and a reader on the sample site, with real audio."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.core import clock
from app.core.cache import raise_generation
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.podcast.queries import find_episode
from tests.journeys.conftest import LiveSite

pytestmark = pytest.mark.journey

EPISODE = "/podcast/hips-explained/hip-resurfacing-rise-fall-and-a-small-return/"
OTHER = "/podcast/hips-explained/twelve-weeks-after-hip-surgery/"
PAGES = (
    "/",
    "/metal-on-metal-hip-resurfacing/",
    "/blog/",
    "/podcast/hips-explained/",
    "/podcast/hips-explained/subscribe/",
    "/subscribe/",
    EPISODE,
    "/resources/",
)


@pytest.fixture
def sample_site(live_site: LiveSite) -> LiveSite:
    """The live site with the starter content and a clip."""
    with live_site.app.app_context():
        with unit_of_work():
            episode = find_episode(EPISODE, now=clock.now())
            assert episode is not None
            episode.soundbites = [{"start_ms": 60_000, "duration_ms": 1_000, "title": "A short clip"}]
            raise_generation()
        db.session.remove()
    return live_site


@pytest.fixture
def plain(sample_site: LiveSite, browser: Browser) -> Iterator[Page]:
    """A page of a browser that runs no script."""
    opened = browser.new_context(base_url=sample_site.url, java_script_enabled=False)
    yield opened.new_page()
    opened.close()


def expect_at(page: Page, seconds: str) -> None:
    """The player says that it stands at a time that looks like `seconds` (a pattern of "1 minute 1 second")."""
    expect(page.get_by_label("Position")).to_have_attribute("aria-valuetext", re.compile(f"^{seconds} of 1 minute 57"))


def button(page: Page, name: str) -> object:
    return page.locator("[data-player]").get_by_role("button", name=name, exact=True)


def pause(page: Page) -> None:
    page.locator("[data-player]").get_by_role("button", name="Pause", exact=True).click()


def test_nothing_is_loaded_before_play_is_pressed(sample_site: LiveSite, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{EPISODE}#t=61")
    expect(page.locator("audio")).not_to_have_attribute("controls", "")
    expect(page.locator("audio")).to_have_attribute("preload", "none")
    page.get_by_label("Position").press("ArrowRight")
    expect_at(page, "1 minute 6 seconds")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/media/" in url]
    page.get_by_role("button", name="Play from 1:06").click()
    expect_at(page, "1 minute ([7-9]|1.) seconds?")
    assert [url for url in asked if "/media/" in url]


def test_a_listener_moves_by_chapter_by_sentence_and_by_keyboard(sample_site: LiveSite, page: Page) -> None:
    page.goto(EPISODE)
    player = page.get_by_role("region", name="Player: Hip resurfacing")
    page.get_by_role("link", name="0:26 The early reports").click()
    expect_at(page, "(2[6-9]|3.) seconds")
    expect(page.locator("a.chapter[aria-current=true]")).to_contain_text("The early reports")
    expect(page.locator("progress.chapter-progress")).to_have_count(1)
    expect(page.locator(".cue.is-spoken")).to_have_count(1)
    pause(page)
    page.get_by_role("link", name="0:08, play from here").click()
    expect_at(page, "([89]|1.) seconds")
    player.get_by_role("button", name="Pause").press("k")
    player.get_by_role("button", name="Play", exact=True).press("l")
    expect_at(page, "(3[89]|4.) seconds")
    player.get_by_role("button", name="Back 15 s").click()
    expect_at(page, "(2[3-9]|3[0-5]) seconds")
    player.get_by_role("button", name="Play", exact=True).press("n")
    expect(page.locator("a.chapter[aria-current=true]")).to_contain_text(re.compile("early reports|went wrong"))
    slider = page.get_by_label("Position")
    slider.press("Home")
    expect_at(page, "0 seconds")
    slider.press("PageUp")
    slider.press("ArrowLeft")
    expect_at(page, "55 seconds")


def test_single_keys_do_nothing_outside_the_player_and_while_typing(sample_site: LiveSite, page: Page) -> None:
    page.goto(EPISODE)
    page.get_by_label("Town or postcode").press("k")
    field = page.get_by_role("searchbox", name="Search in the transcript")
    field.press_sequentially("hip l")
    expect(field).to_have_value("hip l")
    expect_at(page, "0 seconds")
    assert page.evaluate("document.querySelector('audio').paused")


def test_the_place_and_the_speed_are_remembered_on_this_device(sample_site: LiveSite, page: Page) -> None:
    page.goto(EPISODE)
    page.get_by_label("Speed").select_option("1.5")
    expect(page.locator("[data-status]")).to_have_text("Speed 1.5")
    page.get_by_role("link", name="0:44 What went wrong").click()
    expect_at(page, "(4[4-9]|5.) seconds")
    page.wait_for_function("() => document.querySelector('audio').currentTime > 44.5")
    pause(page)
    page.reload()
    again = page.get_by_role("button", name=re.compile("^Continue at 0:(4[4-9]|5.)"))
    expect(again).to_be_visible()
    expect(page.get_by_label("Speed")).to_have_value("1.5")
    again.click()
    expect_at(page, "(4[4-9]|5.) seconds")
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.5
    page.goto(OTHER)
    expect(page.get_by_role("button", name="Play", exact=True).first).to_be_visible()
    page.goto(EPISODE)
    page.get_by_role("button", name="Start from the beginning").click()
    expect_at(page, "[0-9] seconds?")
    page.reload()
    expect(page.locator("[data-player]").get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_an_episode_that_was_heard_to_its_end_begins_anew(sample_site: LiveSite, page: Page) -> None:
    page.goto(f"{EPISODE}#t=1:30")
    page.get_by_role("button", name="Play from 1:30").click()
    page.wait_for_function("() => document.querySelector('audio').currentTime > 90.2")
    pause(page)
    assert "places" in page.evaluate("Object.keys(localStorage).join()")
    page.evaluate("document.querySelector('audio').currentTime = 116.5")
    page.locator("[data-player]").get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => document.querySelector('audio').ended")
    assert json.loads(page.evaluate("localStorage.getItem('player-places')")) == []
    page.goto("about:blank")
    page.goto(EPISODE)
    expect(page.locator("[data-player]").get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_without_storage_the_player_plays_all_the_same(sample_site: LiveSite, page: Page) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    page.goto(EPISODE)
    page.get_by_label("Speed").select_option("2")
    page.get_by_role("link", name="0:26 The early reports").click()
    expect_at(page, "(2[6-9]|3.) seconds")
    pause(page)


def test_the_transcript_follows_and_leads_back(sample_site: LiveSite, page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 700})
    page.goto(EPISODE)
    words = page.get_by_role("region", name="Words of the transcript")
    page.get_by_role("link", name="1:15 Who is offered it now").click()
    expect(page.locator(".cue.is-spoken")).to_have_count(1)
    page.wait_for_function("() => document.querySelector('[data-words]').scrollTop > 100")
    focused = page.evaluate("document.activeElement.textContent")
    assert "Who is offered it now" in focused, "following takes no focus"
    words.hover()
    page.mouse.wheel(0, -5000)
    back = page.get_by_role("button", name="Back to the present line")
    expect(back).to_be_visible()
    page.wait_for_function("() => document.querySelector('[data-words]').scrollTop < 10")
    back.click()
    page.wait_for_function("() => document.querySelector('[data-words]').scrollTop > 100")
    expect(back).to_be_hidden()
    page.get_by_label("Follow along").uncheck()
    page.wait_for_function(
        "() => { const box = document.querySelector('[data-words]'); return box.scrollHeight <= box.clientHeight + 1; }"
    )
    page.reload()
    expect(page.get_by_label("Follow along")).not_to_be_checked()


def test_words_are_searched_in_the_transcript(sample_site: LiveSite, page: Page) -> None:
    page.goto(EPISODE)
    field = page.get_by_role("searchbox", name="Search in the transcript")
    field.fill("METAL on metal")
    field.press("Enter")
    expect(page.locator("[data-found]")).to_have_text("1 of 1")
    expect(page.locator(".cue.is-found-now")).to_contain_text("metal on metal")
    field.fill("hip")
    field.press("Enter")
    expect(page.locator("[data-found]")).to_have_text(re.compile(r"^1 of \d+$"))
    field.press("Enter")
    expect(page.locator("[data-found]")).to_have_text(re.compile(r"^2 of \d+$"))
    page.get_by_role("button", name="Previous place").click()
    expect(page.locator("[data-found]")).to_have_text(re.compile(r"^1 of \d+$"))
    field.fill("xylophone")
    field.press("Enter")
    expect(page.locator("[data-found]")).to_have_text("Not found")
    field.press("Escape")
    expect(page.locator(".cue.is-found")).to_have_count(0)


def test_the_lock_screen_knows_what_plays_and_moves_it(sample_site: LiveSite, page: Page) -> None:
    page.add_init_script(
        "window.acts = {}; const set = MediaSession.prototype.setActionHandler;"
        "MediaSession.prototype.setActionHandler = function (name, act) { window.acts[name] = act; set.call(this, name, act); }"
    )
    page.goto(EPISODE)
    page.get_by_role("link", name="0:26 The early reports").click()
    expect_at(page, "(2[6-9]|3.) seconds")
    told = page.evaluate(
        "(({ title, artist, artwork }) => ({ title, artist, art: artwork[0].src }))(navigator.mediaSession.metadata)"
    )
    assert told["title"].startswith("Hip resurfacing")
    assert told["artist"] == "Hips Explained"
    assert "/images/" in told["art"]
    assert page.evaluate("navigator.mediaSession.playbackState") == "playing"
    for act in ("pause", "seekto", "seekbackward", "seekforward", "previoustrack", "nexttrack", "play", "stop"):
        assert page.evaluate("(name) => typeof window.acts[name]", act) == "function", act
    page.evaluate("window.acts.pause()")
    page.evaluate("window.acts.seekto({ seekTime: 80 })")
    expect_at(page, "1 minute 20 seconds")
    page.evaluate("window.acts.seekforward({})")
    expect_at(page, "1 minute 50 seconds")
    page.evaluate("window.acts.previoustrack()")
    expect_at(page, "1 minute 4. seconds")


def test_lost_audio_is_told_in_words_and_tried_again(sample_site: LiveSite, page: Page) -> None:
    page.route("**/media/**", lambda route: route.abort())
    page.goto(f"{EPISODE}#t=30")
    page.get_by_role("button", name="Play from 0:30").click()
    retry = page.get_by_role("button", name="Try again")
    expect(retry).to_be_visible()
    expect(page.locator("[data-status]")).to_contain_text("could not be loaded")
    page.unroute("**/media/**")
    retry.click()
    expect_at(page, "3. seconds")
    expect(retry).to_be_hidden()
    expect(page.locator("[data-status]")).to_have_text("")


def test_a_clip_stops_at_its_end(sample_site: LiveSite, page: Page) -> None:
    page.goto(EPISODE)
    page.get_by_role("link", name="A short clip").click()
    expect(page.locator("[data-status]")).to_contain_text("A short clip")
    page.wait_for_function(
        "() => { const a = document.querySelector('audio'); return a.paused && a.currentTime >= 61; }"
    )
    assert page.evaluate("document.querySelector('audio').currentTime") < 64
    page.reload()
    expect(page.locator("[data-player]").get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_only_one_page_speaks_at_a_time(sample_site: LiveSite, context: BrowserContext) -> None:
    one, other = context.new_page(), context.new_page()
    for page, path in ((one, EPISODE), (other, OTHER)):
        page.goto(path)
        page.locator("[data-player]").get_by_role("button", name="Play", exact=True).click()
        page.wait_for_function("() => document.querySelector('audio').currentTime > 0")
    one.wait_for_function("() => document.querySelector('audio').paused")
    assert not other.evaluate("document.querySelector('audio').paused")


def test_a_link_into_an_episode_begins_there_and_can_be_made(sample_site: LiveSite, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=sample_site.url)
    page = context.new_page()
    page.goto(f"{EPISODE}#t=1:01")
    expect_at(page, "1 minute 1 second")
    page.get_by_text("Volume, sleep timer, keys").click()
    page.get_by_role("button", name="Copy link to this moment").click()
    expect(page.locator("[data-status]")).to_have_text("Copied the link to 1:01.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{sample_site.url}{EPISODE}#t=61"
    page.get_by_role("button", name="Play from 1:01").click()
    expect_at(page, "1 minute [2-9] seconds")
    page.get_by_text("Put this player on your own page").click()
    page.get_by_role("button", name="Copy the code").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("<iframe src=")


def test_the_sleep_timer_stops_after_the_chapter(sample_site: LiveSite, page: Page) -> None:
    page.goto(f"{EPISODE}#t=43")
    page.get_by_text("Volume, sleep timer, keys").click()
    page.get_by_label("Sleep timer").select_option("chapter")
    page.get_by_role("button", name="Play from 0:43").click()
    page.wait_for_function(
        "() => { const a = document.querySelector('audio'); return a.paused && a.currentTime > 44; }"
    )
    expect(page.get_by_label("Sleep timer")).to_have_value("")


def test_an_episode_is_heard_and_read_without_javascript(plain: Page) -> None:
    plain.goto(EPISODE)
    expect(plain.locator("audio")).to_have_attribute("controls", "")
    expect(plain.get_by_role("button", name="Forward 30 s")).to_be_hidden()
    expect(plain.get_by_text("welcome to Hips Explained")).to_be_visible()
    chapter = plain.get_by_role("link", name="0:26 The early reports")
    assert re.search(r"\.mp3#t=26$", chapter.get_attribute("href") or "")


def test_the_transcript_prints_whole_and_the_player_does_not(sample_site: LiveSite, page: Page) -> None:
    page.goto(EPISODE)
    page.emulate_media(media="print")
    expect(page.locator("[data-player]")).to_be_hidden()
    expect(page.get_by_role("searchbox", name="Search in the transcript")).to_be_hidden()
    box = page.locator("[data-words]")
    assert box.evaluate("(e) => e.scrollHeight <= e.clientHeight + 1")


def test_no_page_breaks_the_policy_or_is_wider_than_a_small_phone(sample_site: LiveSite, page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.text} {message.location}"))
    page.set_viewport_size({"width": 320, "height": 640})
    for path in PAGES:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path
    page.set_viewport_size({"width": 260, "height": 150})
    page.goto(f"{EPISODE}embed/")
    assert page.evaluate("document.documentElement.scrollWidth") == 260
    assert (
        page.get_by_role("button", name="Play", exact=True).evaluate("(e) => e.getBoundingClientRect().bottom") <= 150
    )
    assert said == []
