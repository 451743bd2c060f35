"""An editor corrects a transcript while the recording plays."""

import json
import re

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from app.accounts.permissions import Actor, Role
from app.accounts.queries import find_user
from app.content.queries import get_entry
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.podcast.models import Episode
from tests import factories
from tests.feeds import house as made
from tests.journeys.conftest import LiveSite, log_in
from tests.journeys.test_chapters import SOUND
from tests.media.library import added

pytestmark = pytest.mark.journey

CUES = (
    {"start_ms": 0, "end_ms": 4_000, "speaker": "SPEAKER_00", "text": "Welcome to the hip potcast of the week."},
    {"start_ms": 4_000, "end_ms": 8_000, "speaker": "SPEAKER_01", "text": "Thank you for the potcast & <hello>."},
    {"start_ms": 8_000, "end_ms": 20_000, "speaker": "SPEAKER_01", "text": "I like it. It is short."},
)
PUBLIC = "/podcast/steady-steps/walking-again/"


@pytest.fixture
def episode(live_site: LiveSite) -> str:
    """The address of a live episode at the desk, with three cues and a person to be its first speaker."""
    live_site.app.extensions["worker"].stop()
    with live_site.app.app_context():
        user = find_user("editor@example.org")
        assert user is not None
        editor = Actor(user.id, user.name, Role.EDITOR)
        audio = added(SOUND.read_bytes(), "talk.mp3", by=editor).id
        with unit_of_work():
            factories.person("Sample host")
            show = made.show(by=editor)
            found = made.episode(show, by=editor, audio_id=audio, transcript=CUES).id
        db.session.remove()
    return f"/desk/episodes/{found}/"


def words(page: Page) -> list[str]:
    return [field.input_value() for field in page.get_by_label(re.compile("^Words at")).all()]


def save(page: Page) -> None:
    page.get_by_role("button", name="Save draft").last.click()
    expect(page.get_by_text("The transcript is saved in the draft.")).to_be_visible()


def publish(live_site: LiveSite, episode: str) -> None:
    """Make the newest draft what listeners get."""
    with live_site.app.app_context():
        user = find_user("editor@example.org")
        assert user is not None
        editor = Actor(user.id, user.name, Role.EDITOR)
        with unit_of_work():
            found = get_entry(int(episode.strip("/").rpartition("/")[2]))
            assert isinstance(found, Episode)
            factories.publish_episode(found, by=editor, now=clock.now())
        db.session.remove()


