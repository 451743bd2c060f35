"""How long a podcast feed of many episodes takes to print, and what it costs in memory."""

import statistics
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from lxml import etree

from app.feeds import rss
from app.feeds.documents import Cover, Enclosure, PodcastDocument, PodcastItem
from app.feeds.rss import podcast_rss
from app.podcast.chapters import Chapter

SITE = "https://physio.example"
START = datetime(2020, 1, 1, 6, 0, tzinfo=UTC)


def document(count: int) -> PodcastDocument:
    """A show of `count` episodes, each with about 3 KB of notes and five chapters."""
    return PodcastDocument(
        title="Steady Steps",
        description="Short talks about getting going again.",
        url=f"{SITE}/podcast/steady-steps/",
        self_url=f"{SITE}/podcast/steady-steps/feed.xml",
        language="en-GB",
        cover=Cover(f"{SITE}/images/ab12-3000.jpg", "image/jpeg", 3000, 3000, "RGB"),
        category="Health & Fitness",
        subcategory="Medicine",
        explicit=False,
        author="Sample editor",
        owner_name="Sample editor",
        owner_email="editor@example.org",
        copyright_holder="The Physiotherapy Site",
        podcast_guid="917393e3-1b1e-5cef-ace4-edaa54e1f810",
        updated=START + timedelta(days=count),
        generator="The Physiotherapy Site",
        items=tuple(_item(number) for number in range(count, 0, -1)),
    )


def measure(counts: tuple[int, ...] = (100, 1000, 3000), runs: int = 5) -> None:
    """Prints a table. The ratio is to lxml reading and writing the very same bytes. New: no item was ever printed, as after a
    start. Again: the process has kept them all, as it has after a publish but for one."""
    print(f"{'episodes':>9} {'new s':>9} {'ratio':>6} {'again s':>9} {'MB':>7} {'peak MB':>8} {'peak/bytes':>11}")
    for count in counts:
        made = document(count)
        ours = _median(lambda made=made: printed_new(made), runs)  # type: ignore[misc]  # mypy infers no bound default
        again = _median(lambda made=made: podcast_rss(made), runs)  # type: ignore[misc]  # as above
        printed = podcast_rss(made)
        theirs = _median(lambda data=printed: etree.tostring(etree.fromstring(data)), runs)  # type: ignore[misc]  # as above
        tracemalloc.start()
        printed_new(made)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        size = len(printed)
        print(
            f"{count:>9} {ours:>9.3f} {ours / theirs:>6.1f} {again:>9.3f} {size / 1e6:>7.2f} {peak / 1e6:>8.1f} {peak / size:>11.2f}"
        )


def printed_new(document: PodcastDocument) -> bytes:
    """The feed by a process that has never printed it: what is kept would be measured otherwise, and not the printing."""
    rss._kept_item.cache_clear()  # noqa: SLF001 - only a bench has a reason to forget
    return podcast_rss(document)


def _median(run: Callable[[], object], runs: int) -> float:
    """Seconds of the processor: what else runs here does not count."""
    times = []
    for _ in range(runs):
        begun = time.process_time()
        run()
        times.append(time.process_time() - begun)
    return statistics.median(times)


def _item(number: int) -> PodcastItem:
    notes = "".join(
        f"<p>Paragraph {n} of episode {number}: {'plain words about moving again ' * 6}</p>" for n in range(14)
    )
    return PodcastItem(
        guid=f"episode-{number}",
        title=f"Moving after surgery, part {number}",
        url=f"{SITE}/podcast/steady-steps/part-{number}/",
        description="What to expect in the first weeks.",
        content=notes,
        published_at=START + timedelta(days=number),
        enclosure=Enclosure(f"{SITE}/media/steady-steps/part-{number}.mp3", 1_000_000 + number, "audio/mpeg"),
        duration_ms=1_254_000,
        season=1 + number // 50,
        number=1 + number % 50,
        chapters=tuple(Chapter(n * 60_000, f"Chapter {n}") for n in range(5)),
        chapters_url=f"{SITE}/podcast/steady-steps/part-{number}/chapters.json",
    )
