from dataclasses import replace
from datetime import date

from flask import Flask

from app.accounts.permissions import Actor
from app.articles.queries import get_article
from app.blog.queries import get_post
from app.content import operations as content
from app.content import paths
from app.content import queries as entries
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.reviews.models import Outcome, Scope
from app.reviews.signing import Verdict, sign
from app.web.pages.articles import article_page
from app.web.pages.content import of_draft
from tests import factories
from tests.conftest import MovableClock
from tests.web.conftest import Ids, Visit

PATH = "/metal-on-metal-hip-resurfacing/"


def test_an_article_says_where_it_stands_in_the_tree(filled: Ids, page: Visit) -> None:
    seen = page(f"{PATH}exercises/")
    trail = "Home Metal On Metal Hip Resurfacing Exercises"
    assert trail in seen.text
    assert seen.all("span", aria_current="page")
    assert seen.all("a", href=PATH)


def test_the_seed_pages_side_panels_stand_beside_it(filled: Ids, page: Visit) -> None:
    seen = page(PATH)
    assert "Search, find, book" in seen.text
    assert "More on Physiotherapy Blog Podcast Resources" in seen.text
    form = seen.all("form")[0]
    assert (form["action"], form["method"]) == ("/physiotherapists/", "get")
    assert seen.all("input", name="near")
    for name, words in (
        ("neuro", "Neuro Physiotherapy"),
        ("home_visits", "Home Visits"),
        ("female", "Female Physiotherapists"),
    ):
        assert seen.all("input", name=name, value="1")
        assert words in seen.text


def test_three_headings_make_a_contents_list(filled: Ids, page: Visit) -> None:
    assert "On this page What it is Who may have it When to get help" in page(PATH).text
    assert "On this page" not in page(f"{PATH}exercises/").text


def test_references_are_numbered_in_the_order_in_which_the_text_points_at_them(filled: Ids, page: Visit) -> None:
    seen = page(PATH)
    assert [item["id"] for item in seen.all("li") if item.get("value")] == ["ref-ta304", "ref-mda", "ref-unused"]
    assert [a["aria-label"] for a in seen.all("a") if a.get("href") in {"#ref-ta304", "#ref-mda"}] == [
        "Reference 1",
        "Reference 2",
        "Reference 1",
    ]
    assert "NICE. TA304. Current." in seen.text


def test_what_lies_below_is_listed(filled: Ids, page: Visit) -> None:
    assert "More on this Exercises Ten exercises." in page(PATH).text


def test_a_sample_carries_its_banner_and_stays_out_of_search_engines(filled: Ids, page: Visit) -> None:
    sample = page(f"{PATH}exercises/")
    assert "Sample content, not clinically reviewed." in sample.text
    assert sample.meta("robots") == "noindex"
    real = page(PATH)
    assert "Sample content" not in real.text
    assert "No clinician has reviewed this page yet." in real.text
    assert "No clinician has reviewed" not in sample.text, "it says more than that"


def test_a_link_to_an_entry_leads_to_its_path(filled: Ids, page: Visit) -> None:
    assert "the page above" in page(f"{PATH}exercises/").text


def test_pictures_links_and_episodes_in_a_text_are_found(app: Flask, filled: Ids, editor: Actor, page: Visit) -> None:
    with app.app_context(), unit_of_work():
        image = get_post(filled.post).image_id
        text = (
            f'<figure data-asset="{image}" data-alt="A hip"></figure>'
            f'<p><a data-entry="{filled.article}">a guide</a>, <a data-entry="999">nowhere</a></p>'
            f'<div data-episode="{filled.episode}" data-start="61"></div><div data-episode="{filled.post}"></div>'
        )
        factories.post("All of it", by=editor, body=text)
    seen = page("/blog/all-of-it/")
    assert [image["alt"] for image in seen.all("img")] == ["A hip"]
    assert seen.all("a", href=PATH)
    assert "nowhere" in seen.text
    assert seen.all("a", href="/podcast/hips-explained/rise-and-fall/#t=61")
    assert not seen.all("a", href="/blog/precautions/"), "a post is no episode"


def test_the_picture_chosen_for_an_article_is_shown_on_it(app: Flask, filled: Ids, editor: Actor, page: Visit) -> None:
    with app.app_context(), unit_of_work():
        article, now = get_article(filled.article), clock.now()
        draft = replace(entries.latest_draft(article), image_id=get_post(filled.post).image_id, image_alt="A joint")
        content.save_draft(article, draft, expected_version=article.version, by=editor, now=now)
        content.publish(article, by=editor, now=now)
    assert page(PATH).all("img", alt="A joint")


def test_a_withdrawn_page_is_no_place_to_go_back_to(app: Flask, filled: Ids, editor: Actor, page: Visit) -> None:
    with app.app_context(), unit_of_work():
        content.withdraw(get_article(filled.article), by=editor, now=clock.now())
    assert page(PATH).status == 410
    assert "Home Exercises" in page(f"{PATH}exercises/").text


def test_a_moved_page_leads_to_its_new_path_for_good(app: Flask, filled: Ids, editor: Actor, page: Visit) -> None:
    with app.app_context(), unit_of_work():
        article = get_article(filled.article)
        paths.move(article, slug="hip-resurfacing", parent_id=None, by=editor, now=clock.now())
    for old, new in ((PATH, "/hip-resurfacing/"), (f"{PATH}exercises/", "/hip-resurfacing/exercises/")):
        answer = page.client.get(old)
        assert (answer.status_code, answer.headers["Location"]) == (301, new)
        assert page(new).status == 200


def test_an_expired_page_is_gone_at_its_second(
    app: Flask, filled: Ids, editor: Actor, page: Visit, moving: MovableClock
) -> None:
    with app.app_context(), unit_of_work():
        article = get_article(filled.article)
        content.set_expiry(article, moving.now.replace(hour=13), by=editor, now=clock.now())
    moving.move(minutes=59, seconds=59)
    assert page(PATH).status == 200
    moving.move(seconds=1)
    seen = page(PATH)
    assert seen.status == 410
    assert "This page has been taken down" in seen.text


def test_the_preview_of_a_draft_is_the_same_page_with_the_drafts_words(app: Flask, filled: Ids, editor: Actor) -> None:
    with app.app_context():
        article = get_article(filled.article)
        draft = entries.latest_draft(article)
        changed = replace(draft, title="A new title", summary="New.", body="<h2>New</h2><p>Words.</p>", tags=("New",))
        people = {line.person_id: line.person for line in article.people}
        shown = article_page(of_draft(article, changed, people), article, now=clock.now(), site=app.extensions["site"])
        db.session.remove()
    assert shown.title == shown.head.title == "A new title"
    assert "<h2" in shown.body.html
    assert [tag.href for tag in shown.tags] == ["/blog/tag/new/"]
    assert [credit.role for credit in shown.credits] == ["author", "reviewer"]
    assert shown.path == PATH


def test_the_review_is_shown_with_who_did_it(app: Flask, filled: Ids, page: Visit, moving: MovableClock) -> None:
    with app.app_context(), unit_of_work():
        verdict = Verdict(
            Outcome.APPROVED, Scope.WHOLE, "Sample editor", "Sample 1", moving.now.date(), date(2029, 3, 1)
        )
        sign(get_article(filled.article), verdict, revision_number=1, now=moving.now)
    seen = page(PATH)
    assert "Last reviewed 1 March 2027 Next review due 1 March 2029" in seen.text
    assert "Reviewed by Sample editor (Sample 1)" in seen.text
