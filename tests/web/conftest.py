"""A small site with one of everything."""

from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.operations import save_person
from app.accounts.permissions import Actor
from app.articles import operations as articles
from app.articles.draft import ArticleDraft, Subject
from app.blog import operations as blog
from app.content import operations as content
from app.content.drafts import Citation, Credit, EntryDraft, PersonRole
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.media.models import Asset, AssetKind
from app.podcast import operations as podcast
from app.podcast.draft import EpisodeDraft, ShowDraft
from app.resources import operations as resources
from app.resources.draft import ResourceDraft
from tests import factories

ARTICLE_BODY = """
<h2>What it is</h2><p>A cap on the hip<sup data-ref="ta304"></sup>.</p>
<h2>Who may have it</h2><p>Few<sup data-ref="mda"></sup> people<sup data-ref="ta304"></sup>.</p>
<h2>When to get help</h2><aside data-care="urgent"><h3>Call 111 if</h3><p>Your leg is hot.</p></aside>
"""


@dataclass(frozen=True)
class Ids:
    article: int
    child: int
    post: int
    show: int
    episode: int


def _asset(kind: AssetKind, digit: str, mime: str, extension: str, **facts: int) -> int:
    asset = Asset(
        kind=kind,
        sha256=digit * 64,
        bytes=1_400_000,
        mime=mime,
        original_name=f"file.{extension}",
        width=facts.get("width"),
        height=facts.get("width"),
        duration_ms=facts.get("duration_ms"),
        facts={"extension": extension, "mode": "RGB"},
        created_at=clock.now(),
        created_by_id=None,
    )
    db.session.add(asset)
    db.session.flush()
    return asset.id


def _articles(by: Actor, writer: int) -> tuple[int, int]:
    draft = ArticleDraft(
        title="Metal On Metal Hip Resurfacing",
        summary="What hip resurfacing is & who may be offered it.",
        body=ARTICLE_BODY,
        citations=(
            Citation("unused", "A register that the text does not point at."),
            Citation("mda", "MHRA. MDA/2017/018.", "https://www.gov.uk/x"),
            Citation("ta304", "NICE. TA304.", "https://www.nice.org.uk/guidance/ta304", "Current"),
        ),
        credits=(Credit(writer), Credit(writer, PersonRole.REVIEWER)),
        tags=("Hip surgery",),
        subject=Subject.PROCEDURE,
        subject_name="Hip resurfacing",
    )
    article = articles.create_article(draft, by=by, now=clock.now())
    content.publish(article, by=by, now=clock.now())
    below = ArticleDraft(
        title="Exercises",
        summary="Ten exercises.",
        body=f'<p>See <a data-entry="{article.id}">the page above</a>.</p>',
        sample=True,
    )
    child = articles.create_article(below, parent_id=article.id, by=by, now=clock.now())
    content.publish(child, by=by, now=clock.now())
    return article.id, child.id


def _post(by: Actor, writer: int, image: int) -> int:
    draft = EntryDraft(
        title="Do I need <precautions>?",
        summary="Rules are changing.",
        body="<p>Words.</p>",
        image_id=image,
        image_alt="A walking stick",
        credits=(Credit(writer),),
        tags=("Hip surgery", "Advice"),
    )
    post = blog.create_post(draft, slug="precautions", by=by, now=clock.now())
    content.publish(post, by=by, now=clock.now())
    return post.id


def _podcast(by: Actor, writer: int, cover: int) -> tuple[int, int]:
    of_show = ShowDraft(
        title="Hips Explained",
        summary="Short talks.",
        body="<p>About the show.</p>",
        image_id=cover,
        image_alt="Cover of Hips Explained",
        author_name="The Site",
        sample=True,
    )
    show = podcast.create_show(of_show, by=by, now=clock.now())
    podcast.publish_show(show, by=by, now=clock.now())
    of_episode = EpisodeDraft(
        title="Rise and fall",
        summary="How it came and went.",
        body="<p>Notes.</p>",
        season=1,
        number=2,
        audio_id=_asset(AssetKind.AUDIO, "b", "audio/mpeg", "mp3", duration_ms=125_000),
        chapters=({"start_ms": 0, "title": "Welcome"}, {"start_ms": 61_000, "title": "The end"}),
        transcript=(
            {"start_ms": 0, "end_ms": 4000, "speaker": "Host", "text": "Hello."},
            {"start_ms": 4000, "end_ms": 9000, "speaker": "Guest", "text": "Good morning."},
            {"start_ms": 9000, "end_ms": 12000, "speaker": "", "text": "And welcome."},
        ),
        transcript_language="en-GB",
        credits=(Credit(writer, PersonRole.HOST),),
    )
    episode = podcast.create_episode(show, of_episode, by=by, now=clock.now())
    factories.publish_episode(episode, by=by, now=clock.now())
    return show.id, episode.id


def _resources(by: Actor) -> None:
    document = _asset(AssetKind.DOCUMENT, "d", "application/pdf", "pdf")
    drafts = (
        ResourceDraft(title="TA304", summary="Guidance.", topic="Hip", url="https://www.nice.org.uk/guidance/ta304"),
        ResourceDraft(title="Leaflet", summary="To print.", topic="Knee", document_id=document, sample=True),
    )
    for draft in drafts:
        resources.publish_resource(resources.create_resource(draft, by=by, now=clock.now()), by=by, now=clock.now())


@pytest.fixture
def filled(app: Flask, editor: Actor) -> Ids:
    """The ids of what is on the site."""
    with app.app_context():
        with unit_of_work():
            writer = save_person(None, name="Sample editor", role_title="Editor").id
            save_person(None, name="Nobody here")
            image = _asset(AssetKind.IMAGE, "a", "image/jpeg", "jpg", width=1600)
            article, child = _articles(editor, writer)
            post = _post(editor, writer, image)
            show, episode = _podcast(editor, writer, image)
            _resources(editor)
        db.session.remove()
    return Ids(article, child, post, show, episode)


class _Reader(HTMLParser):
    """Collects tags with their attributes and the text outside scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.words: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._script = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self._script = False

    def handle_data(self, data: str) -> None:
        (self.scripts if self._script else self.words).append(data)


@dataclass(frozen=True)
class Read:
    """A page as a test looks at it."""

    status: int
    html: str
    text: str
    tags: list[tuple[str, dict[str, str | None]]]
    scripts: list[str]

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        """The attributes of every `tag` that has these."""
        names = {name.rstrip("_").replace("_", "-"): value for name, value in wanted.items()}
        return [a for t, a in self.tags if t == tag and all(a.get(n) == v for n, v in names.items())]

    def meta(self, name: str) -> str | None:
        found = self.all("meta", name=name) or self.all("meta", property=name)
        return found[0]["content"] if found else None


def read(response: TestResponse) -> Read:
    """What is on the page, without doubled blanks."""
    reader = _Reader()
    reader.feed(response.text)
    return Read(
        response.status_code, response.text, " ".join(" ".join(reader.words).split()), reader.tags, reader.scripts
    )


@pytest.fixture
def page(client: FlaskClient) -> "Visit":
    return Visit(client)


class Visit:
    """Opens pages of the site."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def __call__(self, path: str) -> Read:
        return read(self.client.get(path))
