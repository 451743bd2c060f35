"""What is asked for in vain: what counts, what is kept, and what never is."""

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.content import missed
from app.content.missed import Miss, Waiting
from app.core.errors import Forbidden, NotFound
from app.core.unit_of_work import unit_of_work
from app.podcast import operations as podcast
from app.podcast.draft import ShowDraft
from tests import factories
from tests.conftest import START, MovableClock


@pytest.mark.parametrize(
    "path",
    [
        "/wp-login.php/",
        "/wp-content/x/",
        "/.env/",
        "/.well-known/x/",
        "/old/index.PHP/",
        "/phpmyadmin/",
        "/cgi-bin/x/",
        "/a//b/",
        "/a/../b/",
        "/x<script>/",
        "/somebody@example.org/",
        "/favicon.ico/",
        "/apple-touch-icon-120x120.png/",
        f"/{'long/' * 80}",
        "/typed/Xk3vQ9aLw27BtnPzR4cD8eYh/",
        "/x/0123456789abcdef0123456789abcdef/",
    ],
)
def test_what_machines_try_and_what_may_be_secret_is_noise(path: str) -> None:
    assert missed.is_noise(path)


@pytest.mark.parametrize(
    "path", ["/hip/", "/exercises-after-hip-resurfacing-2024/", "/blog/Old_Post/", "/page.html/", "/physio/"]
)
def test_what_a_reader_may_have_meant_is_none(path: str) -> None:
    assert not missed.is_noise(path)


@pytest.mark.parametrize(
    ("referrer", "source"),
    [
        ("", ""),
        ("http://[", ""),
        ("javascript:alert(1)", ""),
        ("http://localhost/hip/?q=my+illness#x", "/hip/"),
        ("http://localhost/", "/"),
        ("http://localhost/podcast/show/private/abc/", ""),
        ("http://localhost/desk/mail/1/", ""),
        ("http://localhost/preview/abc/", ""),
        ("https://me:pw@example.org:8443/links?u=1", "https://example.org/links"),
        ("https://example.org/Xk3vQ9aLw27BtnPzR4cD8eYh/", "https://example.org"),
    ],
)
def test_from_where_is_said_without_queries_and_secrets(house: Flask, referrer: str, source: str) -> None:
    assert missed.source_of(referrer, own="http://localhost") == source


def test_misses_wait_in_memory_and_are_counted() -> None:
    waiting, clock = Waiting(), MovableClock()
    assert not waiting.is_due(clock.now)
    waiting.add("/a/", came_from="/x/", now=clock.now)
    waiting.add("/a/", came_from="", now=clock.move(seconds=10))
    assert not waiting.is_due(clock.now)
    assert waiting.is_due(clock.move(seconds=20))
    assert waiting.take() == [Miss("/a/", 2, START, START + timedelta(seconds=10), "/x/")]
    assert waiting.take() == []
    assert not waiting.is_due(clock.now)


def test_a_flood_of_paths_stays_small() -> None:
    waiting = Waiting()
    for number in range(missed.MOST_WAITING + 10):
        waiting.add(f"/{number}/", came_from="", now=START)
    assert len(waiting.take()) == missed.MOST_WAITING


def _save(*misses: Miss) -> None:
    with unit_of_work():
        missed.save(misses, now=START)


def _miss(path: str, count: int = 1, minutes: int = 0, came_from: str = "") -> Miss:
    return Miss(path, count, START, START + timedelta(minutes=minutes), came_from)


def test_they_are_added_up_and_listed(house: Flask, editor: Actor, author: Actor) -> None:
    _save(_miss("/a/", 2, came_from="/x/"), _miss("/b/", 1, 5))
    _save(_miss("/a/", 3, 1), _miss("/c/", 4))
    assert [(row.path, row.count, row.came_from) for row in missed.list_missed().items] == [
        ("/a/", 5, "/x/"),
        ("/c/", 4, ""),
        ("/b/", 1, ""),
    ]
    assert [row.path for row in missed.list_missed(latest=True, size=2).items] == ["/b/", "/a/"]
    with pytest.raises(Forbidden), unit_of_work():
        missed.dismiss("/a/", by=author, now=START)
    with pytest.raises(NotFound), unit_of_work():
        missed.dismiss("/never/", by=editor, now=START)
    with unit_of_work():
        missed.dismiss("/a/", by=editor, now=START)
    _save(_miss("/a/"))
    assert [row.path for row in missed.list_missed().items] == ["/c/", "/b/"]
    assert [row.count for row in missed.list_missed(dismissed=True).items] == [6]


def test_the_least_asked_for_goes_first(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(missed, "MOST_ROWS", 3)
    _save(_miss("/often/", 9), _miss("/old/"), _miss("/new/", 1, 5))
    _save(_miss("/newest/", 1, 9))
    assert [row.path for row in missed.list_missed().items] == ["/often/", "/new/", "/newest/"]


def test_what_has_a_page_or_lies_below_a_private_one_is_not_kept(house: Flask, editor: Actor) -> None:
    with unit_of_work():
        factories.article("Draft", by=editor, live=False)
        moved = factories.article("Was here", by=editor)
        draft = ShowDraft(title="Secret", summary="S", body="<p>x</p>", author_name="A")
        podcast.create_show(draft, by=editor, now=START).private = True
        moved.title = "Still here"
    _save(
        _miss("/draft/"), _miss("/was-here/"), _miss("/podcast/secret/"), _miss("/podcast/secret/one/"), _miss("/no/")
    )
    assert [row.path for row in missed.list_missed().items] == ["/no/"]
