from dataclasses import replace

from flask import Flask

from app.accounts.permissions import Actor
from app.content import operations as content
from app.content import paths
from app.content import queries as entries
from app.core import clock
from app.core.cache import raise_generation
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.podcast import operations as podcast
from app.podcast.draft import EpisodeDraft, EpisodeType
from app.podcast.queries import get_episode, get_show
from app.web.pages.content import of_draft
from app.web.pages.listening import read_turns
from app.web.pages.podcast import episode_page
from tests import factories
from tests.conftest import MovableClock
from tests.web.conftest import Ids, Visit

SHOW = "/podcast/hips-explained/"
EPISODE = f"{SHOW}rise-and-fall/"


def test_the_player_is_plain_audio_until_javascript_comes(filled: Ids, page: Visit) -> None:
    seen = page(EPISODE)
    audio = seen.all("audio")[0]
    assert audio["src"] == "/media/hips-explained/rise-and-fall.mp3"
    assert audio["preload"] == "none"
    assert "controls" in audio
    assert "hidden" in seen.all("div", class_="player-controls")[0]
    assert "Download (MP3, 1.4 MB)" in seen.text
    assert seen.all("script", src="/static/js/player.js", type="module") or seen.all("script", type="module")


def test_an_episode_says_which_it_is_how_long_and_with_whom(filled: Ids, page: Visit) -> None:
    seen = page(EPISODE)
    assert "Hips Explained · Season 1, episode 2" in seen.text
    assert "With Sample editor 1 March 2027 2 minutes" in seen.text


def test_chapters_stand_with_their_times(filled: Ids, page: Visit) -> None:
    seen = page(EPISODE)
    assert "Chapters 0:00 Welcome 1:01 The end" in seen.text
    links = seen.all("a", class_="chapter")
    assert [(c["data-chapter"], c["data-end"]) for c in links] == [("0", "61000"), ("61000", "125000")]
    assert links[1]["href"] == "/media/hips-explained/rise-and-fall.mp3#t=61", "works without JavaScript, too"


def test_the_transcript_is_text_with_speakers_and_its_files(filled: Ids, page: Visit) -> None:
    seen = page(EPISODE)
    assert "0:00 Host Hello. 0:04 Guest Good morning. And welcome." in seen.text
    for ending in ("vtt", "srt", "json"):
        assert seen.all("a", href=f"{EPISODE}transcript.{ending}")


def test_a_show_has_its_cover_its_episodes_and_its_feed(filled: Ids, page: Visit) -> None:
    seen = page(SHOW)
    assert seen.all("img", alt="Cover of Hips Explained")
    assert "Season 1, episode 2 Rise and fall How it came and went. 1 March 2027 2 minutes" in seen.text
    assert "About this podcast About the show." in seen.text
    assert seen.all("link", rel="alternate", href=f"http://localhost{SHOW}feed.xml")
    assert page(EPISODE).all("link", rel="alternate", href=f"http://localhost{SHOW}feed.xml")


def test_the_list_of_shows_leads_to_each(filled: Ids, page: Visit) -> None:
    assert page("/podcast/").all("a", href=SHOW)


def test_a_hidden_show_hides_its_episodes(app: Flask, filled: Ids, editor: Actor, page: Visit) -> None:
    with app.app_context(), unit_of_work():
        content.withdraw(get_show(filled.show), by=editor, now=clock.now())
    assert page(SHOW).status == 410
    assert page(EPISODE).status == 410


def test_a_moved_show_takes_its_episodes_along(app: Flask, filled: Ids, editor: Actor, page: Visit) -> None:
    with app.app_context(), unit_of_work():
        paths.move(get_show(filled.show), slug="hips", parent_id=None, by=editor, now=clock.now())
    assert page.client.get(SHOW).headers["Location"] == "/podcast/hips/"
    assert page.client.get(EPISODE).headers["Location"] == "/podcast/hips/rise-and-fall/"
    assert page("/podcast/hips/rise-and-fall/").all("audio")[0]["src"] == "/media/hips-explained/rise-and-fall.mp3"


def test_a_show_without_episodes_says_what_to_do(app: Flask, filled: Ids, editor: Actor, page: Visit) -> None:
    with app.app_context(), unit_of_work():
        content.withdraw(get_episode(filled.episode), by=editor, now=clock.now())
    assert "The first episode is not out yet." in page(SHOW).text


def test_the_preview_of_a_draft_shows_what_it_lacks(app: Flask, filled: Ids) -> None:
    with app.app_context():
        episode, show = get_episode(filled.episode), get_show(filled.show)
        draft = entries.latest_draft(episode)
        assert isinstance(draft, EpisodeDraft)
        silent = replace(draft, audio_id=None, chapters=(), transcript=(), explicit=True, season=None, number=None)
        shown = episode_page(
            of_draft(episode, silent, {}),
            episode,
            show,
            now=clock.now(),
            site=app.extensions["site"],
            draft=silent,
        )
        db.session.remove()
    assert shown.audio is None
    assert shown.facts == ("Explicit language",)
    assert (shown.label, shown.chapters, shown.transcript, shown.transcript_files) == ("", (), (), ())
    assert shown.credits == (), "a person who is not there any more is left out"


