"""References, corrections and what we used to say, as readers and machines see them: the same everywhere."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.permissions import Actor
from app.blog.models import Post
from app.content import operations as content
from app.content.corrections import Correction, Formerly
from app.content.drafts import Citation, EntryDraft
from app.content.queries import get_entry, latest_draft
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.podcast import operations as podcast
from app.podcast.draft import EpisodeDraft
from app.references import operations
from app.references.models import Status
from app.references.operations import Wanted, wanted_of
from app.references.queries import get_reference
from tests import factories
from tests.conftest import MovableClock
from tests.feeds import house as made
from tests.web.conftest import Ids, Read, Visit

SAID = "NICE. TA44. Superseded by NICE TA304 on 26 February 2014."
PAST: dict[str, Any] = {
    "corrections": (Correction(date(2027, 2, 1), "It said left & meant right."),),
    "formerly": (Formerly("Rest in bed.", "Keep moving.", date(2010, 1, 1), "ta44"), Formerly("Old.", "New.")),
}


def _library(by: Actor) -> dict[str, int]:
    now = clock.now()
    new = operations.add(
        Wanted(text="NICE. TA304.", title="NICE TA304", url="https://x.example/ta304", status=Status.CURRENT),
        by=by,
        now=now,
    )
    old = operations.add(
        Wanted(
            text="NICE. TA44.",
            key="ta44",
            url="https://x.example/ta44",
            status=Status.SUPERSEDED,
            superseded_by_id=new.id,
            status_on=date(2014, 2, 26),
        ),
        by=by,
        now=now,
    )
    unsure = operations.add(Wanted(text="Not checked.", url="https://x.example/unsure"), by=by, now=now)
    return {"new": new.id, "old": old.id, "unsure": unsure.id}


def _cited(ids: dict[str, int]) -> dict[str, Any]:
    citations = (
        Citation("unsure", "x", reference_id=ids["unsure"]),
        Citation("ta44", "An old text", "https://old.example/", reference_id=ids["old"]),
        Citation("hand", "By hand.", "https://hand.example/", "Early results."),
    )
    body = '<p>Words.<sup data-ref="ta44"></sup></p>'
    return {"summary": "s", "body": body, "citations": citations, **PAST}


@pytest.fixture
def ids(app: Flask, editor: Actor, filled: Ids) -> dict[str, int]:
    """The library, with a post, an episode and a show that cite from it."""
    with app.app_context():
        with unit_of_work():
            found = _library(editor)
            post = content.create(Post(), EntryDraft(title="Cited", **_cited(found)), by=editor, now=clock.now())
            content.publish(post, by=editor, now=clock.now())
            show = made.show("A show", by=editor, image_id=made.picture("e").id)
            draft = replace(latest_draft(show), **_cited(found))
            content.save_draft(show, draft, expected_version=show.version, by=editor, now=clock.now())
            podcast.publish_show(show, by=editor, now=clock.now())
            episode = podcast.create_episode(
                show,
                EpisodeDraft(title="Heard", audio_id=made.audio("c").id, **_cited(found)),
                by=editor,
                now=clock.now(),
            )
            factories.publish_episode(episode, by=editor, now=clock.now())
            found |= {"post": post.id}
        db.session.remove()
    return found


def _order(seen: Read) -> list[str | None]:
    return [li.get("id") for li in seen.all("li") if (li.get("id") or "").startswith("ref-")]


@pytest.mark.parametrize("path", ["/blog/cited/", "/podcast/a-show/heard/", "/podcast/a-show/"])
def test_the_library_is_printed_with_what_has_become_of_a_source(page: Visit, ids: dict[str, int], path: str) -> None:
    seen = page(path)
    assert SAID in seen.text.replace(" .", ".")
    assert _order(seen) == ["ref-ta44", "ref-unsure", "ref-hand"]
    assert seen.all("a", href="https://x.example/ta304")
    assert "https://x.example/unsure" not in seen.html  # nobody has checked it
    assert "old.example" not in seen.html
    assert "By hand. Early results." in seen.text
    assert "We used to say (until 1 January 2010 ): Rest in bed. Now: Keep moving. Reference 1" in seen.text
    assert "1 February 2027 : It said left & meant right." in seen.text
    things = json.loads(seen.scripts[0])["@graph"]
    (thing,) = [each for each in things if "citation" in each]
    assert thing["citation"][0] == {
        "@type": "CreativeWork",
        "name": "NICE. TA44.",
        "url": "https://x.example/ta44",
        "creativeWorkStatus": "Superseded",
        "disambiguatingDescription": "Superseded by NICE TA304 on 26 February 2014",
    }
    assert thing["citation"][1] == {"@type": "CreativeWork", "name": "Not checked."}
    assert [(c["@type"], c.get("datePublished")) for c in thing["correction"]] == [
        ("CorrectionComment", "2027-02-01"),
        ("CorrectionComment", "2010-01-01"),
        ("CorrectionComment", None),
    ]


@pytest.mark.parametrize("path", ["/blog/feed.xml", "/blog/atom.xml", "/blog/feed.json", "/podcast/a-show/feed.xml"])
def test_feeds_print_the_same_and_follow_the_library(
    app: Flask, client: FlaskClient, editor: Actor, moving: MovableClock, ids: dict[str, int], path: str
) -> None:
    first = client.get(path)
    text = first.text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace('\\"', '"')
    assert '>NICE. TA44.</a> (Superseded by <a href="https://x.example/ta304"' in text
    assert text.index("NICE. TA44.") < text.index("<li>Not checked.") < text.index("By hand.")
    assert "meant right.</li>" in text
    assert "We used to say (until 1 January 2010):" in text
    assert "Keep moving. [1]" in text
    assert client.get(path).data == first.data
    moving.move(hours=1)
    with app.app_context():
        with unit_of_work():
            found = get_reference(ids["old"])
            operations.change(
                found,
                replace(wanted_of(found), status=Status.WITHDRAWN, status_note="At last"),
                by=editor,
                now=moving.now,
            )
        db.session.remove()
    later = client.get(path, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert later.status_code == 200
    assert "Withdrawn on 26 February 2014. See instead: " in later.text
    assert later.headers["Last-Modified"] != first.headers["Last-Modified"]


def test_a_correction_changes_when_a_post_was_updated(
    app: Flask, client: FlaskClient, editor: Actor, moving: MovableClock, ids: dict[str, int]
) -> None:
    before = client.get("/blog/feed.json").json
    moving.move(hours=1)
    with app.app_context():
        with unit_of_work():
            post = get_entry(ids["post"])
            more = (*PAST["corrections"], Correction(date(2027, 3, 1), "And it was 6, not 9."))
            draft = EntryDraft(title="Cited", **{**_cited(ids), "corrections": more})
            content.save_draft(post, draft, expected_version=post.version, by=editor, now=moving.now)
            content.publish(post, by=editor, now=moving.now)
        db.session.remove()
    after = client.get("/blog/feed.json").json
    assert before is not None
    assert after is not None
    found = [next(item for item in feed["items"] if item["title"] == "Cited") for feed in (before, after)]
    assert found[0]["date_modified"] < found[1]["date_modified"]
    assert "And it was 6, not 9." in found[1]["content_html"]
