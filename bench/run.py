"""`make bench`: this site beside an empty Flask application on the same server, and what large feeds cost.

The machines this runs on are noisy, so quote the ratio, not the rate: both servers are loaded in turn, round by round.
"""

import argparse
import re
import statistics
import tempfile
import urllib.request
from pathlib import Path

from bench import booking, desk, desk_lists, directory, feeds, imports, large_show
from bench.load import Load, load
from bench.servers import empty_app, site


def pages(base: str) -> list[tuple[str, str, dict[str, str], int]]:
    """What is loaded: name, address, headers, expected status."""
    feed = f"{base}/podcast/{show_slug(base)}/feed.xml"
    with urllib.request.urlopen(feed, timeout=10) as answer:
        etag = answer.headers["ETag"]
    return [
        ("home", f"{base}/", {}, 200),
        ("article", f"{base}/metal-on-metal-hip-resurfacing/", {}, 200),
        ("podcast feed", feed, {}, 200),
        ("feed poll, nothing new", feed, {"If-None-Match": etag}, 304),
    ]


def show_slug(base: str) -> str:
    """The slug of the starter site's show, read from the list of shows."""
    with urllib.request.urlopen(f"{base}/podcast/", timeout=10) as answer:
        page = answer.read().decode()
    found = re.search(r'href="/podcast/([a-z0-9-]+)/', page)
    if found is None:
        raise RuntimeError("The starter site has no show.")
    return found[1]


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--seconds", type=int, default=4, help="how long each run takes")
    given.add_argument("--rounds", type=int, default=3, help="how often both are loaded in turn")
    arguments = given.parse_args()
    with tempfile.TemporaryDirectory() as folder, site(Path(folder)) as ours, empty_app() as empty:
        print(f"{'':24}{'requests/s':>11}{'p50 ms':>9}{'p99 ms':>9}{'failed':>8}   ratio to an empty Flask application")
        for name, url, headers, status in pages(ours):
            rounds = [
                (
                    load(url, seconds=arguments.seconds, headers=headers, expected=status),
                    load(f"{empty}/", seconds=arguments.seconds),
                )
                for _ in range(arguments.rounds)
            ]
            print(line(name, rounds))
    print("\nPrinting a podcast feed, in seconds of the processor:")
    feeds.measure()
    print("\nThe feed of a large show from the database, in seconds of the processor:")
    large_show.measure()
    print("\nBringing in a podcast:")
    imports.measure()
    print("\nThe desk with 10,000 posts and an article of 5,000 words:")
    with tempfile.TemporaryDirectory() as folder:
        desk.measure(Path(folder))
    desk_lists.measure()
    print("\nA search for a physiotherapist among 50,000:")
    directory.measure()
    print("\nTwo hundred who want one appointment at once:")
    booking.measure()


def line(name: str, rounds: list[tuple[Load, Load]]) -> str:
    ours = [mine for mine, _ in rounds]
    middle = sorted(ours, key=lambda run: run.rate)[len(ours) // 2]
    ratio = statistics.median(mine.rate / other.rate for mine, other in rounds)
    other = statistics.median(empty.rate for _, empty in rounds)
    failed = sum(run.failed for run in ours)
    return f"{name:24}{middle.rate:>11.0f}{middle.p50:>9.2f}{middle.p99:>9.2f}{failed:>8}   {ratio:.2f}  (empty: {other:.0f}/s)"


if __name__ == "__main__":
    main()
