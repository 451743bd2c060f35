"""A small show and a small blog, right in every rule, to be changed in one point by a test."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app.feeds.documents import (
    Author,
    Cover,
    Enclosure,
    EntriesDocument,
    EntryItem,
    FeedLink,
    PodcastDocument,
    PodcastItem,
    TranscriptLink,
)
from app.podcast.chapters import Chapter

SITE = "https://physio.example"
NS = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
}
COVER = Cover(url=f"{SITE}/images/ab12-3000.jpg", mime="image/jpeg", width=3000, height=3000, mode="RGB")


def item(count: int = 1, **changes: Any) -> PodcastItem:
    made = PodcastItem(
        guid=f"3f1c2a54-0000-4000-8000-00000000000{count}",
        title=f"Moving after surgery, part {count}",
        url=f"{SITE}/podcast/steady-steps/moving-{count}/",
        description="What to expect in the first weeks.",
        content="<p>What to expect in the <em>first</em> weeks.</p>",
        published_at=datetime(2026, 3, count, 7, 30, tzinfo=UTC),
        enclosure=Enclosure(f"{SITE}/media/steady-steps/moving-{count}.mp3", 1_000_000 + count, "audio/mpeg"),
        duration_ms=125_400,
        season=1,
        number=count,
        chapters=(Chapter(0, "Hello"), Chapter(60_500, "Walking & resting", url=f"{SITE}/walking/")),
        chapters_url=f"{SITE}/podcast/steady-steps/moving-{count}/chapters.json",
        transcripts=(
            TranscriptLink(
                f"{SITE}/podcast/steady-steps/moving-{count}/transcript.vtt", "text/vtt", "en-gb", timed=True
            ),
            TranscriptLink(f"{SITE}/podcast/steady-steps/moving-{count}/transcript.html", "text/html"),
        ),
    )
    return replace(made, **changes)


def show(**changes: Any) -> PodcastDocument:
    made = PodcastDocument(
        title="Steady Steps",
        description="Short talks about getting going again.",
        url=f"{SITE}/podcast/steady-steps/",
        self_url=f"{SITE}/podcast/steady-steps/feed.xml",
        language="en-gb",
        cover=COVER,
        category="Health & Fitness",
        subcategory="Medicine",
        explicit=False,
        author="The Physiotherapy Site",
        owner_name="Sample editor",
        owner_email="podcast@physio.example",
        copyright_holder="The Physiotherapy Site",
        podcast_guid="9b024349-ccf0-5f69-a609-6b82873eab3c",
        updated=datetime(2026, 3, 2, 7, 30, 5, 123456, tzinfo=UTC),
        generator="The Physiotherapy Site",
        items=(item(2), item(1)),
    )
    return replace(made, **changes)


def post(count: int = 1, **changes: Any) -> EntryItem:
    made = EntryItem(
        guid=f"7d2c2a54-0000-4000-8000-00000000000{count}",
        title=f"Stairs & slopes {count}",
        url=f"{SITE}/blog/stairs-{count}/",
        summary="Up with the good leg.",
        content='<h2>Up</h2><p>Up with the <a href="https://physio.example/legs/">good leg</a> &amp; rest.</p>',
        published_at=datetime(2026, 4, count, 9, 0, tzinfo=UTC),
        updated_at=datetime(2026, 4, count, 10, 0, 0, 5, tzinfo=UTC),
        tags=("Hips", "Exercise"),
        authors=(Author("Sample physiotherapist", f"{SITE}/people/sample/"),),
        image_url=f"{SITE}/images/cd34-640.jpg",
    )
    return replace(made, **changes)


def blog(**changes: Any) -> EntriesDocument:
    made = EntriesDocument(
        title="Blog: The Physiotherapy Site",
        description="Notes on moving well.",
        url=f"{SITE}/blog/",
        rss_url=f"{SITE}/blog/feed.xml",
        atom_url=f"{SITE}/blog/atom.xml",
        json_url=f"{SITE}/blog/feed.json",
        language="en-gb",
        updated=datetime(2026, 4, 2, 10, 0, tzinfo=UTC),
        generator="The Physiotherapy Site",
        authors=(Author("The Physiotherapy Site"),),
        image_url=f"{SITE}/images/logo-640.png",
        links=(FeedLink("hub", "https://hub.example/"),),
        items=(post(2), post(1)),
    )
    return replace(made, **changes)
