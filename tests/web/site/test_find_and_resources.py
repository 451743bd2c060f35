from flask import Flask

from app.accounts.permissions import Actor
from app.content.drafts import Citation
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.resources import operations as resources
from app.resources.draft import ResourceDraft
from app.web.pages.directory import Asked
from tests.web.conftest import Ids, Visit


def test_resources_stand_under_their_topics_with_where_they_lead(filled: Ids, page: Visit) -> None:
    seen = page("/resources/")
    assert "Hip TA304 Guidance. nice.org.uk" in seen.text
    assert seen.all("a", href="https://www.nice.org.uk/guidance/ta304", rel="noopener noreferrer")
    assert seen.all("a", href="/resources/knee/")
    assert "Sample content" in seen.text


def test_a_document_is_offered_with_its_kind_and_size(filled: Ids, page: Visit) -> None:
    seen = page("/resources/knee/")
    assert seen.all("a", href=f"/documents/{'d' * 20}.pdf")
    assert "PDF, 1.4 MB" in seen.text


def test_a_topic_shows_only_its_own(filled: Ids, page: Visit) -> None:
    seen = page("/resources/hip/")
    assert "TA304" in seen.text
    assert "Leaflet" not in seen.text
    assert page("/resources/elbow/").status == 404


def test_the_directory_says_honestly_that_it_is_empty(page: Visit) -> None:
    seen = page("/physiotherapists/")
    assert "The directory is empty at the moment" in seen.text
    assert seen.meta("robots") is None


def test_a_search_is_kept_in_its_form(page: Visit) -> None:
    seen = page("/physiotherapists/?near=Leeds+%22x%22&neuro=1&female=1&home_visits=no")
    assert seen.all("input", name="near", value='Leeds "x"')
    assert "checked" in seen.all("input", name="neuro")[0]
    assert "checked" in seen.all("input", name="female")[0]
    assert "checked" not in seen.all("input", name="home_visits")[0]
    assert 'You asked for Neuro Physiotherapy, Female Physiotherapists near Leeds "x".' in seen.text
    assert seen.meta("robots") == "noindex"


def test_a_place_of_any_length_and_kind_is_taken_calmly(page: Visit) -> None:
    seen = page("/physiotherapists/?near=" + "%00%3Cscript%3E" + "x" * 5000)
    assert seen.status == 200
    assert len(seen.all("input", name="near")[0]["value"] or "") == 100
    assert not [script for script in seen.all("script") if not script]


def test_a_search_in_words() -> None:
    def asked(near: str, *ticked: str) -> str:
        return Asked(near=near, ticked=ticked).in_words

    assert asked("") == ""
    assert asked("Leeds") == "a physiotherapist near Leeds"
    assert asked("", "neuro") == "Neuro Physiotherapy"


def test_a_person_is_shown_with_what_is_published(filled: Ids, page: Visit) -> None:
    seen = page("/people/sample-editor/")
    assert "Sample editor Editor" in seen.text
    assert "Guide Metal On Metal Hip Resurfacing" in seen.text
    assert "Blog post Do I need" in seen.text


def test_people_without_anything_public_are_not_shown(filled: Ids, page: Visit) -> None:
    assert page("/people/nobody-here/").status == 404
    assert page("/people/nobody-at-all/").status == 404


def test_every_feed_is_on_the_subscribe_page(filled: Ids, page: Visit) -> None:
    seen = page("/subscribe/")
    for path in ("/podcast/hips-explained/feed.xml", "/blog/feed.xml", "/blog/atom.xml", "/blog/feed.json"):
        assert seen.all("a", href=f"http://localhost{path}"), path


def test_the_home_page_shows_something_of_everything(filled: Ids, page: Visit) -> None:
    seen = page("/")
    for words in ("Guides Metal On Metal", "From the blog", "Listen", "Resources by topic", "Search, find, book"):
        assert words in seen.text, words
    assert "Nothing is published yet" not in seen.text


def test_a_resource_prints_its_references_as_a_page_does(app: Flask, editor: Actor) -> None:
    with app.app_context():
        with unit_of_work():
            cited = (
                Citation("a", "A study.", "https://a.example.org/", "Replaced by another"),
                Citation("b", "In the library, by hand."),
            )
            draft = ResourceDraft(title="A leaflet", summary="S.", url="https://x.org/", topic="Hip", citations=cited)
            made = resources.create_resource(draft, by=editor, now=clock.now())
            resources.publish_resource(made, by=editor, now=clock.now())
        db.session.remove()
    for path in ("/resources/", "/resources/hip/"):
        text = app.test_client().get(path).text
        assert '<h4 id="a-leaflet-references">References</h4>' in text
        assert '<li id="a-leaflet-ref-a" value="1">' in text
        assert "Replaced by another." in text
        assert 'href="https://a.example.org/"' in text
        assert '<li id="a-leaflet-ref-b" value="2">' in text
