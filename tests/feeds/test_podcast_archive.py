"""Rule 51 of docs/feeds.md: the past of a show in pages (RFC 5005)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.content import operations as content
from app.content.models import AssignedGuid
from app.core.db import db
from app.core.errors import NotFound
from app.core.site import Site
from app.core.unit_of_work import unit_of_work
from app.feeds import podcast_archive
from app.feeds.documents import History, PodcastDocument
from app.feeds.podcast import podcast_document
from app.feeds.podcast_archive import archive_page
from app.feeds.rss import podcast_rss
from app.feeds.strict import strictly_parsed
from app.podcast import queries
from app.podcast.models import Show
from tests.conftest import MovableClock
from tests.feeds import house as made

Pages = Callable[[], list[PodcastDocument]]
SHOW = "http://localhost/podcast/steady-steps/"


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(podcast_archive, "PAGE_SIZE", 3)


@pytest.fixture
def show(house: Flask, admin: Actor, moving: MovableClock) -> Show:
    with unit_of_work():
        return made.show(by=admin)


@pytest.fixture
def filled(show: Show, admin: Actor, moving: MovableClock) -> Callable[[int], None]:
    def fill(count: int) -> None:
        for number in range(count):
            moving.move(days=1)
            with unit_of_work():
                mark = f"{len(queries.list_every_episode(show.id)):02x}"
                one = queries.get_show(show.id)
                made.episode(one, f"Talk {number}", by=admin, audio_id=made.audio(f"c{mark}").id)

    return fill


@pytest.fixture
def pages(house: Flask, show: Show, moving: MovableClock) -> Pages:
    def read() -> list[PodcastDocument]:
        site: Site = house.extensions["site"]
        found: list[PodcastDocument] = []
        while True:
            try:
                again = queries.get_show(show.id)
                found.append(archive_page(again, len(found) + 1, site=site, now=moving.now))
            except NotFound:
                return found

    return read


def links(document: PodcastDocument) -> dict[str, str]:
    return {link.rel: link.href.removeprefix(SHOW) for link in document.links}


def test_rule_51_the_union_of_the_pages_is_the_whole_feed_without_duplicates(
    house: Flask, show: Show, filled: Callable[[int], None], pages: Pages, moving: MovableClock
) -> None:
    filled(8)
    whole = podcast_document(queries.get_show(show.id), site=house.extensions["site"], now=moving.now)
    found = [item for page in reversed(pages()) for item in page.items]
    assert found == list(whole.items)
    assert [len(page.items) for page in pages()] == [3, 3, 2]


def test_rule_51_each_page_names_itself_and_the_others(filled: Callable[[int], None], pages: Pages) -> None:
    filled(8)
    one, two, three = pages()
    assert [page.self_url.removeprefix(SHOW) for page in (one, two, three)] == [
        f"archive/{number}.xml" for number in (1, 2, 3)
    ]
    ends = {"current": "feed.xml", "first": "archive/1.xml", "last": "archive/3.xml"}
    assert links(one) == ends | {"next": "archive/2.xml", "next-archive": "archive/2.xml"}
    # The newest page is still being filled: no archive yet, so it is nobody's next-archive.
    assert links(two) == ends | {
        "previous": "archive/1.xml",
        "prev-archive": "archive/1.xml",
        "next": "archive/3.xml",
    }
    assert links(three) == ends | {"previous": "archive/2.xml", "prev-archive": "archive/2.xml"}
    assert [page.history for page in (one, two, three)] == [History.ARCHIVE, History.ARCHIVE, History.PAGE]


def test_rule_51_the_relations_are_written_once_each(filled: Callable[[int], None], pages: Pages) -> None:
    filled(4)
    for page in pages():
        channel = strictly_parsed(podcast_rss(page)).find("channel")
        rels = [link.get("rel") for link in channel.findall("{http://www.w3.org/2005/Atom}link")]
        assert len(rels) == len(set(rels))
        assert {"self", "current", "first", "last"} <= set(rels)
        assert "prev" not in rels


def test_rule_51_a_page_stays_as_it_is_when_the_show_goes_on(filled: Callable[[int], None], pages: Pages) -> None:
    filled(5)
    first = pages()[0].items
    filled(2)
    after = pages()
    assert after[0].items == first
    assert [len(page.items) for page in after] == [3, 3, 1]


def test_rule_51_what_is_taken_down_moves_nothing_to_another_page(
    filled: Callable[[int], None], pages: Pages, admin: Actor, moving: MovableClock
) -> None:
    filled(7)
    before = pages()
    moving.move(days=1)
    with unit_of_work():
        content.withdraw(queries.get_episode(_id_of(before[0].items[1].guid)), by=admin, now=moving.now)
    after = pages()
    assert [item.title for item in after[0].items] == ["Talk 2", "Talk 0"]
    assert after[1].items == before[1].items
    assert after[0].updated == moving.now
    assert after[1].updated == before[1].updated


def _id_of(guid: str) -> int:
    found = db.session.get(AssignedGuid, guid)
    assert found is not None
    return found.entry_id


def test_rule_51_a_page_is_dated_by_what_it_holds_and_by_the_last_page_it_names(
    filled: Callable[[int], None], pages: Pages, moving: MovableClock
) -> None:
    filled(3)
    dates: list[datetime] = [pages()[0].updated]
    for _ in range(2):
        filled(1)
        dates.append(pages()[0].updated)
    # The fourth episode begins the second page, which the first one now names as the last; the fifth changes nothing.
    assert dates[1] == dates[0] + timedelta(days=1)
    assert dates[2] == dates[1]


def test_rule_51_an_empty_show_has_one_empty_page(pages: Pages) -> None:
    (page,) = pages()
    assert page.items == ()
    assert page.history is History.PAGE
    assert links(page) == {"current": "feed.xml", "first": "archive/1.xml", "last": "archive/1.xml"}


def test_rule_51_the_same_data_gives_the_same_bytes(filled: Callable[[int], None], pages: Pages) -> None:
    filled(4)
    assert [podcast_rss(page) for page in pages()] == [podcast_rss(page) for page in pages()]
