"""The blog's feeds, gathered from the database."""

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.blog.models import Post
from app.blog.queries import get_post
from app.content import operations as content
from app.content.drafts import Citation, EntryDraft
from app.core.db import db
from app.core.site import Site
from app.core.unit_of_work import unit_of_work
from app.feeds.documents import NEVER, EntriesDocument
from app.feeds.entries import Addresses, blog_document
from app.feeds.rules import faults
from tests import factories
from tests.conftest import MovableClock
from tests.feeds import house as made
from tests.feeds.test_podcast import counted_statements

WHOLE = Addresses("/blog/", "/blog/feed.xml", "/blog/atom.xml", "/blog/feed.json", "/people/{}/".format)


@pytest.fixture
def site(house: Flask) -> Site:
    found: Site = house.extensions["site"]
    return found


def gathered(site: Site, moving: MovableClock) -> EntriesDocument:
    return blog_document(WHOLE, site=site, now=moving.now)


def test_a_blog_without_posts_has_a_date_that_no_poll_changes(site: Site, moving: MovableClock) -> None:
    document = gathered(site, moving)
    assert (document.items, document.updated) == ((), NEVER)
    assert faults(document) == []


def test_a_post_stands_in_full_with_absolute_addresses(site: Site, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        other = factories.post("Sleep", by=editor)
        hidden = factories.post("Draft", by=editor, live=False)
        picture = made.picture()
        draft = EntryDraft(
            title="Stairs",
            summary="Up with the good leg.",
            body=(
                f'<p><a data-entry="{other.id}">Rest</a>, <a data-entry="{hidden.id}">later</a> and '
                f'<a href="/about/">we</a>.<sup data-ref="a"></sup></p>'
                f'<figure data-asset="{picture.id}" data-alt="A stair"></figure>'
            ),
            image_id=picture.id,
            image_alt="A stair",
            citations=(Citation("a", "A source", "https://x.example/"),),
            tags=("Hips", "Stairs"),
            credits=(made.credit("Sample editor"),),
            sample=True,
        )
        post = content.create(Post(), draft, by=editor, now=moving.now)
        content.publish(post, by=editor, now=moving.now)
    item = gathered(site, moving).items[0]
    assert item.guid == post.guid
    assert item.tags == ("Hips", "Stairs")
    assert [(a.name, a.url) for a in item.authors] == [("Sample editor", "http://localhost/people/sample-editor/")]
    assert item.image_url == f"http://localhost/images/{'a' * 20}-3000.jpg"
    assert item.content.startswith("<p><strong>Sample content, not clinically reviewed.</strong></p>")
    assert (
        '<a href="http://localhost/blog/sleep/">Rest</a>, later and <a href="http://localhost/about/">we</a>'
        in item.content
    )
    assert f'<img src="{item.image_url}"' in item.content
    assert '<a href="https://x.example/" rel="noopener noreferrer">A source</a>' in item.content
    assert "data-" not in item.content
    assert site.urgent_help in item.content


def test_an_edited_post_has_both_its_dates(site: Site, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        post = factories.post(by=editor)
    first = moving.now
    moving.move(days=1)
    with unit_of_work():
        again = get_post(post.id)
        new = EntryDraft(title="New", summary="New.", body="<p>New.</p>")
        content.save_draft(again, new, expected_version=again.version, by=editor, now=moving.now)
        content.publish(again, by=editor, now=moving.now)
    document = gathered(site, moving)
    assert (document.items[0].published_at, document.items[0].updated_at) == (first, moving.now)
    assert document.updated == moving.now


def test_a_tags_feed_is_as_old_as_its_own_posts(site: Site, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        post = factories.post(by=editor, tags=("Hips",))
    first = moving.now
    moving.move(days=1)
    with unit_of_work():
        factories.post("Another", by=editor)
    tag = get_post(post.id).tags[0]
    document = blog_document(WHOLE, site=site, now=moving.now, tag=tag)
    assert (document.title, document.updated) == ("The Physiotherapy Site: blog – Hips", first)
    assert [item.title for item in document.items] == ["A post"]


def test_the_number_of_statements_does_not_grow_with_the_posts(site: Site, editor: Actor, moving: MovableClock) -> None:
    counts = []
    for posts in (2, 10):
        for count in range(posts):
            with unit_of_work():
                person = factories.person(f"Sample editor {posts} {count}")
                factories.post(f"Post {posts} {count}", by=editor, tags=(f"tag {count}",), authors=(person,))
            moving.move(seconds=timedelta(hours=1).total_seconds())
        db.session.expunge_all()
        with counted_statements() as statements:
            gathered(site, moving)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8
