"""`flask demo load`: a filled site in one go, once."""

from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.accounts import passwords
from app.accounts import queries as users
from app.accounts.permissions import Actor, Role
from app.articles.models import Article
from app.blog import queries as blog
from app.booking.models import Booking
from app.cli.demo import read
from app.cli.demo.load import DIARY_EMAIL, DIARY_FILE, LOGIN_EMAIL, LOGIN_FILE, load
from app.content import queries
from app.content.lifecycle import State
from app.content.models import Entry, Kind
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.site import Site
from app.feeds.atom import blog_atom
from app.feeds.entries import Addresses, blog_document
from app.feeds.podcast import podcast_document, show_faults
from app.feeds.rss import blog_rss, podcast_rss
from app.feeds.rules import faults
from app.feeds.strict import strictly_parsed
from app.podcast import queries as podcast
from app.resources import queries as resources
from config import Environment
from tests import factories
from tests.conftest import MovableClock, config_in
from tests.databases import Blank


def everything() -> list[Entry]:
    return [queries.get_entry(entry.id) for entry in db.session.query(Entry).order_by(Entry.id)]


@pytest.fixture
def filled(house: Flask) -> Flask:
    load(login_folder=Path(house.instance_path), now=clock.now())
    return house


@pytest.mark.usefixtures("filled")
def test_every_page_is_live_marked_as_a_sample_and_never_reviewed() -> None:
    entries = everything()
    assert len(entries) == len(read.pages())
    for entry in entries:
        assert entry.state(clock.now()) is State.LIVE, entry.path
        assert not entry.has_changes
        assert entry.sample
        assert entry.last_reviewed_on is None
        assert entry.published_at == entry.first_published_at == entry.changed_at == entry.created_at
    assert len({entry.published_at for entry in entries}) == len(entries)


@pytest.mark.usefixtures("filled")
def test_the_articles_stand_at_their_paths_and_link_to_each_other() -> None:
    parent = queries.find_by_path("/metal-on-metal-hip-resurfacing/")
    child = queries.find_by_path("/metal-on-metal-hip-resurfacing/exercises-after-hip-resurfacing/")
    assert isinstance(parent, Article)
    assert isinstance(child, Article)
    assert parent.title == "Metal On Metal Hip Resurfacing"
    assert parent.subject == "SurgicalProcedure"
    assert f'data-entry="{child.id}"' in parent.body
    assert f'data-entry="{parent.id}"' in child.body
    assert parent.body.count("data-asset=") == 2
    assert {"key": "ta44", "url": "", "note": "Replaced by TA304"}.items() <= parent.citations[-1].items()


@pytest.mark.usefixtures("filled")
def test_the_podcast_has_a_cover_and_two_episodes_that_can_be_played() -> None:
    (show,) = podcast.list_shows(now=clock.now())
    episodes = podcast.list_episodes(show.id, now=clock.now()).items
    assert show.image_id is not None
    assert [episode.number for episode in episodes] == [2, 1]
    for episode in episodes:
        assert episode.enclosure_path == f"/media/hips-explained/{episode.slug}.mp3"
        assert episode.audio_id is not None
        assert len(episode.chapters) == 8
        assert episode.transcript[0]["start_ms"] == 0
        assert [person.role for person in episode.people] == ["host", "guest"]


@pytest.mark.usefixtures("filled")
def test_the_blog_and_the_resources_are_filled() -> None:
    assert len(blog.list_posts(now=clock.now()).items) == 3
    topics = dict(resources.list_by_topic(now=clock.now()))
    assert sum(map(len, topics.values())) == 10
    assert all(entry.kind is Kind.RESOURCE for entry in topics["Guidance"])


@pytest.mark.usefixtures("filled")
def test_the_feeds_of_the_sample_site_break_no_rule(house: Flask) -> None:
    site: Site = house.extensions["site"]
    (show,) = podcast.list_shows(now=clock.now())
    assert show_faults(show, site=site, now=clock.now()) == []
    printed = podcast_rss(podcast_document(show, site=site, now=clock.now()))
    assert len(strictly_parsed(printed).findall("channel/item")) == 2
    addresses = Addresses("/blog/", "/blog/feed.xml", "/blog/atom.xml", "/blog/feed.json", "/people/{}/".format)
    document = blog_document(addresses, site=site, now=clock.now())
    assert faults(document) == []
    assert len(strictly_parsed(blog_rss(document)).findall("channel/item")) == 3
    assert len(strictly_parsed(blog_atom(document)).findall("{http://www.w3.org/2005/Atom}entry")) == 3


