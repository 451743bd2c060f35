"""The blog as JSON Feed 1.1."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.core.text import one_line, without_control_characters
from app.feeds.documents import NEVER, Author
from app.feeds.json_feed import blog_json
from tests.feeds.makers import SITE, blog, post


def test_the_feed_has_what_version_1_1_names() -> None:
    found = json.loads(blog_json(blog()))
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["home_page_url"] == f"{SITE}/blog/"
    assert found["feed_url"] == f"{SITE}/blog/feed.json"
    assert found["language"] == "en-gb"
    assert found["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    assert found["items"][0] == {
        "id": "7d2c2a54-0000-4000-8000-000000000002",
        "url": f"{SITE}/blog/stairs-2/",
        "title": "Stairs & slopes 2",
        "content_html": post().content,
        "summary": "Up with the good leg.",
        "image": f"{SITE}/images/cd34-640.jpg",
        "date_published": "2026-04-02T09:00:00+00:00",
        "date_modified": "2026-04-02T10:00:00+00:00",
        "authors": [{"name": "Sample physiotherapist", "url": f"{SITE}/people/sample/"}],
        "tags": ["Hips", "Exercise"],
    }


def test_an_empty_feed_still_has_its_list_of_items() -> None:
    found = json.loads(blog_json(blog(items=(), updated=NEVER, authors=(), links=(), description="", image_url="")))
    assert found["items"] == []
    assert set(found) == {"version", "title", "home_page_url", "feed_url", "language", "items"}


def test_a_post_without_a_body_keeps_the_required_content() -> None:
    found = json.loads(blog_json(blog(items=(post(content="", summary="", authors=(Author(""),)),))))
    assert found["items"][0]["content_html"] == "<p></p>"
    assert "authors" not in found["items"][0]


def test_a_feed_without_a_title_is_refused() -> None:
    with pytest.raises(Invalid):
        blog_json(blog(title="\x00"))


@given(title=st.text(max_size=60).filter(one_line), other=st.text(max_size=60))
def test_any_text_is_read_back_as_it_was(title: str, other: str) -> None:
    found = json.loads(blog_json(blog(title=title, items=(post(title=other, content=other),))))
    assert found["title"] == one_line(title)
    assert found["items"][0].get("title", "") == one_line(other)
    assert found["items"][0]["content_html"] == (without_control_characters(other).strip() or "<p></p>")