def test_a_transcript_is_corrected_while_the_sound_plays(live_site: LiveSite, page: Page, episode: str) -> None:
    log_in(page)
    page.goto(f"{episode}transcript/")
    page.get_by_role("button", name="Listen from 0:08").click()
    expect(page.locator(".cue-row.is-spoken")).to_have_count(1)
    expect(page.locator(".cue-row.is-spoken .cue-text")).to_have_value("I like it. It is short.")
    expect(page.locator("[aria-current=true].cue-row")).to_have_count(1)

    third = page.get_by_label("Words at 0:08")
    third.focus()
    page.keyboard.press("Control+Space")
    expect(page.locator("audio")).to_have_js_property("paused", True)
    third.evaluate("field => field.setSelectionRange(10, 10)")
    page.get_by_role("button", name="Split at the cursor").click()
    assert words(page)[2:] == ["I like it.", "It is short."]
    expect(page.get_by_text(re.compile("^Split at 0:1"))).to_be_visible()
    page.get_by_label("From", exact=True).fill("0:12.500")
    page.get_by_label("From", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Listen from 0:12.500")).to_be_visible()

    page.get_by_label("Words at 0:04").fill("Thanks for the potcast & <hello>.")
    page.get_by_text("Change a word or a name everywhere").click()
    page.get_by_label("Find").fill("potcast")
    page.get_by_label("Write instead").fill("podcast")
    page.get_by_role("button", name="Replace everywhere").click()
    expect(page.get_by_text("Changed in 2 places, 2 cues.")).to_be_visible()
    page.get_by_label("Speaker", exact=True).select_option("SPEAKER_00")
    page.get_by_label("New name").fill("Host")
    page.get_by_label("New name").press("Enter")
    expect(page.get_by_label("Speaker at 0:00")).to_have_value("Host")
    page.get_by_label("Host", exact=True).select_option("Sample host")
    save(page)

    assert words(page) == [
        "Welcome to the hip podcast of the week.",
        "Thanks for the podcast & <hello>.",
        "I like it.",
        "It is short.",
    ]
    publish(live_site, episode)
    segments = json.loads(page.request.get(f"{PUBLIC}transcript.json").text())["segments"]
    assert [(s["startTime"], s["endTime"], s["speaker"], s["body"]) for s in segments] == [
        (0, 4, "Sample host", "Welcome to the hip podcast of the week."),
        (4, 8, "SPEAKER_01", "Thanks for the podcast & <hello>."),
        (8, 12.5, "SPEAKER_01", "I like it."),
        (12.5, 20, "SPEAKER_01", "It is short."),
    ]
    assert "&lt;hello&gt;" in page.request.get(f"{PUBLIC}transcript.html").text()


def test_cues_are_joined_added_and_taken_back(page: Page, episode: str) -> None:
    log_in(page)
    page.goto(f"{episode}transcript/")
    page.get_by_role("button", name="Join with the next").click()
    expect(page.get_by_text("Choose a cue first")).to_be_visible()
    page.get_by_label("Words at 0:00").focus()
    page.get_by_role("button", name="Join with the next").click()
    expect(page.get_by_text("The next cue is said by SPEAKER_01.")).to_be_visible()
    page.get_by_label("Words at 0:00").press("Alt+ArrowDown")
    expect(page.get_by_label("Words at 0:04")).to_be_focused()
    page.get_by_role("button", name="Join with the next").click()
    assert words(page)[1:] == ["Thank you for the potcast & <hello>. I like it. It is short."]
    page.get_by_role("button", name="Add a cue after it").click()
    page.keyboard.type("One more.")
    assert len(words(page)) == 3
    for _ in range(2):
        page.get_by_role("button", name="Undo").click()
    assert words(page) == [str(cue["text"]) for cue in CUES]
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_a_cue_that_is_wrong_is_found_and_leaving_asks(page: Page, episode: str) -> None:
    log_in(page)
    page.goto(f"{episode}transcript/")
    page.get_by_label("Words at 0:08").focus()
    page.get_by_label("To", exact=True).fill("9:00")
    page.get_by_label("To", exact=True).press("Enter")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("link", name="Back to the episode").click(no_wait_after=True)
    page.get_by_role("button", name="Save draft").last.click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert asked == ["beforeunload"]
    page.get_by_role("link", name=re.compile("runs to 9:00, but the audio ends")).click()
    expect(page.get_by_label("Words at 0:08")).to_be_focused()
    expect(page.get_by_label("Words at 0:08")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("To", exact=True).fill("0:20")
    page.get_by_label("To", exact=True).press("Enter")
    save(page)


def test_three_thousand_cues_are_edited_and_saved(page: Page, episode: str) -> None:
    rows = [{"start": n / 30, "end": (n + 1) / 30, "text": f"Sentence {n} of a long talk."} for n in range(3000)]
    log_in(page)
    page.goto(f"{episode}transcript/")
    page.get_by_text("Bring a transcript from a file").click()
    data = json.dumps({"segments": rows}).encode()
    page.get_by_label("Transcript from a file").set_input_files(
        {"name": "t.json", "mimeType": "application/json", "buffer": data}
    )
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_text("3,000 cues were read from JSON.")).to_be_visible()
    expect(page.locator(".cue-row")).to_have_count(3000)
    page.get_by_label("Words at 1:39.967").fill("The last words.")
    save(page)
    expect(page.get_by_label("Words at 1:39.967")).to_have_value("The last words.")


def test_the_transcript_is_edited_as_text_without_a_script(
    live_site: LiveSite, context: BrowserContext, episode: str
) -> None:
    browser = context.browser
    assert browser is not None
    plain = browser.new_context(base_url=live_site.url, java_script_enabled=False)
    page = plain.new_page()
    log_in(page)
    page.goto(f"{episode}transcript/")
    text = page.get_by_label("Transcript", exact=True)
    text.fill(text.input_value().replace("short", "brief"))
    page.get_by_label("SPEAKER_00").select_option("Sample host")
    save(page)
    expect(page.get_by_label("Transcript", exact=True)).to_have_value(re.compile("It is brief"))
    plain.close()
