"""A show's feed, gathered from the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.permissions import Actor
from app.content import operations as content
from app.content import paths
from app.content.drafts import Citation, Correction, Formerly
from app.content.models import Entry
from app.content.queries import get_binned, latest_draft
from app.core.db import db
from app.core.errors import Fault, Invalid
from app.core.site import Site
from app.core.unit_of_work import unit_of_work
from app.feeds.documents import PodcastDocument
from app.feeds.podcast import podcast_document, publishing_faults, show_faults
from app.feeds.rss import podcast_rss
from app.podcast import operations as podcast
from app.podcast import queries
from app.podcast.draft import EpisodeDraft, EpisodeType
from app.podcast.models import Episode, Show
from app.podcast.parts import Place, Soundbite, Speaker
from app.podcast.podcast_guid import podcast_guid
from tests import factories
from tests.conftest import MovableClock
from tests.feeds import house as made


@pytest.fixture
def site(house: Flask) -> Site:
    found: Site = house.extensions["site"]
    return found


@pytest.fixture
def gathered(site: Site, moving: MovableClock) -> Callable[[Show], PodcastDocument]:
    def gather(show: Show) -> PodcastDocument:
        return podcast_document(queries.get_show(show.id), site=site, now=moving.now)

    return gather


Gather = Callable[[Show], PodcastDocument]


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    yield found
    sa.event.remove(db.engine, "before_cursor_execute", note)


def test_a_show_and_its_episode_become_a_document_without_faults(
    gathered: Gather, site: Site, editor: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        show = made.show(by=editor)
        episode = made.episode(show, by=editor, sample=True)
    document = gathered(show)
    assert show_faults(queries.get_show(show.id), site=site, now=moving.now) == []
    assert document.self_url == "http://localhost/podcast/steady-steps/feed.xml"
    assert document.cover is not None
    assert document.cover.url == f"http://localhost/images/{'a' * 20}-3000.jpg"
    assert (document.podcast_guid, document.locked, document.show_type) == (show.podcast_guid, True, "episodic")
    item = document.items[0]
    assert (item.guid, item.title, item.description) == (episode.guid, "Walking again", "About walking again.")
    assert item.enclosure.url == "http://localhost/media/steady-steps/walking-again.mp3"
    assert (item.enclosure.length, item.enclosure.mime, item.duration_ms) == (1_000_000, "audio/mpeg", 125_400)
    assert item.chapters_url == "http://localhost/podcast/steady-steps/walking-again/chapters.json"
    assert [(link.mime, link.timed, link.language) for link in item.transcripts] == [
        ("text/vtt", True, "en-GB"),
        ("application/x-subrip", True, "en-GB"),
        ("application/json", True, "en-GB"),
        ("text/html", False, "en-GB"),
    ]
    assert "Sample content, not clinically reviewed." in item.content
    assert "<p><strong>What helps</strong></p>\n<p>Small steps.</p>" in item.content


def test_an_episode_without_extras_says_nothing_of_them(gathered: Gather, editor: Actor) -> None:
    with unit_of_work():
        show = made.show(by=editor, locked=True, owner_name="", owner_email="")
        made.episode(show, by=editor, chapters=(), transcript=())
    document = gathered(show)
    item = document.items[0]
    assert (item.chapters_url, item.transcripts, item.chapters) == ("", (), ())
    assert document.locked is False


def test_references_stand_numbered_below_the_notes(gathered: Gather, editor: Actor) -> None:
    citations = (
        Citation("second", "A <study> & more", "https://x.example/2", "Replaced"),
        Citation("first", "Guidance"),
    )
    with unit_of_work():
        show = made.show(by=editor)
        body = '<p>Half of them.<sup data-ref="first"></sup></p>'
        made.episode(show, by=editor, body=body, citations=citations)
    content_html = gathered(show).items[0].content
    assert "<p>Half of them. [1]</p>" in content_html
    assert (
        '<li>Guidance</li><li><a href="https://x.example/2">A &lt;study&gt; &amp; more</a> (Replaced)</li>'
        in content_html
    )


def test_drafts_scheduled_expired_withdrawn_and_binned_episodes_are_not_in_the_feed(
    gathered: Gather, admin: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        show = made.show(by=admin)
        audio = made.audio().id
        made.episode(show, "Draft", by=admin, audio_id=audio, live=False)
        made.episode(show, "Later", by=admin, audio_id=audio, at=moving.now + timedelta(days=9))
        gone = [made.episode(show, title, by=admin, audio_id=audio) for title in ("Expired", "Withdrawn", "Binned")]
        made.episode(show, "Live", by=admin, audio_id=audio)
    moving.move(hours=1)
    with unit_of_work():
        expired, withdrawn, binned = (queries.get_episode(episode.id) for episode in gone)
        content.set_expiry(expired, moving.now + timedelta(seconds=1), by=admin, now=moving.now)
        content.withdraw(withdrawn, by=admin, now=moving.now)
        content.move_to_bin(binned, by=admin, now=moving.now)
    moving.move(seconds=1)
    assert [item.title for item in gathered(show).items] == ["Live"]


def test_the_feed_holds_every_episode_the_newest_first(gathered: Gather, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        show = made.show(by=editor)
        audio = made.audio().id
        for count in range(30):
            moving.move(days=1)
            made.episode(show, f"Talk {count}", by=editor, audio_id=audio, number=count + 1)
    titles = [item.title for item in gathered(show).items]
    assert titles == [f"Talk {count}" for count in reversed(range(30))]


def test_the_number_of_statements_does_not_grow_with_the_episodes(
    gathered: Gather, editor: Actor, moving: MovableClock
) -> None:
    counts = []
    with unit_of_work():
        show = made.show(by=editor)
    for episodes in (2, 10):
        for count in range(episodes):
            moving.move(days=1)
            with unit_of_work():
                again = queries.get_show(show.id)
                other = factories.post(f"Post {episodes} {count}", by=editor)
                body = f'<p><a data-entry="{other.id}">more</a></p><figure data-asset="{show.image_id}" data-alt="x"></figure>'
                made.episode(
                    again,
                    f"Talk {episodes} {count}",
                    by=editor,
                    body=body,
                    audio_id=made.audio(f"{episodes % 10}{count}").id,
                    credits=(made.credit(f"Sample guest {episodes} {count}"),),
                    tags=(f"tag {count}",),
                )
        db.session.expunge_all()
        with counted_statements() as statements:
            gathered(show)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 14


def test_rule_19_edit_every_field_and_the_guid_is_the_same(
    gathered: Gather, editor: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        show = made.show(by=editor)
        episode = made.episode(show, by=editor)
    before = gathered(show).items[0]
    changes: dict[str, object] = {
        "title": "Another title",
        "summary": "Another summary.",
        "body": "<p>Another body.</p>",
        "citations": (Citation("a", "A source"),),
        "tags": ("Another",),
        "sample": True,
        "season": 2,
        "number": 9,
        "episode_type": EpisodeType.BONUS,
        "explicit": True,
        "chapters": ({"start_ms": 0, "title": "New"},),
        "transcript": (),
        "transcript_language": "cy",
        "speakers": (Speaker("New", 1),),
        "no_transcript_reason": "It has no words.",
        "soundbites": (Soundbite(0, 1000, "New"),),
        "places": (Place("Leeds"),),
        "ai_content": "none",
        "image_alt": "Another",
        "image_decorative": True,
        "corrections": (Correction(date(2027, 2, 1), "It said left and meant right."),),
        "formerly": (Formerly("Rest.", "Move.", date(2026, 1, 1)),),
    }
    with unit_of_work():
        again = queries.get_episode(episode.id)
        changes |= {
            "audio_id": made.audio("c").id,
            "image_id": made.picture("d").id,
            "credits": (made.credit("Guest"),),
        }
        assert set(changes) == {field.name for field in fields(EpisodeDraft)}
        draft = EpisodeDraft(**changes)  # type: ignore[arg-type]  # one value for each field
        content.save_draft(again, draft, expected_version=again.version, by=editor, now=moving.now)
        factories.publish_episode(again, by=editor, now=moving.move(hours=1))
        move(again, editor, moving)
    after = gathered(show).items[0]
    assert after.guid == before.guid
    assert after.enclosure.url == before.enclosure.url
    assert (after.title, after.url) == ("Another title", "http://localhost/podcast/steady-steps/elsewhere/")


def move(entry: Entry, by: Actor, moving: MovableClock) -> None:
    paths.move(entry, slug="elsewhere", parent_id=entry.parent_id, by=by, now=moving.now)


def test_rule_19_delete_and_restore_keep_the_guid_and_a_copy_has_another(
    gathered: Gather, admin: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        show = made.show(by=admin)
        episode = made.episode(show, by=admin)
    before = gathered(show).items[0].guid
    with unit_of_work():
        content.move_to_bin(queries.get_episode(episode.id), by=admin, now=moving.now)
    assert gathered(show).items == ()
    with unit_of_work():
        content.restore(get_binned(episode.id), by=admin, now=moving.now)
    assert gathered(show).items[0].guid == before
    moving.move(hours=1)
    with unit_of_work():
        draft = latest_draft(queries.get_episode(episode.id))
        assert isinstance(draft, EpisodeDraft)
        copy = podcast.create_episode(queries.get_show(show.id), draft, by=admin, now=moving.now)
        factories.publish_episode(copy, by=admin, now=moving.now)
    assert len({item.guid for item in gathered(show).items}) == 2


def no_faults(_show: Show, _guid: str, _now: datetime, _candidate: Episode | None) -> list[Fault]:
    return []


def test_rule_11_a_new_title_or_slug_leaves_the_podcast_guid(
    gathered: Gather, editor: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        show = made.show(by=editor)
    podcast.wire(feed_url_of=lambda found: f"https://physio.example{found.path}feed.xml", feed_faults=no_faults)
    with unit_of_work():
        podcast.settle_guids()
    before = gathered(show).podcast_guid
    assert before == podcast_guid("https://physio.example/podcast/steady-steps/feed.xml")
    with unit_of_work():
        move(queries.get_show(show.id), editor, moving)
        podcast.settle_guids()
    assert gathered(show).self_url.endswith("/podcast/elsewhere/feed.xml")
    assert gathered(show).podcast_guid == before


def test_rule_20_and_21_another_format_takes_its_own_ending_and_length(
    gathered: Gather, editor: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        show = made.show(by=editor)
        episode = made.episode(show, by=editor)
    with unit_of_work():
        again = queries.get_episode(episode.id)
        draft = podcast.episode_draft(again)
        m4a = made.audio("c", extension="m4a", mime="audio/x-m4a", size=77)
        content.save_draft(
            again, replace(draft, audio_id=m4a.id), expected_version=again.version, by=editor, now=moving.now
        )
        factories.publish_episode(again, by=editor, now=moving.now)
    enclosure = gathered(show).items[0].enclosure
    assert enclosure.url == "http://localhost/media/steady-steps/walking-again.m4a"
    assert (enclosure.length, enclosure.mime) == (77, "audio/x-m4a")


def test_rule_23_episodes_published_in_one_second_are_told_apart(
    gathered: Gather, site: Site, editor: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        show = made.show(by=editor)
        audio = made.audio()
        made.episode(show, "One", by=editor, audio_id=audio.id)
        made.episode(show, "Two", by=editor, audio_id=made.audio("c").id, number=2)
    moving.move(seconds=5)
    dates = [item.published_at for item in gathered(show).items]
    assert len(set(dates)) == 2


def test_rule_45_changing_the_art_changes_its_address(gathered: Gather, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        show = made.show(by=editor)
    before = gathered(show).cover
    with unit_of_work():
        again = queries.get_show(show.id)
        draft = podcast.show_draft(again)
        new = replace(draft, image_id=made.picture("e").id)
        content.save_draft(again, new, expected_version=again.version, by=editor, now=moving.now)
        podcast.publish_show(again, by=editor, now=moving.now)
    after = gathered(show).cover
    assert before is not None
    assert after is not None
    assert before.url != after.url


def test_writing_a_draft_changes_no_byte(gathered: Gather, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        show = made.show(by=editor)
        episode = made.episode(show, by=editor)
    moving.move(hours=1)
    before = podcast_rss(gathered(show))
    with unit_of_work():
        again = queries.get_episode(episode.id)
        draft = EpisodeDraft(title="Not yet")
        content.save_draft(again, draft, expected_version=again.version, by=editor, now=moving.now)
        made.episode(queries.get_show(show.id), "New draft", by=editor, audio_id=made.audio("c").id, live=False)
    assert podcast_rss(gathered(show)) == before


def test_the_date_of_the_feed_is_that_of_the_last_change_or_absence(
    gathered: Gather, admin: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        show = made.show(by=admin)
    assert gathered(show).updated == moving.now
    later = moving.now + timedelta(days=1)
    with unit_of_work():
        episode = made.episode(queries.get_show(show.id), by=admin, at=later)
        content.set_expiry(queries.get_episode(episode.id), later + timedelta(days=1), by=admin, now=moving.now)
    moving.move(hours=2)
    assert gathered(show).updated == later - timedelta(days=1)
    moving.move(hours=30)
    assert gathered(show).updated == later
    moving.move(days=3)
    assert gathered(show).items == ()
    assert gathered(show).updated == later + timedelta(days=1)


def test_what_directories_would_refuse_is_said_before_it_is_published(
    site: Site, editor: Actor, moving: MovableClock
) -> None:
    podcast.wire(feed_url_of=None, feed_faults=no_faults)  # as if they had been published before there was a gate
    with unit_of_work():
        show = made.show(by=editor, category="Wellness", copyright_holder="© 2026")
        made.episode(show, "Steady Steps: Walking", by=editor)
    found = {fault.field for fault in show_faults(queries.get_show(show.id), site=site, now=moving.now)}
    assert found == {"category", "copyright_holder", "items.0.title"}


def test_a_feed_that_cannot_be_printed_is_a_fault(site: Site, editor: Actor, moving: MovableClock) -> None:
    podcast.wire(feed_url_of=None, feed_faults=no_faults)
    with unit_of_work():
        show = made.show(by=editor)
        empty = made.audio(size=0)
        made.episode(show, by=editor, audio_id=empty.id)
    found = [fault.message for fault in show_faults(queries.get_show(show.id), site=site, now=moving.now)]
    assert "“Walking again” has no audio yet, so it cannot stand in a podcast feed." in found


def test_what_would_break_the_feed_is_not_published_and_the_last_good_feed_stays(
    gathered: Gather, editor: Actor
) -> None:
    with unit_of_work():
        show = made.show(by=editor)
        made.episode(show, "Walking", by=editor)
    with pytest.raises(Invalid) as refused, unit_of_work():
        made.episode(
            queries.get_show(show.id), "Steady Steps: Running", by=editor, number=2, audio_id=made.audio("f").id
        )
    assert [fault.field for fault in refused.value.faults] == ["title"]
    with pytest.raises(Invalid) as refused, unit_of_work():
        made.show("Other", by=editor, category="Wellness", image_id=show.image_id)
    assert [fault.field for fault in refused.value.faults] == ["category"]
    assert [item.title for item in gathered(show).items] == ["Walking"]


def test_a_fault_of_the_show_is_not_said_at_the_episodes_field_of_the_same_name(
    site: Site, editor: Actor, moving: MovableClock
) -> None:
    podcast.wire(feed_url_of=None, feed_faults=no_faults)
    with unit_of_work():
        show = made.show(by=editor, owner_name="Sample owner", category="Wellness")
        episode = made.episode(show, "Steady Steps: Walking", by=editor)
        show.title = show.summary = ""
    show = queries.get_show(show.id)
    found = publishing_faults(show, episode.guid, moving.now, site=site)
    assert {"The show: The show needs a title.", "The show: The show needs a description."} <= {
        f.message for f in found
    }
    assert {f.field for f in found if f.message.startswith("The show: ")} == {""}
    assert {f.field for f in found if not f.message.startswith("The show: ")} <= {"title"}
    assert {"title", "summary", "category"} <= {
        f.field for f in publishing_faults(show, show.guid, moving.now, site=site)
    }


def test_an_older_episode_at_fault_does_not_hold_back_a_new_one(
    site: Site, editor: Actor, moving: MovableClock
) -> None:
    podcast.wire(feed_url_of=None, feed_faults=no_faults)
    with unit_of_work():
        show = made.show(by=editor)
        made.episode(show, "Steady Steps: Old", by=editor)
        new = made.episode(show, "New", by=editor, number=2, audio_id=made.audio("f").id)
    assert publishing_faults(queries.get_show(show.id), new.guid, moving.move(hours=1), site=site) == []
