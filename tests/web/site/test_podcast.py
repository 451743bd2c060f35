from dataclasses import replace

from flask import Flask

from app.accounts.permissions import Actor
from app.content import operations as content
from app.content import paths
from app.content import queries as entries
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.podcast.draft import EpisodeDraft
from app.podcast.queries import get_episode, get_show
from app.web.pages.content import of_draft
from app.web.pages.listening import read_turns
from app.web.pages.podcast import episode_page
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
