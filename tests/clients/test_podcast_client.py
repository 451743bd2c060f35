"""poca, a podcast client of its own kind, subscribes to a show and downloads its episodes."""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import feedparser
import pytest
import requests

from app.accounts.queries import list_users
from app.content import operations as content
from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.media import intake
from app.media import operations as media
from app.media.settings import wired
from app.podcast import operations as podcast
from app.podcast import queries as shows
from app.podcast.draft import EpisodeDraft
from app.podcast.models import Show
from tests import factories
from tests.clients.running import RunningSite, until
from tests.media import makers

CONFIG = """<poca version="1.1">
  <settings><base_dir>{folder}</base_dir></settings>
  <defaults></defaults>
  <subscriptions></subscriptions>
</poca>
"""


class Poca:
    """The program with its own folder, as somebody would run it from cron."""

    def __init__(self, folder: Path) -> None:
        self.config, self.downloads = folder / "poca", folder / "downloads"
        self.config.mkdir()
        (self.config / "poca.xml").write_text(CONFIG.format(folder=self.downloads), encoding="utf-8")

    def subscribe(self, feed: str) -> str:
        """It asks for the address, the title and three more things; a mere Enter takes what the feed says."""
        return self._run("poca-subscribe", "add", typed=f"{feed}\n\n\n\n\n")

    def sync(self) -> dict[str, str]:
        """What is there afterwards: each audio file's name with its SHA-256."""
        self._run("poca", "--verbose")
        files = self.downloads.glob("*/*.mp3")
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    def touched(self) -> dict[str, int]:
        """When each file was last written to."""
        return {path.name: path.stat().st_mtime_ns for path in self.downloads.glob("*/*.mp3")}

    def _run(self, program: str, *words: str, typed: str = "") -> str:
        found = Path(sys.executable).parent / program
        assert found.exists(), "poca is not installed: it is one of the packages for tests."
        command = [sys.executable, str(found), "-c", str(self.config), *words]
        ran = subprocess.run(command, input=typed, capture_output=True, text=True, check=False, timeout=120)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout


@pytest.fixture
def feed(running: RunningSite) -> str:
    """The feed of the sample site's show."""
    running.flask("demo", "load")
    with running.inside():
        (show,) = shows.list_shows(now=clock.now())
        return f"{running.url}{show.path}feed.xml"


def enclosures(feed: str) -> dict[str, str]:
    """What the feed promises: each file's name with the SHA-256 of what is at its address, whose length is right."""
    found = {}
    for entry in feedparser.parse(requests.get(feed, timeout=30).content).entries:
        (file,) = entry.enclosures
        sent = requests.get(file.href, timeout=30)
        assert sent.headers["Content-Type"] == file.type == "audio/mpeg"
        assert len(sent.content) == int(file.length)
        found[file.href.rsplit("/", 1)[-1]] = hashlib.sha256(sent.content).hexdigest()
    return found


def changed(running: RunningSite, feed: str, change: Callable[[Show], None]) -> None:
    """Change the show and wait until the running site gives out another feed."""
    before = requests.get(feed, timeout=30).headers["ETag"]
    with running.inside(), unit_of_work():
        (show,) = shows.list_shows(now=clock.now())
        change(show)
    until(lambda: requests.get(feed, timeout=30).headers["ETag"] != before, "another feed", every=0.05)


def rename_the_newest(show: Show) -> None:
    by = list_users()[0].actor
    episode = shows.get_episode(shows.list_episodes(show.id, now=clock.now()).items[0].id)
    draft = replace(podcast.episode_draft(episode), title="Quite another title")
    content.save_draft(episode, draft, expected_version=episode.version, by=by, now=clock.now())
    podcast.publish_episode(episode, by=by, now=clock.now())  # with the tagged copy that it has


def test_a_client_subscribes_downloads_and_takes_only_what_is_new(
    running: RunningSite, feed: str, tmp_path: Path
) -> None:
    poca = Poca(tmp_path)
    assert "Hips Explained" in poca.subscribe(feed)
    promised = enclosures(feed)
    assert len(promised) >= 2
    assert poca.sync() == promised
    first = poca.touched()

    assert poca.sync() == promised
    assert poca.touched() == first

    changed(running, feed, rename_the_newest)
    assert "Quite another title" in requests.get(feed, timeout=30).text
    assert poca.sync() == promised
    assert poca.touched() == first, "A new title made it download an episode again."

    with running.inside():
        examined = intake.examine(makers.cbr(6), "new.mp3", storage=wired().storage)

    def add(show: Show) -> None:
        by = list_users()[0].actor
        audio = media.add_asset(examined, by=by, now=clock.now())
        draft = EpisodeDraft(
            title="Brand new",
            summary="News.",
            body="<p>News.</p>",
            audio_id=audio.id,
            no_transcript_reason="Nothing is said in it.",
        )
        factories.publish_episode(podcast.create_episode(show, draft, by=by, now=clock.now()), by=by, now=clock.now())

    changed(running, feed, add)
    after = poca.sync()
    assert set(after) - set(promised) == {"brand-new.mp3"}
    assert after == enclosures(feed)
    assert {name: at for name, at in poca.touched().items() if name in first} == first


def test_feedparser_reads_the_running_sites_feed_without_complaint(feed: str) -> None:
    found = feedparser.parse(feed)
    assert found.bozo is False
    assert found.status == 200
    assert feedparser.parse(feed, etag=found.etag).status == 304
    assert feedparser.parse(feed, modified=found.modified).status == 304
    assert found.version == "rss20"
    assert found.encoding == "utf-8"
    assert {link.rel for link in found.feed.links} >= {"alternate", "self"}
    assert [link.href for link in found.feed.links if link.rel == "self"] == [feed]
    assert found.feed.image.href.endswith(".jpg")
    assert found.feed.language == "en-GB"
    for entry in found.entries:
        assert entry.id
        assert entry.guidislink is False
        assert entry.title
        assert entry.published_parsed is not None
        assert entry.content[0].value.startswith("<")
        assert int(entry.itunes_duration) > 0
