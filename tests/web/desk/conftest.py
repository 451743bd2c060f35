"""A browser of the desk: logs in, keeps the CSRF token, sends forms as a page of ours would."""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts import operations as accounts
from app.accounts import queries as people
from app.accounts.permissions import Actor, Role
from app.content import queries
from app.content.drafts import EntryDraft
from app.content.lists import Wanted, list_wanted
from app.content.models import Entry
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.media.enclosures import Enclosure
from app.media.facts import AudioFacts
from app.media.models import Asset, AssetKind
from app.podcast import tagging
from app.podcast.models import Episode
from app.podcast.tagging import TaggedCopy
from app.web.auth import COOKIE
from tests import factories

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
Fields = dict[str, Any]


class Desk:
    """One person at the desk."""

    def __init__(self, app: Flask, role: Role) -> None:
        self.app, self.role = app, role
        self.client: FlaskClient = app.test_client()
        self.token = ""
        with work(app):
            user = people.find_user(f"{role.value}@example.org")
            assert user is not None
            secret = accounts.start_session(user, user_agent="test", now=clock.now())
        self.client.set_cookie(COOKIE, secret)  # checking a password takes longer than most tests

    def log_in(self, **more: Any) -> TestResponse:
        """By the page, as a person does."""
        self.token = ""
        page = self.client.get("/login")
        sent = {"email": f"{self.role.value}@example.org", "password": factories.PASSWORD, **more}
        return self.client.post("/login", data={**sent, "csrf_token": token_of(page)})

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, data: Fields | None = None, **more: Any) -> TestResponse:
        """Send a form with the token that the desk's pages have; the form of an entry has a text, if an empty one."""
        text = {"body": ""} if data and "title" in data else {}
        return self.send(path, {**text, **(data or {})}, **more)

    def send(self, path: str, data: Fields, **more: Any) -> TestResponse:
        """Send just these fields, and the token."""
        self.token = self.token or token_of(self.client.get("/desk/account/"))
        return self.client.post(path, data={"csrf_token": self.token, **data}, **more)

    def write(self, path: str, **fields: Any) -> int:
        """Send the form of an entry that must be taken; the entry's id."""
        answer = self.post(path, fields)
        assert answer.status_code == 303, problems_in(answer)
        found = re.search(r"/(\d+)/", answer.location)
        assert found is not None
        return int(found[1])

    def version(self, path: str) -> str:
        """The version that the form at `path` carries."""
        found = re.search(r'name="version"[^>]*value="(\d+)"', self.get(path).text)
        assert found is not None
        return found[1]


def token_of(page: TestResponse) -> str:
    found = _TOKEN.search(page.text)
    assert found is not None, page.text[:500]
    return unescape(found[1])


def problems_in(page: TestResponse) -> list[str]:
    """What the page says is wrong, at the fields and above them."""
    listed = re.findall(r'class="problems".*?</section>', page.text, re.DOTALL)
    at_fields = re.findall(r'class="field-error"[^>]*>(.*?)</p>', page.text)
    return [unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part))) for part in [*listed, *at_fields]]


@contextmanager
def house(app: Flask) -> Iterator[None]:
    """Look into the database; nothing stays open for the next request."""
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()


@contextmanager
def work(app: Flask) -> Iterator[None]:
    """Write into the database, between requests."""
    with house(app), unit_of_work():
        yield


def entry(app: Flask, entry_id: int) -> Entry:
    """The entry as it is now, for its columns."""
    with house(app):
        found = db.session.get(Entry, entry_id)
        assert found is not None
        return found


def draft(app: Flask, entry_id: int) -> EntryDraft:
    with house(app):
        return queries.latest_draft(queries.get_entry(entry_id))


def count(app: Flask) -> int:
    with house(app):
        return list_wanted(Wanted(), now=clock.now()).total


SOUND = AudioFacts("mp3", "mp3", 600_000, 128_000, 44_100, 2, "cbr")


def asset(app: Flask, kind: AssetKind, *, name: str = "file", width: int = 3000) -> int:
    """A file of the library that is only its row."""
    mime, extension = {
        AssetKind.IMAGE: ("image/jpeg", "jpg"),
        AssetKind.AUDIO: ("audio/mpeg", "mp3"),
        AssetKind.DOCUMENT: ("application/pdf", "pdf"),
    }[kind]
    is_picture = kind is AssetKind.IMAGE
    with work(app):
        made = Asset(
            kind=kind,
            sha256=hashlib.sha256(f"{kind}{name}".encode()).hexdigest(),
            bytes=1_400_000,
            mime=mime,
            original_name=f"{name}.{extension}",
            width=width if is_picture else None,
            height=width if is_picture else None,
            duration_ms=600_000 if kind is AssetKind.AUDIO else None,
            facts=SOUND.to_json() if kind is AssetKind.AUDIO else {"extension": extension, "mode": "RGB"},
            created_at=clock.now(),
            created_by_id=None,
            renditions=[],
        )
        db.session.add(made)
        db.session.flush()
        return made.id


@pytest.fixture
def desk(app: Flask, staff: dict[Role, Actor]) -> Callable[[Role], Desk]:
    return lambda role: Desk(app, role)


@pytest.fixture
def at_desk(desk: Callable[[Role], Desk]) -> Desk:
    """An editor at the desk."""
    return desk(Role.EDITOR)


@pytest.fixture
def as_author(desk: Callable[[Role], Desk]) -> Desk:
    return desk(Role.AUTHOR)


@pytest.fixture
def as_admin(desk: Callable[[Role], Desk]) -> Desk:
    return desk(Role.ADMIN)


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Copies of recordings that are only said to be made, each of another length, as the assets of these tests have no
    file; whether each was asked for `again`."""
    made: list[bool] = []

    def prepare(
        episode: Episode | None, show: Any, of: Any, *, at: Any, again: bool = False, **_: Any
    ) -> TaggedCopy | None:
        if of.audio_id is None or (episode is not None and tagging.is_made_of(episode, of.audio_id) and not again):
            return None
        made.append(again)
        return TaggedCopy(of.audio_id, Enclosure(f"{len(made):064x}", 1_000_000 + len(made), "audio/mpeg", 600_000))

    monkeypatch.setattr(tagging, "prepare", prepare)
    return made
