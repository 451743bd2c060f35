"""Shows that change their address, and who still asks at the old one."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.content import paths
from app.core import clock
from app.core.db import db
from app.core.errors import Forbidden, Invalid
from app.core.unit_of_work import unit_of_work
from app.podcast import moving, queries
from app.podcast import operations as podcast
from app.podcast.models import Show
from tests.conftest import MovableClock
from tests.podcast.shows import Made, change_show, make_show

OWN = "https://podcasts.example.org"
NOW = datetime.fromisoformat("2027-03-01T12:20:00+00:00")


@pytest.fixture
def made(app: Flask, editor: Actor) -> Made:
    return make_show(app, by=editor)


@pytest.fixture
def inside(app: Flask, made: Made) -> Iterator[Made]:
    with app.app_context():
        yield made
        db.session.remove()


def _show(made: Made) -> Show:
    return queries.get_show(made.show)


def _away(made: Made, address: str, by: Actor) -> None:
    with unit_of_work():
        moving.move_away(_show(made), address, own=OWN, by=by, now=clock.now())


@pytest.mark.parametrize(
    ("said", "program"),
    [
        ("Overcast/3.0 (+http://overcast.fm/; iOS podcast app)", "Overcast/3.0"),
        ("AppleCoreMedia/1.0.0.20A362 (iPhone; U; CPU OS 16_0 like Mac OS X; en_gb)", "AppleCoreMedia/1.0.0.20"),
        ("Pocket Casts", "Pocket Casts"),
        ("iTMS", "iTMS"),
        ("Feedly/1.0 (+http://www.feedly.com/fetcher.html; 12 subscribers)", "Feedly/1.0"),
        ("Mozilla/5.0 (compatible; SomeBot/2.1; +http://bot.example)", "SomeBot/2.1"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36", moving.BROWSER),
        ("", moving.UNNAMED),
        ("reader@example.org/1.0", moving.UNNAMED),
        ("\x00\x01/1", moving.UNNAMED),
        ("((((", moving.UNNAMED),
        ("x" * 5000, "x" * 40),
        ("App/v2.", "App/2"),
    ],
)
def test_a_program_is_its_name_and_version_and_nothing_else(said: str, program: str) -> None:
    assert moving.program_of(said) == program


def test_guids_are_compared_as_they_stand() -> None:
    found = moving.compared(["a", "B", "c"], ["a", "b", "d", "d"])
    assert (found.same, found.missing, found.more, found.agree) == (1, ("B", "c"), ("b", "d"), False)
    assert moving.compared(["a"], ["a"]).agree


def test_rule_17_a_published_show_that_moves_names_its_new_feed(inside: Made, editor: Actor) -> None:
    assert not _show(inside).announces_address
    with unit_of_work():
        moving.move_show(_show(inside), slug="on-walking", parent_id=None, by=editor, now=clock.now())
    assert not _show(inside).announces_address, "nothing moved"
    with unit_of_work():
        moving.move_show(_show(inside), slug="walks", parent_id=None, by=editor, now=clock.now())
    assert _show(inside).announces_address


def test_a_show_that_nobody_knows_moves_without_a_word(inside: Made, editor: Actor) -> None:
    with unit_of_work():
        fresh = podcast.create_show(podcast.show_draft(_show(inside)), slug="fresh", by=editor, now=clock.now())
        moving.move_show(fresh, slug="fresher", parent_id=None, by=editor, now=clock.now())
        assert (fresh.path, fresh.announces_address) == ("/podcast/fresher/", False)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", "whole address"),
        ("feed.example.net/x.xml", "whole address"),
        ("ftp://feed.example.net/x.xml", "whole address"),
        ("https://feed.example.net/ü.xml", "whole address"),
        ("https://feed.example.net/" + "x" * 2000, "whole address"),
        ("https://[::1/feed.xml", "whole address"),
        ("http://feed.example.net/x.xml", "begin with https"),
        (f"{OWN}/podcast/on-walking/feed.xml", "of this site"),
        ("https://PODCASTS.example.org:8443/elsewhere.xml", "of this site"),
        ("https://podcasts.example.org./feed.xml", "of this site"),
    ],
)
def test_a_feed_leads_to_no_address_that_is_none_and_not_to_itself(
    inside: Made, editor: Actor, address: str, why: str
) -> None:
    with pytest.raises(Invalid, match=why) as refused:
        _away(inside, address, editor)
    assert refused.value.faults[0].field == "address"
    assert _show(inside).moved_to == ""


def test_who_may_not_publish_does_not_move_shows(inside: Made, author: Actor) -> None:
    with pytest.raises(Forbidden):
        _away(inside, "https://feed.example.net/x.xml", author)
    with pytest.raises(Forbidden), unit_of_work():
        moving.come_back(_show(inside), by=author, now=clock.now())


def test_a_move_away_can_be_taken_back(inside: Made, editor: Actor) -> None:
    _away(inside, "  https://feed.example.net/x.xml ", editor)
    assert _show(inside).moved_to == "https://feed.example.net/x.xml"
    for _ in range(2):
        with unit_of_work():
            moving.come_back(_show(inside), by=editor, now=clock.now())
    assert (_show(inside).moved_to, _show(inside).announces_address) == ("", True)


def test_a_private_show_has_no_feed_to_lead_away(app: Flask, made: Made, editor: Actor) -> None:
    change_show(app, made.show, by=editor, private=True)
    with app.app_context(), pytest.raises(Invalid, match="private"):
        _away(made, "https://feed.example.net/x.xml", editor)


def test_polls_are_noted_once_an_hour_for_each_program(inside: Made) -> None:
    seen = []
    for minutes in (0, 10, 39, 45, 100, 2000):
        now = NOW + timedelta(minutes=minutes)
        seen.append(moving.is_new_poll(inside.show, "/old/", "Overcast/3.0", now=now))
        with unit_of_work():
            moving.note_poll(inside.show, "/old/", "Overcast/3.0", now=now)
    assert seen == [True, False, False, True, True, True]
    (poll,) = moving.list_old_polls(inside.show)
    assert (poll.count, poll.first_at, poll.last_at) == (4, NOW, NOW + timedelta(minutes=2000))


def test_invented_programs_fill_nothing(inside: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "MOST_PROGRAMS", 3)
    for hour in range(2):
        for number in range(9):
            now, name = NOW + timedelta(hours=hour), f"Invented/{number}{hour}"
            if moving.is_new_poll(inside.show, "/old/", name, now=now):
                with unit_of_work():
                    moving.note_poll(inside.show, "/old/", name, now=now)
    polls = {poll.user_agent: poll.count for poll in moving.list_old_polls(inside.show)}
    assert polls == {"Invented/00": 1, "Invented/10": 1, "Invented/20": 1, moving.OTHERS: 2}


def test_an_episode_moves_to_another_show_with_its_guid_and_its_audio(
    app: Flask, made: Made, editor: Actor, moving: MovableClock
) -> None:
    other = make_show(app, "On running", by=editor)
    with app.app_context():
        before = queries.get_episode(made.episodes[0])
        guid, audio, path = before.guid, before.enclosure_path, before.path
        with pytest.raises(Invalid, match="taken"), unit_of_work():
            podcast.move_episode(
                queries.get_episode(made.episodes[0]),
                slug="first-steps",
                parent_id=other.show,
                by=editor,
                now=clock.now(),
            )
        with unit_of_work():
            podcast.move_episode(
                queries.get_episode(made.episodes[0]), slug="steps", parent_id=other.show, by=editor, now=clock.now()
            )
        moving.move(minutes=1)
        moved = queries.get_episode(made.episodes[0])
        assert (moved.guid, moved.enclosure_path, moved.path) == (guid, audio, "/podcast/on-running/steps/")
        dates = [e.published_at for e in queries.list_feed_episodes(other.show, now=clock.now())]
        assert len(set(dates)) == 2, "apps order items of one date as they like"
        assert [e.id for e in queries.list_feed_episodes(made.show, now=clock.now())] == []
        db.session.remove()
    client = app.test_client()
    assert client.get(path).headers["Location"] == "/podcast/on-running/steps/"
    assert client.get(str(audio)).status_code == 200
    assert guid in client.get("/podcast/on-running/feed.xml").text
    assert guid not in client.get("/podcast/on-walking/feed.xml").text


def test_an_episode_that_moves_to_a_private_show_is_private(
    app: Flask, made: Made, editor: Actor, moving: MovableClock
) -> None:
    hidden = make_show(app, "Secret talks", by=editor, episodes=(), private=True)
    with app.app_context():
        with unit_of_work():
            episode = queries.get_episode(made.episodes[0])
            podcast.move_episode(episode, slug=episode.slug, parent_id=hidden.show, by=editor, now=clock.now())
        audio = queries.get_episode(made.episodes[0]).enclosure_path
        db.session.remove()
    client = app.test_client()
    for path in ("/podcast/on-walking/first-steps/", "/podcast/secret-talks/first-steps/", str(audio)):
        assert client.get(path).status_code == 404, path
    with app.app_context():
        with unit_of_work():
            episode = queries.get_episode(made.episodes[0])
            podcast.move_episode(episode, slug=episode.slug, parent_id=made.show, by=editor, now=clock.now())
        db.session.remove()
    assert client.get("/podcast/on-walking/first-steps/").status_code == 200


def test_several_shows_have_their_own_everything(app: Flask, made: Made, editor: Actor, moving: MovableClock) -> None:
    """The same titles and slugs in two shows are two episodes: other GUIDs, other files, other feeds."""
    other = make_show(app, "On running", by=editor, episodes=("First steps", "Second"))
    moving.move(minutes=1)
    with app.app_context():
        one, two = queries.get_episode(made.episodes[0]), queries.get_episode(other.episodes[0])
        assert one.slug == two.slug
        assert one.guid != two.guid
        assert (one.enclosure_path, two.enclosure_path) == (
            "/media/on-walking/first-steps.mp3",
            "/media/on-running/first-steps.mp3",
        )
        assert queries.get_show(made.show).podcast_guid != queries.get_show(other.show).podcast_guid
        guids = {one.guid: "on-walking", two.guid: "on-running"}
        db.session.remove()
    client = app.test_client()
    for guid, slug in guids.items():
        for name in ("on-walking", "on-running"):
            assert (guid in client.get(f"/podcast/{name}/feed.xml").text) is (name == slug)
    assert "On walking" in client.get("/podcast/").text
    assert "On running" in client.get("/podcast/").text


def test_a_show_cannot_take_the_address_of_another(app: Flask, made: Made, editor: Actor) -> None:
    other = make_show(app, "On running", by=editor, episodes=())
    with app.app_context(), pytest.raises(Invalid, match="taken"), unit_of_work():
        moving.move_show(queries.get_show(other.show), slug="on-walking", parent_id=None, by=editor, now=clock.now())
    with app.app_context(), unit_of_work():
        paths.move(queries.get_show(other.show), slug="on-running", parent_id=None, by=editor, now=clock.now())
