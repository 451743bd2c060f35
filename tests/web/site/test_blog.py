from flask import Flask

from app.accounts.permissions import Actor
from app.blog.queries import get_post
from app.content import operations as content
from app.content import paths
from app.core import clock
from app.core.unit_of_work import unit_of_work
from tests import factories
from tests.conftest import MovableClock
from tests.web.conftest import Ids, Visit


def test_a_post_shows_who_wrote_it_when_and_about_what(filled: Ids, page: Visit) -> None:
    seen = page("/blog/precautions/")
    assert "By Sample editor 1 March 2027" in seen.text
    assert seen.all("a", rel="tag", href="/blog/tag/advice/")
    assert seen.all("img", alt="A walking stick")
    assert seen.meta("og:image") == f"http://localhost/images/{'a' * 20}-1600.jpg"
    assert seen.meta("og:image:alt") == "A walking stick"


def test_markup_in_a_title_is_shown_and_never_obeyed(filled: Ids, page: Visit) -> None:
    seen = page("/blog/precautions/")
    assert "Do I need <precautions>?" in seen.text
    assert not seen.all("precautions")
    assert seen.meta("og:title") == "Do I need <precautions>?"


def test_the_blog_offers_its_three_feeds(filled: Ids, page: Visit) -> None:
    feeds = {link["href"]: link["type"] for link in page("/blog/").all("link", rel="alternate")}
    assert feeds == {
        "http://localhost/blog/feed.xml": "application/rss+xml",
        "http://localhost/blog/atom.xml": "application/atom+xml",
        "http://localhost/blog/feed.json": "application/feed+json",
    }


def test_a_tag_and_an_author_have_lists_and_feeds_of_their_own(filled: Ids, page: Visit) -> None:
    for path in ("/blog/tag/advice/", "/blog/author/sample-editor/"):
        seen = page(path)
        assert "Do I need <precautions>?" in seen.text
        assert seen.all("link", rel="alternate", href=f"http://localhost{path}feed.xml")


def test_unknown_tags_and_authors_are_not_found(filled: Ids, page: Visit) -> None:
    assert page("/blog/tag/nothing/").status == 404
    assert page("/blog/author/nobody/").status == 404
    assert page("/blog/author/nobody-here/").status == 404  # the desk knows them


def test_somebody_without_posts_has_an_empty_list_that_says_so(
    app: Flask, editor: Actor, page: Visit, moving: MovableClock
) -> None:
    with app.app_context(), unit_of_work():
        once = factories.post("Once", by=editor, authors=(factories.person("Once here"),))
        content.withdraw(once, by=editor, now=moving.now)
    seen = page("/blog/author/once-here/")
    assert seen.status == 200
    assert "no post by this author" in seen.text
    assert seen.meta("robots") == "noindex"


def test_a_long_list_has_pages(app: Flask, editor: Actor, page: Visit, moving: MovableClock) -> None:
    with app.app_context(), unit_of_work():
        for number in range(1, 13):
            factories.post(f"Post number {number}", by=editor)
            moving.move(hours=1)
    first, second = page("/blog/"), page("/blog/?page=2")
    assert "Post number 12" in first.text
    assert first.all("a", rel="next", href="/blog/?page=2")
    assert not first.all("a", rel="prev")
    assert "Post number 1 " in second.text
    assert second.all("a", rel="prev", href="/blog/")
    assert second.all("link", rel="canonical")[0]["href"] == "http://localhost/blog/?page=2"
    assert "page 2" in (second.meta("og:title") or "")


def test_a_page_that_a_list_does_not_have_is_not_found(filled: Ids, page: Visit) -> None:
    for number in ("2", "0", "-1", "x", "", "9" * 30, "1.5", "000000001" + "0" * 30, "000000001" + "0" * 5000):
        assert page(f"/blog/?page={number}").status == 404, number
        assert page(f"/podcast/hips-explained/?page={number}").status == 404, number


def test_a_scheduled_post_appears_at_its_second(app: Flask, editor: Actor, page: Visit, moving: MovableClock) -> None:
    with app.app_context(), unit_of_work():
        factories.post("Later", by=editor, at=moving.now.replace(hour=18))
    moving.move(hours=5, minutes=59, seconds=59)
    assert page("/blog/later/").status == 404
    moving.move(seconds=1)
    assert page("/blog/later/").status == 200


def test_a_moved_post_leads_on(app: Flask, filled: Ids, editor: Actor, page: Visit) -> None:
    with app.app_context(), unit_of_work():
        paths.move(get_post(filled.post), slug="hip-rules", parent_id=None, by=editor, now=clock.now())
    assert page.client.get("/blog/precautions/").headers["Location"] == "/blog/hip-rules/"