def test_what_one_person_says_is_one_paragraph_of_at_most_half_a_minute() -> None:
    rows = [
        {"start_ms": 0, "end_ms": 20_000, "speaker": "A", "text": "one"},
        {"start_ms": 20_000, "end_ms": 29_000, "speaker": "A", "text": "two"},
        {"start_ms": 29_000, "end_ms": 35_000, "speaker": "A", "text": "three"},
        {"start_ms": 35_000, "end_ms": 36_000, "speaker": "B", "text": "four"},
    ]
    turns = read_turns(rows)
    assert [(t.speaker, [c.text for c in t.cues]) for t in turns] == [
        ("A", ["one", "two"]),
        ("", ["three"]),
        ("B", ["four"]),
    ]
    assert read_turns([{"start_ms": 0, "end_ms": 1, "text": "nobody"}])[0].speaker == ""


def test_a_show_says_how_to_support_it_who_makes_it_and_what_it_is(app: Flask, filled: Ids, page: Visit) -> None:
    with app.app_context(), unit_of_work():
        show = get_show(filled.show)
        show.funding = [{"url": "https://example.org/give", "text": "Support the show"}]
        show.season_names = [{"number": 1, "name": "Hips"}]
        show.update_frequency, show.ai_content, show.licence = "Every second Tuesday", "No voice is made.", "cc-by-4.0"
        raise_generation()
    seen = page(SHOW)
    assert seen.all("a", href="https://example.org/give", rel="noopener noreferrer")
    assert "Season 1: Hips" in seen.text
    assert "New episodes Every second Tuesday Licence Creative Commons BY 4.0 Use of AI No voice is made." in seen.text
    assert seen.all("audio", preload="none", src="/media/hips-explained/rise-and-fall.mp3"), "the newest episode"
    assert "Newest episode Rise and fall" in seen.text
    assert "Use of AI No voice is made." in page(EPISODE).text, "an episode that says nothing takes the show's"


def test_a_trailer_is_offered_to_who_is_new_and_a_bonus_is_called_one(
    app: Flask, filled: Ids, editor: Actor, page: Visit, moving: MovableClock
) -> None:
    with app.app_context(), unit_of_work():
        show = get_show(filled.show)
        for title, kind in (("What this is", EpisodeType.TRAILER), ("Left over", EpisodeType.BONUS)):
            draft = podcast.episode_draft(get_episode(filled.episode))
            made = replace(draft, title=title, episode_type=kind, season=1, number=None)
            factories.publish_episode(
                podcast.create_episode(show, made, by=editor, now=clock.now()), by=editor, now=clock.now()
            )
    moving.move(minutes=5)
    seen = page(SHOW)
    assert "New here? Begin with the trailer Season 1, trailer What this is" in seen.text
    assert "Season 1, bonus Left over" in seen.text
    assert "Newest episode Rise and fall" in seen.text, "neither a trailer nor a bonus"


def test_an_episode_has_clips_places_people_and_chapters_with_more(app: Flask, filled: Ids, page: Visit) -> None:
    with app.app_context(), unit_of_work():
        episode = get_episode(filled.episode)
        episode.soundbites = [{"start_ms": 4_000, "duration_ms": 15_000, "title": "Good morning"}]
        episode.places = [{"name": "Birmingham", "role": "subject", "osm": "R162378"}]
        cover = get_show(filled.show).image_id
        episode.chapters = [{"start_ms": 0, "title": "Welcome", "url": "https://example.org/x", "image_id": cover}]
        raise_generation()
    seen = page(EPISODE)
    (clip,) = seen.all("a", data_clip="4000-19000")
    assert clip["href"] == "/media/hips-explained/rise-and-fall.mp3#t=4,19"
    assert "Listen to a clip 15 seconds Good morning" in seen.text
    assert "About this episode Sample editor Host, Editor About Birmingham" in seen.text
    assert seen.all("a", class_="chapter-link", href="https://example.org/x", rel="noopener noreferrer")
    (picture,) = seen.all("img", class_="chapter-picture")
    assert (picture["alt"], (picture["src"] or "").startswith("/images/")) == ("", True)


def test_a_chapters_picture_on_another_site_is_not_loaded(app: Flask, filled: Ids, page: Visit) -> None:
    with app.app_context(), unit_of_work():
        get_episode(filled.episode).chapters = [{"start_ms": 0, "title": "One", "image": "https://example.org/a.jpg"}]
        raise_generation()
    assert "example.org" not in page(EPISODE).html


def test_an_episode_without_a_transcript_says_why(app: Flask, filled: Ids, page: Visit) -> None:
    with app.app_context(), unit_of_work():
        episode = get_episode(filled.episode)
        episode.transcript, episode.no_transcript_reason = [], "It is music only."
        raise_generation()
    assert "There is none: It is music only." in page(EPISODE).text