def test_the_development_login_works_and_its_file_is_private(filled: Flask) -> None:
    path = Path(filled.instance_path) / LOGIN_FILE
    email, password = path.read_text().split()
    user = users.find_user(email)
    assert email == LOGIN_EMAIL
    assert user is not None
    assert user.role is Role.ADMIN
    assert passwords.matches(password, user.password_hash)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_password_that_is_in_the_file_already_is_kept(house: Flask) -> None:
    path = Path(house.instance_path) / LOGIN_FILE
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{LOGIN_EMAIL} a-password-of-before\n")
    load(login_folder=path.parent, now=clock.now())
    user = users.find_user(LOGIN_EMAIL)
    assert path.read_text() == f"{LOGIN_EMAIL} a-password-of-before\n"
    assert user is not None
    assert passwords.matches("a-password-of-before", user.password_hash)


def test_somebody_who_has_the_address_already_keeps_their_password(house: Flask, editor: Actor) -> None:
    load(login_folder=Path(house.instance_path), now=clock.now())
    user = users.find_user(LOGIN_EMAIL)
    assert user is not None
    assert user.id == editor.user_id
    assert passwords.matches(factories.PASSWORD, user.password_hash)
    assert not (Path(house.instance_path) / LOGIN_FILE).exists()


def test_a_second_load_is_refused_and_changes_nothing(filled: Flask) -> None:
    before = [(entry.id, entry.version, entry.changed_at) for entry in everything()]
    people, login = len(users.list_people()), (Path(filled.instance_path) / LOGIN_FILE).read_text()
    with pytest.raises(Invalid, match="empty database only"):
        load(login_folder=Path(filled.instance_path), now=clock.now())
    assert [(entry.id, entry.version, entry.changed_at) for entry in everything()] == before
    assert len(users.list_people()) == people
    assert (Path(filled.instance_path) / LOGIN_FILE).read_text() == login


def test_a_load_that_fails_leaves_nothing_behind(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise Invalid("No.")

    monkeypatch.setattr("app.resources.operations.publish_resource", refuse)
    with pytest.raises(Invalid):
        load(login_folder=Path(house.instance_path), now=clock.now())
    assert not queries.has_entries()
    assert users.list_people() == []


def test_without_a_login_the_pages_belong_to_somebody_who_may_publish(house: Flask, staff: dict[Role, Actor]) -> None:
    assert house
    load(login_folder=None, now=clock.now())
    assert {entry.created_by_id for entry in everything()} <= {staff[Role.ADMIN].user_id, staff[Role.EDITOR].user_id}


@pytest.mark.usefixtures("house")
def test_without_anybody_who_may_publish_there_is_no_load() -> None:
    with pytest.raises(Invalid, match="flask users create"):
        load(login_folder=None, now=clock.now())
    assert not queries.has_entries()


def test_the_command_fills_an_empty_site_and_tells_where_the_login_is(app: Flask) -> None:
    runner = app.test_cli_runner()
    first = runner.invoke(args=["demo", "load", "--if-empty"])
    assert first.exit_code == 0
    assert f"{len(read.pages())} pages" in first.output
    assert LOGIN_FILE in first.output
    assert DIARY_FILE in first.output
    again = runner.invoke(args=["demo", "load", "--if-empty"])
    assert (again.exit_code, again.output) == (0, "")
    refused = runner.invoke(args=["demo", "load"])
    assert refused.exit_code == 1
    assert "content here already" in refused.output


def test_a_production_site_starts_empty_and_says_how_to_make_the_first_admin(
    tmp_path: Path, migrated: Blank, moving: MovableClock
) -> None:
    """`make run` loads the sample site if the database is empty; in production it goes on to serve without it."""
    migrated.copy_to(tmp_path)
    app = create_app(config_in(tmp_path, moving, environment=Environment.PRODUCTION, site_url="https://example.org"))
    runner = app.test_cli_runner()
    for _ in range(2):
        left_out = runner.invoke(args=["demo", "load", "--if-empty"])
        assert left_out.exit_code == 0
        assert "flask demo load" in left_out.output
        runner.invoke(args=["users", "create", "somebody@example.org"])
    with app.app_context():
        assert not queries.has_entries()
        db.session.remove()
        db.engine.dispose()


def test_the_command_makes_no_login_in_production(tmp_path: Path, migrated: Blank, moving: MovableClock) -> None:
    migrated.copy_to(tmp_path)
    app = create_app(config_in(tmp_path, moving, environment=Environment.PRODUCTION, site_url="https://example.org"))
    runner = app.test_cli_runner()
    refused = runner.invoke(args=["demo", "load"])
    assert "flask users create" in refused.output
    runner.invoke(args=["users", "create", "somebody@example.org"])
    done = runner.invoke(args=["demo", "load"])
    assert done.exit_code == 0
    for email, name in ((LOGIN_EMAIL, LOGIN_FILE), (DIARY_EMAIL, DIARY_FILE)):
        assert name not in done.output
        assert not (tmp_path / "instance" / name).exists()
        with app.app_context():
            assert users.find_user(email) is None
    with app.app_context():
        assert db.session.query(Booking).count() == 0
        db.session.remove()
        db.engine.dispose()
